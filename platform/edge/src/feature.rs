//! What a feature plugs into the house.

use crate::App;
use axum::Router;
use axum::handler::Handler;
use axum::http::Method;
use axum::routing::{self, MethodRouter};
use context::{Ctx, Lang, Permission, PermissionGroup, Ref, Scope, Uuid};
use db::{Migrations, Read};
use std::collections::BTreeMap;

/// Who may knock at a route at all. What they may do there, the action decides by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Anybody: sign-in, health, assets.
    Open,
    /// Whoever has signed in.
    SignedIn,
}

/// One route, as the test that tries them all sees it.
#[derive(Clone)]
pub struct Route {
    /// The method.
    pub method: Method,
    /// The path with its parameters: `/documents/{id}`.
    pub path: &'static str,
    /// Who may knock.
    pub access: Access,
    handler: MethodRouter<App>,
}

/// The routes of a feature.
#[derive(Clone, Default)]
pub struct Routes(Vec<Route>);

impl Routes {
    /// No routes yet.
    pub fn new() -> Routes {
        Routes::default()
    }

    /// A route that reads, for whoever has signed in.
    pub fn get<H, T>(self, path: &'static str, handler: H) -> Routes
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.with(Method::GET, path, Access::SignedIn, routing::get(handler))
    }

    /// A route that acts, for whoever has signed in.
    pub fn post<H, T>(self, path: &'static str, handler: H) -> Routes
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.with(Method::POST, path, Access::SignedIn, routing::post(handler))
    }

    /// A route that reads, for anybody.
    pub fn open_get<H, T>(self, path: &'static str, handler: H) -> Routes
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.with(Method::GET, path, Access::Open, routing::get(handler))
    }

    /// A route that acts, for anybody.
    pub fn open_post<H, T>(self, path: &'static str, handler: H) -> Routes
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.with(Method::POST, path, Access::Open, routing::post(handler))
    }

    /// A route of any method and access.
    pub fn with(
        mut self,
        method: Method,
        path: &'static str,
        access: Access,
        handler: MethodRouter<App>,
    ) -> Routes {
        self.0.push(Route { method, path, access, handler });
        self
    }

    /// The routes, for whoever lists them.
    pub fn iter(&self) -> impl Iterator<Item = &Route> {
        self.0.iter()
    }

    pub(crate) fn router(&self) -> Router<App> {
        self.0.iter().fold(Router::new(), |router, route| router.route(route.path, route.handler.clone()))
    }
}

/// An entry of the menu, with what waits behind it.
#[derive(Clone, Debug)]
pub struct MenuItem {
    /// Where it leads; also what marks it as current.
    pub address: &'static str,
    /// Its name in the reader's language.
    pub name: String,
    /// Its icon.
    pub icon: ui::Icon,
    /// How much waits there; 0 shows nothing.
    pub count: i64,
    /// The letter after `G` that goes there, if any.
    pub key: Option<char>,
    /// Its group: 0 daily work, 1 steering, 2 administration.
    pub group: u8,
}

/// A record as other features show it: never more than its reader may see.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Card {
    /// The record's id.
    pub id: Uuid,
    /// Its subject.
    pub title: String,
    /// Issuer, symbol and the like.
    pub detail: String,
    /// Its state in the reader's language.
    pub state: String,
    /// The address of its page.
    pub address: String,
}

