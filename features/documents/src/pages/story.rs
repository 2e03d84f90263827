//! What happened to a record and its thread, told to its reader.

use crate::t;
use crate::view;
use context::{Ctx, Lang, Ref, Uuid};
use db::Read;
use edge::Failure;
use facts::{Fact, Note};
use maud::{Markup, html};
use ui::Event;

/// The most facts of a timeline.
const MOST: usize = 80;

/// What happened to the records of a thread, oldest first, each with the name of whoever did it.
pub(crate) fn told(
    read: &mut Read<'_>,
    ctx: &Ctx,
    thread: &[Ref],
) -> db::Result<Vec<(Fact, Option<String>)>> {
    let mut told = facts::of(read, thread, MOST)?;
    // What other agencies did with it is theirs: the sender sees states, not people.
    told.retain(|fact| thread.contains(&fact.subject));
    told.sort_by_key(|fact| (fact.at, fact.id));
    let mut people: Vec<Uuid> = told.iter().filter_map(|fact| fact.who.person).collect();
    people.extend(told.iter().filter_map(Fact::in_stead_of));
    let names = view::names(read, ctx, &people)?;
    let who = |fact: &Fact| {
        let name = names.get(&fact.who.person?)?;
        Some(match fact.in_stead_of().and_then(|person| names.get(&person)) {
            Some(absent) => t::story_in_stead(ctx.lang, name, absent),
            None => name.clone(),
        })
    };
    Ok(told.into_iter().map(|fact| (who(&fact), fact)).map(|(who, fact)| (fact, who)).collect())
}

/// The timeline of a document's thread as its reader may see it, newest first.
pub(crate) fn timeline(read: &mut Read<'_>, ctx: &Ctx, document: Uuid) -> Result<Markup, Failure> {
    let refs = view::thread(read, ctx, document)?;
    let told = told(read, ctx, &refs)?;
    let events: Vec<Event> =
        told.iter().rev().filter_map(|(fact, who)| event(ctx, fact, who.as_deref())).collect();
    Ok(ui::timeline(&events))
}

pub(crate) fn event(ctx: &Ctx, fact: &Fact, who: Option<&str>) -> Option<Event> {
    let done = narrate(fact, ctx.lang)?;
    Some(Event {
        what: html! {
            @match who { Some(name) => { b { (name) } " " (done) }, None => (super::capital(&done)) }
        },
        said: match &fact.note {
            Note::Text(text) => Some(text.clone()),
            _ => None,
        },
        at: ui::time::time(ctx.lang, fact.at, ctx.now),
        now: false,
    })
}

