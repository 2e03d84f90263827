//! Moments and days as people say them: “hôm nay, 14:30”, “T6 18/8”, “18/8/2023”.

use crate::t;
use calendar::{Day, Time};
use maud::{Markup, html};
use words::Lang;

/// A moment: today, yesterday and tomorrow with the hour; this week by its weekday; any other by its date.
pub fn moment(lang: Lang, at: Time, now: Time) -> String {
    match at.day().0.saturating_sub(now.day().0) {
        -1 => t::time_yesterday_at(lang, clock(at)),
        0 => t::time_today_at(lang, clock(at)),
        1 => t::time_tomorrow_at(lang, clock(at)),
        _ => day(lang, at.day(), now.day()),
    }
}

/// A day: today, yesterday, tomorrow; this week by its weekday; any other by its date.
pub fn day(lang: Lang, day: Day, today: Day) -> String {
    let monday = |day: Day| day.plus(1 - i32::from(day.weekday()));
    match day.0.saturating_sub(today.0) {
        -1 => t::time_yesterday(lang).to_owned(),
        0 => t::time_today(lang).to_owned(),
        1 => t::time_tomorrow(lang).to_owned(),
        _ if monday(day) == monday(today) => short_day(lang, day),
        _ => date(lang, day),
    }
}

/// A day of these weeks by weekday and date: “T6 18/8”, “Fri 18 Aug”.
pub fn short_day(lang: Lang, day: Day) -> String {
    match lang {
        Lang::Vi => format!("{}\u{a0}{}/{}", short_weekday(lang, day), day.of_month(), day.month()),
        Lang::En => {
            format!("{}\u{a0}{}\u{a0}{}", short_weekday(lang, day), day.of_month(), english_month(day))
        }
    }
}

/// A date: “18/8/2023”, “18 Aug 2023”.
pub fn date(lang: Lang, day: Day) -> String {
    match lang {
        Lang::Vi => format!("{}/{}/{}", day.of_month(), day.month(), day.year()),
        Lang::En => format!("{}\u{a0}{}\u{a0}{}", day.of_month(), english_month(day), day.year()),
    }
}

/// A date as it stands on paper: “ngày 03 tháng 8 năm 2023”. Days below 10 and the months 1 and 2 take a zero
/// (Decree 30/2020/NĐ-CP, Annex I), so that nobody can add a digit.
pub fn full_date(lang: Lang, day: Day) -> String {
    let month = if day.month() < 3 { format!("{:02}", day.month()) } else { day.month().to_string() };
    match lang {
        Lang::Vi => format!("ngày\u{a0}{:02} tháng\u{a0}{month} năm\u{a0}{}", day.of_month(), day.year()),
        Lang::En => date(lang, day),
    }
}

/// The weekday and the date in words: “thứ Năm, 17/8”.
pub fn weekday_date(lang: Lang, day: Day) -> String {
    const VI: [&str; 7] = ["thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật"];
    const EN: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
    let name = of_week(lang.pick(VI, EN), day);
    match lang {
        Lang::Vi => format!("{name}, {}/{}", day.of_month(), day.month()),
        Lang::En => format!("{name}, {}\u{a0}{}", day.of_month(), english_month(day)),
    }
}

/// The hour: “14:30”.
pub fn clock(at: Time) -> String {
    let civil = at.civil();
    format!("{:02}:{:02}", civil.hour(), civil.minute())
}

/// A moment as an element that carries the exact time.
pub fn time(lang: Lang, at: Time, now: Time) -> Markup {
    html! { time datetime=(at.iso()) title=(exact(lang, at)) { (moment(lang, at, now)) } }
}

/// The hour of a moment whose day stands above it, as an element that carries the exact time.
pub fn hour(lang: Lang, at: Time) -> Markup {
    html! { time datetime=(at.iso()) title=(exact(lang, at)) { (clock(at)) } }
}

/// A day as an element that carries the exact date.
pub fn time_of_day(lang: Lang, of: Day, today: Day) -> Markup {
    html! { time datetime=(of.iso()) title=(date(lang, of)) { (day(lang, of, today)) } }
}

fn exact(lang: Lang, at: Time) -> String {
    format!("{}, {}", date(lang, at.day()), clock(at))
}

fn short_weekday(lang: Lang, day: Day) -> &'static str {
    const VI: [&str; 7] = ["T2", "T3", "T4", "T5", "T6", "T7", "CN"];
    const EN: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    of_week(lang.pick(VI, EN), day)
}

fn of_week(names: [&'static str; 7], day: Day) -> &'static str {
    names.get(usize::from(day.weekday().unsigned_abs()).saturating_sub(1)).copied().unwrap_or_default()
}

fn english_month(day: Day) -> &'static str {
    const NAMES: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    NAMES.get(usize::from(day.month().unsigned_abs()).saturating_sub(1)).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use Lang::{En, Vi};

    fn on(day: i8, hour: i8, minute: i8) -> Time {
        Time::local(Day::new(2023, 8, day).unwrap(), hour, minute)
    }

    #[test]
    fn near_moments_are_told_by_the_hour() {
        let now = on(17, 9, 20);
        assert_eq!(moment(Vi, on(17, 14, 30), now), "hôm nay, 14:30");
        assert_eq!(moment(Vi, on(16, 16, 40), now), "hôm qua, 16:40");
        assert_eq!(moment(Vi, on(18, 8, 0), now), "mai, 08:00");
        assert_eq!(moment(En, on(18, 8, 0), now), "tomorrow, 08:00");
    }

    #[test]
    fn the_rest_of_the_week_is_told_by_its_day_and_all_else_by_its_date() {
        let now = on(17, 23, 59);
        assert_eq!(moment(Vi, on(14, 8, 0), now), "T2\u{a0}14/8");
        assert_eq!(moment(Vi, on(20, 8, 0), now), "CN\u{a0}20/8");
        assert_eq!(moment(Vi, on(21, 0, 0), now), "21/8/2023");
        assert_eq!(moment(Vi, on(13, 23, 59), now), "13/8/2023");
        assert_eq!(moment(En, on(14, 8, 0), now), "Mon\u{a0}14\u{a0}Aug");
        assert_eq!(day(Vi, on(18, 0, 0).day(), now.day()), "mai");
    }

    #[test]
    fn on_paper_small_days_and_early_months_take_a_zero() {
        assert_eq!(full_date(Vi, Day::new(2023, 6, 3).unwrap()), "ngày\u{a0}03 tháng\u{a0}6 năm\u{a0}2023");
        assert_eq!(full_date(Vi, Day::new(2023, 2, 14).unwrap()), "ngày\u{a0}14 tháng\u{a0}02 năm\u{a0}2023");
        assert_eq!(weekday_date(Vi, Day::new(2023, 8, 17).unwrap()), "thứ Năm, 17/8");
    }

    #[test]
    fn the_element_carries_the_exact_time() {
        let html = time(Vi, on(17, 14, 30), on(17, 9, 0)).into_string();
        assert_eq!(
            html,
            r#"<time datetime="2023-08-17T14:30:00+07:00" title="17/8/2023, 14:30">hôm nay, 14:30</time>"#
        );
    }
}
