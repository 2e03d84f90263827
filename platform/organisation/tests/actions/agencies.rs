//! Agencies over time.

use super::{City, SETS, began, city, day, fault, found, input, on, person, position, somebody, told, unit};
use context::{Ctx, Day, Explain, Fault, Lang, Scope, Uuid};
use db::Db;
use organisation::actions::{self, Changed, Split};
use organisation::model::AgencyInput;
use organisation::{Error, Place, RESTRUCTURE, Rank, SuccessionKind, ValueFault};
use std::sync::Barrier;
use std::thread;

fn changed(
    db: &Db,
    ctx: &Ctx,
    agency: Uuid,
    day: Day,
    change: impl Fn(&mut AgencyInput),
) -> Result<(), Error> {
    let now = db.read(|read| organisation::agency(read, agency)).unwrap().unwrap();
    let mut input = AgencyInput {
        code: now.code,
        symbol: now.symbol,
        name: now.name,
        kind: now.kind,
        tier: now.tier,
        parent: now.parent,
        gso_code: now.gso_code,
    };
    change(&mut input);
    let change = Changed { agency, version: now.version, input, day };
    db.write(ctx, |tx| actions::change_agency(tx, ctx, &change))
}

#[test]
fn a_stranger_founds_changes_and_ends_nothing() {
    testkit::both(SETS, |db| {
        let City { city, department, districts, .. } = city(db);
        let ctx = somebody(department, RESTRUCTURE, Scope::Agency);
        let there = districts[0];
        let day = day(2023, 9, 1);
        let outcomes: [Result<(), Error>; 5] = [
            db.write(&ctx, |tx| {
                actions::found_agency(tx, &ctx, &input("G01", "Khác", 1, None), day).map(drop)
            }),
            changed(db, &ctx, there, day, |input| input.name = "Khác".into()),
            db.write(&ctx, |tx| actions::end_agency(tx, &ctx, there, day)),
            db.write(&ctx, |tx| actions::merge_agencies(tx, &ctx, &[there], department, day)),
            db.write(&ctx, |tx| {
                let split = Split { from: department, into: vec![city], readers: vec![], day };
                actions::split_agency(tx, &ctx, &split)
            }),
        ];
        for outcome in outcomes {
            assert!(matches!(outcome, Err(Error::NotFound)), "{outcome:?}");
        }
        // Moving one's own agency below another's needs a right there too.
        let outcome = changed(db, &ctx, department, day, |input| {
            input.parent = Some(there);
            input.tier = 2;
        });
        assert!(matches!(outcome, Err(Error::NotFound)), "{outcome:?}");
    });
}

#[test]
fn wrong_places_in_the_tree_are_named() {
    testkit::both(SETS, |db| {
        let City { city, districts, communes, .. } = city(db);
        let ctx = testkit::system();
        let today = ctx.now.day();
        let found = |input: &AgencyInput| db.write(&ctx, |tx| actions::found_agency(tx, &ctx, input, today));
        assert_eq!(fault(found(&input("H26", "Hai", 1, None))), ("code", ValueFault::taken("H26")));
        assert_eq!(
            fault(found(&input("H26.9", "Trên", 1, Some(districts[0])))),
            ("tier", ValueFault::Tier { parent: 2 })
        );
        let nowhere = Uuid::from_u128(1);
        assert_eq!(
            fault(found(&input("H26.9", "Lạc", 1, Some(nowhere)))),
            ("parent", ValueFault::unknown(&nowhere.to_string()))
        );
        let circle = changed(db, &ctx, city, today, |input| {
            input.parent = Some(communes[0]);
            input.tier = 3;
        });
        assert_eq!(fault(circle), ("parent", ValueFault::Circle));
        let early = changed(db, &ctx, city, began().plus(-1), |input| input.name = "Sớm".into());
        assert!(matches!(early, Err(Error::Ended)), "{early:?}");
    });
}

