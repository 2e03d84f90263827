//! Ballots on the page of a set: who says what, how they count, and the forms to ask and to answer.

use super::day;
use crate::actions::ballots::{self as actions, BallotInput, VoteInput};
use crate::model::ballot::{Choice, count};
use crate::model::document::DocumentState;
use crate::model::set::SetState;
use crate::store::ballot::{self as rows, Ballot, Vote};
use crate::store::document::Document;
use crate::store::set::Set;
use crate::{Error, t, words};
use axum::extract::State;
use context::{Ctx, FieldFault, Uuid};
use db::Read;
use edge::{Act, Answer, App, Failure, Path, Routes, see_other_saying};
use maud::{Markup, html};
use serde::Deserialize;
use ui::{Button, Column, Control, Field, Form, Opt, Table};

pub(super) fn routes(routes: Routes) -> Routes {
    routes.post("/sets/{id}/ballot", open).post("/ballots/{id}/vote", vote)
}

/// The ballots about a set, the newest first, and what the reader can do about them; none if there is nothing to show.
pub(super) fn panel(
    read: &mut Read<'_>,
    ctx: &Ctx,
    set: &Set,
    paper: &Document,
    faults: &[FieldFault],
) -> Result<Option<Markup>, Failure> {
    let lang = ctx.lang;
    let today = ctx.now.day();
    let all = rows::of_set(read, set.id)?;
    let open = all.iter().any(|ballot| ballot.closed_at.is_none() && ballot.due_day >= today);
    let asks = set.officer.is_some()
        && set.officer == ctx.actor.position
        && set.state() == SetState::Examined
        && matches!(paper.state(), DocumentState::Draft | DocumentState::InReview)
        && !open;
    if all.is_empty() && !asks {
        return Ok(None);
    }
    let mut shown = Vec::new();
    for ballot in &all {
        shown.push(one(read, ctx, ballot, faults)?);
    }
    let ask = html! {
        (Form::post(format!("/sets/{}/ballot", set.id), ctx.new_id(), html! {
            (Field::new("question", t::ballot_question(lang), Control::area("", 2)).fault(faults).required())
            (Field::new("due_day", t::ballot_due(lang), Control::date("")).fault(faults).required())
            (Button::submit(t::ballot_open(lang)))
        }))
    };
    Ok(Some(html! {
        @for one in &shown { (one) }
        @if asks { (ui::fold(t::ballot_ask(lang), "", all.is_empty() && faults.iter().any(|fault| fault.field == "question"), &ask)) }
    }))
}

fn one(read: &mut Read<'_>, ctx: &Ctx, ballot: &Ballot, faults: &[FieldFault]) -> Result<Markup, Failure> {
    let lang = ctx.lang;
    let today = ctx.now.day();
    let votes = rows::votes(read, ballot.id)?;
    let ids: Vec<Uuid> = votes.iter().flat_map(|vote| [vote.person, Some(vote.position)]).flatten().collect();
    let names = crate::view::names(read, ctx, &ids)?;
    let counted = count(votes.iter().map(Vote::choice), ballot.due_day, today);
    let columns = vec![
        Column::head(t::ballot_member(lang)),
        Column::text(t::ballot_choice(lang)).fit(),
        Column::text(t::ballot_words(lang)).wide(),
        Column::text(t::ballot_when(lang)).fit().spare(),
    ];
    let table = votes.iter().fold(Table::new(lang, t::ballot_title(lang), columns).wrap(), |table, vote| {
        let name = vote.person.and_then(|id| names.get(&id)).or(names.get(&vote.position));
        let said = match vote.choice() {
            Some(choice) => words::choice(lang, choice),
            None if today > ballot.due_day => t::ballot_silent(lang),
            None => t::ballot_waiting(lang),
        };
        table.row(vec![
            html! { (name.map(String::as_str).unwrap_or_default()) },
            html! { (said) },
            html! { (vote.words) },
            html! { @if let Some(at) = vote.at { (ui::time::time(lang, at, ctx.now)) } },
        ])
    });
    let own = votes.iter().find(|vote| Some(vote.position) == ctx.actor.position);
    let may = ballot.closed_at.is_none() && today <= ballot.due_day && ctx.actor.holds(crate::REVIEW);
    Ok(html! {
        p { b { (ballot.question) } " " (t::ballot_until(lang, ui::time::date(lang, ballot.due_day))) }
        p { (t::ballot_counts(lang, counted.agree, counted.disagree, counted.other, counted.waiting, counted.silent)) }
        (table)
        @if let Some(own) = own.filter(|_| may) { (answer(ctx, ballot, own, faults)) }
    })
}

fn answer(ctx: &Ctx, ballot: &Ballot, own: &Vote, faults: &[FieldFault]) -> Markup {
    let lang = ctx.lang;
    let choices = Choice::ALL.map(|choice| Opt::new(choice.code(), words::choice(lang, choice))).to_vec();
    html! {
        (Form::post(format!("/ballots/{}/vote", ballot.id), ctx.new_id(), html! {
            (Field::new("choice", t::ballot_choice(lang), Control::segments(choices, own.choice.clone())).fault(faults))
            (Field::new("words", t::ballot_words(lang), Control::area(&own.words, 2)).hint(t::ballot_words_hint(lang)).fault(faults))
            (Button::submit(t::ballot_send(lang)).primary().wide())
        }))
    }
}

#[derive(Deserialize)]
pub(crate) struct BallotForm {
    #[serde(default)]
    question: String,
    due_day: Option<String>,
}

async fn open(State(app): State<App>, Path(id): Path<Uuid>, act: Act<BallotForm>) -> Answer {
    let ctx = &act.reader.ctx;
    let opened = day("due_day", act.input.due_day.as_deref()).and_then(|due_day| {
        let input = BallotInput { question: act.input.question.clone(), due_day };
        app.db.write(ctx, |tx| actions::open_ballot(tx, ctx, id, &input))
    });
    match opened {
        Ok(_) => Ok(see_other_saying(&format!("/sets/{id}"), t::ballot_said_opened(ctx.lang), None)),
        Err(error) => super::sets::again(&app, &act.reader, id, None, error.into()),
    }
}

#[derive(Deserialize)]
pub(crate) struct VoteForm {
    #[serde(default)]
    choice: String,
    #[serde(default)]
    words: String,
}

async fn vote(State(app): State<App>, Path(id): Path<Uuid>, act: Act<VoteForm>) -> Answer {
    let ctx = &act.reader.ctx;
    let ballot = app.db.read(|read| rows::ballot(read, id))?.ok_or(Error::NotFound)?;
    let input = VoteInput { choice: Choice::of(&act.input.choice), words: act.input.words.clone() };
    match app.db.write(ctx, |tx| actions::vote(tx, ctx, id, &input)) {
        Ok(()) => {
            Ok(see_other_saying(&format!("/sets/{}", ballot.set), t::ballot_said_voted(ctx.lang), None))
        }
        Err(error) => super::sets::again(&app, &act.reader, ballot.set, None, error.into()),
    }
}
