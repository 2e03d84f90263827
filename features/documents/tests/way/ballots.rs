//! Ballots: members answer by a day, each as their duty; silence is shown as such.

use super::city::{City, city};
use super::sets::{examiner, set, submitted};
use super::{SETS, act};
use context::{Ctx, Day, Time, Uuid};
use db::Db;
use documents::Error;
use documents::actions::ballots::{self as acts, BallotInput, VoteInput};
use documents::actions::sets;
use documents::model::ballot::{Choice, Count, count};
use documents::store::ballot as rows;
use organisation::actions::{MemberInput, take_member};

fn last() -> Day {
    Day::new(2023, 8, 21).unwrap()
}

fn question() -> BallotInput {
    BallotInput { question: "Đồng ý ban hành?".into(), due_day: Some(last()) }
}

/// The leaders of the city, the department and the district are members of what the city issues as.
fn members(db: &Db, city: &City) {
    let ctx = testkit::system();
    for agency in [&city.committee, &city.department, &city.district] {
        let position = agency.one("leader").position;
        let input = MemberInput { position, title: "Ủy viên".into(), signs: false };
        let began = Day::new(2022, 1, 1).unwrap();
        db.write(&ctx, |tx| take_member(tx, &ctx, city.committee.body, &input, began)).unwrap();
    }
}

fn examined(db: &Db, city: &City) -> (Uuid, Ctx) {
    let id = submitted(db, city);
    let office = examiner(city, "office");
    act(db, &office, |tx| sets::take_up(tx, &office, id)).unwrap();
    (id, office)
}

fn on(mut ctx: Ctx, day: Day) -> Ctx {
    ctx.now = Time::local(day, 9, 0);
    ctx
}

fn owed(db: &Db, id: Uuid) -> Vec<Uuid> {
    let all = db.read(|read| duties::of(read, &[context::Ref::new("set", id)])).unwrap();
    let mut desks: Vec<Uuid> =
        all.iter().filter(|duty| duty.kind == "documents.vote").map(|duty| duty.owner.desk()).collect();
    desks.sort();
    desks
}

#[test]
fn only_whoever_examines_asks_and_only_once_at_a_time() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let id = submitted(db, &city);
        let office = examiner(&city, "office");
        let open = |ctx: &Ctx, input: &BallotInput| act(db, ctx, |tx| acts::open_ballot(tx, ctx, id, input));
        assert!(matches!(open(&office, &question()), Err(Error::NotFound)), "nobody examines it yet");
        act(db, &office, |tx| sets::take_up(tx, &office, id)).unwrap();
        assert!(matches!(open(&office, &question()), Err(Error::NoMembers)));
        members(db, &city);
        let stranger = examiner(&city, "head");
        assert!(matches!(open(&stranger, &question()), Err(Error::NotFound)));
        let past = Day::new(2023, 8, 16);
        for (wrong, field) in [
            (BallotInput { question: " ".into(), ..question() }, "question"),
            (BallotInput { due_day: None, ..question() }, "due_day"),
            (BallotInput { due_day: past, ..question() }, "due_day"),
        ] {
            match open(&office, &wrong) {
                Err(Error::Input(faults)) => assert_eq!(faults[0].0, field),
                other => panic!("{other:?}"),
            }
        }
        open(&office, &question()).unwrap();
        assert!(matches!(open(&office, &question()), Err(Error::NotNow { .. })));
    });
}

#[test]
fn each_member_answers_for_themselves_until_the_last_day_and_silence_is_counted_behind_it() {
    testkit::both(SETS, |db| {
        let city = city(db);
        members(db, &city);
        let (id, office) = examined(db, &city);
        let ballot = act(db, &office, |tx| acts::open_ballot(tx, &office, id, &question())).unwrap();
        let [chair, director, mayor] =
            [&city.committee, &city.department, &city.district].map(|agency| agency.one("leader"));
        let mut asked = vec![chair.position, director.position, mayor.position];
        asked.sort();
        assert_eq!(owed(db, id), asked);
        let say = |ctx: &Ctx, choice: Option<Choice>, words: &str| {
            let input = VoteInput { choice, words: words.into() };
            act(db, ctx, |tx| acts::vote(tx, ctx, ballot, &input))
        };
        let (now, stranger) = (office.now.day(), city.department.one("head").at(14));
        assert!(matches!(say(&stranger, Some(Choice::Agree), ""), Err(Error::NotFound)));
        for (choice, words, field) in
            [(None, "", "choice"), (Some(Choice::Other), " ", "words"), (Some(Choice::Disagree), "", "words")]
        {
            match say(&chair.at(14), choice, words) {
                Err(Error::Input(faults)) => assert_eq!(faults[0].0, field),
                other => panic!("{other:?}"),
            }
        }
        say(&chair.at(14), Some(Choice::Agree), "").unwrap();
        say(&director.at(14), Some(Choice::Disagree), "Chưa rõ nguồn lực").unwrap();
        // Until the last day one may think again.
        say(&on(director.at(14), last()), Some(Choice::Other), "Lùi thời điểm áp dụng").unwrap();
        assert_eq!(owed(db, id), [mayor.position]);
        let counted = |today: Day| {
            let votes = db.read(|read| rows::votes(read, ballot)).unwrap();
            count(votes.iter().map(rows::Vote::choice), last(), today)
        };
        assert_eq!(counted(now), Count { agree: 1, other: 1, waiting: 1, ..Count::default() });
        let late = on(mayor.at(14), last().plus(1));
        assert!(
            matches!(say(&late, Some(Choice::Agree), ""), Err(Error::BallotOver { last: day }) if day == last())
        );
        let system = on(testkit::system(), last());
        assert!(!act(db, &system, |tx| acts::close_expired(tx, &system)).unwrap());
        assert_eq!(owed(db, id), [mayor.position], "on its last day it is open");
        let system = on(testkit::system(), last().plus(1));
        for _ in 0..2 {
            act(db, &system, |tx| acts::close_expired(tx, &system)).unwrap();
        }
        assert!(owed(db, id).is_empty());
        assert_eq!(counted(last().plus(1)), Count { agree: 1, other: 1, silent: 1, ..Count::default() });
        let told = db.read(|read| facts::of(read, &[set(db, id).subject_ref()], 50)).unwrap();
        assert_eq!(told.iter().filter(|fact| fact.action == "documents.ballot_closed").count(), 1);
    });
}
