//! `khuevan bench growth`.

use super::{Site, load, quarter, tell};
use crate::config::Flags;
use crate::failure::Outcome;
use serde_json::{Map, Value, json};

/// How much, how often as much, and who works.
#[derive(clap::Args, Debug)]
pub(crate) struct Args {
    /// The smallest part of the quarter.
    #[arg(long, value_name = "SHARE", default_value_t = 0.02, value_parser = quarter::share)]
    scale: f64,
    /// How many times as much: each is made and measured.
    #[arg(long, value_name = "N,N", value_delimiter = ',', default_values_t = [10, 50],
        value_parser = clap::value_parser!(u16).range(2..=1000))]
    times: Vec<u16>,
    /// How many people work at once.
    #[arg(long, value_name = "N", default_value_t = 8, value_parser = clap::value_parser!(u16).range(2..=1000))]
    users: u16,
    /// How long they work over each.
    #[arg(long, value_name = "S", default_value_t = 15, value_parser = clap::value_parser!(u64).range(1..=3600))]
    seconds: u64,
}

pub(super) fn run(flags: &Flags, args: &Args) -> Outcome<Value> {
    let smallest = measure(flags, args, 1)?;
    let mut larger = Vec::new();
    for times in &args.times {
        let mut grown = measure(flags, args, *times)?;
        let slower = slower(&smallest, &grown);
        if let Value::Object(grown) = &mut grown {
            grown.insert("p95_as_many_times".to_owned(), slower);
        }
        larger.push(grown);
    }
    Ok(json!({ "bench": "growth", "smallest": smallest, "larger": larger }))
}

fn measure(flags: &Flags, args: &Args, times: u16) -> Outcome<Value> {
    let site = Site::choose(Flags { database: None, ..flags.clone() }, None)?;
    let scale = args.scale * f64::from(times);
    tell(format_args!("{scale} of a quarter"));
    let made = quarter::fill(&site, &quarter::Args { scale, writers: 64, folder: None })?;
    let mut report = load::measure(&site, args.users, args.seconds)?;
    if let Value::Object(report) = &mut report {
        for figure in ["scale", "documents", "database_bytes"] {
            report.insert(figure.to_owned(), made[figure].clone());
        }
    }
    Ok(report)
}

/// How many times as long each kind of request takes, for 95 of a hundred at most.
fn slower(smallest: &Value, grown: &Value) -> Value {
    let p95 = |report: &Value, kind: &str| report["milliseconds"][kind]["p95"].as_f64();
    let kinds = grown["milliseconds"].as_object().into_iter().flat_map(Map::keys);
    let each = kinds.filter_map(|kind| {
        let before = p95(smallest, kind).filter(|before| *before > 0.0)?;
        Some((kind.clone(), json!(p95(grown, kind)? / before)))
    });
    Value::Object(each.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_is_compared_with_itself() {
        let of = |open: f64, search: f64| json!({ "milliseconds": { "open": { "p95": open }, "search": { "p95": search } } });
        assert_eq!(slower(&of(10.0, 0.0), &of(15.0, 3.0)), json!({ "open": 1.5 }));
    }
}
