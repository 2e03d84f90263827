//! Tables: for comparing. Numbers stand right, one under the other.

use crate::t;
use maud::{Markup, Render, html};
use words::Lang;

/// How a column is sorted now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sorted {
    /// By another column.
    No,
    /// Smallest or first above.
    Up,
    /// Largest or last above.
    Down,
}

/// A column.
#[derive(Clone, Debug)]
pub struct Column {
    name: String,
    hidden_name: bool,
    number: bool,
    fit: bool,
    head: bool,
    clip: bool,
    bar: bool,
    spare: bool,
    wide: bool,
    sort: Option<(String, Sorted)>,
}

impl Column {
    /// A column of text.
    pub fn text(name: impl Into<String>) -> Column {
        Column {
            name: name.into(),
            hidden_name: false,
            number: false,
            fit: false,
            head: false,
            clip: false,
            bar: false,
            spare: false,
            wide: false,
            sort: None,
        }
    }

    /// The column that names the row.
    pub fn head(name: impl Into<String>) -> Column {
        Column { head: true, ..Column::text(name) }
    }

    /// A column of numbers: right, as narrow as they are.
    pub fn number(name: impl Into<String>) -> Column {
        Column { number: true, fit: true, ..Column::text(name) }
    }

    /// A column of bars, which is its own chart.
    pub fn bar(name: impl Into<String>) -> Column {
        Column { bar: true, hidden_name: true, ..Column::text(name) }
    }

    /// A column of buttons, whose name only those hear who do not see it.
    pub fn actions(name: impl Into<String>) -> Column {
        Column { number: true, fit: true, hidden_name: true, ..Column::text(name) }
    }

    /// A column of boxes to tick, whose name only those hear who do not see it.
    pub fn choice(name: impl Into<String>) -> Column {
        Column { fit: true, hidden_name: true, ..Column::text(name) }
    }

    /// As narrow as its content.
    pub fn fit(mut self) -> Column {
        self.fit = true;
        self
    }

    /// One line, cut at its end.
    pub fn clip(mut self) -> Column {
        self.clip = true;
        self
    }

    /// Left out where there is little room.
    pub fn spare(mut self) -> Column {
        self.spare = true;
        self
    }

    /// Keeps room for a sentence where there is little: a table of many columns then scrolls sideways.
    pub fn wide(mut self) -> Column {
        self.wide = true;
        self
    }

    /// Its head is a link that sorts by it.
    pub fn sort(mut self, address: impl Into<String>, now: Sorted) -> Column {
        self.sort = Some((address.into(), now));
        self
    }

    fn class(&self, in_head: bool) -> Option<String> {
        let names = [
            (self.number, "r"),
            (self.fit && !in_head, "fit"),
            (self.clip && !in_head, "clip"),
            (self.bar && !in_head, "barcell"),
            (self.spare, "hide-s"),
            (self.wide && !in_head, "wide"),
        ];
        let class: Vec<&str> = names.iter().filter(|(applies, _)| *applies).map(|(_, name)| *name).collect();
        (!class.is_empty()).then(|| class.join(" "))
    }

    fn show(&self, lang: Lang) -> Markup {
        let (direction, said) = match self.sort {
            Some((_, Sorted::Up)) => (Some("ascending"), " ▲"),
            Some((_, Sorted::Down)) => (Some("descending"), " ▼"),
            _ => (None, ""),
        };
        html! {
            th scope="col" class=[self.class(true)] aria-sort=[direction] {
                @if self.hidden_name { span class="sr" { (self.name) } }
                @else if let Some((address, _)) = &self.sort {
                    a href=(address) title=(t::table_sort_by(lang, &self.name)) { (self.name) (said) }
                }
                @else { (self.name) }
            }
        }
    }
}

