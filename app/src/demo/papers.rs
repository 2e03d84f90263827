//! The papers of the story, set before it is played: no document is ever without its file.

use super::cast::Cast;
use super::plan::{Act, Story};
use crate::failure::Outcome;
use calendar::Time;
use context::Explain;
use documents::PartInput;
use documents::model::document::PartRole;
use edge::App;
use paper::{Block, Head, Letter, Signature};
use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use vietnamese::fold;
use words::Lang;

/// Why a paper could not be made.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Fault {
    #[error(transparent)]
    Paper(#[from] paper::Error),
    #[error(transparent)]
    Files(#[from] files::Error),
}

impl Explain for Fault {
    fn explain(&self, lang: Lang) -> context::Problem {
        match self {
            Fault::Paper(error) => error.explain(lang),
            Fault::Files(error) => error.explain(lang),
        }
    }
}

/// The main files of stories, by their number.
pub(crate) type Papers = HashMap<usize, PartInput>;

/// Sets the papers that are needed by now, several at once.
pub(crate) fn set_all(app: &App, cast: &Cast, stories: &[Story], now: Time) -> Outcome<Papers> {
    let needed = needed(stories, now);
    let next = AtomicUsize::new(0);
    let threads = std::thread::available_parallelism().map_or(2, usize::from);
    let set = || -> Result<Vec<(usize, PartInput)>, Fault> {
        let mut done = Vec::new();
        while let Some(number) = needed.get(next.fetch_add(1, Ordering::Relaxed)) {
            done.push((*number, paper(app, cast, &stories[*number], now)?));
        }
        Ok(done)
    };
    let parts: Vec<_> = std::thread::scope(|scope| {
        let running: Vec<_> = (0..threads).map(|_| scope.spawn(set)).collect();
        running.into_iter().map(|thread| thread.join().unwrap_or_else(|_| Ok(Vec::new()))).collect()
    });
    let mut papers = Papers::new();
    for part in parts {
        papers.extend(part?);
    }
    Ok(papers)
}

/// Sets the papers that are needed by now, one after the other: what a job does.
pub(crate) fn set_one_by_one(app: &App, cast: &Cast, stories: &[Story], now: Time) -> Result<Papers, Fault> {
    needed(stories, now)
        .into_iter()
        .map(|number| Ok((number, paper(app, cast, &stories[number], now)?)))
        .collect()
}

/// The stories that have begun by now.
fn needed(stories: &[Story], now: Time) -> Vec<usize> {
    let begun = |story: &Story| {
        story.acts.iter().any(|(at, act)| matches!(act, Act::Draft | Act::Enter) && *at <= now)
    };
    stories.iter().enumerate().filter(|(_, story)| begun(story)).map(|(number, _)| number).collect()
}

/// One paper, on disk.
fn paper(app: &App, cast: &Cast, story: &Story, now: Time) -> Result<PartInput, Fault> {
    let pdf = app.papers.set(letter(app, cast, story))?;
    let pages = app.papers.inspect(&pdf)?.pages();
    let name = match &story.outside {
        Some(outside) => format!("{}.pdf", outside.symbol.replace('/', "-")),
        None => {
            let law = app.law.load();
            let kind = law.document_type(story.kind, now.day()).map_or("văn bản", |kind| &kind.vi);
            format!("{}.pdf", fold(kind).replace(' ', "-"))
        }
    };
    Ok(PartInput { role: PartRole::Main, file: app.files.put(&name, &pdf)?, pages: pages.into() })
}

/// The content of a paper.
fn letter(app: &App, cast: &Cast, story: &Story) -> Letter {
    let office = &cast.offices[story.from];
    let law = app.law.load();
    let begun = story.acts.first().map_or(Time(0), |(at, _)| *at);
    let kind = law.document_type(story.kind, begun.day()).filter(|kind| !kind.abbreviation.is_empty());
    let urgency = law.urgency(story.urgency, begun.day()).filter(|_| story.urgency != "normal");
    let addressees: Vec<String> = match &story.outside {
        Some(_) => vec![office.name.clone()],
        None => story.to.iter().map(|to| cast.offices[to.office].name.clone()).collect(),
    };
    let asked = story.due.filter(|_| story.answers.is_none()).map(|due| {
        let (day, month, year) = (due.of_month(), due.month(), due.year());
        Block::paragraph(format!("Văn bản trả lời gửi về cơ quan trước ngày {day:02}/{month:02}/{year}."))
    });
    let mut recipients = vec!["Như trên".to_owned()];
    recipients.extend(story.beyond.map(str::to_owned));
    let (head, signature, archive) = match &story.outside {
        Some(outside) => {
            let (number, symbol) = outside.symbol.split_once('/').unwrap_or(("", &outside.symbol));
            let head = Head {
                parent: None,
                issuer: outside.issuer.to_owned(),
                number: Some(number.to_owned()),
                symbol: symbol.to_owned(),
                place: "Hà Nội".to_owned(),
                date: Some(outside.day),
                made: None,
            };
            (head, sign(&[], outside.title, outside.signer), "VT".to_owned())
        }
        None => {
            let unit = office.units.get(story.unit).map(|unit| unit.symbol.as_str()).unwrap_or_default();
            let abbreviation = kind.map(|kind| kind.abbreviation.as_str()).unwrap_or_default();
            let symbol = match (abbreviation, unit) {
                ("", "") => office.symbol.clone(),
                ("", unit) => format!("{}-{unit}", office.symbol),
                (kind, _) => format!("{kind}-{}", office.symbol),
            };
            let head = Head {
                parent: office.above.clone(),
                issuer: office.name.clone(),
                number: None,
                symbol,
                place: "Hà Nội".to_owned(),
                date: None,
                made: Some(begun),
            };
            let committee = office.name.starts_with("Ủy ban");
            let authority: &[&str] = if committee { &["TM. Ủy ban nhân dân"] } else { &[] };
            let (title, name) = office
                .leader
                .as_ref()
                .map_or(("", ""), |leader| (leader.title.as_str(), leader.name.as_str()));
            (
                head,
                sign(authority, title, name),
                if unit.is_empty() { "VT".into() } else { format!("VT, {unit}") },
            )
        }
    };
    recipients.push(format!("Lưu: {archive}"));
    Letter {
        head,
        kind: kind.map(|kind| kind.vi.clone()),
        subject: story.subject.clone(),
        addressees: if story.everybody { Vec::new() } else { addressees },
        body: story.body.iter().map(Block::paragraph).chain(asked).collect(),
        recipients,
        signature,
        urgency: urgency.map(|urgency| urgency.vi.clone()),
        ..Letter::default()
    }
}

fn sign(authority: &[&str], position: &str, name: &str) -> Signature {
    Signature {
        authority: authority.iter().map(|line| (*line).to_owned()).collect(),
        position: position.to_owned(),
        name: name.to_owned(),
    }
}
