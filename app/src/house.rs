//! Puts the parts of the house together.

use crate::config::Config;
use crate::failure::{Exit, Failure, Outcome, lang};
use crate::{roles, t};
use context::{Actor, Ctx, Law, Time};
use db::{Db, Migrations};
use edge::Feature;
use files::{Files, Scanner};
use std::collections::BTreeSet;
use std::fs::{self, DirBuilder};
use std::os::unix::fs::DirBuilderExt;
use std::path::Path;
use std::sync::Arc;

/// So much is kept of what is derived from files: drawn pages, read text. Bytes.
const DERIVED: u64 = 2 << 30;

/// What people use, in the order of the menu.
pub(crate) fn features() -> Vec<Feature> {
    vec![home::feature(), documents::feature(), folders::feature(), administration::feature()]
}

/// All tables, the lower floor first.
pub(crate) fn migrations() -> Vec<Migrations> {
    let platform = [
        facts::MIGRATIONS,
        jobs::MIGRATIONS,
        organisation::MIGRATIONS,
        access::MIGRATIONS,
        files::MIGRATIONS,
        search::MIGRATIONS,
        notify::MIGRATIONS,
        duties::MIGRATIONS,
        measures::MIGRATIONS,
    ];
    let features = features();
    let mut all: Vec<Migrations> = Vec::new();
    for set in platform.into_iter().chain(features.iter().flat_map(|it| it.migrations.iter().copied())) {
        if !all.iter().any(|known| known.owner == set.owner) {
            all.push(set);
        }
    }
    all
}

/// The legal values: those built in, with the files of a folder in their place.
pub(crate) fn law(config: &Config) -> Outcome<Law> {
    let Some(folder) = &config.law else { return Ok(Law::default()) };
    fs::read_dir(folder).map_err(|cause| Failure::file(folder, &cause))?;
    Law::load(folder)
        .map_err(|error| Failure::new(Exit::Usage, t::error_law(lang(), error), t::error_law_remedy(lang())))
}

/// The legal values in force: with the days off and worked that administrators have declared.
pub(crate) fn law_in_force(config: &Config, db: &Db) -> Outcome<Law> {
    let days = db.read(administration::declared_days)?;
    Ok(law(config)?.with_days(&days))
}

/// The system acting now, on nobody's behalf: what a command does.
pub(crate) fn system(law: Law) -> Ctx {
    let mut ctx = Ctx::new(Actor::system(), Time::from_clock(), Arc::new(law));
    ctx.lang = lang();
    ctx.request = "command line".to_owned();
    ctx
}

/// Makes the folder of the data, for its owner alone, if it is not there.
pub(crate) fn data_folder(config: &Config) -> Outcome {
    make_folder(&config.data)?;
    if let db::Address::Sqlite(path) = &config.database
        && let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty())
    {
        make_folder(folder)?;
    }
    Ok(())
}

/// Makes a folder for its owner alone, if it is not there.
pub(crate) fn make_folder(folder: &Path) -> Outcome {
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
        .map_err(|cause| Failure::file(folder, &cause))
}

/// Opens the database, made if it is not there.
pub(crate) fn database(config: &Config) -> Outcome<Db> {
    if let db::Address::Sqlite(_) = config.database {
        data_folder(config)?;
    }
    let db = Db::open(&config.database, config.connections)?;
    // Behind a server that answers: a wrong address leaves nothing behind.
    data_folder(config)?;
    Ok(db)
}

/// Opens the database for a command that needs what is in it: one that is not there is not made.
pub(crate) fn existing_database(config: &Config) -> Outcome<Db> {
    if let db::Address::Sqlite(path) = &config.database
        && !path.exists()
    {
        let title = t::error_no_database(lang(), path.display());
        return Err(Failure::new(Exit::Usage, title, t::error_no_database_remedy(lang())));
    }
    let db = database(config)?;
    if crate::store::is_empty(&db)? {
        let title = t::error_no_database(lang(), db.engine());
        return Err(Failure::new(Exit::Usage, title, t::error_no_database_remedy(lang())));
    }
    Ok(db)
}

