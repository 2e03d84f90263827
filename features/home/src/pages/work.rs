//! What one owes, and what others owe one (Việc của tôi).

mod desk;
mod remind;
mod shown;
mod stead;

pub(crate) use remind::{remind, remind_overdue};

use crate::t;
use crate::view::{duty_name, kinds, sources};
use axum::extract::State;
use calendar::{Remaining, Time};
use context::{Ctx, Day, Lang};
use desk::Desk;
use duties::{Bucket, Cursor, Duty, Hands, Kind, State as Stands, Whose};
use edge::{Answer, App, Card, CardSource, Page, Query, SignedIn};
use maud::{Markup, html};
use shown::{Shown, WorkQuery};
use ui::{Button, ChartBar, Choice, Deadline, DutyRow, Empty, Form, Icon, PageHead, Pager, Tone};

const BASE: &str = "/work";

/// The page.
pub(crate) async fn show(
    State(app): State<App>,
    SignedIn(reader): SignedIn,
    Query(query): Query<WorkQuery>,
) -> Answer {
    let sources = sources(&app);
    let shown = Shown::of(&query, &sources)?;
    app.db.read(|read| {
        let ctx = &reader.ctx;
        let hands = Hands::of(&ctx.actor, kinds(&app));
        let desk = Desk::lay(read, ctx, &sources, hands, &shown)?;
        let kinds: Vec<&Kind> = kinds(&app).collect();
        let look = Look { ctx, sources: &sources, kinds: &kinds, shown: &shown, desk: &desk };
        let body = ui::framed(
            &look.head(),
            &ui::owe(&html! { (stead::notes(read, ctx)?) (look.duties()) }, &look.others()),
        );
        edge::page(&app, &reader, read, Page { title: t::work_title(ctx.lang), active: BASE, body })
    })
}

/// Everything that the page is drawn from.
struct Look<'a> {
    ctx: &'a Ctx,
    sources: &'a [CardSource],
    kinds: &'a [&'static Kind],
    shown: &'a Shown,
    desk: &'a Desk,
}

