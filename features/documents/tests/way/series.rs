//! Series as data, numbers reserved ahead, and internal documents.

use super::city::{City, city};
use super::outgoing::{approve, approved, draft, issued, route};
use super::{SETS, act, drain, paper};
use calendar::Day;
use context::{Ctx, Time, Uuid};
use db::Db;
use documents::actions::outgoing::series::{self as act_on, ReserveInput, SeriesInput};
use documents::actions::outgoing::{self as out, DraftInput, NumberInput, RecipientInput, SubmitInput};
use documents::model::boxes::Box;
use documents::model::document::Way;
use documents::model::input::InputFault;
use documents::model::series::{Lapse, Purpose};
use documents::store::{self, lists, number as ledger};
use documents::{Error, view};

fn day(day: i8) -> Day {
    Day::new(2023, 8, day).unwrap()
}

/// The clerk of the department on a day of August 2023.
fn clerk(city: &City, on: i8) -> Ctx {
    let mut clerk = city.department.one("clerk").at(11);
    clerk.now = Time::local(day(on), 11, 0);
    clerk
}

fn decisions(city: &City) -> SeriesInput {
    SeriesInput {
        name: "Sổ quyết định".into(),
        pattern: "{n}/{type}-{body}".into(),
        types: vec!["QĐ".into()],
        body: Some(city.department.body),
        ..SeriesInput::default()
    }
}

fn faults<T: std::fmt::Debug>(refused: Result<T, Error>) -> Vec<(&'static str, InputFault)> {
    match refused {
        Err(Error::Input(faults)) => faults,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_series_is_opened_by_its_desk_and_never_beside_one_that_serves_the_same() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let clerk = clerk(&city, 17);
        let open = |ctx: &Ctx, input: &SeriesInput| act(db, ctx, |tx| act_on::open_series(tx, ctx, input));
        let good = decisions(&city);
        let officer = city.department.one("officer").at(9);
        assert!(open(&officer, &good).is_err(), "only the records desk keeps series");
        let wrong =
            SeriesInput { name: " ".into(), pattern: "QĐ".into(), types: vec!["XX".into()], ..good.clone() };
        assert_eq!(
            faults(open(&clerk, &wrong)),
            [
                ("name", InputFault::Missing),
                ("pattern", InputFault::NoPattern),
                ("types", InputFault::Unknown)
            ]
        );
        let yearless = SeriesInput { purpose: Purpose::Normative, ..good.clone() };
        assert_eq!(faults(open(&clerk, &yearless)), [("pattern", InputFault::NoYear)]);
        let unit = SeriesInput { unit: Some(city.department.unit), ..good.clone() };
        assert_eq!(faults(open(&clerk, &unit)), [("unit", InputFault::OnlyInternal)]);
        let foreign = SeriesInput { body: Some(city.district.body), ..good.clone() };
        assert!(matches!(open(&clerk, &foreign), Err(Error::Unknown { field: "body" })));
        let id = open(&clerk, &good).unwrap();
        let twice = open(&clerk, &good);
        assert!(matches!(&twice, Err(Error::SeriesThere { name }) if name == "Sổ quyết định"), "{twice:?}");
        let stranger = city.district.one("clerk").at(9);
        let refused = act(db, &stranger, |tx| act_on::change_series(tx, &stranger, id, 1, &good));
        assert!(refused.is_err(), "{refused:?}");
        act(db, &clerk, |tx| act_on::end_series(tx, &clerk, id, 1)).unwrap();
        let again = act(db, &clerk, |tx| act_on::end_series(tx, &clerk, id, 2));
        assert!(matches!(again, Err(Error::NotNow { .. })), "{again:?}");
        open(&clerk, &good).unwrap();
    });
}

#[test]
fn a_normative_series_numbers_what_the_clerk_chooses_it_for_with_the_year() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let clerk = clerk(&city, 17);
        let input = SeriesInput {
            name: "Sổ văn bản quy phạm".into(),
            pattern: "{n}/{year}/{type}-{body}".into(),
            purpose: Purpose::Normative,
            types: vec!["BC".into()],
            ..decisions(&city)
        };
        let series = act(db, &clerk, |tx| act_on::open_series(tx, &clerk, &input)).unwrap();
        let number = |id: Uuid, series: Option<Uuid>| {
            let input = NumberInput { series, ..NumberInput::default() };
            act(db, &clerk, |tx| out::number(tx, &clerk, id, &input))
        };
        let (first, second) = (approved(db, &city), approved(db, &city));
        let foreign = number(first, Some(Uuid::from_u128(5)));
        assert!(matches!(foreign, Err(Error::Unknown { field: "series" })), "{foreign:?}");
        assert_eq!(number(first, None).unwrap(), "01/BC-SNV");
        assert_eq!(number(second, Some(series)).unwrap(), "01/2023/BC-SNV");
    });
}

fn common(db: &Db, city: &City) -> ledger::Series {
    let all = db.read(|read| ledger::kept(read, city.department.id)).unwrap();
    all.into_iter().find(|one| one.types.is_empty() && one.direction == "out").unwrap()
}