/// Brings the tables and the roles up to what this binary needs. Doing it again changes nothing. Returns the
/// migrations that ran.
pub(crate) fn migrate(db: &Db, ctx: &Ctx) -> Outcome<Vec<String>> {
    let ran = db.migrate(&migrations())?;
    let seeds = roles::all();
    db.write(ctx, |tx| access::actions::seed_roles(tx, ctx, &seeds))?;
    // Summaries follow from what they sum up; a change of their tables leaves it to this to fill them.
    if ran.iter().any(|name| name.split('/').next() == Some(measures::MIGRATIONS.owner)) {
        let features = features();
        let counted = features.iter().flat_map(|feature| feature.measures).map(|it| it.measure.counted);
        for measure in counted.collect::<BTreeSet<_>>() {
            db.write(ctx, |tx| measures::recompute(tx, measure))?;
        }
    }
    Ok(ran)
}

/// The running system, on a database whose tables are there.
pub(crate) fn furnish(config: &Config, db: Db, demo: bool) -> Outcome<edge::App> {
    let law = law_in_force(config, &db)?;
    let scanner = config.scanner.as_deref().map(Scanner::parse);
    let files = Files::open(&config.files(), DERIVED, scanner)?;
    let key = access::FactorKey::load_or_create(&config.factor_key())?;
    let ctx = system(Law::clone(&law));
    db.write(&ctx, |tx| access::actions::encrypt_second_factors(tx, &ctx, &key))?;
    let hasher = access::Hasher::new(access::Policy::default())?.with_factor_key(key);
    let settings = edge::Settings {
        public_url: config.public_url.clone(),
        house: config.house.clone(),
        largest_file: config.largest_file,
        at_once: config.requests_at_once,
        demo,
    };
    Ok(edge::App::new(db, files, papers(config)?, law, hasher, features(), settings))
}

/// The pool of processes that set, show and read papers. Forms in the folder of the legal data replace those
/// of the binary.
fn papers(config: &Config) -> Outcome<paper::Pool> {
    let command = paper::WorkerCommand::this_binary()
        .map_err(|cause| Failure::new(Exit::Unavailable, t::error_binary(lang(), cause), ""))?;
    let forms = config.law.as_ref().map(|folder| folder.join("forms")).filter(|folder| folder.is_dir());
    Ok(paper::Pool::new(command, paper::Settings { forms, ..paper::Settings::default() }))
}

/// The description of the whole API.
pub(crate) fn openapi() -> utoipa::openapi::OpenApi {
    let info = utoipa::openapi::InfoBuilder::new()
        .title("Khuê Văn")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(
            "The same acts and rows as the pages. Sign in and send the session's token as a bearer. `ETag` and \
             `If-Match` carry a record's version, `Idempotency-Key` makes a repeated act one act, faults come as \
             problem+json.",
        ))
        .build();
    let mut whole = utoipa::openapi::OpenApiBuilder::new().info(info).build();
    for feature in features() {
        whole.merge((feature.openapi)());
    }
    whole
}

/// Whether a folder is not there or holds nothing.
pub(crate) fn is_empty_folder(folder: &Path) -> bool {
    fs::read_dir(folder).map_or(true, |mut entries| entries.next().is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_floor_stands_on_the_one_below() {
        let owners: Vec<&str> = migrations().iter().map(|set| set.owner).collect();
        let place = |owner: &str| owners.iter().position(|it| *it == owner).unwrap();
        assert!(place("organisation") < place("access") && place("measures") < place("documents"));
        testkit::both(&migrations(), |db| {
            let ctx = testkit::system();
            assert_eq!(migrate(db, &ctx).unwrap(), Vec::<String>::new());
            let roles = |db: &Db| db.read(access::roles).unwrap();
            let first = roles(db);
            migrate(db, &ctx).unwrap();
            assert_eq!(first, roles(db));
            assert_eq!(first.len(), roles::all().len());
        });
    }

    #[test]
    fn the_api_says_what_it_is() {
        let text = openapi().to_json().unwrap();
        assert!(text.contains("/api/v1/documents/{id}") && text.contains("Khuê Văn"));
    }
}
