//! Issuing bodies, outside bodies, groups of recipients.

use super::{City, SETS, began, city, day, fault, on, somebody, told};
use context::{Ctx, Scope, Uuid};
use organisation::model::{BodyInput, GroupInput, OutsideInput, PositionInput};
use organisation::{
    ADDRESSES, BodyKind, Delivery, Error, MANAGE, PickKind, PickQuery, Recipient, ValueFault, actions,
};

fn ministry(delivery: Delivery) -> OutsideInput {
    OutsideInput {
        name: "Bộ Nội vụ".into(),
        symbol: "BNV".into(),
        kind: "Bộ".into(),
        delivery,
        address: "Hà Nội".into(),
        email: String::new(),
    }
}

#[test]
fn one_records_desk_serves_several_bodies() {
    testkit::both(SETS, |db| {
        let City { city, department, .. } = city(db);
        let ctx = testkit::system();
        let today = ctx.now.day();
        let committee = BodyInput {
            agency: department,
            stands_for: None,
            symbol: "BCĐCCHC".into(),
            name: "Ban Chỉ đạo cải cách hành chính".into(),
            kind: BodyKind::Committee,
        };
        let theirs = somebody(city, MANAGE, Scope::Agency);
        let refused = db.write(&theirs, |tx| actions::establish_body(tx, &theirs, &committee, today));
        assert!(matches!(refused, Err(Error::NotFound)), "{refused:?}");
        let ours = somebody(department, MANAGE, Scope::Agency);
        let in_their_name = BodyInput { stands_for: Some(city), ..committee.clone() };
        let refused = db.write(&ours, |tx| actions::establish_body(tx, &ours, &in_their_name, today));
        assert!(matches!(refused, Err(Error::NotFound)), "{refused:?}");
        let committee = db.write(&ctx, |tx| actions::establish_body(tx, &ctx, &committee, today)).unwrap();

        // The desk of the department serves the city's committee too.
        let own =
            db.read(|read| organisation::issuing_bodies_standing_for(read, city, today)).unwrap().remove(0);
        let served = BodyInput {
            agency: department,
            stands_for: own.stands_for,
            symbol: own.symbol,
            name: own.name,
            kind: own.kind,
        };
        db.write(&ctx, |tx| actions::change_body(tx, &ctx, own.id, own.version, &served)).unwrap();
        let stale = db.write(&ctx, |tx| actions::change_body(tx, &ctx, own.id, own.version, &served));
        assert!(matches!(stale, Err(Error::Stale)), "{stale:?}");
        let names = |day| {
            let bodies = db.read(|read| organisation::issuing_bodies_of(read, department, day)).unwrap();
            bodies.into_iter().map(|body| body.name).collect::<Vec<_>>()
        };
        let all = ["Sở Nội vụ", "Ban Chỉ đạo cải cách hành chính", "Ủy ban nhân dân Thành phố"];
        assert_eq!(names(today), all);
        let bodies = |text: &str| {
            let query = PickQuery { text, kinds: &[PickKind::Body], agency: None, day: today, limit: 5 };
            db.read(|read| organisation::picker(read, &query)).unwrap().len()
        };
        assert_eq!([bodies("chi dao"), bodies("thanh pho"), bodies("bo noi")], [1, 1, 0]);

        db.write(&ctx, |tx| actions::end_body(tx, &ctx, committee, day(2023, 12, 1))).unwrap();
        assert_eq!(names(day(2023, 12, 1)), ["Sở Nội vụ", "Ủy ban nhân dân Thành phố"]);
        let again = db.write(&ctx, |tx| actions::end_body(tx, &ctx, committee, day(2023, 12, 2)));
        assert!(matches!(again, Err(Error::Ended)), "{again:?}");
    });
}

