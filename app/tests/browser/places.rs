//! Every page there is, with somebody who may see it.

use crate::hand::Hand;
use crate::words::*;

/// A page and how to get there.
pub struct Place {
    /// A name for messages and pictures.
    pub name: String,
    /// Who looks; nobody before signing in.
    pub user: Option<&'static str>,
    /// Its path.
    pub path: String,
}

/// The pages that no menu names.
const KNOWN: &[(&str, Option<&str>, &str)] = &[
    ("sign-in", None, "/sign-in"),
    ("activate", None, "/activate"),
    ("not-found", Some(CLERK), "/nothing-here"),
    ("work", Some(LEADER), "/"),
    ("work-officer", Some(OFFICER), "/"),
    ("incoming", Some(CLERK), "/incoming"),
    ("outgoing", Some(OFFICER), "/outgoing"),
    ("enter", Some(CLERK), "/arrivals/new"),
    ("register", Some(CLERK), "/register"),
    ("register-issued", Some(CLERK), "/register?book=issued&first=1"),
    ("draft", Some(OFFICER), "/documents/new"),
    ("empty", Some(CLERK), "/incoming?box=all&from=2019-01-01&until=2019-01-02"),
    ("account", Some(LEADER), "/account"),
    ("roles-new", Some(ADMINISTRATOR), "/admin/roles/new"),
    ("accounts-new", Some(AGENCY_ADMINISTRATOR), "/admin/accounts/new"),
    ("accounts-none", Some(ADMINISTRATOR), "/admin/accounts?q=khongcogica&state=locked"),
    ("routing-rule", Some(OFFICE), "/routing-rules/new"),
    ("duty-roster-week", Some(OFFICE), "/duty-roster?week=2031-01-01"),
    ("reminders-one", Some(ADMINISTRATOR), "/admin/reminders/documents.handle"),
    ("search", Some(OFFICER), "/search?q=hanh+chinh"),
    ("overview", Some(LEADER), "/overview"),
    ("overview-year", Some(AUDITOR), "/overview?period=year&measure=documents.received&all=yes"),
    ("overview-records", Some(LEADER), "/overview/records?measure=documents.handled&period=quarter"),
    ("overview-late", Some(LEADER), "/overview/late?side=to"),
    ("folders", Some(OFFICE), "/folders"),
    ("folders-none", Some(OFFICER), "/folders?words=khongcogica"),
    ("folder-new", Some(OFFICER), "/folders/new"),
    ("folder-list", Some(OFFICE), "/folder-lists"),
    ("folder-list-none", Some(OFFICE), "/folder-lists?year=1990"),
    ("folder-transfers", Some(OFFICER), "/folder-transfers"),
    ("search-nothing", Some(OFFICER), "/search?q=khongcogica"),
];

/// Tables of which the first link is followed too.
const LINKED: [(&str, &str, &str); 7] = [
    ("role", ADMINISTRATOR, "/admin/roles"),
    ("role-read", AGENCY_ADMINISTRATOR, "/admin/roles"),
    ("person", ADMINISTRATOR, "/admin/accounts?q=chuyenvien.snv"),
    ("folder-open", OFFICER, "/folders?state=open"),
    ("folder-closed", OFFICER, "/folders?state=closed"),
    ("folder-transfer", CLERK, "/folder-transfers"),
    ("person-beyond", AGENCY_ADMINISTRATOR, "/admin/accounts?q=quantri.snv"),
];

/// Lists of which the first row is opened too.
const OPENED: [(&str, &str, &str); 8] = [
    ("accept", CLERK, "/incoming?box=accept"),
    ("propose", OFFICE, "/incoming?box=propose"),
    ("direct", LEADER, "/incoming?box=direct"),
    ("handle", OFFICER, "/incoming?box=handle"),
    ("review", LEADER, "/outgoing?box=review"),
    ("number", CLERK, "/outgoing?box=number"),
    ("sent", OFFICER, "/outgoing?box=sent"),
    ("submit", OFFICER, "/outgoing?box=draft"),
];