/// A table.
///
/// ```
/// use ui::{Column, Table};
/// use maud::html;
/// let table = Table::new(ui::Lang::Vi, "Việc trễ theo cấp", vec![Column::head("Cấp"), Column::number("Quá hạn")])
///     .row(vec![html! { "Sở" }, html! { a href="/late" { "6" } }]);
/// # let _ = table;
/// ```
#[derive(Clone, Debug)]
pub struct Table {
    lang: Lang,
    caption: String,
    columns: Vec<Column>,
    rows: Vec<(Option<&'static str>, Vec<Markup>)>,
    shown_caption: bool,
    shown_head: bool,
    wrap: bool,
    steps: bool,
}

impl Table {
    /// A table; its caption is heard, and seen where it is asked for.
    pub fn new(lang: Lang, caption: impl Into<String>, columns: Vec<Column>) -> Table {
        Table {
            lang,
            caption: caption.into(),
            columns,
            rows: Vec::new(),
            shown_caption: false,
            shown_head: true,
            wrap: false,
            steps: false,
        }
    }

    /// Adds a row, a cell for each column.
    pub fn row(mut self, cells: Vec<Markup>) -> Table {
        self.rows.push((None, cells));
        self
    }

    /// Adds a row that sums up.
    pub fn sum(mut self, cells: Vec<Markup>) -> Table {
        self.rows.push((Some("sum"), cells));
        self
    }

    /// Adds a row of one cell: “626 cơ quan ở giữa”.
    pub fn gap(mut self, content: Markup) -> Table {
        self.rows.push((Some("gap"), vec![content]));
        self
    }

    /// Shows the caption.
    pub fn with_caption(mut self) -> Table {
        self.shown_caption = true;
        self
    }

    /// Keeps the heads of the columns for those who do not see the table.
    pub fn without_head(mut self) -> Table {
        self.shown_head = false;
        self
    }

    /// Lets row heads take several lines.
    pub fn wrap(mut self) -> Table {
        self.wrap = true;
        self
    }

    /// Rows close together, so that their bars read as steps.
    pub fn steps(mut self) -> Table {
        self.steps = true;
        self
    }
}

impl Render for Table {
    fn render(&self) -> Markup {
        let class = match (self.wrap, self.steps) {
            (_, true) => "table table--wf",
            (true, _) => "table table--wrap",
            _ => "table",
        };
        html! {
            // It scrolls sideways where it is narrow, and so must be reachable by keyboard.
            div class="table__box" tabindex="0" role="group" aria-label=(self.caption) {
                table class=(class) {
                    caption class=[(!self.shown_caption).then_some("sr")] { (self.caption) }
                    thead class=[(!self.shown_head).then_some("sr")] {
                        tr { @for column in &self.columns { (column.show(self.lang)) } }
                    }
                    tbody {
                        @for (kind, cells) in &self.rows {
                            tr class=[*kind] {
                                @if *kind == Some("gap") {
                                    td colspan=(self.columns.len()) { @for cell in cells { (cell) } }
                                } @else {
                                    @for (column, cell) in self.columns.iter().zip(cells) {
                                        @if column.head { th scope="row" class=[column.class(false)] { (cell) } }
                                        @else { td class=[column.class(false)] { (cell) } }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sorted_column_says_so_and_numbers_stand_right() {
        let columns = vec![Column::head("Cơ quan"), Column::number("Quá hạn").sort("?by=late", Sorted::Down)];
        let html = Table::new(Lang::Vi, "Xếp hạng", columns)
            .row(vec![html! { "Sở Y tế" }, html! { "3" }])
            .gap(html! { "ở giữa" })
            .render()
            .into_string();
        assert!(
            html.contains(r#"<th scope="col" class="r" aria-sort="descending"><a href="?by=late""#),
            "{html}"
        );
        assert!(html.contains(r#"<th scope="row">Sở Y tế</th><td class="r fit">3</td>"#), "{html}");
        assert!(html.contains(r#"<tr class="gap"><td colspan="2">ở giữa</td>"#), "{html}");
    }
}
