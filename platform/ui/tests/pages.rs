//! What must hold on every page made of the components, tried on the gallery's pages in both languages.
#![allow(clippy::unwrap_used)]

#[allow(dead_code)]
#[path = "../examples/gallery/main.rs"]
mod gallery;

use std::collections::{HashMap, HashSet};
use ui::{Lang, Theme};

/// One opening tag of a page.
struct Tag {
    name: String,
    attributes: HashMap<String, String>,
    within_label: bool,
}

impl Tag {
    fn get(&self, name: &str) -> Option<&str> {
        self.attributes.get(name).map(String::as_str)
    }
}

/// The opening tags of a page. Its attributes are all quoted, as maud writes them.
fn tags(page: &str) -> Vec<Tag> {
    let mut tags = Vec::new();
    let mut labels = 0_usize;
    for piece in page.split('<').skip(1) {
        if let Some(closing) = piece.strip_prefix('/') {
            labels -= usize::from(closing.starts_with("label"));
            continue;
        }
        let mut inside = piece;
        let mut name = String::new();
        while let Some(char) = inside.chars().next().filter(|c| !c.is_whitespace() && *c != '>') {
            name.push(char);
            inside = &inside[char.len_utf8()..];
        }
        labels += usize::from(name == "label");
        tags.push(Tag { attributes: attributes(inside), within_label: labels > 0, name });
    }
    tags
}

fn attributes(mut rest: &str) -> HashMap<String, String> {
    let mut found = HashMap::new();
    loop {
        rest = rest.trim_start();
        let end = rest.find(['=', ' ', '>']).unwrap_or(rest.len());
        if end == 0 || rest.starts_with('>') {
            return found;
        }
        let name = rest[..end].to_owned();
        rest = &rest[end..];
        let value = match rest.strip_prefix("=\"") {
            Some(quoted) => {
                let close = quoted.find('"').unwrap();
                rest = &quoted[close + 1..];
                quoted[..close].to_owned()
            }
            None => String::new(),
        };
        found.insert(name, value);
    }
}

fn every_page(check: impl Fn(&str, &str, &[Tag])) {
    for lang in [Lang::Vi, Lang::En] {
        for (name, page) in gallery::pages(lang, Theme::Auto) {
            check(&format!("{name}-{}", lang.code()), &page, &tags(&page));
        }
    }
}

#[test]
fn no_component_writes_style_or_script_into_a_page() {
    every_page(|name, _, tags| {
        for tag in tags {
            assert_ne!(tag.name, "style", "{name}");
            assert!(tag.name != "script" || tag.get("src").is_some(), "{name}: an inline script");
            for attribute in tag.attributes.keys() {
                assert!(
                    attribute != "style" && !attribute.starts_with("on"),
                    "{name}: {attribute} on {}",
                    tag.name
                );
            }
            for address in [tag.get("href"), tag.get("action"), tag.get("formaction")].into_iter().flatten() {
                assert!(!address.trim_start().starts_with("javascript:"), "{name}: {address}");
            }
        }
    });
}

#[test]
fn whatever_a_page_loads_is_there_and_comes_from_here() {
    let there: HashSet<String> = ui::assets().iter().map(ui::Asset::address).collect();
    every_page(|name, page, tags| {
        for tag in tags.iter().filter(|tag| ["link", "script", "img"].contains(&tag.name.as_str())) {
            let address = tag.get("href").or(tag.get("src")).expect("what is loaded has an address");
            assert!(there.contains(address), "{name}: {address}");
        }
        assert!(!page.contains("http://") && !page.contains("https://"), "{name}: something from elsewhere");
    });
    let style = ui::assets().iter().find(|asset| asset.media.starts_with("text/css")).expect("a style");
    let style = std::str::from_utf8(style.bytes).expect("text");
    for part in style.split("url(").skip(1) {
        assert!(there.contains(&part[..part.find(')').expect("closed")]), "{part:.40}");
    }
    assert!(!style.contains("@import"));
}

#[test]
fn ids_are_unique_and_whatever_names_one_finds_it() {
    every_page(|name, _, tags| {
        let mut ids = HashSet::new();
        for id in tags.iter().filter_map(|tag| tag.get("id")) {
            assert!(ids.insert(id), "{name}: the id {id} stands twice");
        }
        let naming = ["for", "aria-labelledby", "aria-describedby", "popovertarget", "list", "form"];
        for tag in tags {
            for id in naming.iter().filter_map(|attribute| tag.get(attribute)).flat_map(str::split_whitespace)
            {
                assert!(ids.contains(id), "{name}: {} names {id}, which is not there", tag.name);
            }
            if let Some(id) = tag
                .get("href")
                .and_then(|address| address.strip_prefix('#'))
                .filter(|_| tag.get("class") == Some("skip"))
            {
                assert!(ids.contains(id), "{name}: the skip link leads nowhere");
            }
        }
    });
}