#[test]
fn a_name_holds_on_its_days_and_a_coming_one_waits() {
    testkit::both(SETS, |db| {
        let City { department, .. } = city(db);
        let ctx = testkit::system();
        let coming = day(2023, 9, 1);
        let name = |day| {
            db.read(|read| organisation::agency_on(read, department, day)).unwrap().map(|agency| agency.name)
        };
        changed(db, &ctx, department, coming, |input| input.name = "Sở Nội vụ và Lao động".into()).unwrap();
        let now = || db.read(|read| organisation::agency(read, department)).unwrap().unwrap().name;
        assert_eq!(now(), "Sở Nội vụ");
        assert_eq!(name(coming.plus(-1)).as_deref(), Some("Sở Nội vụ"));
        assert_eq!(name(coming).as_deref(), Some("Sở Nội vụ và Lao động"));
        assert_eq!(name(began().plus(-1)), None);

        let later = on(coming);
        assert_eq!(db.write(&ctx, |tx| actions::refresh_agencies(tx, &ctx)).unwrap(), 0);
        assert_eq!(db.write(&later, |tx| actions::refresh_agencies(tx, &later)).unwrap(), 1);
        assert_eq!(db.write(&later, |tx| actions::refresh_agencies(tx, &later)).unwrap(), 0);
        assert_eq!(now(), "Sở Nội vụ và Lao động");
        let bodies = db.read(|read| organisation::issuing_bodies_of(read, department, coming)).unwrap();
        assert_eq!(bodies[0].name, "Sở Nội vụ và Lao động");

        let before = changed(db, &later, department, coming.plus(-1), |input| input.name = "Muộn".into());
        assert_eq!(fault(before), ("day", ValueFault::Before { from: "2023-09-01".into() }));
    });
}

#[test]
fn an_old_page_changes_nothing() {
    testkit::both(SETS, |db| {
        let City { department, .. } = city(db);
        let ctx = testkit::system();
        let change = Changed {
            agency: department,
            version: 1,
            input: input("H26.2", "Sở Nội vụ mới", 1, None),
            day: ctx.now.day(),
        };
        let act = || db.write(&ctx, |tx| actions::change_agency(tx, &ctx, &change));
        act().unwrap();
        let again = act().unwrap_err();
        assert!(matches!(again, Error::Stale), "{again:?}");
        assert_eq!(again.explain(Lang::En).fault, Fault::Conflict);
    });
}

#[test]
fn an_identifier_is_found_by_its_days_and_never_names_two() {
    testkit::both(SETS, |db| {
        let City { department, districts, .. } = city(db);
        let ctx = testkit::system();
        let today = ctx.now.day();
        changed(db, &ctx, department, today, |input| input.code = "H26.70".into()).unwrap();
        let by_code = |code, day| {
            db.read(|read| organisation::by_code(read, code, day)).unwrap().map(|agency| agency.id)
        };
        assert_eq!(by_code("H26.2", today.plus(-1)), Some(department));
        assert_eq!(by_code("H26.2", today), None);
        assert_eq!(by_code("H26.70", today), Some(department));
        let taken = changed(db, &ctx, districts[0], today, |input| input.code = "H26.70".into());
        assert_eq!(fault(taken), ("code", ValueFault::taken("H26.70")));
        // The freed one may name another.
        changed(db, &ctx, districts[0], today, |input| input.code = "H26.2".into()).unwrap();
        assert_eq!(by_code("H26.2", today), Some(districts[0]));
    });
}

#[test]
fn two_of_one_identifier_at_once_leave_one() {
    testkit::both(SETS, |db| {
        let gate = Barrier::new(2);
        let outcomes: Vec<_> = thread::scope(|scope| {
            let act = || {
                let ctx = testkit::system();
                gate.wait();
                db.write(&ctx, |tx| actions::found_agency(tx, &ctx, &input("H26", "Một", 1, None), began()))
            };
            let both = [scope.spawn(act), scope.spawn(act)];
            both.map(|thread| thread.join().unwrap()).into_iter().collect()
        });
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1);
        let refused = outcomes.into_iter().find(Result::is_err).unwrap();
        assert_eq!(fault(refused), ("code", ValueFault::taken("H26")));
    });
}

#[test]
fn an_agency_with_others_below_it_does_not_end() {
    testkit::both(SETS, |db| {
        let City { districts, communes, .. } = city(db);
        let ctx = testkit::system();
        let day = day(2025, 7, 1);
        let error = db.write(&ctx, |tx| actions::end_agency(tx, &ctx, districts[0], day)).unwrap_err();
        assert!(error.explain(Lang::Vi).title.contains("phường Một"), "{error}");
        for commune in &communes[..2] {
            db.write(&ctx, |tx| actions::end_agency(tx, &ctx, *commune, day)).unwrap();
        }
        db.write(&ctx, |tx| actions::end_agency(tx, &ctx, districts[0], day)).unwrap();
        let again = db.write(&ctx, |tx| actions::end_agency(tx, &ctx, districts[0], day.plus(9)));
        assert!(matches!(again, Err(Error::Ended)), "{again:?}");
        let unborn = db.write(&ctx, |tx| actions::end_agency(tx, &ctx, districts[1], began()));
        assert_eq!(fault(unborn).0, "day");
    });
}

