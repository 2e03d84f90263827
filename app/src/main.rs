//! Khuê Văn: the one binary. What it does is the first word after its name; `khuevan --help` lists them.

mod backup;
mod bench;
mod cli;
mod config;
mod demo;
mod failure;
mod house;
mod log;
mod manifest;
mod roles;
mod serve;
mod store;
mod terminal;
mod watch;
mod workers;

words::include_words!();

use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    cli::run(cli::Cli::parse())
}