#[test]
fn the_directory_is_kept_by_whoever_may_and_says_how_papers_go() {
    testkit::both(SETS, |db| {
        let City { department, .. } = city(db);
        let ctx = somebody(department, ADDRESSES, Scope::Agency);
        let nobody = somebody(department, MANAGE, Scope::All);
        let refused = db.write(&nobody, |tx| actions::add_outside(tx, &nobody, &ministry(Delivery::Post)));
        assert!(matches!(refused, Err(Error::NotFound)), "{refused:?}");
        let mail = db.write(&ctx, |tx| actions::add_outside(tx, &ctx, &ministry(Delivery::Mail)));
        assert_eq!(fault(mail), ("email", ValueFault::Empty));
        let id = db.write(&ctx, |tx| actions::add_outside(tx, &ctx, &ministry(Delivery::Post))).unwrap();
        db.write(&ctx, |tx| actions::change_outside(tx, &ctx, id, 1, &ministry(Delivery::Hand))).unwrap();
        let stale = db.write(&ctx, |tx| actions::change_outside(tx, &ctx, id, 1, &ministry(Delivery::Post)));
        assert!(matches!(stale, Err(Error::Stale)), "{stale:?}");
        let today = ctx.now.day();
        let found = |text: &str| {
            let kinds = &[PickKind::Outside];
            let query = PickQuery { text, kinds, agency: None, day: today, limit: 5 };
            db.read(|read| organisation::picker(read, &query)).unwrap().len()
        };
        assert_eq!([found("noi"), found("bnv"), found("so")], [1, 1, 0]);
        let listed = db.read(|read| organisation::outsides(read, "bộ", today, 5)).unwrap();
        assert_eq!(listed[0].delivery, Delivery::Hand);
        db.write(&ctx, |tx| actions::end_outside(tx, &ctx, id, today)).unwrap();
        assert_eq!(found("bnv"), 0);
        let again = db.write(&ctx, |tx| actions::end_outside(tx, &ctx, id, today));
        assert!(matches!(again, Err(Error::Ended)), "{again:?}");
    });
}

#[test]
fn a_group_names_agencies_and_outside_bodies_that_exist() {
    testkit::both(SETS, |db| {
        let City { department, districts, communes, .. } = city(db);
        let ctx = somebody(department, ADDRESSES, Scope::Agency);
        let outside = db.write(&ctx, |tx| actions::add_outside(tx, &ctx, &ministry(Delivery::Post))).unwrap();
        let group =
            |members: Vec<Recipient>| GroupInput { agency: department, name: "Các quận".into(), members };
        let save = |input: GroupInput| db.write(&ctx, |tx| actions::save_group(tx, &ctx, &input));
        let stranger = Uuid::from_u128(9);
        assert_eq!(fault(save(group(vec![Recipient::Agency(stranger)]))).0, "members");
        assert_eq!(fault(save(group(vec![Recipient::Outside(districts[0])]))).0, "members");
        let theirs = GroupInput { agency: districts[0], ..group(vec![Recipient::Agency(department)]) };
        assert!(matches!(save(theirs), Err(Error::NotFound)));

        let members = vec![
            Recipient::Agency(districts[0]),
            Recipient::Outside(outside),
            Recipient::Agency(communes[3]),
        ];
        let id = save(group(members)).unwrap();
        let read = |day| {
            let members = db.read(|read| organisation::group_members(read, id, day)).unwrap();
            members.into_iter().map(|member| (member.name, member.ended)).collect::<Vec<_>>()
        };
        let today = ctx.now.day();
        let names: Vec<String> = read(today).into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["Ủy ban nhân dân quận Đông", "Bộ Nội vụ", "Ủy ban nhân dân phường Bốn"]);
        let system = testkit::system();
        db.write(&system, |tx| actions::end_agency(tx, &system, communes[3], today)).unwrap();
        assert_eq!(read(today).into_iter().map(|(_, ended)| ended).collect::<Vec<_>>(), [false, false, true]);

        let change = |version| {
            let input = group(vec![Recipient::Outside(outside)]);
            db.write(&ctx, |tx| actions::change_group(tx, &ctx, id, version, &input))
        };
        change(1).unwrap();
        assert!(matches!(change(1), Err(Error::Stale)));
        assert_eq!(read(today).len(), 1);
        let listed = |agency| db.read(|read| organisation::groups_of(read, agency)).unwrap().len();
        assert_eq!([listed(department), listed(districts[0])], [1, 0]);
        db.write(&ctx, |tx| actions::remove_group(tx, &ctx, id)).unwrap();
        assert_eq!(listed(department), 0);
        assert_eq!(told(db).last().unwrap(), "organisation.group_removed");
    });
}