#[test]
fn landmarks_have_names_of_their_own_and_there_is_one_main() {
    every_page(|name, _, tags| {
        assert_eq!(tags.iter().filter(|tag| tag.name == "main").count(), 1, "{name}");
        for landmark in ["nav", "aside", "search"] {
            let mut names = HashSet::new();
            let is_one = |tag: &&Tag| tag.name == landmark || tag.get("role") == Some(landmark);
            for tag in tags.iter().filter(is_one) {
                let own = tag.get("aria-label").or(tag.get("aria-labelledby"));
                assert!(own.is_some_and(|own| !own.is_empty()), "{name}: a {landmark} without a name");
                assert!(names.insert(own), "{name}: two {landmark} are called {own:?}");
            }
        }
    });
}

#[test]
fn every_field_and_every_button_of_an_icon_has_a_name() {
    every_page(|name, page, tags| {
        let labelled: HashSet<&str> =
            tags.iter().filter(|tag| tag.name == "label").filter_map(|tag| tag.get("for")).collect();
        for tag in tags.iter().filter(|tag| ["input", "select", "textarea"].contains(&tag.name.as_str())) {
            let named = tag.get("type") == Some("hidden")
                || tag.within_label
                || tag.get("aria-label").is_some()
                || tag.get("id").is_some_and(|id| labelled.contains(id));
            assert!(named, "{name}: the field {:?} has no label", tag.get("name"));
        }
        for tag in tags.iter().filter(|tag| tag.get("class").is_some_and(|class| class.contains("btn--icon")))
        {
            assert!(
                tag.get("aria-label").is_some_and(|label| !label.is_empty()),
                "{name}: an icon without a name"
            );
        }
        assert!(page.contains("<html lang="), "{name}");
    });
}

#[test]
fn forms_that_act_on_records_carry_a_key() {
    // What sets a value is the same done twice; everything else needs the key against double submits.
    let sets = ["/preferences", "/position", "/sign-out", "/sign-in", "/undo"];
    every_page(|name, page, _| {
        for form in page.split("<form ").skip(1) {
            let form = &form[..form.find("</form>").expect("a form ends")];
            let setting = sets.iter().any(|address| form.contains(&format!("action=\"{address}\"")));
            if form.contains("method=\"post\"") && !setting {
                assert!(form.contains("name=\"once\""), "{name}: {form:.80}");
            }
        }
    });
}

/// The tokens as pairs of a light and a dark colour.
fn tokens() -> HashMap<String, [[f64; 3]; 2]> {
    let source = include_str!("../css/tokens.css");
    let scales: HashMap<&str, [f64; 3]> = source
        .lines()
        .filter_map(|line| line.trim().strip_prefix("--")?.split_once(": #"))
        .filter_map(|(name, rest)| Some((name, rest.get(..6)?)))
        .map(|(name, hex)| {
            (name, [0, 2, 4].map(|at| f64::from(u8::from_str_radix(&hex[at..at + 2], 16).unwrap_or(0))))
        })
        .collect();
    source
        .lines()
        .filter_map(|line| line.trim().strip_prefix("--")?.split_once(": light-dark(var(--"))
        .filter_map(|(name, rest)| {
            let (light, rest) = rest.split_once("), var(--")?;
            let (dark, _) = rest.split_once(')')?;
            Some((name.to_owned(), [*scales.get(light)?, *scales.get(dark)?]))
        })
        .collect()
}

/// The contrast of two colours, as WCAG 2.2 reckons it.
fn contrast(one: [f64; 3], other: [f64; 3]) -> f64 {
    let luminance = |colour: [f64; 3]| {
        let [r, g, b] = colour.map(|part| {
            let part = part / 255.0;
            if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        });
        0.2126 * r + 0.7152 * g + 0.0722 * b
    };
    let (a, b) = (luminance(one), luminance(other));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[test]
fn text_stands_out_in_both_themes() {
    let tokens = tokens();
    let grounds = ["bg", "surface", "surface-2", "surface-raised"];
    let mut pairs: Vec<(&str, &str, f64)> = Vec::new();
    for ground in grounds {
        pairs.extend(
            ["text", "text-2", "text-3", "accent", "overdue", "soon", "done", "waiting"]
                .map(|t| (t, ground, 4.5)),
        );
    }
    pairs.extend(["overdue", "soon", "done", "waiting"].map(|state| (state, "", 4.5)));
    pairs.extend([
        ("accent-strong", "accent-soft", 4.5),
        ("accent-strong", "accent-soft-2", 4.5),
        ("on-accent", "accent-fill", 4.5),
        ("on-accent", "accent-fill-hover", 4.5),
        ("text-2", "surface-3", 4.5),
        ("text-3", "surface-3", 4.5),
        ("on-inverse", "inverse", 4.5),
        ("line-control", "surface", 3.0),
        ("line-control", "bg", 3.0),
        ("focus", "surface", 3.0),
        ("focus", "bg", 3.0),
    ]);
    for (text, ground, least) in pairs {
        let ground = if ground.is_empty() { format!("{text}-soft") } else { ground.to_owned() };
        for theme in [0, 1] {
            let reached = contrast(tokens[text][theme], tokens[&ground][theme]);
            assert!(reached >= least, "--{text} on --{ground}, theme {theme}: {reached:.2}");
        }
    }
}
