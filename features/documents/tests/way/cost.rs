//! What each action costs in statements. A count is not a time, but on an engine behind a socket each statement is a
//! way there and back, and unlike a time it is the same on every machine.

use super::city::{City, Somebody, city};
use super::delivery::{communes, numbered};
use super::incoming::{entry, lead, wording};
use super::outgoing::{current, draft, drafted, issued, route};
use super::{SETS, paper};
use context::{Ctx, Uuid};
use db::{Db, Tx};
use documents::Error;
use documents::actions::incoming::{self as inc, DirectInput, FinishInput, ProgressInput};
use documents::actions::outgoing::{
    self as out, IssueInput, NumberInput, RecipientInput, StepInput, SubmitInput,
};
use documents::model::direction::{Target, Wording};
use documents::store;

/// Runs an action and says how many statements it took.
fn cost<T>(db: &Db, ctx: &Ctx, act: impl Fn(&mut Tx<'_>) -> Result<T, Error>) -> u64 {
    db.write(ctx, |tx| -> Result<u64, Error> {
        act(tx)?;
        Ok(tx.statements())
    })
    .unwrap()
}

/// The most statements that an action may take: what it takes, and room for two more.
const MOST: [(&str, u64); 15] = [
    ("draft", 19),
    ("submit", 23),
    ("approve", 22),
    ("approve again", 22),
    ("sign off", 21),
    ("number", 17),
    ("issue", 19),
    ("enter", 43),
    ("accept", 30),
    ("propose", 24),
    ("confirm", 37),
    ("direct", 32),
    ("pass down", 25),
    ("progress", 8),
    ("finish", 33),
];

#[test]
fn each_action_takes_few_statements() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let found = [outgoing(db, &city), incoming(db, &city)].concat();
        assert_eq!(found.len(), MOST.len());
        for ((action, count), (name, most)) in found.into_iter().zip(MOST) {
            println!("{:>8} {action:<14} {count}", db.engine());
            assert_eq!(action, name);
            assert!(count <= most, "{action} takes {count} statements, not {most}");
        }
    });
}

fn outgoing(db: &Db, city: &City) -> Vec<(&'static str, u64)> {
    let department = &city.department;
    let officer = department.one("officer").at(9);
    let files = [paper("to-trinh")];
    let mut found =
        vec![("draft", cost(db, &officer, |tx| out::create_draft(tx, &officer, &draft(city), &files)))];
    let id = drafted(db, city);
    let input = SubmitInput { steps: route(city), ..SubmitInput::default() };
    found.push(("submit", cost(db, &officer, |tx| out::submit(tx, &officer, id, &input))));
    for (action, who) in [("approve", "head"), ("approve again", "office"), ("sign off", "leader")] {
        let (ctx, step) = (department.one(who).at(10), current(db, id).id);
        found.push((action, cost(db, &ctx, |tx| out::approve(tx, &ctx, step, &StepInput::default()))));
    }
    let clerk = department.one("clerk").at(11);
    found.push(("number", cost(db, &clerk, |tx| out::number(tx, &clerk, id, &NumberInput::default()))));
    found.push(("issue", cost(db, &clerk, |tx| out::issue(tx, &clerk, id, &IssueInput::default()))));
    found
}

fn arrival(db: &Db, city: &City) -> Uuid {
    let document = issued(db, city);
    db.read(|read| store::arrival::arrival_at(read, document, city.district.id)).unwrap().unwrap().id
}

fn incoming(db: &Db, city: &City) -> Vec<(&'static str, u64)> {
    let id = arrival(db, city);
    let district = &city.district;
    let ctx = |who: &Somebody| who.at(15);
    let (clerk, office, leader) =
        (ctx(district.one("clerk")), ctx(district.one("office")), ctx(district.one("leader")));
    let (head, officer) = (ctx(district.one("head")), ctx(district.one("officer")));
    let mut found = vec![("enter", cost(db, &clerk, |tx| inc::enter(tx, &clerk, &entry())))];
    found.push(("accept", cost(db, &clerk, |tx| inc::accept(tx, &clerk, id))));
    let giver = district.one("leader").position;
    let words = wording(district);
    found.push(("propose", cost(db, &office, |tx| inc::propose(tx, &office, id, giver, &words))));
    let proposal = db.read(|read| store::direction::directions(read, id)).unwrap()[0].id;
    found.push(("confirm", cost(db, &leader, |tx| inc::confirm_proposal(tx, &leader, proposal))));
    let input = DirectInput { wording: words, behalf: String::new(), version: None };
    found.push(("direct", cost(db, &leader, |tx| inc::direct(tx, &leader, id, &input))));
    let held = lead(db, id).id;
    let down = Wording {
        lead: Some(Target::Position(district.one("officer").position)),
        support: Vec::new(),
        inform: Vec::new(),
        due: None,
        words: String::new(),
    };
    found.push(("pass down", cost(db, &head, |tx| inc::pass_down(tx, &head, held, &down))));
    let own = lead(db, id).id;
    let report = ProgressInput { percent: 40, words: String::new() };
    found.push(("progress", cost(db, &officer, |tx| inc::progress(tx, &officer, own, &report))));
    let report = FinishInput { result: "Đã trả lời".into(), reply: None };
    found.push(("finish", cost(db, &officer, |tx| inc::finish(tx, &officer, own, &report))));
    found
}

#[test]
fn a_recipient_more_costs_few_statements() {
    const SLICE: usize = 50;
    testkit::both(SETS, |db| {
        let city = city(db);
        let agencies = communes(db, SLICE);
        let id = numbered(db, &city, vec![RecipientInput::Tier { tier: 3 }]);
        let clerk = city.department.one("clerk").at(11);
        cost(db, &clerk, |tx| out::issue(tx, &clerk, id, &IssueInput::default()));
        let system = testkit::system();
        let count = cost(db, &system, |tx| out::deliver_all(tx, &system, id, &agencies));
        println!("{:>8} deliver {count} for {SLICE} recipients", db.engine());
        assert!(count <= SLICE as u64, "{count} statements for {SLICE} recipients");
    });
}
