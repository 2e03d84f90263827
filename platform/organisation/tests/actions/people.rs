//! Units, positions, people.

use super::{City, SETS, began, city, day, fault, person, position, somebody, told, unit};
use context::{Scope, Uuid};
use organisation::model::{PersonInput, PositionInput, SeatInput, UnitInput};
use organisation::{Error, MANAGE, PickKind, PickQuery, Rank, ValueFault, actions};
use std::sync::Barrier;
use std::thread;

#[test]
fn another_agencys_people_are_out_of_reach() {
    testkit::both(SETS, |db| {
        let City { department, districts: [there, _], .. } = city(db);
        let room = unit(db, there, "Phòng Nội vụ");
        let seat = position(db, there, Some(room), "Chuyên viên", Rank::Officer);
        let somebody_there = person(db, there, "Trần Văn An");
        let system = testkit::system();
        db.write(&system, |tx| actions::appoint(tx, &system, seat, somebody_there, began())).unwrap();

        let ctx = somebody(department, MANAGE, Scope::Agency);
        let name = PersonInput { name: "Khác".into(), ..PersonInput::default() };
        let room_input =
            UnitInput {
                agency: there, parent: None, symbol: String::new(), name: "Khác".into(), ordinal: 1
            };
        let seat_input = PositionInput {
            agency: there,
            unit: Some(room),
            title: "Khác".into(),
            rank: Rank::Officer,
            is_appointed: false,
            ordinal: 1,
        };
        let seats = [SeatInput {
            agency: there,
            unit: String::new(),
            title: "X".into(),
            rank: Rank::Clerk,
            name: "Y".into(),
        }];
        let today = ctx.now.day();
        let outcomes: [Result<(), Error>; 9] = [
            db.write(&ctx, |tx| actions::register_person(tx, &ctx, there, &name).map(drop)),
            db.write(&ctx, |tx| actions::change_person(tx, &ctx, somebody_there, 1, &name)),
            db.write(&ctx, |tx| actions::open_unit(tx, &ctx, &room_input, today).map(drop)),
            db.write(&ctx, |tx| actions::change_unit(tx, &ctx, room, 1, &room_input)),
            db.write(&ctx, |tx| actions::close_unit(tx, &ctx, room, today)),
            db.write(&ctx, |tx| actions::change_position(tx, &ctx, seat, 1, &seat_input)),
            db.write(&ctx, |tx| actions::end_position(tx, &ctx, seat, today)),
            db.write(&ctx, |tx| actions::appoint(tx, &ctx, seat, somebody_there, today).map(drop)),
            db.write(&ctx, |tx| actions::seat_many(tx, &ctx, &seats, today).map(drop)),
        ];
        for outcome in outcomes {
            assert!(matches!(outcome, Err(Error::NotFound)), "{outcome:?}");
        }
    });
}

#[test]
fn a_position_has_one_holder_at_a_time() {
    testkit::both(SETS, |db| {
        let City { department, .. } = city(db);
        let seat = position(db, department, None, "Giám đốc", Rank::Leader);
        let [first, second] = ["Trần Văn An", "Lê Thị Bình"].map(|name| person(db, department, name));
        let ctx = testkit::system();
        let appoint = |person, day| db.write(&ctx, |tx| actions::appoint(tx, &ctx, seat, person, day));
        appoint(first, began()).unwrap();
        assert!(matches!(appoint(second, day(2023, 8, 1)), Err(Error::Held)));
        let until = day(2023, 9, 1);
        db.write(&ctx, |tx| actions::end_tenure(tx, &ctx, seat, until)).unwrap();
        assert!(matches!(appoint(second, until.plus(-1)), Err(Error::Held)));
        appoint(second, until).unwrap();
        let holder = |day| db.read(|read| organisation::holder(read, seat, day)).unwrap();
        assert_eq!([holder(until.plus(-1)), holder(until)], [Some(first), Some(second)]);
        // A term that has not begun can still be taken back, and then somebody else can have it.
        db.write(&ctx, |tx| actions::end_tenure(tx, &ctx, seat, ctx.now.day())).unwrap();
        assert_eq!(holder(until), None);
        let nobody = db.write(&ctx, |tx| actions::end_tenure(tx, &ctx, seat, until));
        assert!(matches!(nobody, Err(Error::Ended)), "{nobody:?}");
        let stranger = Uuid::from_u128(1);
        assert_eq!(fault(appoint(stranger, until)).0, "person");
        assert_eq!(fault(appoint(first, began().plus(-1))).0, "day");
    });
}

