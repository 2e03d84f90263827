//! The worker alone, for tests: what `khuevan paper-worker` runs.

fn main() -> std::process::ExitCode {
    paper::worker::main()
}
