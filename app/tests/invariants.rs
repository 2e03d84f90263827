//! The invariants of ARCHITECTURE.md, read from `cargo metadata` and from the sources.
#![allow(clippy::unwrap_used, missing_docs)]

use cargo_metadata::{DependencyKind, MetadataCommand, Package};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// The crates of the workspace with their floor: the first folder of their path.
fn crates() -> Vec<(Package, String)> {
    let metadata = MetadataCommand::new().manifest_path(root().join("Cargo.toml")).no_deps().exec().unwrap();
    let root = root();
    metadata
        .packages
        .into_iter()
        .map(|package| {
            let inside = package.manifest_path.as_std_path().strip_prefix(&root).unwrap().to_owned();
            let floor = inside.components().next().unwrap().as_os_str().to_str().unwrap().to_owned();
            (package, floor)
        })
        .collect()
}

/// All files below a folder whose name ends so.
fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.to_str().is_some_and(|path| path.ends_with(ending)) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// The source lines of a crate that are neither comments nor tests.
fn sources(package: &Package) -> Vec<(PathBuf, String)> {
    let folder = package.manifest_path.parent().unwrap().as_std_path().join("src");
    files(&folder, ".rs")
        .into_iter()
        .filter(|path| {
            !path.ends_with("tests.rs") && !path.components().any(|part| part.as_os_str() == "tests")
        })
        .map(|path| {
            let text = fs::read_to_string(&path).unwrap();
            let code = text.split("#[cfg(test)]\nmod tests").next().unwrap();
            let lines: Vec<&str> = code.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
            (path, lines.join("\n"))
        })
        .collect()
}

#[test]
fn arrows_point_down() {
    let crates = crates();
    let floors: BTreeMap<&str, &str> =
        crates.iter().map(|(package, floor)| (package.name.as_str(), floor.as_str())).collect();
    let rank =
        |floor: &str| ["knowledge", "platform", "features", "app"].iter().position(|name| *name == floor);
    let between = BTreeSet::from([("indices", "tasks")]);
    for (package, floor) in &crates {
        for dependency in package.dependencies.iter().filter(|d| d.kind == DependencyKind::Normal) {
            let Some(target) = floors.get(dependency.name.as_str()) else { continue };
            assert!(
                rank(target) <= rank(floor),
                "{} ({floor}) depends on {} ({target}), which is above it",
                package.name,
                dependency.name
            );
            if floor == "features" && *target == "features" {
                assert!(
                    dependency.name == "documents"
                        || between.contains(&(package.name.as_str(), dependency.name.as_str())),
                    "{} and {} are both features; they meet through facts, duties, measures and refs",
                    package.name,
                    dependency.name
                );
            }
        }
    }
}

#[test]
fn knowledge_is_pure() {
    const IMPURE: [&str; 8] =
        ["tokio", "rusqlite", "postgres", "axum", "reqwest", "lettre", "rand", "getrandom"];
    for (package, _) in crates().iter().filter(|(_, floor)| floor == "knowledge") {
        for dependency in package.dependencies.iter().filter(|d| d.kind == DependencyKind::Normal) {
            assert!(!IMPURE.contains(&dependency.name.as_str()), "{} uses {}", package.name, dependency.name);
        }
        for (path, code) in sources(package) {
            assert!(!code.contains("async fn"), "{} is asynchronous", path.display());
            assert!(!code.contains("SystemTime::now"), "{} reads the clock", path.display());
        }
    }
}

#[test]
fn platform_names_no_feature() {
    let crates = crates();
    let features: Vec<&str> = crates
        .iter()
        .filter(|(_, floor)| floor == "features")
        .map(|(package, _)| package.name.as_str())
        .collect();
    for (package, _) in crates.iter().filter(|(_, floor)| floor == "platform") {
        for (path, code) in sources(package) {
            for feature in &features {
                let named = code.contains(&format!("{feature}::")) || code.contains(&format!("\"{feature}."));
                assert!(!named, "{} names the feature {feature}", path.display());
            }
        }
    }
}

#[test]
fn sql_stands_in_stores() {
    const WORDS: [&str; 4] = ["\"SELECT ", "\"INSERT INTO ", "\"UPDATE ", "\"DELETE FROM "];
    for (package, _) in crates() {
        for (path, code) in sources(&package) {
            let store = path.ends_with("store.rs")
                || path.parent().is_some_and(|folder| folder.ends_with("store"))
                || package.name.as_str() == "db";
            for word in WORDS {
                assert!(store || !code.contains(word), "{} holds SQL outside a store", path.display());
            }
        }
    }
}

#[test]
fn a_store_writes_only_its_own_tables() {
    for (package, floor) in crates() {
        if floor == "knowledge" || floor == "app" {
            continue;
        }
        let own = format!("{}_", package.name);
        for (path, code) in sources(&package) {
            for word in ["INSERT INTO ", "UPDATE ", "DELETE FROM "] {
                for (at, _) in code.match_indices(word) {
                    let table: String = code[at + word.len()..]
                        .chars()
                        .take_while(|c| c.is_ascii_alphanumeric() || *c == '_')
                        .collect();
                    // `FOR UPDATE SKIP`, `DO UPDATE SET` and formatted names are no tables.
                    if table.is_empty() || table.chars().next().is_some_and(char::is_uppercase) {
                        continue;
                    }
                    assert!(table.starts_with(&own), "{} writes {table}", path.display());
                }
            }
        }
    }
}

#[test]
fn html_stands_in_pages() {
    for (package, floor) in crates() {
        if matches!(package.name.as_str(), "ui") {
            continue;
        }
        for (path, code) in sources(&package) {
            let page =
                path.components().any(|part| part.as_os_str() == "pages") || path.ends_with("pages.rs");
            assert!(
                page || !code.contains("html! {"),
                "{} ({floor}) holds HTML outside pages",
                path.display()
            );
        }
    }
}

#[test]
fn http_stands_at_the_edges() {
    for (package, floor) in crates() {
        if floor == "app" || package.name.as_str() == "edge" {
            continue;
        }
        for (path, code) in sources(&package) {
            let edge = path.components().any(|part| part.as_os_str() == "pages")
                || path.ends_with("pages.rs")
                || path.ends_with("api.rs")
                || path.components().any(|part| part.as_os_str() == "api");
            assert!(edge || !code.contains("axum::"), "{} speaks HTTP", path.display());
        }
    }
}

#[test]
fn engines_are_named_in_one_place() {
    for (package, floor) in crates() {
        if floor == "app" || matches!(package.name.as_str(), "db" | "testkit") {
            continue;
        }
        for (path, code) in sources(&package) {
            let code = code.to_lowercase();
            for engine in ["sqlite", "postgres"] {
                assert!(!code.contains(engine), "{} names {engine}", path.display());
            }
        }
    }
}

#[test]
fn every_crate_says_what_it_is() {
    for (package, _) in crates() {
        assert!(package.description.as_ref().is_some_and(|text| text.len() > 20), "{}", package.name);
    }
}
