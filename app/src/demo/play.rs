//! Plays the story: every act by the action that a page would call, by whoever would do it, at its time.

use super::cast::{Cast, Office, Seat};
use super::papers::Papers;
use super::plan::{Act, Handling, Story};
use calendar::{Day, Time};
use context::{Actor, Ctx, Law, Uuid};
use db::{Db, Tx};
use documents::Error;
use documents::actions::incoming::{self, DirectInput, EnterInput, Entered, FinishInput, ProgressInput};
use documents::actions::outgoing::{self, DraftInput, NumberInput, RecipientInput, StepInput, SubmitInput};
use documents::model::direction::{AssignmentState, Role, Target, Wording};
use documents::model::route::{Asked, PlannedStep, StepState};
use documents::store::direction::Assignment;
use documents::store::{arrival, direction, route};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

/// So many acts share a transaction: few enough that others need not wait for long.
const TOGETHER: usize = 12;

/// What is known of the records that came about, by the numbers of their stories.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Known {
    documents: BTreeMap<usize, Uuid>,
    /// Papers entered from outside have their arrival at once.
    entered: BTreeMap<usize, Uuid>,
}

impl Known {
    /// The document of a story, once it was drafted.
    pub(crate) fn document(&self, story: usize) -> Option<Uuid> {
        self.documents.get(&story).copied()
    }
}

/// One act of one story, in its turn.
pub(crate) type Turn = (Time, usize, Act);

/// Plays stories.
pub(crate) struct Player<'a> {
    pub(crate) law: Arc<Law>,
    pub(crate) cast: &'a Cast,
    pub(crate) stories: &'a [Story],
    pub(crate) papers: &'a Papers,
    /// The idempotency key of whoever plays, so that a job that is done again repeats nothing.
    pub(crate) once: Option<String>,
    /// Whether what is issued reaches its recipients within the act, and not by the jobs that deliver.
    pub(crate) delivers: bool,
}

