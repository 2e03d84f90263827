//! No page breaks a rule of WCAG 2.2 A or AA that axe-core knows, in light, in dark and on a phone.

use crate::driver::Driver;
use crate::hand::Hand;
use crate::house::House;
use crate::places;
use crate::words::*;
use serde_json::{Value, json};
use std::path::PathBuf;
use std::{env, fs};

const RULES: [&str; 5] = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

const EXAMINE: &str = "
    const [rules, done] = arguments;
    const options = {
      runOnly: { type: 'tag', values: rules },
      rules: { 'target-size': { enabled: true } },
      resultTypes: ['violations'],
    };
    axe.run(document, options).then(
      ({ violations }) => done(violations.flatMap(({ id, help, nodes }) =>
        nodes.map(({ target, failureSummary }) => `${id}: ${help}\\n  ${target.join(' ')}\\n  ${failureSummary}`))),
      (error) => done([String(error)]));";

#[test]
fn browser_accessible() {
    let axe = fs::read_to_string(axe()).expect("axe-core; .ci/packages installs it");
    let (house, driver) = (House::start(), Driver::start());
    let hand = Hand::open(&house, &driver, &VI, true);
    let places = places::all(&hand);
    assert!(places.len() > 20, "{}", places.len());
    let mut faults: Vec<String> = Vec::new();
    for place in &places {
        match place.user {
            Some(user) => hand.be(user),
            None => hand.leave(),
        }
        hand.width(1440);
        hand.go(&place.path);
        hand.session.run(&axe);
        for (theme, width) in [("light", 1440), ("dark", 1440), ("light", 390)] {
            hand.width(width);
            hand.colours(theme);
            let found = hand.session.run_until_called(EXAMINE, &[json!(RULES)]);
            let found = found.as_array().unwrap().iter().filter_map(Value::as_str);
            faults.extend(
                found.map(|fault| format!("{} ({}), {theme}, {width}: {fault}", place.name, place.path)),
            );
        }
    }
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), faults.join("\n"));
}

/// Where `.ci/packages` puts axe-core.
fn axe() -> PathBuf {
    let cache = env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
    let cache =
        cache.or_else(|| Some(PathBuf::from(env::var_os("HOME")?).join(".cache"))).unwrap_or_default();
    cache.join("khuevan/tools/node_modules/axe-core/axe.min.js")
}
