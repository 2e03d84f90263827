//! The look: components, styles, icons, the shell of every page.
//!
//! A page is made of these components and of nothing else; its crate adds no style and no script. All of them
//! work with scripts off, and none writes inline style or script, so a strict content policy holds.
//!
//! # A page
//!
//! A feature's handler gives the edge what stands inside of the [`Shell`]:
//!
//! | page | made of |
//! |---|---|
//! | a list to read and decide from | [`inbox`] of a [`ListPane`] and a [`Reading`] |
//! | a table to compare | [`page`] of a [`PageHead`] and a [`Table`] |
//! | what one owes | [`framed`] around [`owe`], with [`load`], [`duty_group`], [`owed`] |
//! | registering from a scan | [`framed`] around [`entry`] |
//! | figures | [`page`] around [`board`], with [`tiles`], [`cards`], [`bar`], [`chart`] |
//! | a form or a text | [`page`] around [`column()`] |
//! | before one has signed in | [`pages::Gate`] |
//! | a problem | [`pages::problem`]; above a form [`error_summary`] |
//!
//! ```
//! use maud::html;
//! use ui::{Button, Column, Lang, PageHead, Table, page};
//!
//! let head = PageHead::new("Cơ quan").note("633").action(Button::link("Thêm cơ quan", "/agencies/new"));
//! let table = Table::new(Lang::Vi, "Cơ quan", vec![Column::head("Tên"), Column::number("Đơn vị")])
//!     .row(vec![html! { a href="/agencies/1" { "Sở Nội vụ" } }, html! { "9" }]);
//! let content = page(&head, &html! { (table) });
//! # assert!(content.into_string().contains("Sở Nội vụ"));
//! ```
//!
//! # What the script adds
//!
//! Every page loads one small script. It adds to what already works:
//!
//! * `data-swap="ID"` on a link, button or form: only the element of that id is replaced by its counterpart in
//!   the answer (asked for with the header `X-Fragment`, which the server may ignore), with a view transition.
//! * `data-live="TOPIC"` on an element with an id: it is fetched again (from `data-from`, else the page's own
//!   address) when the stream names that topic. Only a visible page listens; events carry no content.
//! * `data-key="b"`, `"g v"`, `"Ctrl+Enter"`: the key presses the button, follows the link, enters the field.
//!   Single keys never fire while typing and can be switched off.
//! * `data-list`: `J` and `K` move within, `Enter` opens, `X` ticks, `Shift+X` ticks up to here.
//! * `data-autosubmit` on a form, `data-source` on a type-ahead, `data-filter` in a picker, `data-copy` on a
//!   button, `data-saves` (an element's id) and `data-paste` (an address) on a form that holds a text, `data-insert` on
//!   a button within it, `data-guard` on a form with work in it, `data-online` on what needs the network, `data-toast`.
//!
//! # Rules
//!
//! One primary button a view, named by its result. One deadline badge a row. Every number leads to its rows.
//! Fields arrive filled, with their source. Red is overdue, urgent, destructive or an error, and nothing else.

words::include_words!();

mod assets;
mod badge;
mod button;
mod duty;
mod figure;
mod form;
mod frame;
mod icon;
mod list;
mod nav;
pub mod number;
mod overlay;
pub mod pages;
mod reading;
mod shell;
mod state;
mod table;
mod text;
pub mod time;

pub use assets::{Asset, assets};
pub use badge::{Deadline, avatar, avatar_small, code, count, deadline_badge, keys, tag, urgency_tag};
pub use button::{Button, buttons};
pub use duty::{DutyGroup, DutyRow, OwedRow, When, duty, duty_group, load, more, owe, owed, owed_head};
pub use figure::{
    ChartBar, Point, Share, Tile, Tone, as_table, bar, card, cards, chart, legend, progress, step, tiles,
};
pub use form::{Control, Field, Form, Opt, error_summary, found, row};
pub use frame::{
    PageHead, board, column, entry, entry_form, entry_scan, framed, next_number, page, phone, readout, recent,
};
pub use icon::{Icon, icon, icon_large, icon_small, mark};
pub use list::{Group, ListPane, Row, Side, inbox, key_line};
pub use nav::{Choice, Pager, chips, pager, tabs, trail};
pub use overlay::{action_bar, dialog, fold, menu, sheet};
pub use reading::{
    Desk, Event, Letter, PageImage, Reading, attachment, brief, definitions, folded_panel, pages_of_paper,
    panel, reading_none, steps, timeline,
};
pub use shell::{Entry, Held, Shell, Theme};
pub use state::{Empty, Note, Said, sample, samples, skeleton, toast, versions};
pub use table::{Column, Sorted, Table};
pub use text::tied;
pub use words::Lang;