impl Look<'_> {
    fn lang(&self) -> Lang {
        self.ctx.lang
    }

    fn head(&self) -> PageHead {
        let lang = self.lang();
        let whole = self.shown.whole();
        let tabs: Vec<Choice> = self
            .desk
            .scopes
            .iter()
            .map(|(whose, count)| {
                Choice::new(scope_name(lang, *whose), Shown { whose: *whose, ..whole.clone() }.address())
                    .count(*count)
                    .current(*whose == self.shown.whose)
            })
            .collect();
        let every = Choice::new(t::work_every_kind(lang), Shown { kind: None, ..whole.clone() }.address());
        let mut chips = vec![every.current(self.shown.kind.is_none())];
        for (source, count) in self.sources.iter().zip(&self.desk.kinds) {
            let current = self.shown.kind == Some(source.kind);
            if *count > 0 || current {
                let address = Shown { kind: Some(source.kind), ..whole.clone() }.address();
                chips.push(Choice::new((source.name)(lang), address).count(*count).current(current));
            }
        }
        let head = PageHead::new(t::work_title(lang)).scope(ui::tabs(t::work_scope(lang), &tabs));
        if chips.len() > 1 { head.tools(ui::chips(t::work_kinds(lang), &chips)) } else { head }
    }

    fn duties(&self) -> Markup {
        let lang = self.lang();
        if self.desk.counts.total() == 0 && self.shown.day.is_none() {
            return self.nothing();
        }
        let alone = self.shown.bucket.is_some() || self.shown.day.is_some();
        html! {
            (self.load())
            @for group in &self.desk.groups { (self.group(group)) }
            @if alone && self.desk.groups.iter().all(|group| group.rows.is_empty()) {
                (Empty::done(t::work_group_title(lang), t::work_group_text(lang))
                    .button(Button::link(t::work_back(lang), self.shown.whole().address())))
            } @else if alone {
                (ui::pager(lang, &self.pager()))
                (ui::more(t::work_back(lang), &self.shown.whole().address()))
            }
        }
    }

    fn nothing(&self) -> Markup {
        let lang = self.lang();
        let link = |name: String, shown: Shown| Button::link(name, shown.address());
        let whole = self.shown.whole();
        if self.shown.kind.is_some() {
            let every = link(t::work_every_kind(lang).to_owned(), Shown { kind: None, ..whole });
            let empty = Empty::filtered(t::work_filtered_title(lang), t::work_filtered_text(lang));
            return html! { (empty.button(every)) };
        }
        let wider = self.desk.scopes.iter().find(|(whose, count)| *whose != whole.whose && *count > 0);
        let empty = Empty::done(t::work_done_title(lang), t::work_done_text(lang));
        match wider {
            Some((whose, count)) => {
                let name = format!("{} ({})", scope_name(lang, *whose), ui::number::count(*count));
                html! { (empty.button(link(name, Shown { whose: *whose, ..whole }))) }
            }
            None => html! { (empty) },
        }
    }

    /// Where the rest of a group that stands alone is.
    fn pager(&self) -> Pager {
        let next = self.desk.groups.first().filter(|group| group.more).and_then(|group| group.rows.last());
        Pager {
            previous: self.shown.behind.map(|_| Shown { behind: None, ..self.shown.clone() }.address()),
            next: next
                .map(|last| Shown { behind: Some(Cursor::behind(last)), ..self.shown.clone() }.address()),
        }
    }

    /// What is due, the next of it, and the days ahead.
    fn load(&self) -> Markup {
        let lang = self.lang();
        let counts = self.desk.counts;
        let say = match (counts.overdue, counts.today) {
            (0, 0) => t::work_say_none(lang).to_owned(),
            (late, 0) => t::work_say_late(lang, ui::number::count(late)),
            (0, today) => t::work_say_today(lang, ui::number::count(today)),
            (late, today) => t::work_say_both(lang, ui::number::count(late), ui::number::count(today)),
        };
        let next = self.desk.next.as_ref();
        // What others of the unit or the agency owe is theirs to do.
        let own = next.filter(|_| self.shown.whose == Whose::Me);
        let action = own.and_then(|duty| {
            let (_, card) = self.desk.cards.duty(duty)?;
            Some(Button::link(self.verb(duty), card.address.clone()).primary().key("Ctrl+Enter"))
        });
        let sentence = next.map(|duty| self.next(duty)).unwrap_or_default();
        ui::load(&say, &sentence, action.as_ref(), &self.chart())
    }

    fn next(&self, duty: &Duty) -> String {
        let lang = self.lang();
        let title = match self.desk.cards.duty(duty) {
            Some((_, card)) => clipped(&card.title),
            None => duty_name(self.ctx, &duty.kind),
        };
        match duty.due {
            Some(due) if due.day() == self.ctx.now.day() && due >= self.ctx.now => {
                t::work_next_today(lang, title, ui::time::clock(due), left(lang, due, self.ctx.now))
            }
            Some(due) if due < self.ctx.now => {
                t::work_next_late(lang, title, deadline(self.ctx, duty).text())
            }
            _ => t::work_next(lang, title, deadline(self.ctx, duty).text()),
        }
    }

    fn chart(&self) -> Markup {
        let lang = self.lang();
        let counts = self.desk.counts;
        let today = self.ctx.now.day();
        let bar = |name: String, value, tone, address| ChartBar { name, value, tone, now: false, address };
        let door = |value: i64, shown: Shown| (value > 0).then(|| shown.address());
        let overdue = door(counts.overdue, self.shown.with_bucket(Bucket::Overdue));
        let now = door(counts.today, self.shown.with_bucket(Bucket::Today));
        let mut bars = vec![
            bar(t::work_chart_late(lang).to_owned(), counts.overdue, Tone::Overdue, overdue),
            ChartBar { now: true, ..bar(t::work_chart_now(lang).to_owned(), counts.today, Tone::Soon, now) },
        ];
        let calendar = self.ctx.law.calendar();
        for ahead in self.desk.ahead.iter().filter(|ahead| ahead.day > today) {
            if ahead.count > 0 || calendar.is_working(ahead.day) {
                let address = door(ahead.count, self.shown.with_day(ahead.day));
                bars.push(bar(brief_day(lang, ahead.day), ahead.count, Tone::Pale, address));
            }
        }
        ui::chart(lang, t::work_chart(lang), &bars)
    }

    fn group(&self, group: &desk::Group) -> Markup {
        let lang = self.lang();
        let code = group.bucket.code();
        let (name, aside) = match self.shown.day {
            Some(day) => (capital(&ui::time::weekday_date(lang, day)), String::new()),
            None => (bucket_name(lang, group.bucket).to_owned(), self.aside(group.bucket)),
        };
        let rest = group.count - i64::try_from(group.rows.len()).unwrap_or(i64::MAX);
        let alone = self.shown.bucket.is_some() || self.shown.day.is_some();
        html! {
            @if !group.rows.is_empty() {
                section class={ "group group--" (code) } aria-labelledby={ "duties-" (code) } data-list {
                    div class="group__head" {
                        h2 id={ "duties-" (code) } { (name) }
                        (ui::count(group.count))
                        span class="aside" { (aside) }
                    }
                    ul { @for duty in &group.rows { (self.row(duty)) } }
                }
                @if !alone && rest > 0 {
                    (ui::more(&t::work_rest(lang, ui::number::count(rest)), &self.shown.with_bucket(group.bucket).address()))
                }
            }
        }
    }

    fn aside(&self, bucket: Bucket) -> String {
        let lang = self.lang();
        let today = self.ctx.now.day();
        match bucket {
            Bucket::Today => ui::time::weekday_date(lang, today),
            Bucket::Week => {
                let sunday = today.plus(7 - i32::from(today.weekday()));
                let calendar = self.ctx.law.calendar();
                let last =
                    (1..7).map(|n| sunday.plus(1 - n)).find(|day| *day > today && calendar.is_working(*day));
                last.map(|day| t::work_until_day(lang, ui::time::weekday_date(lang, day))).unwrap_or_default()
            }
            Bucket::Overdue | Bucket::Later => String::new(),
        }
    }

    /// One duty; of a record that is not the reader's only the kind of what is owed and the deadline.
    fn row(&self, duty: &Duty) -> Markup {
        let lang = self.lang();
        let name = duty_name(self.ctx, &duty.kind);
        let deadline = deadline(self.ctx, duty);
        let Some((record, card)) = self.desk.cards.duty(duty) else {
            return html! {
                li class="duty" {
                    (ui::icon(Icon::Lock))
                    div class="duty__what" { span { (name) } small { (t::work_hidden(lang)) } }
                    (ui::deadline_badge(&deadline))
                }
            };
        };
        let source = self.sources.iter().find(|source| source.kind == record.kind);
        let who = match self.shown.whose {
            Whose::Me => None,
            Whose::Unit | Whose::Agency => self.desk.names.get(&duty.owner.desk()),
        };
        let row = DutyRow {
            icon: source.map_or(Icon::Task, |source| source.icon),
            kind: source.map_or_else(String::new, |source| (source.name)(lang).to_owned()),
            title: card.title.clone(),
            address: card.address.clone(),
            detail: [who, Some(&name), Some(&card.detail)]
                .into_iter()
                .flatten()
                .filter(|part| !part.is_empty())
                .map(String::as_str)
                .collect::<Vec<_>>()
                .join(" · "),
            deadline,
            action: Some(Button::link(self.verb(duty), card.address.clone())),
        };
        ui::duty(&row)
    }

    /// What doing a duty is called; what others of the unit or the agency owe is only opened.
    fn verb(&self, duty: &Duty) -> &'static str {
        let kind = self.kinds.iter().find(|kind| kind.code == duty.kind);
        match kind.filter(|_| self.shown.whose == Whose::Me) {
            Some(kind) => (kind.verb)(self.lang()),
            None => t::work_open(self.lang()),
        }
    }

    fn others(&self) -> Markup {
        let lang = self.lang();
        let owed = &self.desk.owed;
        let overdue = self.desk.owed_counts.overdue;
        let total = self.desk.owed_counts.total();
        let to = self.shown.address();
        let form = Form::post(
            "/work/remind",
            self.ctx.new_id(),
            html! {
                input type="hidden" name="to" value=(to);
                @if overdue > 0 {
                    (Button::submit(t::owed_remind_all(lang, ui::number::count(overdue))).small().online())
                }
            },
        );
        let first = Shown { others: None, ..self.shown.clone() };
        let next = owed.rows.last().filter(|_| owed.more);
        let rest = total - i64::try_from(owed.rows.len()).unwrap_or(i64::MAX);
        html! {
            (ui::owed_head(t::owed_title(lang), total, &html! { (form.id("remind").class("inline").swap("owed")) }))
            @if owed.rows.is_empty() { p class="more more--side muted" { (t::owed_none(lang)) } }
            ul class="others" { @for duty in &owed.rows { (self.other(duty)) } }
            @if self.shown.others.is_some() { (ui::more(t::owed_first(lang), &first.address())) }
            @if let Some(last) = next {
                (ui::more(
                    &t::work_rest(lang, ui::number::count(rest.max(1))),
                    &Shown { others: Some(Cursor::behind(last)), ..self.shown.clone() }.address(),
                ))
            }
        }
    }

    fn other(&self, duty: &Duty) -> Markup {
        let lang = self.lang();
        let who = self.desk.names.get(&duty.owner.desk()).map_or(t::owed_outside(lang), String::as_str);
        let card: Option<&Card> = self.desk.cards.duty(duty).map(|(_, card)| card);
        let remind =
            Button::submit(t::owed_remind(lang)).form("remind").to(format!("/work/remind/{}", duty.id));
        let remind = match self.desk.reminded.contains(&duty.id) {
            true => remind.disabled_because(t::owed_already(lang)),
            false => remind.online(),
        };
        html! {
            li {
                (ui::avatar(who))
                div {
                    b {
                        @match card { Some(card) => a href=(card.address) { (who) }, None => (who) }
                    }
                }
                p {
                    @match card {
                        Some(card) => (ui::tied(&card.title)),
                        None => (duty_name(self.ctx, &duty.kind)),
                    }
                }
                (ui::deadline_badge(&deadline(self.ctx, duty)))
                @if duty.state == Stands::Open { (remind.small()) }
            }
        }
    }
}