/// On 1 July 2025 the districts end: their communes are merged into new ones right below the city.
#[test]
fn after_a_merger_the_old_tree_is_still_there() {
    testkit::both(SETS, |db| {
        let City { city, department, districts, communes } = city(db);
        let [first, second, third, fourth] = communes;
        let room = unit(db, first, "Văn phòng");
        let seat = position(db, first, Some(room), "Văn thư", Rank::Clerk);
        let clerk = person(db, first, "Nguyễn Thị Bình");
        let ctx = testkit::system();
        db.write(&ctx, |tx| actions::appoint(tx, &ctx, seat, clerk, began())).unwrap();

        let turn = day(2025, 7, 1);
        let ctx = on(turn);
        let new: Uuid = db
            .write(&ctx, |tx| {
                let new =
                    actions::found_agency(tx, &ctx, &input("H26.100", "Phường Mới", 2, Some(city)), turn)?;
                actions::merge_agencies(tx, &ctx, &[first, second], new, turn)?;
                actions::merge_agencies(tx, &ctx, &[third, fourth], new, turn)?;
                for district in districts {
                    actions::end_agency(tx, &ctx, district, turn)?;
                }
                Ok::<_, Error>(new)
            })
            .unwrap();

        db.read(|read| {
            let eve = turn.plus(-1);
            assert_eq!(organisation::tree(read, eve)?.len(), 8);
            assert_eq!(organisation::tree(read, turn)?.len(), 3);
            assert_eq!(organisation::tiers(read, eve)?, [(1, 2), (2, 2), (3, 4)]);
            assert_eq!(organisation::tiers(read, turn)?, [(1, 2), (2, 1)]);
            assert_eq!(organisation::subtree(read, districts[0], eve)?.len(), 3);
            assert_eq!(organisation::ancestors(read, first, eve)?, [districts[0], city]);
            assert_eq!(organisation::of_tier(read, 3, Some(city), eve)?.len(), 4);
            assert_eq!(organisation::of_tier(read, 3, Some(districts[1]), eve)?.len(), 2);
            assert!(organisation::of_tier(read, 3, None, turn)?.is_empty());

            let old = organisation::agency(read, first)?.unwrap();
            assert_eq!((old.name.as_str(), old.ends), ("Ủy ban nhân dân phường Một", Some(turn)));
            assert_eq!(organisation::heirs(read, first, turn)?, [new]);
            assert!(organisation::heirs(read, first, eve)?.is_empty());
            assert_eq!(organisation::predecessors(read, new, turn)?.len(), 4);
            let successions = organisation::successions(read, first)?;
            assert_eq!((successions[0].successor, successions[0].kind), (new, SuccessionKind::Merged));

            assert_eq!(organisation::holder(read, seat, eve)?, Some(clerk));
            assert_eq!(organisation::holder(read, seat, turn)?, None);
            assert!(organisation::units_of(read, first, turn)?.is_empty());
            assert_eq!(organisation::units_of(read, first, eve)?.len(), 1);
            assert!(organisation::issuing_bodies_standing_for(read, first, turn)?.is_empty());

            // Whoever works for the successor reads what the old one left; a stranger does not.
            let place = Place::agency(first);
            let mut ours = somebody(new, RESTRUCTURE, Scope::Agency);
            assert!(!organisation::reaches(read, &ours, RESTRUCTURE, &place)?);
            ours.now = turn.start();
            assert!(organisation::reaches(read, &ours, RESTRUCTURE, &place)?);
            let mut theirs = somebody(department, RESTRUCTURE, Scope::Subtree);
            theirs.now = turn.start();
            assert!(!organisation::reaches(read, &theirs, RESTRUCTURE, &place)?);
            let mut above = somebody(city, RESTRUCTURE, Scope::Subtree);
            above.now = turn.start();
            assert!(organisation::reaches(read, &above, RESTRUCTURE, &place)?);
            Ok::<_, Error>(())
        })
        .unwrap();
        assert_eq!(told(db).iter().filter(|action| *action == "organisation.agency_merged").count(), 4);
    });
}

