//! The plan, with a cast that stands on no database.

use super::super::cast::{Seat, Unit};
use super::*;
use context::{Actor, Uuid};
use std::collections::BTreeSet;

fn seat(id: u128) -> Seat {
    let title = String::new();
    Seat { position: Uuid::from_u128(id), name: format!("Người {id}"), title, actor: Actor::nobody() }
}

fn office(number: u128) -> Office {
    let id = number * 100;
    let unit = |at: u128| Unit {
        id: Uuid::from_u128(id + at),
        symbol: "NV".into(),
        head: seat(id + at + 10),
        officer: seat(id + at + 20),
    };
    Office {
        agency: Uuid::from_u128(id),
        name: format!("Sở số {number}"),
        symbol: "S".into(),
        above: (number != 3).then(|| "Ủy ban nhân dân Thành phố".into()),
        body: Uuid::from_u128(id + 1),
        leader: Some(seat(id + 2)),
        office: Some(seat(id + 3)),
        clerk: seat(id + 4),
        units: vec![unit(5), unit(6)],
    }
}

fn planned(seed: u64, documents: usize) -> (Vec<Story>, Time) {
    let cast = Cast { offices: (1..9).map(office).collect() };
    let law = Law::default();
    let now = Time::local(Day::new(2023, 8, 31).unwrap(), 10, 30);
    let mut plan = Plan::new(&cast, &law, Chance::new(seed), now.plus(-30 * Time::DAY), now);
    plan.scenes();
    plan.month(documents);
    plan.add_one_for_everybody();
    (plan.stories(), now)
}

#[test]
fn the_same_chance_tells_the_same_story() {
    let told = |seed| format!("{:?}", planned(seed, 80).0);
    assert_eq!(told(7), told(7));
    assert_ne!(told(7), told(8));
}

#[test]
fn nothing_is_done_before_what_it_stands_on() {
    let (stories, _) = planned(7, 300);
    for story in &stories {
        let when = |act: Act| story.acts.iter().find(|(_, known)| *known == act).map(|(at, _)| *at);
        let mut way = vec![when(Act::Draft), when(Act::Submit), when(Act::Number), when(Act::Issue)];
        for to in 0..story.to.len() {
            let accepted = when(Act::Accept { to });
            assert!(accepted.is_none() || when(Act::Issue) < accepted, "{story:?}");
            way = vec![
                accepted,
                when(Act::Propose { to }),
                when(Act::PassDown { to }),
                when(Act::Finish { to }),
            ];
            assert!(way.iter().flatten().is_sorted(), "{story:?}");
        }
        assert!(way.iter().flatten().is_sorted(), "{story:?}");
        if let Some((asked, to)) = story.answers {
            assert_eq!(stories[asked].to[to].office, story.from);
            assert_eq!(story.to[0].office, stories[asked].from);
        }
        assert!(story.to.iter().all(|to| to.office != story.from || story.outside.is_some()));
    }
}

#[test]
fn every_box_of_the_shown_agencies_is_filled_whatever_the_hour() {
    let (stories, now) = planned(7, 0);
    for shown in 0..2 {
        let last = |story: &Story| story.acts.last().map(|(_, act)| *act);
        let sent: Vec<_> = stories.iter().filter(|it| it.from == shown).filter_map(last).collect();
        for act in [Act::Draft, Act::Submit, Act::Approve, Act::Number] {
            assert!(sent.contains(&act), "{act:?} of {sent:?}");
        }
        let received: Vec<_> =
            stories.iter().filter(|it| it.to.iter().any(|to| to.office == shown)).filter_map(last).collect();
        for act in [Act::Issue, Act::Accept { to: 0 }, Act::Propose { to: 0 }, Act::PassDown { to: 0 }] {
            assert!(received.contains(&act), "{act:?} of {received:?}");
        }
    }
    assert!(stories.iter().flat_map(|story| &story.acts).all(|(at, _)| *at <= now));
}

#[test]
fn chance_decides_who_is_late_and_what_is_left_lying() {
    let (stories, _) = planned(7, 300);
    let acts = || stories.iter().flat_map(|story| &story.acts);
    let kinds: BTreeSet<String> =
        acts().map(|(_, act)| format!("{act:?}").split(' ').next().unwrap().to_owned()).collect();
    for kind in ["Return", "Refuse", "File", "Direct", "Progress", "Support", "Finish", "Enter"] {
        assert!(kinds.contains(kind), "{kind} is not in {kinds:?}");
    }
    assert!(stories.iter().any(|story| story.answers.is_some()));
    assert!(stories.iter().any(|story| story.acts.len() == 1));
}
