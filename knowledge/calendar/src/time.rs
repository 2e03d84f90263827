//! Instants and local days, as the whole system stores them.

use jiff::{Timestamp, civil, tz::TimeZone};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::sync::LazyLock;

static ZONE: LazyLock<TimeZone> = LazyLock::new(|| {
    TimeZone::get("Asia/Ho_Chi_Minh").unwrap_or_else(|_| TimeZone::fixed(jiff::tz::offset(7)))
});

/// An instant: microseconds since 1970-01-01T00:00:00 UTC. In JSON it is written as ISO 8601 with the local offset,
/// and read with any offset.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Time(pub i64);

/// A local day in Viet Nam: days since 1970-01-01. Whatever is counted by day is stored as this. In JSON it is written
/// `2023-08-17`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(pub i32);

impl Serialize for Time {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let local = self.timestamp().to_zoned_datetime(ZONE.clone());
        to.collect_str(&local.strftime("%Y-%m-%dT%H:%M:%S%.f%:z"))
    }
}

impl<'de> Deserialize<'de> for Time {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Time, D::Error> {
        let text = String::deserialize(from)?;
        let instant: Timestamp = text
            .parse()
            .map_err(|_| D::Error::custom(format!("“{text}” is no time: write 2023-08-17T09:02:00+07:00")))?;
        Ok(Time(instant.as_microsecond()))
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(&self.civil())
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Day, D::Error> {
        let text = String::deserialize(from)?;
        Day::parse(&text).ok_or_else(|| D::Error::custom(format!("“{text}” is no day: write 2023-08-17")))
    }
}

impl Time {
    /// One second, in the unit of [`Time`].
    pub const SECOND: i64 = 1_000_000;
    /// One minute.
    pub const MINUTE: i64 = 60 * Self::SECOND;
    /// One hour.
    pub const HOUR: i64 = 60 * Self::MINUTE;
    /// Twenty-four hours.
    pub const DAY: i64 = 24 * Self::HOUR;

    /// The machine's clock. Only the edge of the system (server, command line, job runner) may ask for it.
    pub fn from_clock() -> Time {
        Time(Timestamp::now().as_microsecond())
    }

    /// The instant at which a local day reads this hour and minute; the epoch if no clock reads so.
    pub fn local(day: Day, hour: i8, minute: i8) -> Time {
        civil::Time::new(hour, minute, 0, 0)
            .and_then(|clock| day.civil().to_datetime(clock).to_zoned_datetime(ZONE.clone()))
            .map_or(Time(0), |local| Time(local.timestamp().as_microsecond()))
    }

    /// The local day on which this instant falls.
    pub fn day(self) -> Day {
        Day::from_civil(self.civil().date())
    }

    /// Local date and wall-clock time.
    pub fn civil(self) -> civil::DateTime {
        self.timestamp().to_zoned_datetime(ZONE.clone()).datetime()
    }

    /// The same instant for jiff. Instants beyond its range read as the epoch.
    pub fn timestamp(self) -> Timestamp {
        Timestamp::from_microsecond(self.0).unwrap_or(Timestamp::UNIX_EPOCH)
    }

    /// ISO 8601 with the local offset, to the second: `2023-08-17T09:02:00+07:00`.
    pub fn iso(self) -> String {
        self.timestamp().to_zoned_datetime(ZONE.clone()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
    }

    /// This instant moved by a number of microseconds.
    pub fn plus(self, micros: i64) -> Time {
        Time(self.0.saturating_add(micros))
    }
}

impl Day {
    /// A day by its calendar date; none if there is no such date.
    pub fn new(year: i16, month: i8, day: i8) -> Option<Day> {
        civil::Date::new(year, month, day).ok().map(Day::from_civil)
    }