#[test]
fn reserved_numbers_are_their_holders_until_their_day_and_then_voided_or_free_as_the_series_says() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let series = common(db, &city);
        let reserve =
            |ctx: &Ctx, input: &ReserveInput| act(db, ctx, |tx| act_on::reserve(tx, ctx, series.id, input));
        let holder = Some(city.department.one("officer").position);
        let good = ReserveInput { count: 2, holder, until: Some(day(21)), reason: "Họp báo".into() };
        let on = clerk(&city, 17);
        assert!(reserve(&city.department.one("officer").at(9), &good).is_err());
        assert!(reserve(&city.district.one("clerk").at(9), &good).is_err());
        for (wrong, field) in [
            (ReserveInput { reason: " ".into(), ..good.clone() }, "reason"),
            (ReserveInput { count: 0, ..good.clone() }, "count"),
            (ReserveInput { count: 21, ..good.clone() }, "count"),
            (ReserveInput { until: None, ..good.clone() }, "until"),
            (ReserveInput { until: Some(day(16)), ..good.clone() }, "until"),
            (ReserveInput { until: Day::new(2024, 8, 17), ..good.clone() }, "until"),
            (ReserveInput { holder: None, ..good.clone() }, "holder"),
        ] {
            assert_eq!(faults(reserve(&on, &wrong))[0].0, field);
        }
        let abroad = ReserveInput { holder: Some(city.district.one("officer").position), ..good.clone() };
        assert!(matches!(reserve(&on, &abroad), Err(Error::Unknown { field: "holder" })));
        assert_eq!(reserve(&on, &good).unwrap(), [1, 2]);
        let others = ReserveInput { count: 1, holder: Some(city.department.one("head").position), ..good };
        assert_eq!(reserve(&on, &others).unwrap(), [3]);
        // The officer's document takes the officer's number; the head's stays the head's, whoever the clerk is.
        let number = |id: Uuid, on: i8, wanted: Option<i64>| {
            let ctx = clerk(&city, on);
            let input = NumberInput { number: wanted, ..NumberInput::default() };
            act(db, &ctx, |tx| out::number(tx, &ctx, id, &input))
        };
        let ids: Vec<Uuid> = (0..3).map(|_| approved(db, &city)).collect();
        assert_eq!(number(ids[0], 17, None).unwrap(), "04/BC-SNV");
        let anothers = number(ids[1], 17, Some(3));
        assert!(matches!(anothers, Err(Error::NumberReserved { number: 3, .. })), "{anothers:?}");
        assert_eq!(number(ids[1], 18, Some(1)).unwrap(), "01/BC-SNV");
        // Past its day it is nobody's even before the job has come by, and voided for good after it.
        let late = number(ids[2], 22, Some(2));
        assert!(matches!(late, Err(Error::NumberTaken { number: 2 })), "{late:?}");
        let system = |on: i8| {
            let mut ctx = testkit::system();
            ctx.now = Time::local(day(on), 1, 0);
            ctx
        };
        let early = system(21);
        act(db, &early, |tx| act_on::lapse(tx, &early)).unwrap();
        let open = || db.read(|read| ledger::unused(read, series.id, 2023, 10)).unwrap();
        assert!(open().iter().all(|one| one.state == "reserved"));
        let after = system(22);
        act(db, &after, |tx| act_on::lapse(tx, &after)).unwrap();
        act(db, &after, |tx| act_on::lapse(tx, &after)).unwrap();
        assert_eq!(
            open().iter().map(|one| (one.number, one.state.as_str())).collect::<Vec<_>>(),
            [(3, "voided"), (2, "voided")]
        );
        assert_eq!(db.read(ledger::unaccounted).unwrap(), []);
    });
}

#[test]
fn a_freed_number_is_anybodys_and_a_reserved_one_can_be_voided_once() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let on = clerk(&city, 17);
        let series = common(db, &city);
        let input = SeriesInput {
            name: series.name.clone(),
            pattern: series.pattern.clone(),
            body: series.body,
            lapse: Lapse::Freed,
            ..SeriesInput::default()
        };
        act(db, &on, |tx| act_on::change_series(tx, &on, series.id, 1, &input)).unwrap();
        let late = act(db, &on, |tx| act_on::change_series(tx, &on, series.id, 1, &input));
        assert!(matches!(late, Err(Error::Stale)), "{late:?}");
        let holder = Some(city.department.one("head").position);
        let reserve = ReserveInput { count: 2, holder, until: Some(day(18)), reason: "Chờ ký".into() };
        act(db, &on, |tx| act_on::reserve(tx, &on, series.id, &reserve)).unwrap();
        let void = |number: i64, reason: &str| {
            act(db, &on, |tx| act_on::void_reserved(tx, &on, series.id, (2023, number), reason))
        };
        assert!(matches!(void(2, " "), Err(Error::Input(_))));
        void(2, "Không dùng nữa").unwrap();
        assert!(matches!(void(2, "Không dùng nữa"), Err(Error::NumberTaken { number: 2 })));
        assert!(matches!(void(9, "Không có"), Err(Error::NumberTaken { number: 9 })));
        let mut system = testkit::system();
        system.now = Time::local(day(19), 1, 0);
        act(db, &system, |tx| act_on::lapse(tx, &system)).unwrap();
        let id = approved(db, &city);
        let monday = clerk(&city, 21);
        let input = NumberInput { number: Some(1), ..NumberInput::default() };
        assert_eq!(act(db, &monday, |tx| out::number(tx, &monday, id, &input)).unwrap(), "01/BC-SNV");
    });
}