/// The badge of a duty.
fn deadline(ctx: &Ctx, duty: &Duty) -> Deadline {
    match (duty.state, duty.due) {
        (Stands::Closed, _) => Deadline::done(ctx.lang),
        (Stands::Paused, _) => Deadline::Waiting(t::work_waiting(ctx.lang).to_owned()),
        (Stands::Open, None) => Deadline::OnTime(t::work_standing(ctx.lang).to_owned()),
        (Stands::Open, Some(due)) => {
            Deadline::of(ctx.lang, Remaining::until(due, ctx.now, ctx.law.calendar()))
        }
    }
}

/// What is left of a day's hours until an instant.
fn left(lang: Lang, due: Time, now: Time) -> String {
    let minutes = (due.0 - now.0) / Time::MINUTE;
    match minutes / 60 {
        0 => t::work_minutes(lang, minutes),
        hours => t::work_hours_minutes(lang, hours, minutes % 60),
    }
}

fn scope_name(lang: Lang, whose: Whose) -> &'static str {
    match whose {
        Whose::Me => t::work_me(lang),
        Whose::Unit => t::work_unit(lang),
        Whose::Agency => t::work_agency(lang),
    }
}

fn bucket_name(lang: Lang, bucket: Bucket) -> &'static str {
    match bucket {
        Bucket::Overdue => t::work_overdue(lang),
        Bucket::Today => t::work_today(lang),
        Bucket::Week => t::work_week(lang),
        Bucket::Later => t::work_later(lang),
    }
}

