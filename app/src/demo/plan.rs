//! The plan of the story: who writes what to whom, and when each act is due to happen. Pure: chance decides, and
//! the same chance decides the same.

use super::cast::{Cast, Office};
use super::chance::Chance;
use super::subjects::{ANSWERS, BEYOND, DIRECTIONS, MATTERS, Matter, OUTSIDE, REFUSALS, RESULTS, subject};
use calendar::{Day, Time};
use context::Law;
use documents::model::arrival::Channel;
use std::ops::Range;

/// Something that somebody does. `to` counts the recipients of the story.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Act {
    Draft,
    Submit,
    Return,
    Approve,
    Number,
    Issue,
    Enter,
    Accept { to: usize },
    Refuse { to: usize },
    File { to: usize },
    Propose { to: usize },
    Confirm { to: usize },
    Direct { to: usize },
    PassDown { to: usize },
    Progress { to: usize, percent: i64 },
    Support { to: usize },
    Finish { to: usize },
}

/// How one recipient deals with it.
#[derive(Clone, Debug)]
pub(crate) struct Handling {
    /// The recipient among the agencies of the cast.
    pub(crate) office: usize,
    /// The unit that leads.
    pub(crate) unit: usize,
    /// Whether another unit supports.
    pub(crate) support: bool,
    pub(crate) words: &'static str,
    pub(crate) result: &'static str,
    pub(crate) refusal: &'static str,
    /// By when the direction asks, if it says so.
    pub(crate) due: Option<Day>,
}

/// A paper that came from outside the city.
#[derive(Clone, Debug)]
pub(crate) struct Outside {
    pub(crate) issuer: &'static str,
    pub(crate) symbol: String,
    pub(crate) signer: &'static str,
    pub(crate) title: &'static str,
    pub(crate) day: Day,
    pub(crate) channel: Channel,
}

/// One document and what becomes of it.
#[derive(Clone, Debug)]
pub(crate) struct Story {
    /// The agency of the cast that drafts it, or into which it comes from outside.
    pub(crate) from: usize,
    /// The unit that drafts it.
    pub(crate) unit: usize,
    pub(crate) outside: Option<Outside>,
    pub(crate) kind: &'static str,
    pub(crate) subject: String,
    pub(crate) body: Vec<String>,
    pub(crate) urgency: &'static str,
    pub(crate) due: Option<Day>,
    pub(crate) to: Vec<Handling>,
    /// Somebody outside the system to whom it goes too.
    pub(crate) beyond: Option<&'static str>,
    /// Whether it goes to every agency of the city, by the jobs that deliver.
    pub(crate) everybody: bool,
    /// The story and the recipient in it that this one answers.
    pub(crate) answers: Option<(usize, usize)>,
    /// Who acts when; acts that lie in the future are not played.
    pub(crate) acts: Vec<(Time, Act)>,
}

/// Working minutes within which something is done usually, and by those who are late.
const SOON: Range<usize> = 10..150;
const LATE: Range<usize> = 600..1_500;
/// So many documents have one among them that goes outside too.
const EVERY: usize = 6;

/// Plans stories among the agencies of a cast.
pub(crate) struct Plan<'a> {
    cast: &'a Cast,
    law: &'a Law,
    chance: Chance,
    from: Time,
    now: Time,
    stories: Vec<Story>,
}

