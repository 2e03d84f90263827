//! Whole pages that belong to no feature: signing in, and what cannot be shown.

use crate::button::Button;
use crate::form::Form;
use crate::icon::Icon;
use crate::shell::{Theme, brand, document};
use crate::state::{Empty, Note, Said};
use crate::t;
use crate::table::{Column, Table};
use context::{Fault, FieldFault, Problem};
use maud::{Markup, html};
use words::Lang;

/// The page at which one signs in, or does anything else before one has.
#[derive(Clone, Debug)]
pub struct Gate {
    /// The language.
    pub lang: Lang,
    /// The colours.
    pub theme: Theme,
    /// The page's title.
    pub title: String,
    /// Whose house it is.
    pub agency: String,
    /// Where a switch of language leads back to.
    pub path: String,
    /// What was just done.
    pub said: Option<Said>,
    /// The form.
    pub form: Markup,
    /// What the picture beside says.
    pub say: String,
    /// Links at the foot.
    pub foot: Vec<(String, String)>,
}

impl Gate {
    /// The whole page.
    pub fn render(&self) -> Markup {
        let other = self.lang.pick(Lang::En, Lang::Vi);
        let switch = html! {
            input type="hidden" name="to" value=(self.path);
            (Button::submit(self.lang.pick("English", "Tiếng Việt")).quiet().small().icon(Icon::Language).value("lang", other.code()))
        };
        let body = html! {
            main class="gate" {
                div class="gate__in" {
                    div class="gate__top" { (brand(&self.agency)) (Form::set("/preferences", switch).class("push")) }
                    div class="gate__form" {
                        @if let Some(said) = &self.said { (Note::success(html! { (said.text) })) }
                        (self.form)
                    }
                    footer class="foot" { @for (name, address) in &self.foot { a href=(address) { (name) } } }
                }
                div class="gate__art" { (star()) p { (self.say) } }
            }
        };
        document(self.lang, self.theme, &self.title, None, body)
    }
}

/// The window of the Khuê Văn pavilion: eight rays, drawn large.
fn star() -> Markup {
    const RAYS: [&str; 8] = [
        "M190 160L229.4 169.1 272 160 229.4 150.9Z",
        "M181.2 181.2L202.7 215.5 239.2 239.2 215.5 202.7Z",
        "M160 190L150.9 229.4 160 272 169.1 229.4Z",
        "M138.8 181.2L104.5 202.7 80.8 239.2 117.3 215.5Z",
        "M130 160L90.6 150.9 48 160 90.6 169.1Z",
        "M138.8 138.8L117.3 104.5 80.8 80.8 104.5 117.3Z",
        "M160 130L169.1 90.6 160 48 150.9 90.6Z",
        "M181.2 138.8L215.5 117.3 239.2 80.8 202.7 104.5Z",
    ];
    const SPOKES: &str = "M190 160H272M189 167.8 268.2 189M186 175 257 216M181.2 181.2 239.2 239.2M175 186 216 257\
        M167.8 189 189 268.2M160 190V272M152.2 189 131 268.2M145 186 104 257M138.8 181.2 80.8 239.2M134 175 63 216\
        M131 167.8 51.8 189M130 160H48M131 152.2 51.8 131M134 145 63 104M138.8 138.8 80.8 80.8M145 134 104 63\
        M152.2 131 131 51.8M160 130V48M167.8 131 189 51.8M175 134 216 63M181.2 138.8 239.2 80.8M186 145 257 104\
        M189 152.2 268.2 131";
    html! {
        svg class="big" viewBox="0 0 320 320" aria-hidden="true" {
            g stroke-width="1.2" {
                rect x="8" y="8" width="304" height="304" rx="4" {}
                rect x="26" y="26" width="268" height="268" rx="2" {}
                @for radius in [122, 112, 30, 22] { circle cx="160" cy="160" r=(radius) {} }
                path d=(SPOKES) {}
                @for ray in RAYS { path class="ray" d=(ray) {} }
                @for (x, y) in [(8, 8), (294, 8), (8, 294), (294, 294)] {
                    rect x=(x) y=(y) width="18" height="18" {}
                }
            }
        }
    }
}

/// The page that tells of a problem. What is not there and what is not for this reader look the same.
pub fn problem(lang: Lang, theme: Theme, problem: &Problem, request: &str) -> Markup {
    let icon = match problem.fault {
        Fault::NotFound | Fault::SignIn => Icon::Lock,
        Fault::Unavailable | Fault::TooMany => Icon::Clock,
        Fault::Conflict => Icon::Compare,
        Fault::Invalid | Fault::TooLarge | Fault::Internal => Icon::Alert,
    };
    // A file is at fault in many places, which a table compares.
    let lines = problem.fields.iter().any(FieldFault::is_place);
    let text = html! {
        (problem.remedy)
        @if !lines && !problem.fields.is_empty() {
            ul class="stack-2" { @for fault in &problem.fields { li { (fault.message) } } }
        }
    };
    let mut empty = Empty::new(icon, problem.title.clone(), text)
        .button(Button::link(t::problem_home(lang), "/").key("g v"));
    if problem.fault == Fault::SignIn {
        empty = empty.button(Button::link(t::problem_sign_in(lang), "/sign-in"));
    }
    let shown = matches!(problem.fault, Fault::Internal | Fault::Unavailable);
    bare(
        lang,
        theme,
        &problem.title,
        html! {
            (empty)
            @if lines { (fault_table(lang, &problem.fields)) }
            p class="muted small problem__code" {
                @if shown && !request.is_empty() { (t::problem_code(lang, problem.code, request)) } @else { (problem.code) }
            }
        },
    )
}

/// What is wrong in a file, place by place.
pub fn fault_table(lang: Lang, faults: &[FieldFault]) -> Table {
    let columns = vec![Column::head(t::problem_place(lang)), Column::text(t::problem_fault(lang)).wide()];
    faults.iter().fold(Table::new(lang, t::problem_faults(lang), columns).wrap(), |table, fault| {
        table.row(vec![html! { (fault.field) }, html! { (fault.message) }])
    })
}

/// The page shown while there is no network.
pub fn offline(lang: Lang, theme: Theme) -> Markup {
    let empty = Empty::new(Icon::Offline, t::offline_title(lang), t::offline_text(lang))
        .button(Button::link(t::problem_again(lang), ""));
    bare(lang, theme, t::offline_title(lang), html! { (empty) })
}

fn bare(lang: Lang, theme: Theme, title: &str, content: Markup) -> Markup {
    let body = html! { main class="bare" { (brand("")) (content) } };
    document(lang, theme, title, None, body)
}