#[test]
fn a_body_that_was_entered_under_three_spellings_is_found_and_becomes_one() {
    testkit::both(SETS, |db| {
        let City { department, .. } = city(db);
        let ctx = somebody(department, ADDRESSES, Scope::Agency);
        let today = ctx.now.day();
        let add = |name: &str, symbol: &str| {
            let input = OutsideInput { name: name.into(), symbol: symbol.into(), ..ministry(Delivery::Post) };
            db.write(&ctx, |tx| actions::add_outside(tx, &ctx, &input)).unwrap()
        };
        let kept = add("Công ty TNHH Sông Hồng", "");
        let doubles = [add("Cty TNHH Sông Hồng", "SH"), add("CÔNG TY TRÁCH NHIỆM HỮU HẠN SÔNG HỒNG", "")];
        let other = add("Công ty cổ phần Sông Hồng", "");
        let alike = db.read(|read| organisation::outsides_alike(read, today)).unwrap();
        assert_eq!((alike.len(), alike[0].len()), (1, 3));
        let members = [kept, doubles[0], other].map(Recipient::Outside).to_vec();
        let group = GroupInput { agency: department, name: "Doanh nghiệp".into(), members };
        let group = db.write(&ctx, |tx| actions::save_group(tx, &ctx, &group)).unwrap();
        let merge =
            |into: Uuid, from: &[Uuid]| db.write(&ctx, |tx| actions::merge_outside(tx, &ctx, into, from));
        // Nothing is merged into itself, nor with one that is not there; then nothing at all is.
        assert_eq!(fault(merge(kept, &[kept])), ("from", ValueFault::Empty));
        assert!(matches!(merge(kept, &[doubles[0], Uuid::nil()]), Err(Error::NotFound)));
        let nobody = somebody(department, MANAGE, Scope::All);
        let refused = db.write(&nobody, |tx| actions::merge_outside(tx, &nobody, kept, &doubles));
        assert!(matches!(refused, Err(Error::NotFound)), "{refused:?}");
        assert_eq!(db.read(|read| organisation::outsides_alike(read, today)).unwrap().len(), 1);
        merge(kept, &doubles).unwrap();
        assert!(db.read(|read| organisation::outsides_alike(read, today)).unwrap().is_empty());
        for id in doubles {
            assert_eq!(db.read(|read| organisation::outside_now(read, id)).unwrap(), kept);
        }
        assert_eq!(db.read(|read| organisation::outside_now(read, other)).unwrap(), other);
        let left = db.read(|read| organisation::group_members(read, group, today)).unwrap();
        let left: Vec<Recipient> = left.into_iter().map(|member| member.recipient).collect();
        assert_eq!(left, [kept, other].map(Recipient::Outside));
        // It is found by every name that it was entered under, also after it is changed.
        let found = |text: &str| {
            let kinds = &[PickKind::Outside];
            let query = PickQuery { text, kinds, agency: None, day: today, limit: 5 };
            let picks = db.read(|read| organisation::picker(read, &query)).unwrap();
            picks.into_iter().map(|pick| pick.id).collect::<Vec<_>>()
        };
        assert_eq!(found("cty tnhh"), [kept]);
        let renamed = OutsideInput { name: "Công ty Sông Hồng".into(), ..ministry(Delivery::Post) };
        let version = db.read(|read| organisation::outside(read, kept)).unwrap().unwrap().version;
        db.write(&ctx, |tx| actions::change_outside(tx, &ctx, kept, version, &renamed)).unwrap();
        assert_eq!((found("cty tnhh"), found("công ty trách")), (vec![kept], vec![kept]));
        // One that was merged away is merged no more; one that takes others in takes what they had taken in.
        assert!(matches!(merge(other, &doubles[..1]), Err(Error::Ended)));
        merge(other, &[kept]).unwrap();
        assert_eq!(db.read(|read| organisation::outside_now(read, doubles[1])).unwrap(), other);
    });
}

