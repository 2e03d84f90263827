//! What happens in a quarter: who sends what to whom, and what becomes of it. Pure: the same chance tells the same.

use crate::demo::cast::Cast;
use crate::demo::chance::Chance;
use crate::demo::plan::{Act, Plan, Story};
use crate::demo::subjects::MATTERS;
use crate::demo::{city, people};
use calendar::Time;
use context::Law;
use std::iter;
use std::ops::Range;

/// The chance of the quarter.
const SEED: u64 = 2023;
/// Of a hundred documents, so many begin in an agency with units: a body of the city or a district.
const FROM_LARGE: usize = 50;
/// Of a hundred recipients who are asked to answer, so many do.
const ANSWER: usize = 40;
/// Of a hundred documents that are recorded and not sent, so many came from outside.
const ENTERED: usize = 60;

/// How much happens.
#[derive(Clone, Copy, Debug)]
pub(super) struct Size {
    pub(super) accounts: usize,
    /// All documents recorded, those sent among them.
    pub(super) documents: usize,
    pub(super) sent: usize,
    /// Distinct papers.
    pub(super) papers: usize,
}

impl Size {
    /// The city's quarter, or a part of it.
    pub(super) fn scaled(scale: f64) -> Size {
        let of = |whole: f64| (whole * scale).round().max(1.0) as usize;
        Size { accounts: of(31_300.0), documents: of(96_200.0), sent: of(12_500.0), papers: of(1_000.0) }
    }
}

/// People of every agency with accounts and roles, as a file of accounts: those of the demo, and officers beside
/// them up to the number of accounts.
pub(super) fn accounts(size: &Size) -> String {
    let mut chance = Chance::new(SEED);
    let mut text = city::accounts(&mut chance, true);
    let rows: Vec<city::Row> = city::rows().collect();
    let there = text.lines().count() - 1;
    for number in there..size.accounts {
        let row = &rows[number % rows.len()];
        let units = city::units(row);
        let unit = units.get(number / rows.len() % units.len().max(1)).map_or("", |(unit, _)| unit);
        let name = people::name(&mut chance);
        text.push_str(&format!("{},{unit},Chuyên viên,officer,{name},canbo.{number},officer\n", row.code));
    }
    text
}

/// All that happens.
pub(super) struct Quarter {
    pub(super) stories: Vec<Story>,
    /// What belongs together and happens one after the other: a document and the answers to it.
    pub(super) cases: Vec<Range<usize>>,
}

impl Quarter {
    /// Plans a quarter among the agencies of a cast.
    pub(super) fn plan(cast: &Cast, law: &Law, size: &Size, now: Time) -> Quarter {
        let mut planner = Planner {
            plan: Plan::new(cast, law, Chance::new(SEED), now, now),
            chance: Chance::new(SEED + 1),
            large: (0..cast.offices.len()).filter(|at| !cast.offices[*at].units.is_empty()).collect(),
            offices: cast.offices.len(),
            now,
            quarter: Quarter { stories: Vec::with_capacity(size.documents), cases: Vec::new() },
        };
        while planner.quarter.stories.len() < size.sent {
            planner.exchange(size.sent);
        }
        while planner.quarter.stories.len() < size.documents {
            planner.record();
        }
        planner.quarter
    }

    /// The act by which the first document of a case is recorded; answers come about later.
    pub(super) fn recording(&self, case: &Range<usize>) -> Vec<(usize, Act)> {
        vec![self.first_act(case.start)]
    }

    /// The acts by which the first document of a case goes out.
    pub(super) fn sending(&self, cast: &Cast, case: &Range<usize>) -> Vec<(usize, Act)> {
        self.way_out(cast, case.start)
    }

    /// The acts of those who receive the first document of a case, and the answers that some of them send.
    pub(super) fn dealing(&self, cast: &Cast, case: &Range<usize>) -> Vec<(usize, Act)> {
        let asked = case.start;
        let mut acts = Vec::new();
        for to in 0..self.stories[asked].to.len() {
            let answer = case.clone().find(|story| self.stories[*story].answers == Some((asked, to)));
            let received = received(cast, &self.stories[asked], to, answer.is_some());
            acts.extend(received.into_iter().map(|act| (asked, act)));
            if let Some(answer) = answer {
                acts.push(self.first_act(answer));
                acts.extend(self.way_out(cast, answer));
            }
        }
        acts
    }