/// The pages of an agency and of one thing of each kind in it.
fn administered(hand: &Hand<'_>, places: &mut Vec<Place>) {
    hand.be(ADMINISTRATOR);
    let first = |from: &str, folder: &str| {
        hand.go(from);
        let link = format!(
            "//main//td//a[starts-with(@href, '{folder}')] | //main//th//a[starts-with(@href, '{folder}')]"
        );
        hand.session.find(&link).first().and_then(|link| hand.session.attribute(link, "href"))
    };
    let agency = first("/admin/agencies?q=H26.2", "/admin/agencies/").unwrap_or_default();
    let mut add = |name: &str, path: String| {
        places.push(Place { name: format!("agency-{name}"), user: Some(ADMINISTRATOR), path });
    };
    add("about", agency.clone());
    for tab in ["units", "positions", "people", "bodies", "life"] {
        add(tab, format!("{agency}/{tab}"));
    }
    for (tab, folder) in [
        ("units", "/admin/units/"),
        ("positions", "/admin/positions/"),
        ("people", "/admin/people/"),
        ("bodies", "/admin/bodies/"),
    ] {
        if let Some(path) = first(&format!("{agency}/{tab}"), folder) {
            add(&format!("one-of-{tab}"), path);
        }
    }
    add("merge", format!("{agency}/confirm?act=merge&into=H26.11&day=1/7/2031"));
    add("split", format!("{agency}/confirm?act=split&into=H26.11%0AH26.3&day=1/7/2031"));
    add("unknown", format!("{agency}/confirm?act=merge&into=khongco&day=1/7/2031"));
}

/// All of them: those known, what the menus of every role lead to, and a document in each box that has one.
pub fn all(hand: &Hand<'_>) -> Vec<Place> {
    let mut places: Vec<Place> = KNOWN
        .iter()
        .map(|(name, user, path)| Place { name: (*name).into(), user: *user, path: (*path).into() })
        .collect();
    for user in [LEADER, ADMINISTRATOR, AGENCY_ADMINISTRATOR, AUDITOR] {
        hand.be(user);
        hand.go("/");
        for link in hand.session.find("//nav[contains(@class, 'rail')]//a[contains(@class, 'rail__link')]") {
            let path = hand.session.attribute(&link, "href").unwrap_or_default();
            if path.starts_with('/') && !places.iter().any(|place| place.path == path) {
                places.push(Place { name: path.trim_matches('/').replace('/', "-"), user: Some(user), path });
            }
        }
    }
    for (name, user, list) in LINKED {
        hand.be(user);
        hand.go(list);
        let links = hand.session.find("//tbody//a");
        let path = links.first().and_then(|link| hand.session.attribute(link, "href")).unwrap_or_default();
        places.push(Place { name: name.into(), user: Some(user), path: path.clone() });
        hand.go(&path);
        let grants = hand.session.find("//form[contains(@action, '/admin/positions/')]").into_iter().next();
        let position = grants.and_then(|form| hand.session.attribute(&form, "action"));
        if let Some((path, _)) = position.as_deref().and_then(|action| action.split_once("/roles")) {
            places.push(Place {
                name: format!("{name}-position"),
                user: Some(user),
                path: format!("{path}/roles"),
            });
        }
    }
    administered(hand, &mut places);
    for (name, user, list) in OPENED {
        hand.be(user);
        hand.go(list);
        let rows = hand.session.find("//section[@id='list']//a[contains(@class, 'item')]");
        let Some(path) = rows.first().and_then(|row| hand.session.attribute(row, "href")) else { continue };
        if name == "sent" {
            let document = path.split('?').next().unwrap_or_default();
            places.push(Place {
                name: "recipients".into(),
                user: Some(user),
                path: format!("{document}/recipients"),
            });
        }
        if name == "submit" {
            let document = path.split('?').next().unwrap_or_default();
            places.push(Place { name: "edit".into(), user: Some(user), path: format!("{document}/edit") });
        }
        places.push(Place { name: format!("open-{name}"), user: Some(user), path });
    }
    places
}
