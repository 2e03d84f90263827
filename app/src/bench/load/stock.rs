//! What there is to do: people who can sign in, and documents that wait for them.

use crate::bench::tell;
use crate::config::Config;
use crate::demo::cast::{Cast, Office, Seat};
use crate::demo::chance::Chance;
use crate::demo::papers::{self, Papers};
use crate::demo::plan::{Act, Plan, Story};
use crate::demo::play::{Known, Player};
use crate::demo::{city, subjects::MATTERS};
use crate::failure::{Exit, Failure, Outcome};
use crate::house;
use calendar::Time;
use context::{Ctx, Uuid};
use documents::actions::incoming::DirectInput;
use documents::model::direction::{Target, Wording};
use documents::model::route::StepState;
use documents::store::{arrival, route};
use edge::App;
use serde_json::json;
use std::iter::repeat_n;
use std::sync::{Arc, Mutex};

/// The password of those who work. It opens nothing but invented papers.
const PASSWORD: &str = "mot-quy-cua-thanh-pho";
/// So many documents wait in every agency for each second of work, and as many drafts.
const A_SECOND: u64 = 3;
/// The most that wait.
const MOST: u64 = 100;

/// What waits for somebody.
pub(super) type Pile = Mutex<Vec<Uuid>>;

/// Somebody who works.
pub(super) struct Person {
    pub(super) user_name: String,
    pub(super) password: &'static str,
    pub(super) task: Task,
}

/// What somebody decides, beside looking and searching.
pub(super) enum Task {
    /// A clerk registers arrivals; those that go to the leader at once are told to them.
    Register { waiting: Pile, registered: Option<Arc<Pile>> },
    /// A leader directs what was registered, and approves the present steps of drafts.
    Decide { registered: Arc<Pile>, direction: String, steps: Pile },
}

/// Prepares a clerk and a leader in each of some agencies.
pub(super) fn prepare(config: &Config, agencies: usize, seconds: u64) -> Outcome<Vec<Person>> {
    let app = house::furnish(config, house::existing_database(config)?, false)?;
    let now = Time::from_clock();
    let codes: Vec<&str> = city::rows().map(|row| row.code).collect();
    let all = app.db.read(|read| Cast::load(read, &codes, now))?.offices;
    let with_leader: Vec<Office> = all.into_iter().filter(|office| office.leader.is_some()).collect();
    let apart = (with_leader.len() / agencies.max(2)).max(1);
    let cast = Cast { offices: with_leader.into_iter().step_by(apart).take(agencies.max(2)).collect() };
    if cast.offices.len() < 2 {
        return Err(Failure::new(Exit::Usage, "there are no agencies with leaders in this data", ""));
    }
    let many = (seconds * A_SECOND).clamp(4, MOST) as usize;
    let errands = plan(&app, &cast, many, now);
    let stock = play(&app, &cast, &errands)?;
    tell(format_args!("{} agencies, {many} documents and as many drafts wait in each", cast.offices.len()));
    people(&app, &cast, stock)
}

/// A document, and how far it has come.
type Errand = (Story, Vec<Act>);

/// Documents that go to every agency, and drafts in every agency.
fn plan(app: &App, cast: &Cast, many: usize, now: Time) -> Vec<Errand> {
    let law = app.law.load();
    let mut chance = Chance::new(now.0.unsigned_abs());
    let mut plan = Plan::new(cast, &law, chance.clone(), now, now);
    let offices = cast.offices.len();
    let mut errands = Vec::new();
    for number in 0..many {
        let sender = number % offices;
        for from in std::iter::once(sender).chain(0..offices) {
            // The first goes out; a draft waits for the last on its route, who signs.
            let goes_out = errands.len() % (offices + 1) == 0;
            let mut story = plan.story(from, chance.pick(MATTERS), now);
            story.beyond = None;
            let to = (0..offices).filter(|to| *to != from).take(if goes_out { offices } else { 1 });
            story.to = to.map(|to| plan.handling(to, story.due, now)).collect();
            // Its paper is set for whatever has begun.
            story.acts = vec![(now, Act::Draft)];
            let steps = cast.offices[from].route(story.unit).len();
            let mut acts = vec![Act::Draft, Act::Submit];
            acts.extend(repeat_n(Act::Approve, if goes_out { steps } else { steps.saturating_sub(1) }));
            if goes_out {
                acts.extend([Act::Number, Act::Issue]);
            }
            errands.push((story, acts));
        }
    }
    errands
}