/// One kind of record, as others name, find and show it.
#[derive(Clone, Copy)]
pub struct CardSource {
    /// The kind, as in `Ref`.
    pub kind: &'static str,
    /// What records of it are called together: “Văn bản đến”.
    pub name: fn(Lang) -> &'static str,
    /// Its icon.
    pub icon: ui::Icon,
    /// The permission whose scope says on whose desks the reader may look for it; see [`desks`].
    pub read: Permission,
    /// Gives the cards of many records at once; those that the reader may not see are left out.
    pub cards: fn(&mut Read<'_>, &Ctx, &[Uuid]) -> db::Result<Vec<Card>>,
}

/// What an action is called where it stands apart from any record: in the list from which an auditor chooses.
#[derive(Clone, Copy)]
pub struct Deed {
    /// The action, as in its facts: `documents.issued`.
    pub code: &'static str,
    /// Its name: “Phát hành văn bản”.
    pub name: fn(Lang) -> &'static str,
}

/// Cards of records by the sources of their kinds, each asked once; what the reader may not see has none.
///
/// # Errors
/// Those of the database.
pub fn cards(
    read: &mut Read<'_>,
    ctx: &Ctx,
    sources: impl IntoIterator<Item = CardSource>,
    records: impl IntoIterator<Item = Ref>,
) -> db::Result<BTreeMap<Ref, Card>> {
    let mut by_kind: BTreeMap<String, Vec<Uuid>> = BTreeMap::new();
    for record in records {
        by_kind.entry(record.kind.into_owned()).or_default().push(record.id);
    }
    let mut cards = BTreeMap::new();
    for source in sources {
        let Some(ids) = by_kind.get_mut(source.kind) else { continue };
        ids.sort_unstable();
        ids.dedup();
        for card in (source.cards)(read, ctx, ids)? {
            cards.insert(Ref::new(source.kind, card.id), card);
        }
    }
    Ok(cards)
}

/// The desks on which the reader may look: their position's; their unit's and their agency's as far as the scope
/// of a permission to read reaches.
pub fn desks(ctx: &Ctx, read: Permission) -> Vec<Uuid> {
    let actor = &ctx.actor;
    let scope = actor.scope(read);
    [
        actor.position,
        actor.unit.filter(|_| scope >= Some(Scope::Unit)),
        actor.agency.filter(|_| scope >= Some(Scope::Agency)),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// What the number of a measure is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shows {
    /// How many: the numerator.
    Count,
    /// The numerator's share of the denominator, in percent.
    Share,
    /// The mean working time that one took.
    Time,
}

/// Which way a measure is to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Better {
    /// Up.
    More,
    /// Down.
    Less,
    /// Neither: it says how much there is.
    Neither,
}

/// One measure, as pages of figures show it.
#[derive(Clone, Copy)]
pub struct MeasureSource {
    /// The measure.
    pub measure: &'static measures::Measure,
    /// Its name in the reader's language: “Văn bản đến xử lý đúng hạn”.
    pub name: fn(Lang) -> &'static str,
    /// What its number is.
    pub shows: Shows,
    /// Which way it is to go.
    pub better: Better,
}

/// What a feature has to say beside a record of another feature, as a panel of the record's page: nothing, if it has
/// nothing to say or the reader may not see it.
pub type Panel = fn(&mut Read<'_>, &Ctx, &Ref) -> Result<maud::Markup, crate::Failure>;

/// What all features say beside a record that the reader may see.
///
/// # Errors
/// Those of the panels.
pub fn panels(
    app: &App,
    read: &mut Read<'_>,
    ctx: &Ctx,
    record: &Ref,
) -> Result<maud::Markup, crate::Failure> {
    let mut beside = String::new();
    for panel in app.features.iter().flat_map(|feature| feature.panels) {
        beside.push_str(&panel(read, ctx, record)?.0);
    }
    Ok(maud::PreEscaped(beside))
}

/// What a feature plugs in.
#[derive(Clone)]
pub struct Feature {
    /// The crate's name.
    pub name: &'static str,
    /// Its tables, with those of the platform crates that only it stands on.
    pub migrations: &'static [Migrations],
    /// Its pages and its part of the API.
    pub routes: Routes,
    /// Its entries in the menu.
    pub menu: fn(&App, &mut Read<'_>, &Ctx) -> db::Result<Vec<MenuItem>>,
    /// How others show its records.
    pub cards: &'static [CardSource],
    /// What it says beside the records of others.
    pub panels: &'static [Panel],
    /// The kinds of duties that its actions open.
    pub duties: &'static [duties::Kind],
    /// The figures that it offers, those first that those who steer look at first.
    pub measures: &'static [MeasureSource],
    /// Words a fact of its own: `documents.issued` → “phát hành văn bản 12/QĐ-UBND”.
    pub narrate: fn(&facts::Fact, Lang) -> Option<String>,
    /// What its actions, whose facts stand in the trail, are called.
    pub deeds: &'static [Deed],
    /// What it does after transactions.
    pub workers: fn(&App) -> Vec<jobs::Worker>,
    /// Its permissions, for the page on which roles are made.
    pub permissions: &'static [PermissionGroup],
    /// Its part of the API's description.
    pub openapi: fn() -> utoipa::openapi::OpenApi,
}