/// A day beneath its bar: “T6 18”, “Fri 18”.
fn brief_day(lang: Lang, day: Day) -> String {
    let short = ui::time::short_day(lang, day);
    match short.rsplit_once(['/', '\u{a0}']) {
        Some((brief, _)) => brief.to_owned(),
        None => short,
    }
}

/// A subject within a sentence.
fn clipped(title: &str) -> String {
    const MOST: usize = 90;
    if title.chars().count() <= MOST {
        return title.to_owned();
    }
    let cut: String = title.chars().take(MOST).collect();
    let whole_words = cut.rsplit_once(' ').map_or(cut.as_str(), |(words, _)| words);
    format!("{}…", whole_words.trim_end_matches([',', ';', ':', ' ']))
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_subjects_end_with_a_whole_word() {
        let long = "Báo cáo ".repeat(20);
        let cut = clipped(&long);
        assert!(cut.chars().count() <= 91 && cut.ends_with("Báo…") | cut.ends_with("cáo…"), "{cut}");
        assert_eq!(clipped("Ngắn"), "Ngắn");
    }

    #[test]
    fn days_are_brief_in_both_languages() {
        let day = Day::new(2023, 8, 18).unwrap();
        assert_eq!(brief_day(Lang::Vi, day), "T6\u{a0}18");
        assert_eq!(brief_day(Lang::En, day), "Fri\u{a0}18");
    }
}