    /// Reads `2023-08-17` or `17/8/2023`.
    pub fn parse(text: &str) -> Option<Day> {
        let text = text.trim();
        let numbers = |separator: char| -> Option<[i32; 3]> {
            let mut parts = text.split(separator).map(|p| p.parse::<i32>().ok());
            let found = [parts.next()??, parts.next()??, parts.next()??];
            parts.next().is_none().then_some(found)
        };
        let [year, month, day] = match numbers('/') {
            Some([d, m, y]) => [y, m, d],
            None => numbers('-')?,
        };
        Day::new(year.try_into().ok()?, month.try_into().ok()?, day.try_into().ok()?)
    }

    /// From jiff's date.
    pub fn from_civil(date: civil::Date) -> Day {
        let epoch = civil::Date::constant(1970, 1, 1);
        Day(epoch.until(date).map_or(0, |span| span.get_days()))
    }

    /// As jiff's date. Days beyond its range read as the epoch.
    pub fn civil(self) -> civil::Date {
        let epoch = civil::Date::constant(1970, 1, 1);
        epoch
            .checked_add(jiff::Span::new().days(i64::from(self.0).clamp(-700_000, 2_900_000)))
            .unwrap_or(epoch)
    }

    /// The calendar year.
    pub fn year(self) -> i32 {
        self.civil().year().into()
    }

    /// The month, 1 to 12.
    pub fn month(self) -> i8 {
        self.civil().month()
    }

    /// The day of the month, 1 to 31.
    pub fn of_month(self) -> i8 {
        self.civil().day()
    }

    /// The day of the week, 1 for Monday to 7 for Sunday.
    pub fn weekday(self) -> i8 {
        // 1970-01-01 was a Thursday.
        (self.0.rem_euclid(7) + 3).rem_euclid(7) as i8 + 1
    }

    /// `2023-08-17`.
    pub fn iso(self) -> String {
        self.civil().to_string()
    }

    /// This day moved by a number of days.
    pub fn plus(self, days: i32) -> Day {
        Day(self.0.saturating_add(days))
    }

    /// Midnight at which this day begins.
    pub fn start(self) -> Time {
        Time::local(self, 0, 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_writes_days_and_instants_as_people_do() {
        let (day, at) = (Day::new(2023, 8, 17).unwrap(), Time(1_692_237_720_000_001));
        let whole = at.plus(-1);
        let written = serde_json::to_string(&(day, at, whole)).unwrap();
        assert_eq!(
            written,
            r#"["2023-08-17","2023-08-17T09:02:00.000001+07:00","2023-08-17T09:02:00+07:00"]"#
        );
        assert_eq!(serde_json::from_str::<(Day, Time, Time)>(&written).unwrap(), (day, at, whole));
        assert_eq!(serde_json::from_str::<Time>(r#""2023-08-17T02:02:00.000001Z""#).unwrap(), at);
        for wrong in ["19586", r#""17-8-23-4""#, r#""2023-02-30""#] {
            assert!(serde_json::from_str::<Day>(wrong).is_err(), "{wrong}");
        }
        assert!(serde_json::from_str::<Time>(r#""2023-08-17""#).is_err());
    }

    #[test]
    fn a_day_is_local() {
        let day = Day::new(2023, 8, 17).unwrap();
        assert_eq!(Time::local(day, 0, 30).day(), day);
        assert_eq!(Time::local(day, 0, 30).iso(), "2023-08-17T00:30:00+07:00");
        assert_eq!(day.weekday(), 4);
        assert_eq!(Time::local(day, 24, 0), Time(0));
    }

    #[test]
    fn weekdays_are_those_of_the_calendar() {
        for day in (-700_000..700_000).step_by(11_111).map(Day) {
            assert_eq!(day.weekday(), day.civil().weekday().to_monday_one_offset(), "{}", day.iso());
        }
    }

    #[test]
    fn both_ways_of_writing_a_date_are_read_and_nothing_else() {
        assert_eq!(Day::parse("17/8/2023"), Day::new(2023, 8, 17));
        assert_eq!(Day::parse("2023-08-17"), Day::new(2023, 8, 17));
        for wrong in ["", "17/8", "2023-02-29", "17-8-2023-1", "tomorrow", "99999/1/1"] {
            assert_eq!(Day::parse(wrong), None, "{wrong}");
        }
    }
}