#[test]
fn secret_numbers_are_kept_for_good_and_no_document_of_the_system_takes_one() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let on = clerk(&city, 17);
        let input = SeriesInput { name: "Sổ mật".into(), purpose: Purpose::Secret, ..decisions(&city) };
        let id = act(db, &on, |tx| act_on::open_series(tx, &on, &input)).unwrap();
        let reserve = ReserveInput { count: 1, holder: None, until: None, reason: "Văn bản mật".into() };
        assert_eq!(act(db, &on, |tx| act_on::reserve(tx, &on, id, &reserve)).unwrap(), [1]);
        let document = approved(db, &city);
        let input = NumberInput { series: Some(id), ..NumberInput::default() };
        let refused = act(db, &on, |tx| out::number(tx, &on, document, &input));
        assert!(matches!(refused, Err(Error::Unknown { field: "series" })), "{refused:?}");
    });
}

/// An internal report, approved.
fn internal(db: &Db, city: &City, recipients: Vec<RecipientInput>) -> Result<Uuid, Error> {
    let officer = city.department.one("officer").at(9);
    let input = DraftInput { way: Way::Internal, due_day: None, recipients, ..draft(city) };
    let id = act(db, &officer, |tx| out::create_draft(tx, &officer, &input, &[paper("noi-bo")]))?;
    let input = SubmitInput { steps: route(city), ..SubmitInput::default() };
    act(db, &officer, |tx| out::submit(tx, &officer, id, &input))?;
    ["head", "office", "leader"].into_iter().for_each(|who| approve(db, city, id, who));
    Ok(id)
}

#[test]
fn an_internal_document_stays_inside_takes_the_units_own_number_and_counts_in_no_exchange() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let on = clerk(&city, 17);
        let other_head = city.department.one("other_head");
        let outside = internal(db, &city, vec![RecipientInput::Agency { id: city.district.id }]);
        assert_eq!(faults(outside), [("recipients", InputFault::OnlyInside)]);
        let foreign = internal(db, &city, vec![RecipientInput::Unit { id: city.district.unit }]);
        assert!(matches!(foreign, Err(Error::Unknown { field: "recipients" })), "{foreign:?}");
        let officer = city.department.one("officer").at(9);
        let wrong = DraftInput {
            recipients: vec![RecipientInput::Unit { id: city.department.unit }],
            ..draft(&city)
        };
        let refused = act(db, &officer, |tx| out::create_draft(tx, &officer, &wrong, &[]));
        assert_eq!(faults(refused), [("recipients", InputFault::OnlyOutside)]);
        let own = SeriesInput {
            name: "Sổ nội bộ".into(),
            pattern: "{n}/{type}-{unit}".into(),
            types: Vec::new(),
            purpose: Purpose::Internal,
            unit: Some(city.department.unit),
            ..decisions(&city)
        };
        act(db, &on, |tx| act_on::open_series(tx, &on, &own)).unwrap();
        let to = vec![
            RecipientInput::Unit { id: city.department.other_unit },
            RecipientInput::Position { id: city.department.one("leader").position },
        ];
        let id = internal(db, &city, to).unwrap();
        assert_eq!(
            act(db, &on, |tx| out::number(tx, &on, id, &NumberInput::default())).unwrap(),
            "01/BC-CCHC"
        );
        act(db, &on, |tx| out::issue(tx, &on, id, &out::IssueInput::default())).unwrap();
        let twice = act(db, &on, |tx| out::issue(tx, &on, id, &out::IssueInput::default()));
        assert!(matches!(twice, Err(Error::NotNow { .. })), "{twice:?}");
        drain(db, on.now);
        assert_eq!(db.read(|read| store::arrival::states_of(read, id)).unwrap(), []);
        let held = |desk: Uuid| {
            db.read(|read| lists::page(read, &[desk], Box::Inform, &Default::default(), None, 10))
                .unwrap()
                .rows
                .len()
        };
        assert_eq!(held(city.department.other_unit), 1);
        assert_eq!(held(city.department.one("leader").position), 1);
        assert!(db.read(|read| view::document_view(read, &other_head.at(12), id)).is_ok());
        let stranger = city.district.one("leader").at(12);
        assert!(db.read(|read| view::document_view(read, &stranger, id)).is_err());
        let counted = |id: Uuid| -> i64 {
            let sql = "SELECT count(*) FROM measures_contribution WHERE record = :id";
            db.read(|read| read.one::<(i64,)>(sql, db::params! { id })).unwrap().0
        };
        let sent = issued(db, &city);
        assert_eq!((counted(id), counted(sent) > 0), (0, true));
    });
}