    /// The acts of whoever receives the answers of a case.
    pub(super) fn closing(&self, case: &Range<usize>) -> Vec<(usize, Act)> {
        let answers = case.clone().skip(1);
        answers.flat_map(|story| [(story, Act::Accept { to: 0 }), (story, Act::File { to: 0 })]).collect()
    }

    /// How many agencies receive what is sent.
    pub(super) fn recipients(&self) -> usize {
        self.stories.iter().filter(|story| is_sent(story)).map(|story| story.to.len()).sum()
    }

    fn first_act(&self, story: usize) -> (usize, Act) {
        (story, if self.stories[story].outside.is_some() { Act::Enter } else { Act::Draft })
    }

    fn way_out(&self, cast: &Cast, number: usize) -> Vec<(usize, Act)> {
        let story = &self.stories[number];
        if !is_sent(story) {
            return Vec::new();
        }
        let steps = cast.offices[story.from].route(story.unit).len();
        let approvals = iter::repeat_n(Act::Approve, steps);
        let acts = iter::once(Act::Submit).chain(approvals).chain([Act::Number, Act::Issue]);
        acts.map(|act| (number, act)).collect()
    }
}

/// Whether a document goes from agency to agency.
fn is_sent(story: &Story) -> bool {
    story.outside.is_none() && !story.to.is_empty()
}

/// What a recipient does with what has arrived.
fn received(cast: &Cast, story: &Story, to: usize, answered: bool) -> Vec<Act> {
    if !is_sent(story) {
        return Vec::new();
    }
    let handling = &story.to[to];
    let office = &cast.offices[handling.office];
    let mut acts = vec![Act::Accept { to }];
    match office.office {
        Some(_) => acts.extend([Act::Propose { to }, Act::Confirm { to }]),
        None => acts.push(Act::Direct { to }),
    }
    if !office.units.is_empty() {
        acts.extend([Act::PassDown { to }, Act::Progress { to, percent: 40 }]);
    }
    if handling.support {
        acts.push(Act::Support { to });
    }
    if !answered {
        acts.push(Act::Finish { to });
    }
    acts
}

struct Planner<'a> {
    plan: Plan<'a>,
    chance: Chance,
    /// The agencies with units.
    large: Vec<usize>,
    /// How many agencies there are.
    offices: usize,
    now: Time,
    quarter: Quarter,
}

impl Planner<'_> {
    /// An agency: one with units, or any.
    fn office(&mut self) -> usize {
        match self.chance.percent(FROM_LARGE) {
            true => *self.chance.pick(&self.large),
            false => self.chance.below(self.offices),
        }
    }

    /// A document sent to one, two or three agencies, with the answers to it.
    fn exchange(&mut self, most: usize) {
        let from = self.office();
        let mut asked = self.begun(from);
        let many = match self.chance.below(10) {
            0..7 => 1,
            7 | 8 => 2,
            _ => 3,
        };
        while asked.to.len() < many {
            let to = self.office();
            if to != from && asked.to.iter().all(|known| known.office != to) {
                let handling = self.plan.handling(to, asked.due, self.now);
                asked.to.push(handling);
            }
        }
        let first = self.quarter.stories.len();
        self.quarter.stories.push(asked.clone());
        for to in 0..asked.to.len() {
            let answers = asked.due.is_some() && self.chance.percent(ANSWER);
            if answers && self.quarter.stories.len() < most {
                let answer = self.plan.reply(&asked, (first, to), self.now);
                self.quarter.stories.push(answer);
            }
        }
        self.quarter.cases.push(first..self.quarter.stories.len());
    }

    /// A document that is recorded and stays where it is.
    fn record(&mut self) {
        let office = self.office();
        let story = match self.chance.percent(ENTERED) {
            true => self.plan.outside(office, self.now),
            false => self.begun(office),
        };
        let number = self.quarter.stories.len();
        self.quarter.stories.push(story);
        self.quarter.cases.push(number..number + 1);
    }

    fn begun(&mut self, from: usize) -> Story {
        let matter = self.chance.pick(MATTERS);
        let mut story = self.plan.story(from, matter, self.now);
        // Nobody outside the city is known here.
        story.beyond = None;
        // The paper of an office is a page or two long.
        let others = (0..3).flat_map(|_| self.chance.pick(MATTERS).body);
        story.body.extend(others.map(|text| (*text).to_owned()));
        story
    }
}