/// A fact of this feature in words that follow the name of whoever did it; none for what nobody needs to read.
pub(crate) fn narrate(fact: &Fact, lang: Lang) -> Option<String> {
    let text =
        |name: &str| fact.data.get(name).and_then(|value| value.as_str()).unwrap_or_default().to_owned();
    let number = |name: &str| fact.data.get(name).and_then(serde_json::Value::as_i64).unwrap_or_default();
    Some(match fact.action.as_str() {
        "documents.drafted" => t::fact_drafted(lang).to_owned(),
        "documents.edited" => t::fact_edited(lang).to_owned(),
        "documents.revised" => t::fact_revised(lang, number("content")),
        "documents.written" => t::fact_written(lang).to_owned(),
        "documents.unwritten" => t::fact_unwritten(lang).to_owned(),
        "documents.laid" => t::fact_laid(lang, number("content")),
        "documents.submitted" => t::fact_submitted(lang).to_owned(),
        "documents.approved" => t::fact_approved(lang).to_owned(),
        "documents.opined" => t::fact_opined(lang).to_owned(),
        "documents.initials_voided" => t::initials_fact_voided(lang, number("content")),
        "documents.initialled_again" => t::initials_fact_again(lang, number("content")),
        "documents.ballot_opened" => t::ballot_fact_opened(lang, number("members")),
        "documents.voted" => t::ballot_fact_voted(lang).to_owned(),
        "documents.ballot_closed" => t::ballot_fact_closed(lang, number("silent")),
        "documents.set_submitted" => t::set_fact_submitted(lang).to_owned(),
        "documents.set_taken_up" => t::set_fact_taken_up(lang).to_owned(),
        "documents.set_returned" => t::set_fact_returned(lang).to_owned(),
        "documents.set_withdrawn" => t::set_fact_withdrawn(lang).to_owned(),
        "documents.joint_asked" => t::joint_fact_asked(lang, number("partners")),
        "documents.joint_routed" => t::joint_fact_routed(lang, text("agency")),
        "documents.joint_agreed" => t::joint_fact_agreed(lang, text("agency")),
        "documents.joint_returned" => t::joint_fact_returned(lang, text("agency")),
        "documents.joint_refused" => t::joint_fact_refused(lang, text("agency")),
        "documents.returned" => t::fact_returned(lang).to_owned(),
        "documents.taken_back" => t::fact_taken_back(lang).to_owned(),
        "documents.numbered" => t::fact_numbered(lang, text("symbol")),
        "documents.number_voided" => t::fact_number_voided(lang, text("symbol")),
        "documents.issued" => t::fact_issued(lang, number("recipients")),
        "documents.recalled" => t::fact_recalled(lang).to_owned(),
        "documents.posted" => t::fact_posted(lang, text("name")),
        "documents.post_taken_back" => t::fact_post_taken_back(lang, text("name")),
        "documents.post_received" => t::fact_post_received(lang, text("name")),
        "documents.post_returned" => t::fact_post_returned(lang, text("name")),
        "documents.recall_asked" => t::fact_recall_asked(lang).to_owned(),
        "documents.recall_agreed" => t::fact_recall_agreed(lang).to_owned(),
        "documents.recall_refused" => t::fact_recall_refused(lang).to_owned(),
        "documents.superseded" => t::fact_superseded(lang, text("by")),
        "documents.purged" => t::fact_purged(lang).to_owned(),
        "documents.withdrawn" => t::fact_withdrawn(lang).to_owned(),
        "documents.delivered" => t::fact_delivered(lang).to_owned(),
        "documents.entered" => t::fact_entered(lang).to_owned(),
        "documents.accepted" => t::fact_accepted(lang, number("number")),
        "documents.refused" => t::fact_refused(lang).to_owned(),
        "documents.opened" => t::fact_opened(lang).to_owned(),
        "documents.direction_proposed" => t::fact_proposed(lang).to_owned(),
        "documents.directed" => t::fact_directed(lang).to_owned(),
        "documents.word_confirmed" => t::fact_word_confirmed(lang).to_owned(),
        "documents.routed_by_rule" => t::fact_routed_by_rule(lang).to_owned(),
        "documents.proposed_by_rule" => t::fact_proposed_by_rule(lang).to_owned(),
        "documents.rule_passed_over" => t::fact_rule_passed_over(lang).to_owned(),
        "documents.alerted" => t::fact_alerted(lang).to_owned(),
        "documents.roster_empty" => t::fact_roster_empty(lang).to_owned(),
        "documents.alert_passed_on" => t::fact_alert_passed_on(lang).to_owned(),
        "documents.alert_answered" => t::fact_alert_answered(lang).to_owned(),
        "documents.nobody_answered" => t::fact_nobody_answered(lang).to_owned(),
        "documents.passed_down" => t::fact_passed_down(lang).to_owned(),
        "documents.direction_returned" => t::fact_direction_returned(lang).to_owned(),
        "documents.direction_taken_back" => t::fact_direction_taken_back(lang).to_owned(),
        "documents.progressed" => t::fact_progressed(lang, number("percent")),
        "documents.finished" => t::fact_finished(lang).to_owned(),
        "documents.answered" => t::fact_answered(lang).to_owned(),
        "documents.reopened" => t::fact_reopened(lang).to_owned(),
        "documents.filed" => t::fact_filed(lang).to_owned(),
        _ => return None,
    })
}