#[test]
fn a_committee_has_members_of_several_agencies_borrows_a_seal_and_ends() {
    use organisation::actions::MemberInput;
    testkit::both(SETS, |db| {
        let City { city, department, .. } = city(db);
        let ctx = testkit::system();
        let today = ctx.now.day();
        let seat = |agency: Uuid, title: &str| {
            let input = PositionInput {
                agency,
                unit: None,
                title: title.into(),
                rank: organisation::Rank::Leader,
                is_appointed: false,
                ordinal: 1,
            };
            db.write(&ctx, |tx| actions::make_position(tx, &ctx, &input, began())).unwrap()
        };
        let (chair, director) = (seat(city, "Chủ tịch"), seat(department, "Giám đốc"));
        let input = BodyInput {
            agency: department,
            stands_for: None,
            symbol: "BCĐ".into(),
            name: "Ban Chỉ đạo chuyển đổi số".into(),
            kind: BodyKind::Committee,
        };
        let body = db.write(&ctx, |tx| actions::establish_body(tx, &ctx, &input, today)).unwrap();
        let own = db
            .read(|read| organisation::issuing_bodies_standing_for(read, city, today))
            .unwrap()
            .remove(0)
            .id;
        let borrow = |who: &Ctx, body, seal| {
            db.write(who, |tx| actions::constitute(tx, who, body, Some(department), seal))
        };
        let stranger = somebody(city, MANAGE, Scope::Agency);
        assert!(matches!(borrow(&stranger, body, Some(own)), Err(Error::NotFound)));
        for wrong in [body, Uuid::from_u128(9)] {
            assert!(matches!(borrow(&ctx, body, Some(wrong)), Err(Error::Field { field: "seal", .. })));
        }
        borrow(&ctx, body, Some(own)).unwrap();
        // Whoever borrows a seal has none to lend.
        let refused = borrow(&ctx, own, Some(body));
        assert!(matches!(refused, Err(Error::Field { field: "seal", .. })), "{refused:?}");
        let member = |position, title: &str, signs| MemberInput { position, title: title.into(), signs };
        let take = |who: &Ctx, input: &MemberInput| {
            db.write(who, |tx| actions::take_member(tx, who, body, input, today))
        };
        assert!(matches!(take(&stranger, &member(chair, "Trưởng ban", true)), Err(Error::NotFound)));
        assert!(matches!(take(&ctx, &member(chair, " ", true)), Err(Error::Field { field: "title", .. })));
        let unknown = take(&ctx, &member(Uuid::from_u128(9), "Ủy viên", false));
        assert!(matches!(unknown, Err(Error::Field { field: "position", .. })), "{unknown:?}");
        let first = take(&ctx, &member(chair, "Trưởng ban", true)).unwrap();
        take(&ctx, &member(director, "Phó Trưởng ban", true)).unwrap();
        let twice = take(&ctx, &member(chair, "Ủy viên", false));
        assert!(matches!(twice, Err(Error::Field { field: "position", .. })), "{twice:?}");
        let members = |day| db.read(|read| organisation::members_of_body(read, body, day)).unwrap();
        let titles: Vec<String> = members(today).iter().map(organisation::BodyMember::titles).collect();
        assert_eq!(titles[1], "Phó Trưởng ban / Giám đốc Sở Nội vụ");
        db.write(&ctx, |tx| actions::end_member(tx, &ctx, first, today.plus(3))).unwrap();
        assert_eq!((members(today).len(), members(today.plus(3)).len()), (2, 1));
        let again = db.write(&ctx, |tx| actions::end_member(tx, &ctx, first, today.plus(4)));
        assert!(matches!(again, Err(Error::Ended)), "{again:?}");
        db.write(&ctx, |tx| actions::end_body(tx, &ctx, body, today.plus(1))).unwrap();
        let later = on(today.plus(1));
        let over = db.write(&later, |tx| {
            actions::take_member(tx, &later, body, &member(chair, "Ủy viên", false), today.plus(1))
        });
        assert!(matches!(over, Err(Error::Ended)), "{over:?}");
    });
}