#[test]
fn an_agency_is_not_merged_into_itself_or_into_one_that_has_ended() {
    testkit::both(SETS, |db| {
        let City { communes: [first, second, third, _], .. } = city(db);
        let ctx = testkit::system();
        let today = ctx.now.day();
        let merge = |from: &[Uuid], into| {
            db.write(&ctx, |tx| actions::merge_agencies(tx, &ctx, from, into, today)).unwrap_err()
        };
        assert!(matches!(merge(&[first, second], first), Error::NoSuccessor));
        assert!(matches!(merge(&[], first), Error::NoSuccessor));
        db.write(&ctx, |tx| actions::end_agency(tx, &ctx, third, today)).unwrap();
        assert!(matches!(merge(&[first], third), Error::Ended));
        // Nothing of the refused acts is left.
        let successions = db.read(|read| organisation::successions(read, first)).unwrap();
        assert!(successions.is_empty());
        let still = db.read(|read| organisation::agency(read, first)).unwrap().unwrap();
        assert!(still.exists_on(today));
    });
}

#[test]
fn an_agency_that_is_split_ends_or_goes_on() {
    testkit::both(SETS, |db| {
        let City { districts, communes: [first, second, ..], .. } = city(db);
        let ctx = testkit::system();
        let today = ctx.now.day();
        let third = found(db, "H26.24.3", "Ủy ban nhân dân phường Ba mới", 3, Some(districts[0]));
        let split = |from, into: &[Uuid]| {
            let split = Split { from, into: into.to_vec(), readers: into.to_vec(), day: today };
            db.write(&ctx, |tx| actions::split_agency(tx, &ctx, &split))
        };
        assert!(matches!(split(first, &[first]), Err(Error::NoSuccessor)));
        split(first, &[first, third]).unwrap();
        split(second, &[third]).unwrap();
        db.read(|read| {
            assert!(organisation::agency(read, first)?.unwrap().exists_on(today));
            assert!(!organisation::agency(read, second)?.unwrap().exists_on(today));
            assert_eq!(organisation::heirs(read, first, today)?, [third]);
            assert_eq!(organisation::predecessors(read, third, today)?.len(), 2);
            Ok::<_, Error>(())
        })
        .unwrap();
    });
}

#[test]
fn a_scope_reaches_as_far_as_the_tree() {
    testkit::both(SETS, |db| {
        let City { city, department, districts, communes } = city(db);
        let reached = |agency, scope| {
            let ctx = somebody(agency, RESTRUCTURE, scope);
            let all = [&[city, department][..], &districts, &communes].concat();
            db.read(|read| {
                all.iter().try_fold(0, |count, id| {
                    let reaches = organisation::reaches(read, &ctx, RESTRUCTURE, &Place::agency(*id))?;
                    assert!(!organisation::reaches(read, &ctx, "another", &Place::agency(*id))?);
                    Ok::<_, Error>(count + usize::from(reaches))
                })
            })
            .unwrap()
        };
        assert_eq!(reached(department, Scope::Agency), 1);
        assert_eq!(reached(districts[0], Scope::Agency), 1);
        assert_eq!(reached(districts[0], Scope::Subtree), 3);
        assert_eq!(reached(city, Scope::Subtree), 8);
        assert_eq!(reached(communes[0], Scope::All), 8);
        let ctx = somebody(city, RESTRUCTURE, Scope::Subtree);
        let system = db.read(|read| organisation::reaches(read, &ctx, RESTRUCTURE, &Place::SYSTEM)).unwrap();
        assert!(!system);
    });
}