impl<'a> Plan<'a> {
    pub(crate) fn new(cast: &'a Cast, law: &'a Law, chance: Chance, from: Time, now: Time) -> Plan<'a> {
        Plan { cast, law, chance, from, now, stories: Vec::new() }
    }

    /// Plans about so many documents, answers among them.
    pub(crate) fn month(&mut self, documents: usize) {
        while self.stories.len() < documents {
            let at = self.start();
            if self.chance.percent(18) { self.entered(at) } else { self.sent(at) }
        }
    }

    /// Plans documents that lie, now, in each box of the two agencies whose accounts are shown.
    pub(crate) fn scenes(&mut self) {
        for shown in 0..2 {
            let approvals = self.cast.offices[shown].route(0).len();
            // On their way out: a draft, one before each reviewer, one to be numbered, one to be issued.
            for acts in 1..=approvals + 3 {
                let story = self.scene(shown, self.other(acts), acts);
                self.stories.push(story);
            }
            // On their way in: to be accepted, proposed, directed, passed down, dealt with, begun.
            let received = [
                Act::Accept { to: 0 },
                Act::Propose { to: 0 },
                Act::Confirm { to: 0 },
                Act::PassDown { to: 0 },
                Act::Progress { to: 0, percent: 40 },
            ];
            for acts in 0..=received.len() {
                let mut story = self.scene(self.other(acts), shown, usize::MAX);
                story.to[0].support = acts > 2;
                let mut at = story.acts.last().map_or(self.now, |(at, _)| *at);
                for act in &received[..acts] {
                    at = self.later(at, 5..35);
                    story.acts.push((at, *act));
                }
                self.stories.push(story);
            }
        }
    }

    /// A document of these days that has gone so many acts of its way out.
    fn scene(&mut self, from: usize, to: usize, acts: usize) -> Story {
        let mut at = self.lately();
        let matter = self.chance.pick(MATTERS);
        let mut story = self.story(from, matter, at);
        story.unit = 0;
        let mut handling = self.handling(to, story.due, at);
        handling.unit = 0;
        story.to.push(handling);
        let approvals = self.cast.offices[from].route(0).len();
        let way = [Act::Draft, Act::Submit].into_iter().chain(std::iter::repeat_n(Act::Approve, approvals));
        for act in way.chain([Act::Number, Act::Issue]).take(acts) {
            at = self.later(at, 5..35);
            story.acts.push((at, act));
        }
        story
    }

    /// One of the agencies whose accounts are not shown.
    fn other(&self, number: usize) -> usize {
        2 + number % (self.cast.offices.len() - 2)
    }

    /// An instant with some working hours behind it, whatever day it is.
    fn lately(&self) -> Time {
        let calendar = self.law.calendar();
        let back = (1..12).map(|days| self.now.plus(-days * Time::DAY));
        let mut long_enough = back.filter(|at| calendar.worked_between(*at, self.now) > 11 * Time::HOUR);
        long_enough.next().unwrap_or(self.from)
    }

    /// Plans one document more, issued just now to every agency of the city.
    pub(crate) fn add_one_for_everybody(&mut self) {
        let Some(from) = self.cast.offices.iter().position(|office| office.above.is_none()) else { return };
        let Some(matter) = MATTERS.iter().find(|matter| matter.kind == "CT") else { return };
        let at = self.now.plus(-90 * Time::MINUTE);
        let mut story = self.story(from, matter, at);
        (story.everybody, story.urgency, story.due) = (true, "urgent", None);
        let approvals = self.cast.offices[from].route(story.unit).len();
        let mut acts = vec![Act::Draft, Act::Submit];
        acts.extend(std::iter::repeat_n(Act::Approve, approvals));
        acts.extend([Act::Number, Act::Issue]);
        let step = |number: usize| at.plus(number as i64 * 14 * Time::MINUTE);
        story.acts = acts.into_iter().enumerate().map(|(number, act)| (step(number), act)).collect();
        self.stories.push(story);
    }

    /// What was planned.
    pub(crate) fn stories(self) -> Vec<Story> {
        self.stories
    }

    /// When a document begins: any time in the month, but often lately, so that much is on its way.
    fn start(&mut self) -> Time {
        for _ in 0..20 {
            let days = if self.chance.percent(40) { 5 } else { (self.now.0 - self.from.0) / Time::DAY };
            let minutes = self.chance.below((days * 24 * 60) as usize);
            let at = self.now.plus(-(minutes as i64) * Time::MINUTE);
            let at = self.later(at, 0..30);
            if at < self.now {
                return at;
            }
        }
        self.from
    }

    /// An instant so many working minutes later, and some seconds.
    fn later(&mut self, at: Time, minutes: Range<usize>) -> Time {
        let minutes = minutes.start + self.chance.below(minutes.len());
        let seconds = self.chance.below(60) as i64 * Time::SECOND;
        self.law.calendar().add_worked(at, minutes as i64 * Time::MINUTE).plus(seconds)
    }

    /// Soon, or so often in a hundred cases late.
    fn sooner_or_later(&mut self, at: Time, late: usize) -> Time {
        let range = if self.chance.percent(late) { LATE } else { SOON };
        self.later(at, range)
    }

    /// A document that somebody begins, with nobody to receive it and no act yet.
    pub(crate) fn story(&mut self, from: usize, matter: &Matter, at: Time) -> Story {
        let urgency = match self.chance.below(20) {
            0 => "very_urgent",
            1 | 2 => "urgent",
            _ => "normal",
        };
        let days = 5 + self.chance.below(9) as i32;
        let due = matter.asks.then(|| self.law.calendar().add_working_days(at.day(), days));
        Story {
            from,
            unit: self.chance.below(self.cast.offices[from].units.len()),
            outside: None,
            kind: matter.kind,
            subject: subject(matter, at.day(), &mut self.chance),
            body: matter.body.iter().map(|text| (*text).to_owned()).collect(),
            urgency,
            due,
            to: Vec::new(),
            beyond: self.beyond(),
            everybody: false,
            answers: None,
            acts: Vec::new(),
        }
    }

    /// Now and then a document goes to somebody outside too.
    fn beyond(&self) -> Option<&'static str> {
        let number = self.stories.len();
        let one = BEYOND[number / EVERY % BEYOND.len()].0;
        number.is_multiple_of(EVERY).then_some(one)
    }

    /// One of the agencies that fit. The first two are seen most.
    fn pick(&mut self, fits: impl Fn(usize, &Office) -> bool) -> Option<usize> {
        let fitting: Vec<usize> = self
            .cast
            .offices
            .iter()
            .enumerate()
            .filter(|(at, office)| fits(*at, office))
            .map(|(at, _)| at)
            .collect();
        let often = match self.chance.below(100) {
            0..30 => Some(0),
            30..48 => Some(1),
            _ => None,
        };
        match often.filter(|at| fitting.contains(at)) {
            Some(at) => Some(at),
            None if fitting.is_empty() => None,
            None => Some(*self.chance.pick(&fitting)),
        }
    }

    /// A document that one agency sends to one or a few others.
    fn sent(&mut self, at: Time) {
        let Some(from) = self.pick(|_, office| office.leader.is_some()) else { return };
        let matter = self.chance.pick(MATTERS);
        let mut story = self.story(from, matter, at);
        let many = 1 + self.chance.below(3);
        for _ in 0..many {
            let taken: Vec<usize> = story.to.iter().map(|handling| handling.office).collect();
            if let Some(to) = self.pick(|at, _| at != from && !taken.contains(&at)) {
                let handling = self.handling(to, story.due, at);
                story.to.push(handling);
            }
        }
        self.walk(story, at);
    }

    /// How an agency deals with what it receives.
    pub(crate) fn handling(&mut self, office: usize, due: Option<Day>, at: Time) -> Handling {
        let units = self.cast.offices[office].units.len();
        let days = 4 + self.chance.below(4) as i32;
        let own = self.law.calendar().add_working_days(at.day(), days);
        Handling {
            office,
            unit: self.chance.below(units),
            support: units > 1 && self.chance.percent(30),
            words: self.chance.pick::<&str>(DIRECTIONS),
            result: self.chance.pick::<&str>(RESULTS),
            refusal: self.chance.pick::<&str>(REFUSALS),
            due: due.map_or(self.chance.percent(50).then_some(own), |due| Some(due.min(own))),
        }
    }

    /// The way of a draft until it is issued, and what its recipients do then.
    fn walk(&mut self, mut story: Story, at: Time) {
        let steps = self.cast.offices[story.from].route(story.unit).len();
        let mut at = at;
        story.acts.push((at, Act::Draft));
        let mut step = |plan: &mut Plan<'a>, story: &mut Story, minutes: Range<usize>, act: Act| {
            at = plan.later(at, minutes);
            story.acts.push((at, act));
            at
        };
        // Some drafts stay drafts.
        if self.chance.percent(6) {
            return self.keep(story);
        }
        step(self, &mut story, 5..60, Act::Submit);
        if steps > 1 && self.chance.percent(5) {
            step(self, &mut story, SOON, Act::Return);
            step(self, &mut story, 30..300, Act::Submit);
        }
        for _ in 0..steps {
            // Some wait for ever.
            if self.chance.percent(3) {
                return self.keep(story);
            }
            let range = if self.chance.percent(10) { LATE } else { SOON };
            step(self, &mut story, range, Act::Approve);
        }
        step(self, &mut story, 10..90, Act::Number);
        let issued = step(self, &mut story, 3..40, Act::Issue);
        self.keep(story);
        let number = self.stories.len() - 1;
        for to in 0..self.stories[number].to.len() {
            self.receive(number, to, issued);
        }
    }

    fn keep(&mut self, story: Story) {
        self.stories.push(story);
    }

    fn act(&mut self, story: usize, at: Time, act: Act) {
        self.stories[story].acts.push((at, act));
    }

    /// What the records desk of a recipient does.
    fn receive(&mut self, story: usize, to: usize, at: Time) {
        // Some lie there for ever.
        if at > self.now || self.chance.percent(3) {
            return;
        }
        let at = self.sooner_or_later(at, 8);
        if self.stories[story].answers.is_none() && self.chance.percent(3) {
            return self.act(story, at, Act::Refuse { to });
        }
        self.act(story, at, Act::Accept { to });
        self.direct(story, to, at);
    }

    /// From the register to somebody's hands.
    fn direct(&mut self, story: usize, to: usize, at: Time) {
        let office = &self.cast.offices[self.stories[story].to[to].office];
        let (has_office, has_units) = (office.office.is_some(), !office.units.is_empty());
        if office.leader.is_none() || at > self.now {
            return;
        }
        let asks = self.stories[story].due.is_some();
        let mut at = self.sooner_or_later(at, 6);
        if !asks && self.chance.percent(50) {
            return self.act(story, at, Act::File { to });
        }
        if has_office {
            self.act(story, at, Act::Propose { to });
            if self.chance.percent(4) {
                return;
            }
            at = self.sooner_or_later(at, 8);
        }
        let confirms = has_office && self.chance.percent(90);
        self.act(story, at, if confirms { Act::Confirm { to } } else { Act::Direct { to } });
        if has_units {
            if self.chance.percent(4) {
                return;
            }
            at = self.sooner_or_later(at, 6);
            self.act(story, at, Act::PassDown { to });
        }
        self.handle(story, to, at, asks);
    }

    /// What comes of it.
    fn handle(&mut self, story: usize, to: usize, at: Time, asks: bool) {
        if at > self.now {
            return;
        }
        if self.chance.percent(45) {
            let percent = 10 * (2 + self.chance.below(6) as i64);
            let begun = self.later(at, 60..900);
            self.act(story, begun, Act::Progress { to, percent });
        }
        if self.stories[story].to[to].support && self.chance.percent(60) {
            let helped = self.later(at, 200..1_500);
            self.act(story, helped, Act::Support { to });
        }
        // Some never come to it; chance decides who is late.
        if self.chance.percent(8) {
            return;
        }
        let range = if self.chance.percent(14) { 2_600..5_200 } else { 120..2_100 };
        let done = self.later(at, range);
        let within = self.stories[story].outside.is_none() && self.stories[story].answers.is_none();
        if asks && within && self.chance.percent(55) {
            self.answer(story, to, done);
        } else {
            self.act(story, done, Act::Finish { to });
        }
    }

    /// A document in answer to another; when it is issued, the other is done.
    fn answer(&mut self, story: usize, to: usize, at: Time) {
        if at > self.now {
            return;
        }
        let answer = self.reply(&self.stories[story].clone(), (story, to), at);
        self.walk(answer, at);
    }

    /// A document in answer to what a recipient of another was asked; `answered` numbers both.
    pub(crate) fn reply(&mut self, asked: &Story, answered: (usize, usize), at: Time) -> Story {
        let handling = &asked.to[answered.1];
        let asker = &self.cast.offices[asked.from].name;
        let opening = format!(
            "Phúc đáp văn bản của {asker} về việc {}, cơ quan có ý kiến như sau:",
            lower_first(&asked.subject)
        );
        let subject = format!("Trả lời {asker}: {}", lower_first(&asked.subject));
        Story {
            from: handling.office,
            unit: handling.unit,
            outside: None,
            kind: "CV",
            subject: subject.chars().take(300).collect(),
            body: vec![
                opening,
                (*self.chance.pick(ANSWERS)).to_owned(),
                (*self.chance.pick(RESULTS)).to_owned(),
            ],
            urgency: asked.urgency,
            due: None,
            to: vec![self.handling(asked.from, None, at)],
            beyond: None,
            everybody: false,
            answers: Some(answered),
            acts: Vec::new(),
        }
    }

    /// A paper from outside that a clerk enters.
    fn entered(&mut self, at: Time) {
        let Some(into) = self.pick(|_, office| office.leader.is_some() && office.office.is_some()) else {
            return self.sent(at);
        };
        let mut story = self.outside(into, at);
        story.acts.push((at, Act::Enter));
        self.keep(story);
        self.direct(self.stories.len() - 1, 0, at);
    }

    /// A paper that comes from outside into an agency.
    pub(crate) fn outside(&mut self, into: usize, at: Time) -> Story {
        let matter = self.chance.pick(MATTERS);
        let mut story = self.story(into, matter, at);
        let (issuer, symbol, signer, title) = *self.chance.pick(OUTSIDE);
        let number = 400 + self.chance.below(6_000);
        let symbol = match story.kind {
            "CV" => format!("{number}/{symbol}-VP"),
            kind => format!("{number}/{kind}-{symbol}"),
        };
        let day = at.day().plus(-1 - self.chance.below(6) as i32);
        let channel = *self.chance.pick(&Channel::BY_HAND);
        story.outside = Some(Outside { issuer, symbol, signer, title, day, channel });
        story.to = vec![self.handling(into, story.due, at)];
        story
    }
}

/// A subject as it goes on within a sentence.
fn lower_first(subject: &str) -> String {
    let mut letters = subject.chars();
    match letters.next() {
        Some(first) => first.to_lowercase().chain(letters).collect(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests;