impl Player<'_> {
    /// Plays all acts up to now, in their order. Returns how many documents there are.
    ///
    /// # Errors
    /// Those of the database. An act that the rules refuse is left out and told to the log.
    pub(crate) fn play(&self, db: &Db, now: Time) -> Result<usize, Error> {
        let mut turns: Vec<Turn> = Vec::new();
        for (number, story) in self.stories.iter().enumerate() {
            turns.extend(story.acts.iter().filter(|(at, _)| *at <= now).map(|(at, act)| (*at, number, *act)));
        }
        // Stable, so that the acts of one story keep their order.
        turns.sort_by_key(|(at, ..)| *at);
        let mut known = Known::default();
        for (place, together) in turns.chunks(TOGETHER).enumerate() {
            known = match self.perform(db, &known, together, &place.to_string()) {
                Ok(known) => known,
                Err(Error::Db(error)) => return Err(error.into()),
                Err(_) => self.one_by_one(db, known, together, place)?,
            };
        }
        Ok(known.documents.len() + known.entered.len())
    }

    /// Plays acts apart from each other, leaving out what is refused.
    fn one_by_one(&self, db: &Db, mut known: Known, turns: &[Turn], place: usize) -> Result<Known, Error> {
        for (number, turn) in turns.iter().enumerate() {
            match self.perform(db, &known, std::slice::from_ref(turn), &format!("{place}.{number}")) {
                Ok(next) => known = next,
                Err(Error::Db(error)) => return Err(error.into()),
                Err(error) => tracing::warn!(%error, act = ?turn.2, story = turn.1, "left out"),
            }
        }
        Ok(known)
    }

    /// Plays acts in one transaction; `place` tells it from others of the same player. Returns what is known then.
    ///
    /// # Errors
    /// Those of the acts; then none is done.
    pub(crate) fn perform(
        &self,
        db: &Db,
        known: &Known,
        turns: &[Turn],
        place: &str,
    ) -> Result<Known, Error> {
        let at = turns.first().map_or(Time(0), |(at, ..)| *at);
        let mut ctx = self.ctx(&Actor::system(), at);
        ctx.once = self.once.as_ref().map(|once| format!("{once}/{place}"));
        db.write(&ctx, |tx| {
            let mut known = known.clone();
            for (at, story, act) in turns {
                self.act(tx, &mut known, *at, *story, *act)?;
            }
            Ok(known)
        })
    }

    /// Somebody acting at an instant.
    pub(crate) fn ctx(&self, actor: &Actor, at: Time) -> Ctx {
        let mut ctx = Ctx::new(actor.clone(), at, Arc::clone(&self.law));
        ctx.request = "demo".to_owned();
        ctx
    }

    /// Plays one act within a transaction.
    ///
    /// # Errors
    /// Those of the act.
    pub(crate) fn act(
        &self,
        tx: &mut Tx<'_>,
        known: &mut Known,
        at: Time,
        number: usize,
        act: Act,
    ) -> Result<(), Error> {
        let story = &self.stories[number];
        let office = &self.cast.offices[story.from];
        match act {
            Act::Draft => self.draft(tx, known, at, number),
            Act::Enter => self.enter(tx, known, at, number),
            Act::Submit | Act::Return | Act::Approve | Act::Number | Act::Issue => {
                let Some(id) = known.documents.get(&number).copied() else { return Ok(()) };
                self.outgoing(tx, at, office, story, id, act)
            }
            Act::Accept { to }
            | Act::Refuse { to }
            | Act::File { to }
            | Act::Propose { to }
            | Act::Confirm { to }
            | Act::Direct { to }
            | Act::PassDown { to }
            | Act::Progress { to, .. }
            | Act::Support { to }
            | Act::Finish { to } => {
                let handling = &story.to[to];
                let Some(id) = self.arrival(tx, known, number, to)? else { return Ok(()) };
                self.incoming(tx, at, handling, story, id, act)
            }
        }
    }

    fn draft(&self, tx: &mut Tx<'_>, known: &mut Known, at: Time, number: usize) -> Result<(), Error> {
        let story = &self.stories[number];
        let office = &self.cast.offices[story.from];
        let answers = match story.answers {
            Some((asked, to)) => match self.arrival(tx, known, asked, to)? {
                Some(arrival) => Some(arrival),
                None => return Ok(()),
            },
            None => None,
        };
        let mut recipients: Vec<RecipientInput> = match story.everybody {
            true => (1..=3).map(|tier| RecipientInput::Tier { tier }).collect(),
            false => {
                let agency =
                    |to: &Handling| RecipientInput::Agency { id: self.cast.offices[to.office].agency };
                story.to.iter().map(agency).collect()
            }
        };
        if let Some(name) = story.beyond {
            let found = organisation::outsides(tx, name, at.day(), 1)?;
            recipients.extend(found.into_iter().map(|body| RecipientInput::Outside { id: body.id }));
        }
        let input = DraftInput {
            kind: story.kind.to_owned(),
            subject: story.subject.clone(),
            urgency: story.urgency.to_owned(),
            secrecy: None,
            body: Some(office.body),
            due_day: story.due,
            way: documents::model::document::Way::Electronic,
            signing_form: String::new(),
            signer: office.leader.as_ref().map(|leader| leader.position),
            recipients,
            partners: Vec::new(),
            answers,
        };
        let Some(paper) = self.papers.get(&number) else { return Ok(()) };
        let ctx = self.ctx(&office.drafter(story.unit).actor, at);
        let id = outgoing::create_draft(tx, &ctx, &input, std::slice::from_ref(paper))?;
        known.documents.insert(number, id);
        Ok(())
    }

    fn enter(&self, tx: &mut Tx<'_>, known: &mut Known, at: Time, number: usize) -> Result<(), Error> {
        let story = &self.stories[number];
        let (Some(outside), Some(paper)) = (&story.outside, self.papers.get(&number)) else { return Ok(()) };
        let input = EnterInput {
            issuer: outside.issuer.to_owned(),
            symbol: outside.symbol.clone(),
            issued_day: Some(outside.day),
            kind: story.kind.to_owned(),
            subject: story.subject.clone(),
            urgency: story.urgency.to_owned(),
            due_day: story.due,
            channel: Some(outside.channel),
            signer_name: outside.signer.to_owned(),
            signer_title: outside.title.to_owned(),
            parts: vec![paper.clone()],
            although_alike: true,
            ..EnterInput::default()
        };
        let ctx = self.ctx(&self.cast.offices[story.from].clerk.actor, at);
        if let Entered::Registered { arrival, .. } = incoming::enter(tx, &ctx, &input)? {
            incoming::mark_read(tx, &ctx, arrival)?;
            known.entered.insert(number, arrival);
        }
        Ok(())
    }

    /// What the sender does.
    fn outgoing(
        &self,
        tx: &mut Tx<'_>,
        at: Time,
        office: &Office,
        story: &Story,
        id: Uuid,
        act: Act,
    ) -> Result<(), Error> {
        let by = |seat: &Seat| self.ctx(&seat.actor, at);
        match act {
            Act::Submit => {
                let planned = office.route(story.unit).into_iter().zip(1..);
                let steps = planned
                    .map(|((kind, seat), ordinal)| PlannedStep {
                        kind,
                        ordinal,
                        who: Asked::Position(seat.position),
                    })
                    .collect();
                let words = "Kính trình lãnh đạo xem xét, ký ban hành.".to_owned();
                outgoing::submit(
                    tx,
                    &by(office.drafter(story.unit)),
                    id,
                    &SubmitInput { steps, words, version: None },
                )
            }
            Act::Return => {
                let Some((step, seat)) = turn(tx, office, id)? else { return Ok(()) };
                let reason = "Bổ sung căn cứ và thống nhất số liệu với phòng liên quan.";
                outgoing::return_to(tx, &by(seat), step, None, reason)
            }
            Act::Approve => {
                let Some((step, seat)) = turn(tx, office, id)? else { return Ok(()) };
                outgoing::approve(tx, &by(seat), step, &StepInput::default())
            }
            Act::Number => {
                outgoing::number(tx, &by(&office.clerk), id, &NumberInput::default()).map(|_symbol| ())
            }
            _ => {
                outgoing::issue(tx, &by(&office.clerk), id, &outgoing::IssueInput::default())?;
                // To all agencies of the city the jobs deliver, for everybody to watch.
                if story.everybody || !self.delivers {
                    return Ok(());
                }
                let delivers = self.ctx(&Actor::system(), at.plus(2 * Time::SECOND));
                for to in &story.to {
                    outgoing::deliver(tx, &delivers, id, self.cast.offices[to.office].agency)?;
                }
                Ok(())
            }
        }
    }

    /// What a recipient does.
    fn incoming(
        &self,
        tx: &mut Tx<'_>,
        at: Time,
        handling: &Handling,
        story: &Story,
        id: Uuid,
        act: Act,
    ) -> Result<(), Error> {
        let office = &self.cast.offices[handling.office];
        let seat = acting(office, handling, act);
        let ctx = self.ctx(&seat.actor, at);
        incoming::mark_read(tx, &ctx, id)?;
        match act {
            Act::Accept { .. } => incoming::accept(tx, &ctx, id).map(|_number| ()),
            Act::Refuse { .. } => incoming::refuse(tx, &ctx, id, handling.refusal),
            Act::File { .. } => {
                incoming::close_without_direction(tx, &ctx, id, "Lưu để theo dõi, không phải xử lý.")
            }
            Act::Propose { .. } => {
                let Some(leader) = &office.leader else { return Ok(()) };
                let wording = wording(office, handling, story, at.day());
                incoming::propose(tx, &ctx, id, leader.position, &wording).map(|_proposal| ())
            }
            Act::Confirm { .. } => {
                let proposed = direction::directions(tx, id)?.into_iter().find(|it| it.state == "proposed");
                proposed.map_or(Ok(()), |it| incoming::confirm_proposal(tx, &ctx, it.id))
            }
            Act::Direct { .. } => {
                let wording = wording(office, handling, story, at.day());
                incoming::direct(tx, &ctx, id, &DirectInput { wording, behalf: String::new(), version: None })
            }
            Act::PassDown { .. } => {
                let Some(unit) = office.units.get(handling.unit) else { return Ok(()) };
                let Some(held) = held(tx, id, Role::Lead, Target::Unit(unit.id))? else { return Ok(()) };
                let given = direction::direction(tx, held.direction)?.and_then(|given| given.due_day);
                let wording = Wording {
                    lead: Some(Target::Position(unit.officer.position)),
                    support: Vec::new(),
                    inform: Vec::new(),
                    due: given.filter(|due| *due >= at.day()),
                    words: String::new(),
                };
                incoming::pass_down(tx, &ctx, held.id, &wording)
            }
            Act::Progress { percent, .. } => {
                let Some(held) = held(tx, id, Role::Lead, Target::Position(seat.position))? else {
                    return Ok(());
                };
                incoming::progress(tx, &ctx, held.id, &ProgressInput { percent, words: String::new() })
            }
            Act::Support { .. } => {
                let Some(unit) = supporter(office, handling) else { return Ok(()) };
                let Some(held) = held(tx, id, Role::Support, Target::Unit(office.units[unit].id))? else {
                    return Ok(());
                };
                let result = "Đã gửi ý kiến và số liệu phối hợp.".to_owned();
                incoming::finish(tx, &ctx, held.id, &FinishInput { result, reply: None })
            }
            _ => {
                let Some(held) = held(tx, id, Role::Lead, Target::Position(seat.position))? else {
                    return Ok(());
                };
                let result = handling.result.to_owned();
                incoming::finish(tx, &ctx, held.id, &FinishInput { result, reply: None })
            }
        }
    }

    /// The arrival of a story at one of its recipients; none while it has not come.
    fn arrival(
        &self,
        tx: &mut Tx<'_>,
        known: &Known,
        story: usize,
        to: usize,
    ) -> Result<Option<Uuid>, Error> {
        if let Some(arrival) = known.entered.get(&story) {
            return Ok(Some(*arrival));
        }
        let Some(document) = known.documents.get(&story).copied() else { return Ok(None) };
        let agency = self.cast.offices[self.stories[story].to[to].office].agency;
        Ok(arrival::arrival_at(tx, document, agency)?.map(|arrival| arrival.id))
    }
}

