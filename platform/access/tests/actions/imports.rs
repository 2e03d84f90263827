//! Files of accounts.

use super::{PASSWORD, SETS, acting, activate, at, attempt, began, city, code, hasher, sign_in, told};
use access::{AccountFile, Error, Imported};
use context::{Ctx, Explain, Lang, Scope};
use db::Db;
use organisation::Rank;
use std::fmt::Write;

const HEADER: &str = "agency_code,unit,title,rank,name,user_name,roles\n";

fn import(db: &Db, ctx: &Ctx, text: &str) -> Result<(access::CodeSeed, Vec<Imported>), Error> {
    let seed = hasher().code_seed(ctx)?;
    let file = AccountFile { csv: text.as_bytes(), starts: began() };
    let imported = db.write(ctx, |tx| access::import_accounts(tx, ctx, hasher().policy(), &seed, &file))?;
    Ok((seed, imported))
}

#[test]
fn people_come_in_with_position_account_and_roles() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let ctx = testkit::system();
        let text = format!(
            "{HEADER}H26.2,,Giám đốc,leader,Đặng Văn Ước,giamdoc.snv,leader officer\n\
             H26.2,Văn phòng,Văn thư,clerk,Nguyễn Thị Ánh,vanthu.snv,\n"
        );
        let (seed, imported) = import(db, &ctx, &text).unwrap();
        let leader = &imported[0];
        let today = ctx.now.day();
        let position = db.read(|read| organisation::position(read, leader.position, today)).unwrap().unwrap();
        assert_eq!((position.rank, position.agency, position.unit), (Rank::Leader, city.department, None));
        let actor = db.read(|read| access::actor_of_position(read, leader.position, ctx.now)).unwrap();
        assert_eq!((actor.scope("sample.read"), actor.name.as_str()), (Some(Scope::Subtree), "Đặng Văn Ước"));
        activate(db, at(9, 0), "giamdoc.snv", &seed.code(leader.account), PASSWORD).unwrap();
        assert_eq!(code(sign_in(db, at(9, 1), &attempt("giamdoc.snv", PASSWORD))), "ok");
        let clerk = activate(db, at(9, 0), "vanthu.snv", &seed.code(leader.account), PASSWORD);
        assert_eq!(code(clerk), "access.wrong_code");
        assert!(told(db).contains(&"access.accounts_imported".to_owned()));
    });
}

#[test]
fn every_wrong_line_is_told_and_nobody_is_imported() {
    testkit::both(SETS, |db| {
        city(db);
        let ctx = testkit::system();
        let text = format!(
            "{HEADER}H26.2,,Giám đốc,leader,Đúng,dung.snv,\n\
             H99,,Giám đốc,leader,Cơ quan lạ,la.snv,\n\
             H26.2,,,boss,,a,\n\
             H26.2,,Trưởng phòng,head,Không phòng,truong.snv,\n\
             H26.2,,Chuyên viên,officer,Đã có,Officer.SNV,\n\
             H26.2,,Chuyên viên,officer,Lặp,DUNG.snv,\n\
             H26.2,,Chuyên viên,officer,Vai trò lạ,vaitro.snv,officer king\n\
             H26.2,Chuyên viên\n"
        );
        let problem = import(db, &ctx, &text).unwrap_err().explain(Lang::En);
        assert_eq!(problem.code, "organisation.lines");
        let places: Vec<&str> = problem.fields.iter().map(|fault| fault.field.as_str()).collect();
        assert_eq!(
            places,
            [
                "line 3, column agency_code",
                "line 4, column title",
                "line 4, column rank",
                "line 4, column name",
                "line 4, column user_name",
                "line 5, column rank",
                "line 6, column user_name",
                "line 7, column user_name",
                "line 8, column roles",
                "line 9",
            ]
        );
        let roles = &problem.fields[8].message;
        assert!(roles.contains("king") && roles.contains("agency_administrator"), "{roles}");
        assert!(db.read(|read| access::account_of_user(read, "dung.snv")).unwrap().is_none());
        let header = import(db, &ctx, "name,user_name\nx,y\n").unwrap_err().explain(Lang::En);
        assert!(header.fields[0].message.contains(HEADER.trim()), "{}", header.fields[0].message);
    });
}

#[test]
fn an_agency_administrator_imports_for_their_agency_and_no_more_than_they_may_give() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let local = acting(db, city.local);
        let line = |agency: &str, roles: &str| {
            format!("{HEADER}{agency},,Chuyên viên,officer,Ai Đó,aido.x,{roles}\n")
        };
        let columns = |text: &str| match import(db, &local, text) {
            Err(error) => error.explain(Lang::En).fields.remove(0).field,
            Ok(_) => panic!("imported"),
        };
        assert_eq!(columns(&line("H26.24", "")), "line 2, column agency_code");
        assert_eq!(columns(&line("H26.2", "system_administrator")), "line 2, column roles");
        assert_eq!(columns(&line("H26.2", "auditor")), "line 2, column roles");
        let (_, imported) = import(db, &local, &line("H26.2", "leader agency_administrator")).unwrap();
        let actor = db.read(|read| access::actor_of_position(read, imported[0].position, local.now)).unwrap();
        assert_eq!(actor.scope("sample.read"), Some(Scope::Agency));
        assert_eq!(actor.scope(access::GRANTS), Some(Scope::Agency));
        let officer = acting(db, city.officer);
        assert!(import(db, &officer, &line("H26.2", "")).is_err());
    });
}

/// The accounts of the whole city. It says how long that took; the bound is generous for slow machines.
#[test]
fn thirty_one_thousand_accounts_come_in_quickly() {
    testkit::both(SETS, |db| {
        city(db);
        let ctx = testkit::system();
        let mut text = HEADER.to_owned();
        for n in 0..31_300 {
            let agency = ["H26", "H26.2", "H26.24", "H26.24.1"][n % 4];
            let unit = n / 4 % 10;
            writeln!(text, "{agency},Phòng {unit},Chuyên viên,officer,Nguyễn Văn Số {n},user{n},officer")
                .unwrap();
        }
        let start = std::time::Instant::now();
        let (_, imported) = import(db, &ctx, &text).unwrap();
        let took = start.elapsed();
        println!("{}: {} accounts in {took:?}", db.engine(), imported.len());
        assert_eq!(imported.len(), 31_300);
        assert!(took.as_secs() < 60, "{took:?}");
    });
}