#[test]
fn an_end_to_come_moves_with_all_that_ends_with_it_or_is_called_off() {
    testkit::both(SETS, |db| {
        let City { department, districts, communes: [first, second, ..], .. } = city(db);
        let room = unit(db, first, "Văn phòng");
        let seat = position(db, first, Some(room), "Văn thư", Rank::Clerk);
        let clerk = person(db, first, "Nguyễn Thị Bình");
        let ctx = testkit::system();
        let (eve, turn, later) = (day(2023, 8, 31), day(2023, 9, 1), day(2023, 9, 15));
        db.write(&ctx, |tx| actions::appoint(tx, &ctx, seat, clerk, began())).unwrap();
        let moved = |ctx: &Ctx, to| db.write(ctx, |tx| actions::reschedule_end(tx, ctx, first, to));
        assert!(matches!(moved(&ctx, Some(later)), Err(Error::NotEnding)));
        db.write(&ctx, |tx| actions::merge_agencies(tx, &ctx, &[first], second, turn)).unwrap();

        let stranger = somebody(department, RESTRUCTURE, Scope::Agency);
        assert!(matches!(moved(&stranger, Some(later)), Err(Error::NotFound)));
        assert_eq!(fault(moved(&ctx, Some(ctx.now.day()))).0, "day");
        moved(&ctx, Some(later)).unwrap();
        db.read(|read| {
            let last = later.plus(-1);
            assert_eq!(organisation::holder(read, seat, last)?, Some(clerk));
            assert_eq!(organisation::holder(read, seat, later)?, None);
            assert_eq!(organisation::units_of(read, first, last)?.len(), 1);
            assert_eq!(organisation::children(read, districts[0], last)?.len(), 2);
            assert_eq!(organisation::by_code(read, "H26.24.1", last)?.map(|one| one.id), Some(first));
            assert!(organisation::heirs(read, first, turn)?.is_empty());
            assert_eq!(organisation::heirs(read, first, later)?, [second]);
            Ok::<_, Error>(())
        })
        .unwrap();

        moved(&ctx, None).unwrap();
        db.read(|read| {
            assert_eq!(organisation::holder(read, seat, later)?, Some(clerk));
            assert!(organisation::agency(read, first)?.unwrap().ends.is_none());
            assert_eq!(organisation::issuing_bodies_standing_for(read, first, later)?.len(), 1);
            assert!(organisation::successions(read, first)?.is_empty());
            Ok::<_, Error>(())
        })
        .unwrap();
        // What has come is not moved.
        db.write(&ctx, |tx| actions::end_agency(tx, &ctx, first, eve)).unwrap();
        assert!(matches!(moved(&on(turn), Some(later)), Err(Error::NotEnding)));
    });
}

#[test]
fn bodies_pass_on_when_the_day_has_come() {
    testkit::both(SETS, |db| {
        let City { communes: [first, second, ..], .. } = city(db);
        let ctx = testkit::system();
        let turn = day(2023, 9, 1);
        let council = organisation::model::BodyInput {
            agency: first,
            stands_for: None,
            symbol: "HĐTĐ".into(),
            name: "Hội đồng thi đua".into(),
            kind: organisation::BodyKind::Committee,
        };
        let council = db.write(&ctx, |tx| actions::establish_body(tx, &ctx, &council, began())).unwrap();
        db.write(&ctx, |tx| actions::merge_agencies(tx, &ctx, &[first], second, turn)).unwrap();
        let served_by = || db.read(|read| organisation::body(read, council)).unwrap().unwrap().agency;
        assert_eq!(served_by(), first);
        let then = on(turn);
        db.write(&then, |tx| actions::refresh_agencies(tx, &then)).unwrap();
        assert_eq!(served_by(), second);
        let acting = |day| db.read(|read| organisation::acting(read, first, day)).unwrap();
        assert_eq!((acting(turn.plus(-1)), acting(turn)), (first, second));
    });
}

#[test]
fn what_is_split_off_does_not_reach_the_agency_that_goes_on_nor_records_it_was_not_given() {
    testkit::both(SETS, |db| {
        let City { communes: [first, second, third, fourth], .. } = city(db);
        let ctx = testkit::system();
        let today = ctx.now.day();
        let off = Split { from: first, into: vec![first, third], readers: vec![third], day: today };
        let apart = Split { from: second, into: vec![third, fourth], readers: vec![fourth], day: today };
        for split in [off, apart] {
            db.write(&ctx, |tx| actions::split_agency(tx, &ctx, &split)).unwrap();
        }
        let reached = |by, place| {
            let ctx = somebody(by, RESTRUCTURE, Scope::Agency);
            db.read(|read| organisation::reaches(read, &ctx, RESTRUCTURE, &Place::agency(place))).unwrap()
        };
        assert!(!reached(third, first));
        assert!(!reached(third, second));
        assert!(reached(fourth, second));
    });
}
