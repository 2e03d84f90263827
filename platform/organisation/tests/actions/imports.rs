//! Files of agencies.

use super::{SETS, began, city, somebody, told};
use context::{Explain, Lang, Scope};
use db::Db;
use organisation::{AgencyFile, Error, PickKind, PickQuery, RESTRUCTURE, import_agencies};

const HANOI: &str = include_str!("../../../../app/demo/agencies.csv");
const HEADER: &str = "code,symbol,name,kind,tier,parent_code,gso_code\n";

fn import(db: &Db, text: &str) -> Result<usize, Error> {
    let ctx = testkit::system();
    db.write(&ctx, |tx| {
        let file = AgencyFile { csv: text.as_bytes(), starts: began() };
        Ok(import_agencies(tx, &ctx, &file)?.len())
    })
}

fn count(db: &Db) -> usize {
    db.read(|read| organisation::tree(read, began())).unwrap().len()
}

#[test]
fn the_city_of_2023_comes_in_whole() {
    testkit::both(SETS, |db| {
        assert_eq!(import(db, HANOI).unwrap(), 633);
        let day = began();
        db.read(|read| {
            assert_eq!(organisation::tiers(read, day)?, [(1, 24), (2, 30), (3, 579)]);
            let district = organisation::by_code(read, "H26.24", day)?.unwrap();
            assert_eq!(organisation::subtree(read, district.id, day)?.len(), 15);
            let tree = organisation::tree(read, day)?;
            let first: Vec<&str> = tree.iter().take(3).map(|branch| branch.agency.code.as_str()).collect();
            assert_eq!((first, tree[0].children), (vec!["H26", "H26.1", "H26.2"], 53));
            let body = organisation::issuing_bodies_of(read, district.id, day)?.pop().unwrap();
            assert_eq!((body.symbol.as_str(), body.stands_for), ("UBND", Some(district.id)));

            let mut find = |text: &str| {
                let query = PickQuery { text, kinds: &[PickKind::Agency], agency: None, day, limit: 5 };
                let picks = organisation::picker(read, &query).unwrap();
                picks.into_iter().map(|pick| pick.name).collect::<Vec<_>>()
            };
            assert_eq!(find("noi vu")[0], "Sở Nội vụ");
            assert_eq!(find("Ba Đình")[0], "Ủy ban nhân dân quận Ba Đình");
            assert_eq!(find("snv")[0], "Sở Nội vụ");
            assert_eq!(find("h26.24")[0], "Ủy ban nhân dân quận Ba Đình");
            assert!(find("oi vu").is_empty());
            assert_eq!(find("").len(), 5);
            Ok::<_, Error>(())
        })
        .unwrap();
        assert_eq!(told(db), ["organisation.agencies_imported"]);
        // The same file once more: each line is told, nothing is doubled.
        let Err(Error::Lines(faults)) = import(db, HANOI) else { panic!("taken") };
        assert_eq!((faults.len(), count(db)), (633, 633));
    });
}

#[test]
fn every_wrong_line_is_told_and_nothing_is_imported() {
    testkit::both(SETS, |db| {
        city(db);
        let before = count(db);
        let text = format!(
            "{HEADER}\
             H30,UBND,Đúng,people_committee,1,,\n\
             h31,UBND,Mã sai,people_committee,1,,\n\
             H26.2,SNV,Đã có,department,1,H26,\n\
             H30,UBND,Lặp,people_committee,1,,\n\
             H32,U/B,Ký hiệu sai,ministry,ten,,\n\
             H33,UBND,,people_committee,1,,\n\
             H34,UBND,Cha lạ,people_committee,1,H99,\n\
             H35,UBND,Vòng một,people_committee,1,H36,\n\
             H36,UBND,Vòng hai,people_committee,1,H35,\n\
             H37,UBND,Cấp cao hơn cha,people_committee,1,H26.24,\n\
             H38,thiếu ô\n\
             H39,UBND,Dưới một quận,people_committee,3,H26.24,\n"
        );
        let error = import(db, &text).unwrap_err();
        let problem = error.explain(Lang::En);
        assert_eq!(problem.code, "organisation.lines");
        let places: Vec<&str> = problem.fields.iter().map(|fault| fault.field.as_str()).collect();
        assert_eq!(
            places,
            [
                "line 3, column code",
                "line 4, column code",
                "line 5, column code",
                "line 6, column symbol",
                "line 6, column kind",
                "line 6, column tier",
                "line 7, column name",
                "line 8, column parent_code",
                "line 9, column parent_code",
                "line 10, column parent_code",
                "line 11, column parent_code",
                "line 12",
            ]
        );
        let kinds = &problem.fields[4].message;
        assert!(kinds.contains("ministry") && kinds.contains("people_committee"), "{kinds}");
        assert!(problem.fields[2].message.contains("line 2"), "{}", problem.fields[2].message);
        assert_eq!(count(db), before);
    });
}

#[test]
fn lines_stand_in_any_order_and_below_what_is_there() {
    testkit::both(SETS, |db| {
        let known = city(db);
        let text = format!(
            "{HEADER}H26.40.1,UBND,Xã,people_committee,3,H26.40,\nH26.40,UBND,Huyện,people_committee,2,H26,\n"
        );
        assert_eq!(import(db, &text).unwrap(), 2);
        let below = db.read(|read| organisation::subtree(read, known.city, began())).unwrap();
        assert_eq!(below.len(), 10);
    });
}

#[test]
fn a_wrong_header_says_which_columns_are_needed_and_found() {
    testkit::both(SETS, |db| {
        let problem = import(db, "mã,tên\nH26,x\n").unwrap_err().explain(Lang::Vi);
        assert_eq!(problem.code, "organisation.header");
        let message = &problem.fields[0].message;
        assert!(message.contains("code,symbol,name,kind,tier,parent_code,gso_code"), "{message}");
        assert!(message.contains("mã,tên"), "{message}");
    });
}

#[test]
fn only_whoever_restructures_the_whole_system_imports() {
    testkit::both(SETS, |db| {
        let known = city(db);
        let ctx = somebody(known.city, RESTRUCTURE, Scope::Subtree);
        let file = AgencyFile { csv: HANOI.as_bytes(), starts: began() };
        let refused = db.write(&ctx, |tx| import_agencies(tx, &ctx, &file));
        assert!(matches!(refused, Err(Error::NotFound)), "{refused:?}");
    });
}