#[test]
fn two_appointed_at_once_leave_one() {
    testkit::both(SETS, |db| {
        let City { department, .. } = city(db);
        let seat = position(db, department, None, "Giám đốc", Rank::Leader);
        let people = ["Trần Văn An", "Lê Thị Bình"].map(|name| person(db, department, name));
        let gate = Barrier::new(2);
        let outcomes = thread::scope(|scope| {
            let gate = &gate;
            people
                .map(|person| {
                    scope.spawn(move || {
                        let ctx = testkit::system();
                        gate.wait();
                        db.write(&ctx, |tx| actions::appoint(tx, &ctx, seat, person, began()))
                    })
                })
                .map(|thread| thread.join().unwrap())
        });
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1);
        assert!(outcomes.iter().any(|outcome| matches!(outcome, Err(Error::Held))), "{outcomes:?}");
    });
}

#[test]
fn one_person_can_hold_several_positions() {
    testkit::both(SETS, |db| {
        let City { department, districts, .. } = city(db);
        let room = unit(db, department, "Văn phòng");
        let seats = [
            position(db, department, Some(room), "Chánh Văn phòng", Rank::Head),
            position(db, districts[0], None, "Ủy viên", Rank::Officer),
        ];
        let one = person(db, department, "Trần Văn An");
        let ctx = testkit::system();
        for (seat, since) in [(seats[1], day(2023, 1, 1)), (seats[0], began())] {
            db.write(&ctx, |tx| actions::appoint(tx, &ctx, seat, one, since)).unwrap();
        }
        let held = |day| db.read(|read| organisation::positions_of_person(read, one, day)).unwrap();
        let today = held(ctx.now.day());
        let places: Vec<&str> = today.iter().map(|held| held.place.as_str()).collect();
        assert_eq!(places, ["Văn phòng, Sở Nội vụ", "Ủy ban nhân dân quận Đông"]);
        assert_eq!(held(began()).len(), 1);
        db.write(&ctx, |tx| actions::end_position(tx, &ctx, seats[0], ctx.now.day())).unwrap();
        assert_eq!(held(ctx.now.day()).len(), 1);
        let again = db.write(&ctx, |tx| actions::end_position(tx, &ctx, seats[0], ctx.now.day()));
        assert!(matches!(again, Err(Error::Ended)), "{again:?}");
    });
}

#[test]
fn a_unit_stays_in_its_agency_and_closes_only_when_empty() {
    testkit::both(SETS, |db| {
        let City { department, districts, .. } = city(db);
        let [upper, lower] = ["Văn phòng", "Tổ Tổng hợp"].map(|name| unit(db, department, name));
        let foreign = unit(db, districts[0], "Phòng Nội vụ");
        let ctx = testkit::system();
        let input = |name: &str, parent| UnitInput {
            agency: department,
            parent,
            symbol: String::new(),
            name: name.into(),
            ordinal: 1,
        };
        let change = |id, version, input: UnitInput| {
            db.write(&ctx, |tx| actions::change_unit(tx, &ctx, id, version, &input))
        };
        let elsewhere = change(lower, 1, input("Tổ Tổng hợp", Some(foreign)));
        assert_eq!(fault(elsewhere), ("parent", ValueFault::Elsewhere));
        change(lower, 1, input("Tổ Tổng hợp", Some(upper))).unwrap();
        assert!(matches!(change(lower, 1, input("Tổ khác", None)), Err(Error::Stale)));
        let circle = change(upper, 1, input("Văn phòng", Some(lower)));
        assert_eq!(fault(circle), ("parent", ValueFault::Circle));
        let twin = change(lower, 2, input("Văn phòng", None));
        assert_eq!(fault(twin), ("name", ValueFault::taken("Văn phòng")));

        let today = ctx.now.day();
        let close = |id| db.write(&ctx, |tx| actions::close_unit(tx, &ctx, id, today));
        let seat = position(db, department, Some(lower), "Chuyên viên", Rank::Officer);
        assert!(matches!(close(upper), Err(Error::NotEmpty { units: 1, positions: 0 })));
        assert!(matches!(close(lower), Err(Error::NotEmpty { units: 0, positions: 1 })));
        db.write(&ctx, |tx| actions::end_position(tx, &ctx, seat, today)).unwrap();
        close(lower).unwrap();
        close(upper).unwrap();
        assert!(matches!(close(upper), Err(Error::Ended)));
    });
}

