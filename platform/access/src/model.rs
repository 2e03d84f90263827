//! Accounts, sessions, roles, and the rules about them.

mod password;
mod role;
mod throttle;

pub use password::{PasswordFault, check_password};
pub use role::{Granted, Role, RoleHolder, RoleInput, RolePermission, RoleSeed};
pub(crate) use role::{effective, empowers_beyond, governs, is_beyond};
pub(crate) use throttle::{Kind, Strain};

use context::{Time, Uuid};
use organisation::ValueFault;
use serde::{Deserialize, Serialize};

/// What an account can be used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountState {
    /// It waits for its one-time code (chờ kích hoạt).
    Waiting,
    /// Its holder can sign in (đang dùng).
    Active,
    /// It is closed (đã đóng).
    Closed,
}

db::row! {
    /// An account (tài khoản) as administrators see it.
    #[derive(Clone, Debug, PartialEq, Eq, Serialize)]
    pub struct Account {
        /// Its id.
        pub id: Uuid,
        /// Whose it is.
        pub person: Uuid,
        /// The person's name.
        pub name: String,
        /// The name to sign in with.
        pub user_name: String,
        /// Whether a password has been set.
        pub has_password: bool,
        /// Until when the one-time code that was handed out is good, if there is one.
        pub code_expires: Option<Time>,
        /// Whether a second factor is asked for.
        pub has_totp: bool,
        /// Whether it is closed.
        pub is_closed: bool,
        /// When its holder last signed in.
        pub signed_in_at: Option<Time>,
        /// Changes with every change by an administrator.
        pub version: i64,
    }
}

impl Account {
    /// What it can be used for.
    pub fn state(&self) -> AccountState {
        match (self.is_closed, self.has_password) {
            (true, _) => AccountState::Closed,
            (false, true) => AccountState::Active,
            (false, false) => AccountState::Waiting,
        }
    }
}

/// Which accounts are looked for. An absent field does not narrow.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AccountFilter {
    /// The beginning of a name, a given name or a user name, with or without accents.
    pub text: Option<String>,
    /// What they can be used for.
    pub state: Option<AccountState>,
    /// Only those that must wait after too many attempts (tạm khóa).
    pub locked: bool,
    /// Whose holders work in this agency.
    pub agency: Option<Uuid>,
    /// And in all below it.
    pub below: bool,
}

/// An account in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Listed {
    /// The account.
    #[serde(flatten)]
    pub account: Account,
    /// The title of its holder's first position, with unit and agency; empty without any.
    pub seat: String,
    /// Whether it must wait after too many attempts.
    pub locked: bool,
    /// Where the next page begins: see [`crate::accounts`].
    #[serde(skip)]
    pub key: String,
}

db::row! {
    /// A session (phiên đăng nhập) as its holder sees it.
    #[derive(Clone, Debug, PartialEq, Eq, Serialize)]
    pub struct Session {
        /// Its id.
        pub id: Uuid,
        /// When it began.
        pub created_at: Time,
        /// When it was last used, to some minutes.
        pub seen_at: Time,
        /// It ends when unused for so long (microseconds).
        pub idle: i64,
        /// When it ends in any case.
        pub expires_at: Time,
        /// What the browser says of itself.
        pub agent: String,
        /// The address from which it was opened.
        pub address: String,
    }
}

impl Session {
    /// Whether it can still be used.
    pub fn is_open(&self, now: Time) -> bool {
        now < self.expires_at && now.0 - self.seen_at.0 < self.idle
    }
}

/// The longest user name, in characters.
const LONGEST_USER_NAME: usize = 64;
/// The shortest.
const SHORTEST_USER_NAME: usize = 3;

/// A user name as it is written: Latin letters, digits and `. _ - @`.
pub(crate) fn check_user_name(text: &str) -> Result<&str, ValueFault> {
    let text = text.trim();
    if text.is_empty() {
        return Err(ValueFault::Empty);
    }
    let within = (SHORTEST_USER_NAME..=LONGEST_USER_NAME).contains(&text.chars().count());
    if within && text.chars().all(|c| c.is_ascii_alphanumeric() || "._-@".contains(c)) {
        return Ok(text);
    }
    Err(ValueFault::Other {
        vi: crate::t::user_name_fault(words::Lang::Vi, SHORTEST_USER_NAME, LONGEST_USER_NAME).into(),
        en: crate::t::user_name_fault(words::Lang::En, SHORTEST_USER_NAME, LONGEST_USER_NAME).into(),
    })
}

/// By what an account is found: people do not mind capitals.
pub(crate) fn user_key(user_name: &str) -> String {
    user_name.trim().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn user_names_are_plain() {
        assert_eq!(check_user_name("  "), Err(ValueFault::Empty));
        for wrong in ["ab", "văn thư", "a b c", "a/b", &"a".repeat(65)] {
            assert!(matches!(check_user_name(wrong), Err(ValueFault::Other { .. })), "{wrong}");
        }
        assert_eq!(check_user_name(" VanThu.SNV "), Ok("VanThu.SNV"));
        assert_eq!(user_key(" VanThu.SNV "), "vanthu.snv");
    }

    #[test]
    fn a_session_ends_by_disuse_and_by_age() {
        let session = Session {
            id: Uuid::from_u128(1),
            created_at: Time(0),
            seen_at: Time(100),
            idle: 50,
            expires_at: Time(140),
            agent: String::new(),
            address: String::new(),
        };
        assert!(session.is_open(Time(139)));
        assert!(!session.is_open(Time(140)));
        assert!(!Session { expires_at: Time(999), ..session.clone() }.is_open(Time(150)));
    }
}
