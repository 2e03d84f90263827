//! A sheet as the forms see it: JSON whose texts are clean and whose dates are written out.

use crate::{Error, Result, Sheet};
use calendar::{Day, Time};
use serde_json::{Value, json};
use unicode_normalization::UnicodeNormalization;

/// The JSON of a sheet.
///
/// # Errors
/// [`Error::NoGlyph`] names the first letter that no font has, and the field in which it stands.
pub(crate) fn json(sheet: &Sheet, printable: impl Fn(char) -> bool) -> Result<Value> {
    let mut value =
        serde_json::to_value(sheet).map_err(|fault| Error::Unavailable { reason: fault.to_string() })?;
    tidy(&mut value, "", &printable)?;
    value["head"]["date"] = sheet.head().date.map_or(Value::Null, date);
    match sheet {
        Sheet::Letter(_) | Sheet::Annex(_) => {}
        Sheet::Slip(slip) => {
            for (index, opinion) in slip.opinions.iter().enumerate() {
                value["opinions"][index]["at"] = moment(opinion.at).into();
            }
        }
        Sheet::Register(register) => {
            value["from"] = register.from.map_or(Value::Null, date);
            value["until"] = register.until.map_or(Value::Null, date);
        }
        Sheet::Filing(filing) => {
            value["from"] = filing.from.map_or(Value::Null, date);
            value["until"] = filing.until.map_or(Value::Null, date);
        }
    }
    Ok(value)
}

/// Day and month as the decree wants them: days below ten and the first two months with a leading zero.
fn date(day: Day) -> Value {
    let month = if day.month() < 3 { format!("{:02}", day.month()) } else { day.month().to_string() };
    json!({ "day": format!("{:02}", day.of_month()), "month": month, "year": day.year().to_string() })
}

/// `08:41, 17/8/2023`.
fn moment(at: Time) -> String {
    let local = at.civil();
    format!("{:02}:{:02}, {}/{}/{}", local.hour(), local.minute(), local.day(), local.month(), local.year())
}

/// Cleans every text below `value`.
fn tidy(value: &mut Value, path: &str, printable: &impl Fn(char) -> bool) -> Result<()> {
    let below = |key: &str| if path.is_empty() { key.to_string() } else { format!("{path}.{key}") };
    match value {
        Value::String(text) => *text = clean(text, path, printable)?,
        Value::Array(items) => {
            for (index, item) in items.iter_mut().enumerate() {
                tidy(item, &below(&index.to_string()), printable)?;
            }
        }
        Value::Object(fields) => {
            for (key, field) in fields.iter_mut() {
                match field {
                    // A stretch of a paragraph: the space at its end belongs between it and the next.
                    Value::String(text) if key == "text" => *text = stretch(text, &below(key), printable)?,
                    field => tidy(field, &below(key), printable)?,
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
    Ok(())
}

/// One text: composed letters (NFC), single spaces, no empty lines, nothing invisible.
fn clean(text: &str, path: &str, printable: &impl Fn(char) -> bool) -> Result<String> {
    let mut lines = Vec::new();
    for line in text.split(['\n', '\r', '\u{2028}', '\u{2029}']) {
        let visible: String = line.nfc().filter(|letter| !is_invisible(*letter)).collect();
        if let Some(letter) = visible.chars().find(|letter| !printable(*letter)) {
            return Err(Error::NoGlyph { letter, field: path.to_string() });
        }
        // The no-break space is a choice of whoever wrote the text; the others are one space.
        let words = visible.split(|letter: char| letter.is_whitespace() && letter != '\u{a0}');
        let line = words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
        if !line.is_empty() {
            lines.push(line);
        }
    }
    Ok(lines.join("\n"))
}

/// A stretch of letters within a paragraph: as [`clean`], on one line, with one space kept at either end.
fn stretch(text: &str, path: &str, printable: &impl Fn(char) -> bool) -> Result<String> {
    let space = |letter: Option<char>| match letter {
        Some(letter) if letter.is_whitespace() && letter != '\u{a0}' => " ",
        _ => "",
    };
    let (before, after) = (space(text.chars().next()), space(text.chars().next_back()));
    let words = clean(text, path, printable)?.replace('\n', " ");
    Ok(if words.is_empty() { before.to_owned() } else { format!("{before}{words}{after}") })
}

/// Letters that print nothing and steer the order of others: in an official paper they could only deceive.
fn is_invisible(letter: char) -> bool {
    (letter.is_control() && letter != '\t')
        || matches!(letter, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
        || matches!(letter, '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Head, Letter, Opinion, Slip};

    fn letter(subject: &str) -> Sheet {
        Letter { subject: subject.into(), ..Letter::default() }.into()
    }

    #[test]
    fn texts_are_composed_and_lose_what_cannot_be_seen() {
        let value =
            json(&letter("  ti\u{00ea}\u{0301}n\t\u{202e}độ \u{0}\n\n \u{feff}hai"), |_| true).unwrap();
        assert_eq!(value["subject"], "tiến độ\nhai");
    }

    #[test]
    fn a_letter_without_glyph_is_named_with_its_field() {
        let fault = json(&letter("vui 😀"), |letter| letter != '😀').unwrap_err();
        assert_eq!(fault, Error::NoGlyph { letter: '😀', field: "subject".into() });
    }

    #[test]
    fn dates_are_written_as_the_decree_wants() {
        let on = |year, month, day| {
            let head = Head { date: Day::new(year, month, day), ..Head::default() };
            let value = json(&Letter { head, ..Letter::default() }.into(), |_| true).unwrap();
            let part = |key: &str| value["head"]["date"][key].as_str().map(str::to_string).unwrap();
            format!("{}/{}/{}", part("day"), part("month"), part("year"))
        };
        assert_eq!(on(2023, 2, 5), "05/02/2023");
        assert_eq!(on(2023, 8, 15), "15/8/2023");
        let at = Time::local(Day::new(2023, 8, 17).unwrap(), 8, 1);
        let opinion = Opinion {
            at,
            name: String::new(),
            position: String::new(),
            act: String::new(),
            words: None,
            digest: None,
        };
        let slip = Slip { opinions: vec![opinion], ..Slip::default() };
        let value = json(&slip.into(), |_| true).unwrap();
        assert_eq!(value["opinions"][0]["at"], "08:01, 17/8/2023");
        assert_eq!(value["head"]["date"], Value::Null);
    }
}