#[test]
fn many_are_seated_in_units_that_are_found_or_opened() {
    testkit::both(SETS, |db| {
        let City { department, .. } = city(db);
        let office = unit(db, department, "Văn phòng");
        let seat = |unit: &str, title: &str, rank, name: &str| SeatInput {
            agency: department,
            unit: unit.into(),
            title: title.into(),
            rank,
            name: name.into(),
        };
        let seats = [
            seat("", "Giám đốc", Rank::Leader, "Đặng Văn Ước"),
            seat("Văn phòng", "Văn thư", Rank::Clerk, "Nguyễn Thị Ánh"),
            seat("Văn phòng", "Chánh Văn phòng", Rank::Office, "Phạm Văn Đạt"),
            seat("Phòng Cải cách hành chính", "Trưởng phòng", Rank::Head, "Lê An"),
            seat("Phòng Cải cách hành chính", "Chuyên viên", Rank::Officer, "Vũ Thị Dung"),
        ];
        let ctx = testkit::system();
        let seated = db.write(&ctx, |tx| actions::seat_many(tx, &ctx, &seats, began())).unwrap();
        assert_eq!((seated[1].unit, seated[0].unit), (Some(office), None));
        assert_eq!(seated[3].unit, seated[4].unit);
        let today = ctx.now.day();
        db.read(|read| {
            assert_eq!(organisation::units_of(read, department, today)?.len(), 2);
            let positions = organisation::positions_of(read, department, today)?;
            assert_eq!(positions.len(), 5);
            assert_eq!(positions[0].person_name.as_deref(), Some("Đặng Văn Ước"));
            let appointed: Vec<&str> =
                positions.iter().filter(|p| p.is_appointed).map(|p| p.title.as_str()).collect();
            assert_eq!(appointed, ["Chánh Văn phòng"]);

            let names: Vec<String> =
                organisation::people_named(read, "dat", 9)?.into_iter().map(|person| person.name).collect();
            assert_eq!(names, ["Phạm Văn Đạt"]);
            let people = organisation::people(read, &seated.iter().map(|s| s.person).collect::<Vec<_>>())?;
            let sorted: Vec<&str> = people.iter().map(|person| person.name.as_str()).collect();
            assert_eq!(sorted, ["Lê An", "Nguyễn Thị Ánh", "Vũ Thị Dung", "Phạm Văn Đạt", "Đặng Văn Ước"]);

            let mut find = |text: &str, agency, kinds: &[PickKind]| {
                let query = PickQuery { text, kinds, agency, day: today, limit: 9 };
                let picks = organisation::picker(read, &query).unwrap();
                picks.into_iter().map(|pick| format!("{}: {}", pick.name, pick.detail)).collect::<Vec<_>>()
            };
            let head = "Lê An: Trưởng phòng, Phòng Cải cách hành chính, Sở Nội vụ";
            let clerk = "Nguyễn Thị Ánh: Văn thư, Văn phòng, Sở Nội vụ";
            let position = &[PickKind::Position][..];
            assert_eq!(find("an", None, position), [head, clerk]);
            assert_eq!(find("truong", Some(department), position), [head]);
            assert_eq!(find("cai", Some(department), &[PickKind::Unit]).len(), 1);
            assert_eq!(find("cai", None, &[PickKind::Unit, PickKind::Position]).len(), 1);
            assert_eq!(find("", Some(department), &[PickKind::Unit, PickKind::Position]).len(), 7);
            Ok::<_, Error>(())
        })
        .unwrap();
        assert_eq!(told(db).last().unwrap(), "organisation.people_seated");
    });
}

#[test]
fn the_people_of_an_agency_come_page_by_page_and_are_found_from_either_end_of_the_name() {
    testkit::both(SETS, |db| {
        let City { department, city, .. } = city(db);
        let ctx = testkit::system();
        for name in ["Nguyễn Văn An", "Trần Thị Bình", "Lê Văn Ấn", "Phạm Bình Đức"] {
            let seat = position(db, department, None, "Chuyên viên", Rank::Officer);
            let person = person(db, department, name);
            db.write(&ctx, |tx| actions::appoint(tx, &ctx, seat, person, began())).unwrap();
        }
        let seat = position(db, city, None, "Chủ tịch", Rank::Leader);
        let elsewhere = person(db, city, "Nguyễn Văn Anh");
        db.write(&ctx, |tx| actions::appoint(tx, &ctx, seat, elsewhere, began())).unwrap();
        let page = |text: &str, behind: Option<(&str, context::Uuid)>, limit| {
            db.read(|read| organisation::people_of(read, department, text, ctx.now.day(), behind, limit))
                .unwrap()
        };
        let first = page("", None, 3);
        assert!(first.more);
        let last = first.rows.last().unwrap();
        let rest = page("", Some((&last.key, last.id)), 3);
        assert!(!rest.more);
        let names: Vec<&str> = first.rows.iter().chain(&rest.rows).map(|one| one.name.as_str()).collect();
        assert_eq!(names, ["Nguyễn Văn An", "Lê Văn Ấn", "Trần Thị Bình", "Phạm Bình Đức"]);
        let found = |text| page(text, None, 10).rows.into_iter().map(|one| one.name).collect::<Vec<_>>();
        assert_eq!(found("nguyen van"), ["Nguyễn Văn An"]);
        assert_eq!(found("binh"), ["Trần Thị Bình"]);
        assert_eq!(found("khong"), Vec::<String>::new());
    });
}
