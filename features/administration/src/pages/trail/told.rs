//! Facts in words: who, for whom, what, and to which record, as far as the reader may see it.

use crate::t;
use context::{Ctx, Lang, Ref, Uuid};
use db::Read;
use edge::App;
use facts::{Fact, Note};
use std::collections::BTreeMap;

/// A fact as people read it.
pub(super) struct Told {
    pub(super) fact: Fact,
    pub(super) who: String,
    pub(super) agency: String,
    pub(super) what: String,
    pub(super) note: Option<String>,
    /// The record's subject where the reader may see it, else what kind of record it is.
    pub(super) record: String,
    /// The address of its page, for whoever may open it.
    pub(super) address: Option<String>,
}

impl Told {
    /// As a line of a file.
    pub(super) fn cells(self) -> Vec<String> {
        let at = self.fact.at.civil();
        vec![
            self.fact.position.map(|position| position.to_string()).unwrap_or_default(),
            format!("{} {:02}:{:02}:{:02}", self.fact.day.iso(), at.hour(), at.minute(), at.second()),
            self.who,
            self.agency,
            self.what,
            self.note.unwrap_or_default(),
            self.record,
            self.fact.action,
            self.fact.subject.id.to_string(),
        ]
    }
}

/// Words facts; names and cards are read for all at once.
pub(super) fn told(app: &App, read: &mut Read<'_>, ctx: &Ctx, facts: Vec<Fact>) -> db::Result<Vec<Told>> {
    let lang = ctx.lang;
    let records = facts.iter().flat_map(|fact| std::iter::once(&fact.subject).chain(&fact.about)).cloned();
    let sources = app.features.iter().flat_map(|feature| feature.cards.iter().copied());
    let cards = edge::cards(read, ctx, sources, records)?;
    let names = names(read, ctx, &facts)?;
    let name = |id: Option<Uuid>| id.and_then(|id| names.get(&id)).cloned();
    let told = |fact: Fact| {
        // What happened to a part of a record is told with the record on whose page it stands.
        let card = cards.get(&fact.subject).or(fact.about.as_ref().and_then(|about| cards.get(about)));
        let (record, address) = match card {
            Some(card) => (card.title.clone(), Some(card.address.clone())),
            None => (known(ctx, &fact.subject, names.get(&fact.subject.id)), page(ctx, &fact.subject)),
        };
        Told {
            who: name(fact.who.person).unwrap_or_else(|| match fact.who.system {
                true => t::trail_system(lang).to_owned(),
                false => t::trail_nobody(lang).to_owned(),
            }),
            agency: name(fact.who.agency).unwrap_or_default(),
            what: what(app, &fact, lang),
            note: match &fact.note {
                Note::Text(text) => Some(text.clone()),
                Note::Erased => Some(t::trail_erased(lang).to_owned()),
                Note::None => None,
            },
            record,
            address,
            fact,
        }
    };
    Ok(facts.into_iter().map(told).collect())
}

/// What was done: as its feature tells it, else its name, else its code.
fn what(app: &App, fact: &Fact, lang: Lang) -> String {
    let told = app.features.iter().find_map(|feature| (feature.narrate)(fact, lang));
    let named = || {
        let mut deeds = app.features.iter().flat_map(|feature| feature.deeds);
        deeds.find(|deed| deed.code == fact.action).map(|deed| (deed.name)(lang).to_owned())
    };
    let words = told.or_else(named).unwrap_or_else(|| fact.action.clone());
    let mut signs = words.chars();
    signs.next().map(|first| first.to_uppercase().chain(signs).collect()).unwrap_or_default()
}

/// Names of people, agencies and what of an organisation has something happened to.
fn names(read: &mut Read<'_>, ctx: &Ctx, facts: &[Fact]) -> db::Result<BTreeMap<Uuid, String>> {
    let of = |kind: &'static str| {
        facts.iter().filter(move |fact| fact.subject.kind == kind).map(|fact| fact.subject.id)
    };
    let people: Vec<Uuid> = facts.iter().filter_map(|fact| fact.who.person).chain(of("person")).collect();
    let agencies: Vec<Uuid> = facts.iter().filter_map(|fact| fact.who.agency).chain(of("agency")).collect();
    let mut names: BTreeMap<Uuid, String> = BTreeMap::new();
    names.extend(organisation::people(read, &people)?.into_iter().map(|person| (person.id, person.name)));
    names.extend(organisation::agencies(read, &agencies)?.into_iter().map(|agency| (agency.id, agency.name)));
    let units: Vec<Uuid> = of("unit").collect();
    names.extend(organisation::units(read, &units)?.into_iter().map(|unit| (unit.id, unit.name)));
    let positions: Vec<Uuid> = of("position").collect();
    let held = organisation::positions(read, &positions, ctx.now.day())?;
    names.extend(held.into_iter().map(|held| match held.person_name {
        Some(name) => (held.id, format!("{}, {name}", held.title)),
        None => (held.id, held.title),
    }));
    Ok(names)
}

/// A record without a card: what kind it is, and its name where everybody may know it.
fn known(ctx: &Ctx, record: &Ref, name: Option<&String>) -> String {
    let lang = ctx.lang;
    let kind = match record.kind.as_ref() {
        "document" => t::kind_document(lang),
        "arrival" => t::kind_arrival(lang),
        "account" => t::kind_account(lang),
        "agency" => t::kind_agency(lang),
        "unit" => t::kind_unit(lang),
        "position" => t::kind_position(lang),
        "person" => t::kind_person(lang),
        "role" => t::kind_role(lang),
        "body" => t::kind_body(lang),
        "group" => t::kind_group(lang),
        "outside" => t::kind_outside(lang),
        "duty" | "duty_rule" => t::kind_duty(lang),
        "session" => t::kind_session(lang),
        "job" => t::kind_job(lang),
        "fact" => t::kind_fact(lang),
        _ => t::kind_other(lang),
    };
    match name {
        Some(name) => format!("{kind}: {name}"),
        None => kind.to_owned(),
    }
}

/// The page on which an administrator finds it.
fn page(ctx: &Ctx, record: &Ref) -> Option<String> {
    let (permission, folder) = match record.kind.as_ref() {
        "account" => (access::ACCOUNTS, "accounts"),
        "agency" => (organisation::RESTRUCTURE, "agencies"),
        "unit" => (organisation::RESTRUCTURE, "units"),
        "position" => (organisation::RESTRUCTURE, "positions"),
        "person" => (organisation::RESTRUCTURE, "people"),
        _ => return None,
    };
    ctx.actor.holds(permission).then(|| format!("/admin/{folder}/{}", record.id))
}