/// What waits in an agency.
#[derive(Default)]
struct Waiting {
    arrivals: Vec<Uuid>,
    steps: Vec<Uuid>,
}

fn play(app: &App, cast: &Cast, errands: &[Errand]) -> Outcome<Vec<Waiting>> {
    let stories: Vec<Story> = errands.iter().map(|(story, _)| story.clone()).collect();
    let papers = papers(app, cast, &stories)?;
    let law = app.law.load_full();
    let player = Player { law, cast, stories: &stories, papers: &papers, once: None, delivers: true };
    let mut all: Vec<Waiting> = cast.offices.iter().map(|_| Waiting::default()).collect();
    for (number, (story, acts)) in errands.iter().enumerate() {
        let turns: Vec<_> = acts.iter().map(|act| (Time::from_clock(), number, *act)).collect();
        let known = player.perform(&app.db, &Known::default(), &turns, "")?;
        let Some(document) = known.document(number) else { continue };
        app.db.read(|read| {
            let steps = route::steps(read, document)?;
            let current = steps.into_iter().find(|step| step.state() == StepState::Current);
            all[story.from].steps.extend(current.map(|step| step.id));
            for to in &story.to {
                let arrived = arrival::arrival_at(read, document, cast.offices[to.office].agency)?;
                all[to.office].arrivals.extend(arrived.map(|arrival| arrival.id));
            }
            Ok::<(), db::Error>(())
        })?;
    }
    Ok(all)
}

/// One paper an agency, for all that it writes.
fn papers(app: &App, cast: &Cast, stories: &[Story]) -> Outcome<Papers> {
    let distinct = cast.offices.len().min(stories.len());
    let set = papers::set_all(app, cast, &stories[..distinct], Time::from_clock())?;
    let paper = |number: usize| Some((number, set.get(&(number % distinct))?.clone()));
    Ok((0..stories.len()).filter_map(paper).collect())
}

fn people(app: &App, cast: &Cast, stock: Vec<Waiting>) -> Outcome<Vec<Person>> {
    let ctx = app.system();
    // One hash for all: it costs by design, and this password is no secret.
    let password = app.hasher.prepare(PASSWORD, "")?;
    let mut people = Vec::new();
    for (office, waiting) in cast.offices.iter().zip(stock) {
        let Some(leader) = &office.leader else { continue };
        let registered = Arc::new(Pile::default());
        // Where an office proposes first, nothing comes to the leader at once.
        let told = office.office.is_none().then(|| Arc::clone(&registered));
        let register = Task::Register { waiting: Mutex::new(waiting.arrivals), registered: told };
        let steps = Mutex::new(waiting.steps);
        let decide = Task::Decide { registered, direction: direction(office), steps };
        for (seat, task) in [(&office.clerk, register), (leader, decide)] {
            let user_name = enable(app, &ctx, seat, &password)?;
            people.extend(user_name.map(|user_name| Person { user_name, password: PASSWORD, task }));
        }
    }
    Ok(people)
}

/// Lets somebody sign in.
fn enable(app: &App, ctx: &Ctx, seat: &Seat, password: &access::Prepared) -> Outcome<Option<String>> {
    let Some(person) = seat.actor.person else { return Ok(None) };
    let account = app.db.read(|read| access::account_of_person(read, person))?;
    let Some(account) = account else { return Ok(None) };
    app.db.write(ctx, |tx| access::actions::set_password(tx, ctx, account.id, password))?;
    Ok(Some(account.user_name))
}

/// A direction to a unit, or where there is none to the clerk, as the API takes it.
fn direction(office: &Office) -> String {
    let lead = match office.units.first() {
        Some(unit) => Target::Unit(unit.id),
        None => Target::Position(office.clerk.position),
    };
    let words = "Đọc, tham mưu trả lời đúng hạn.".to_owned();
    let wording = Wording { lead: Some(lead), support: Vec::new(), inform: Vec::new(), due: None, words };
    json!(DirectInput { wording, behalf: String::new(), version: None }).to_string()
}
