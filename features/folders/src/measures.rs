//! The figure that folders offer.

use crate::t;
use edge::{Better, MeasureSource, Shows};
use measures::{Measure, Part};

/// Work folders handled online, of all that hold something (hồ sơ công việc xử lý trên môi trường mạng). One is handled
/// online when every piece in it is electronic in this system and none is on paper alone; those that hold state
/// secrets stand apart. One that is not never becomes done.
pub const ONLINE: Measure = Measure {
    code: "folders.online",
    counted: "folders.online",
    numerator: &[Part::DoneOnTime, Part::DoneLate],
    denominator: &[Part::DoneOnTime, Part::DoneLate, Part::OpenInTime, Part::Overdue],
};

/// As pages of figures show it.
pub(crate) const SOURCES: &[MeasureSource] =
    &[MeasureSource { measure: &ONLINE, name: t::measure_online, shows: Shows::Share, better: Better::More }];