/// Who does what at a recipient.
fn acting<'c>(office: &'c Office, handling: &Handling, act: Act) -> &'c Seat {
    let clerk = &office.clerk;
    let unit = office.units.get(handling.unit);
    match act {
        Act::File { .. } | Act::Propose { .. } => office.office.as_ref().unwrap_or(clerk),
        Act::Confirm { .. } | Act::Direct { .. } => office.leader.as_ref().unwrap_or(clerk),
        Act::PassDown { .. } => unit.map_or(clerk, |unit| &unit.head),
        Act::Support { .. } => supporter(office, handling).map_or(clerk, |unit| &office.units[unit].head),
        Act::Progress { .. } | Act::Finish { .. } => unit.map_or(clerk, |unit| &unit.officer),
        _ => clerk,
    }
}

/// The unit that supports, if one does.
fn supporter(office: &Office, handling: &Handling) -> Option<usize> {
    (0..office.units.len()).find(|unit| handling.support && *unit != handling.unit)
}

/// The direction as it is proposed or given on a day.
fn wording(office: &Office, handling: &Handling, story: &Story, today: Day) -> Wording {
    let lead = match office.units.get(handling.unit) {
        Some(unit) => Target::Unit(unit.id),
        None => Target::Position(office.clerk.position),
    };
    let due = handling.due.filter(|due| *due >= today);
    Wording {
        lead: Some(lead),
        support: supporter(office, handling)
            .map(|unit| Target::Unit(office.units[unit].id))
            .into_iter()
            .collect(),
        inform: Vec::new(),
        due: due.map(|due| story.due.filter(|limit| *limit >= today).map_or(due, |limit| due.min(limit))),
        words: handling.words.to_owned(),
    }
}

/// The step of a draft whose turn it is, and who holds it.
fn turn<'c>(tx: &mut Tx<'_>, office: &'c Office, document: Uuid) -> Result<Option<(Uuid, &'c Seat)>, Error> {
    let steps = route::steps(tx, document)?;
    let Some(step) = steps.into_iter().find(|step| step.state() == StepState::Current) else {
        return Ok(None);
    };
    let seat = office.seats().find(|seat| Some(seat.position) == step.position);
    Ok(seat.map(|seat| (step.id, seat)))
}

/// What somebody is to do about an arrival now.
fn held(tx: &mut Tx<'_>, arrival: Uuid, role: Role, target: Target) -> Result<Option<Assignment>, Error> {
    let all = direction::assignments(tx, arrival)?;
    Ok(all.into_iter().find(|it| {
        it.role() == role
            && it.target() == Some(target)
            && matches!(it.state(), AssignmentState::Open | AssignmentState::InProgress)
    }))
}
