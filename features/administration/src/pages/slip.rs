//! One-time codes, shown once: a page to be printed and handed over.

use crate::t;
use context::Time;
use db::Read;
use edge::{Answer, App, Page, Reader};
use maud::{Markup, html};
use ui::{Button, Column, Note, PageHead, Table};

/// One code and whose it is.
pub(crate) struct Slip {
    /// The person's name; empty in a list.
    pub(crate) person: String,
    pub(crate) user_name: String,
    pub(crate) code: String,
    pub(crate) until: Time,
}

/// The page: a slip for one person, a table for several. `back` is a name and an address.
pub(super) fn page(
    app: &App,
    reader: &Reader,
    read: &mut Read<'_>,
    slips: &[&Slip],
    back: (&str, &str),
) -> Answer {
    let lang = reader.ctx.lang;
    let shown = match slips {
        [one] => single(app, reader, one),
        several => table(reader, several),
    };
    let body = html! {
        (Note::warning(t::slip_once(lang)))
        (shown)
        p { (t::slip_how(lang)) }
        (ui::buttons(&[Button::link(back.0, back.1)]))
    };
    let head = PageHead::new(t::slip_title(lang));
    let body = ui::page(&head, &ui::column(&body));
    edge::page(app, reader, read, Page { title: t::slip_title(lang), active: "/admin/accounts", body })
}

fn single(app: &App, reader: &Reader, slip: &Slip) -> Markup {
    let lang = reader.ctx.lang;
    let day = ui::time::date(lang, slip.until.day());
    ui::definitions(&[
        (t::slip_person(lang), html! { (slip.person) }),
        (t::gate_user_name(lang), ui::code(&slip.user_name)),
        (t::gate_one_time(lang), html! { b { (ui::code(&slip.code)) } }),
        (t::slip_until(lang), html! { (day) }),
        (t::slip_where(lang), html! { (app.settings.public_url) "/activate" }),
    ])
}

fn table(reader: &Reader, slips: &[&Slip]) -> Markup {
    let lang = reader.ctx.lang;
    let columns = vec![
        Column::head(t::gate_user_name(lang)),
        Column::text(t::gate_one_time(lang)),
        Column::text(t::slip_until(lang)),
    ];
    let table = slips.iter().fold(Table::new(lang, t::people_codes(lang), columns), |table, slip| {
        let day = ui::time::date(lang, slip.until.day());
        table.row(vec![ui::code(&slip.user_name), ui::code(&slip.code), html! { (day) }])
    });
    html! { (table) }
}
