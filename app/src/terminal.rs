//! Words on standard output.

use std::fmt::Display;
use std::io::Write;

/// Says a line. A reader that has gone away, as in `khuevan openapi | head`, is no fault of ours.
pub(crate) fn say(line: impl Display) {
    let _ = writeln!(std::io::stdout(), "{line}");
}
