//! `khuevan account`: for the first administrator, and for whoever has locked themselves out.

use super::day;
use crate::config::Config;
use crate::failure::{Exit, Failure, Outcome, lang};
use crate::terminal::say;
use crate::{house, t};
use access::actions::{Issued, Reset};
use access::{AccountFile, AccountState, Hasher, Policy};
use calendar::Day;
use clap::{Args, Subcommand};
use context::{Ctx, Law};
use db::Db;

#[derive(Subcommand, Debug)]
pub(crate) enum Account {
    /// A new person in a new position with an account; prints its one-time code.
    Create(Box<Create>),
    /// Take the password away, end all sessions and print a new one-time code.
    Reset {
        /// The name to sign in with.
        user: String,
        /// Take the second factor away too, because it was lost.
        #[arg(long)]
        second_factor: bool,
    },
    /// Nobody signs in with it any more, and all its sessions end.
    Close {
        /// The name to sign in with.
        user: String,
    },
    /// Open again an account that was closed; its password is what it was.
    Reopen {
        /// The name to sign in with.
        user: String,
    },
    /// Take everybody's second factor away, because factor.key is lost for good; a new one is made at the next start.
    ForgetFactors,
    /// The accounts of an agency: user name, state, last sign-in, name.
    List {
        /// Identifier of the agency: H26.2.
        #[arg(long, value_name = "CODE")]
        agency: String,
    },
}

#[derive(Args, Debug)]
pub(crate) struct Create {
    /// Identifier of the agency: H26.2.
    #[arg(long, value_name = "CODE")]
    agency: String,
    /// Name of the unit; it is opened if the agency has none of this name.
    #[arg(long, default_value = "")]
    unit: String,
    /// Title of the position: Chuyên viên.
    #[arg(long)]
    title: String,
    /// What it is in the work: leader, head, deputy, officer, clerk, office.
    #[arg(long, default_value = "officer")]
    rank: String,
    /// The person's whole name.
    #[arg(long)]
    name: String,
    /// The name to sign in with.
    #[arg(long)]
    user: String,
    /// Code of a role; may be given several times: system_administrator, clerk, …
    #[arg(long = "role", value_name = "CODE")]
    roles: Vec<String>,
    /// The first day of the position. [default: today]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    starts: Option<Day>,
}

pub(crate) fn run(config: &Config, account: &Account) -> Outcome {
    let law = house::law(config)?;
    let db = house::existing_database(config)?;
    let desk = Desk { ctx: house::system(Law::clone(&law)), db, hasher: Hasher::new(Policy::default())? };
    match account {
        Account::Create(create) => desk.create(create),
        Account::Reset { user, second_factor } => desk.reset(user, *second_factor),
        Account::Close { user } => desk.close(user),
        Account::Reopen { user } => desk.reopen(user),
        Account::ForgetFactors => desk.forget_factors(),
        Account::List { agency } => desk.list(agency),
    }
}

struct Desk {
    db: Db,
    ctx: Ctx,
    hasher: Hasher,
}

impl Desk {
    fn create(&self, create: &Create) -> Outcome {
        house::migrate(&self.db, &self.ctx)?;
        // The same way as a file of one line: one set of rules, one answer to every fault.
        let csv = line(create);
        let seed = self.hasher.code_seed(&self.ctx)?;
        let starts = create.starts.unwrap_or(self.ctx.now.day());
        let file = AccountFile { csv: &csv, starts };
        let policy = self.hasher.policy();
        let made =
            self.db.write(&self.ctx, |tx| access::import_accounts(tx, &self.ctx, policy, &seed, &file))?;
        for account in &made {
            say(t::account_code(lang(), &account.user_name, seed.code(account.account)));
        }
        Ok(())
    }

    fn reset(&self, user: &str, second_factor: bool) -> Outcome {
        let account = self.account(user)?.id;
        let seed = self.hasher.code_seed(&self.ctx)?;
        let (policy, reset) = (self.hasher.policy(), Reset { account, second_factor });
        let Issued { account, .. } = self
            .db
            .write(&self.ctx, |tx| access::actions::reset_account(tx, &self.ctx, policy, &seed, &reset))?;
        say(t::account_code(lang(), user, seed.code(account)));
        Ok(())
    }

    fn close(&self, user: &str) -> Outcome {
        let id = self.account(user)?.id;
        self.db.write(&self.ctx, |tx| access::actions::close_account(tx, &self.ctx, id))?;
        say(t::account_closed(lang(), user));
        Ok(())
    }

    fn reopen(&self, user: &str) -> Outcome {
        let id = self.account(user)?.id;
        self.db.write(&self.ctx, |tx| access::actions::reopen_account(tx, &self.ctx, id))?;
        say(t::account_reopened(lang(), user));
        Ok(())
    }

    fn forget_factors(&self) -> Outcome {
        house::migrate(&self.db, &self.ctx)?;
        let count = self.db.write(&self.ctx, |tx| access::actions::forget_second_factors(tx, &self.ctx))?;
        say(t::account_factors_forgotten(lang(), count));
        Ok(())
    }

    fn list(&self, agency: &str) -> Outcome {
        let day = self.ctx.now.day();
        let found = self.db.read(|read| organisation::by_code(read, agency, day))?;
        let Some(found) = found else {
            let title = t::account_no_agency(lang(), agency);
            return Err(Failure::new(Exit::Found, title, t::account_no_agency_remedy(lang())));
        };
        for account in self.db.read(|read| access::accounts_in(read, found.id, day))? {
            let state = match account.state() {
                AccountState::Waiting => t::account_waiting(lang()),
                AccountState::Active => t::account_active(lang()),
                AccountState::Closed => t::account_is_closed(lang()),
            };
            let seen = account.signed_in_at.map_or_else(|| "-".to_owned(), |at| at.iso());
            say(format_args!("{}\t{state}\t{seen}\t{}", account.user_name, account.name));
        }
        Ok(())
    }

    fn account(&self, user: &str) -> Outcome<access::Account> {
        let found = self.db.read(|read| access::account_of_user(read, user))?;
        found.ok_or_else(|| {
            let title = t::account_no_user(lang(), user);
            Failure::new(Exit::Found, title, t::account_no_user_remedy(lang()))
        })
    }
}

/// The one line of a file of accounts.
fn line(create: &Create) -> Vec<u8> {
    let roles = create.roles.join(" ");
    let fields =
        [&create.agency, &create.unit, &create.title, &create.rank, &create.name, &create.user, &roles];
    let quoted: Vec<String> =
        fields.iter().map(|field| format!("\"{}\"", field.replace('"', "\"\""))).collect();
    format!("agency_code,unit,title,rank,name,user_name,roles\n{}\n", quoted.join(",")).into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_is_typed_stays_one_line_of_seven_fields() {
        let create = Create {
            agency: "H26".into(),
            unit: "Phòng \"Một cửa\", tầng 2".into(),
            title: "Chuyên viên".into(),
            rank: "officer".into(),
            name: "Nguyễn, Văn An".into(),
            user: "an".into(),
            roles: vec!["clerk".into(), "officer".into()],
            starts: None,
        };
        let text = String::from_utf8(line(&create)).unwrap();
        assert_eq!(text.lines().count(), 2);
        assert!(text.contains("\"Phòng \"\"Một cửa\"\", tầng 2\",") && text.contains("\"clerk officer\""));
    }
}
