//! What opens over a page: menus, dialogs, sheets. All of them are HTML's popovers, so they open, close and
//! give the focus back without scripts. None opens over another.

use crate::button::Button;
use crate::icon::{Icon, icon};
use crate::t;
use maud::{Markup, html};
use words::Lang;

/// A menu. Its button is [`Button::opens`] with the same id.
pub fn menu(id: &str, entries: &[(Option<Icon>, &str, &str)]) -> Markup {
    html! {
        div class="pop" id=(id) popover {
            @for (shape, name, address) in entries {
                a class="rail__link" href=(address) {
                    @if let Some(shape) = shape { (icon(*shape)) }
                    span { (name) }
                }
            }
        }
    }
}

/// A dialog: one question whose words repeat the object, its fields, its buttons.
pub fn dialog(lang: Lang, id: &str, title: &str, content: &Markup) -> Markup {
    over("modal", lang, id, title, content)
}

/// A sheet that rises from below: for thumbs. It ends in one button that says everything it will do.
pub fn sheet(lang: Lang, id: &str, title: &str, content: &Markup) -> Markup {
    over("sheet", lang, id, title, content)
}

fn over(class: &str, lang: Lang, id: &str, title: &str, content: &Markup) -> Markup {
    html! {
        div class=(class) id=(id) popover role="dialog" aria-labelledby={ (id) "-title" } {
            div class="sheet__head" {
                h2 id={ (id) "-title" } { (title) }
                (Button::closes(t::close(lang), id).quiet().only_icon(Icon::Close))
            }
            (content)
        }
    }
}

/// Content that folds away.
pub fn fold(title: &str, aside: &str, open: bool, content: &Markup) -> Markup {
    html! {
        details class="fold" open[open] {
            summary { span { (title) } span class="count" { (aside) } }
            (content)
        }
    }
}

/// The bar of actions at a phone's foot: at most two named buttons and one for the rest.
pub fn action_bar(lang: Lang, buttons: &[Button]) -> Markup {
    html! {
        div class="phone__bar" role="group" aria-label=(t::actions(lang)) {
            @for button in buttons { (button.clone().tap()) }
        }
    }
}
