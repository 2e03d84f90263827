//! Numbers and symbols (số, ký hiệu), Nghị định 30/2020/NĐ-CP, Phụ lục I and III.

/// What stands in a symbol.
#[derive(Clone, Copy, Debug)]
pub struct SymbolParts<'a> {
    /// The number.
    pub number: i64,
    /// The year of the series; written only where the pattern asks for it.
    pub year: i64,
    /// The abbreviation of the kind of document; empty for an official letter.
    pub kind: &'a str,
    /// The abbreviation of the issuing body.
    pub body: &'a str,
    /// The abbreviation of the drafting unit; empty if it has none.
    pub unit: &'a str,
}

/// The pattern of documents that have a kind: `05/BC-SNV`.
pub const NAMED: &str = "{n}/{type}-{body}";
/// The pattern of official letters: `2491/STC-QLNS`.
pub const LETTER: &str = "{n}/{body}-{unit}";

/// Writes a symbol by a pattern. Numbers below 10 take a zero. A part that is empty goes with the sign before it.
pub fn symbol(pattern: &str, parts: &SymbolParts<'_>) -> String {
    let number = format!("{:02}", parts.number);
    let year = parts.year.to_string();
    let mut out = String::new();
    let mut rest = pattern;
    while let Some(start) = rest.find('{') {
        let Some(end) = rest[start..].find('}') else { break };
        let value = match &rest[start + 1..start + end] {
            "n" => number.as_str(),
            "year" => year.as_str(),
            "type" => parts.kind,
            "body" => parts.body,
            "unit" => parts.unit,
            _ => "",
        };
        let before = &rest[..start];
        if value.is_empty() {
            out.push_str(before.trim_end_matches(['-', '/']));
        } else {
            out.push_str(before);
            out.push_str(value);
        }
        rest = &rest[start + end + 1..];
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(kind: &'static str, unit: &'static str) -> SymbolParts<'static> {
        SymbolParts { number: 5, year: 2023, kind, body: "UBND", unit }
    }

    #[test]
    fn symbols_are_written_as_the_decree_shows_them() {
        assert_eq!(symbol(NAMED, &parts("BC", "")), "05/BC-UBND");
        assert_eq!(symbol(LETTER, &parts("", "KSTTHC")), "05/UBND-KSTTHC");
        assert_eq!(symbol("{n}/{year}/{type}-{body}", &parts("QĐ", "")), "05/2023/QĐ-UBND");
        let large = SymbolParts { number: 2587, ..parts("", "KSTTHC") };
        assert_eq!(symbol(LETTER, &large), "2587/UBND-KSTTHC");
    }

    #[test]
    fn an_empty_part_takes_its_sign_along() {
        assert_eq!(symbol(LETTER, &parts("", "")), "05/UBND");
        assert_eq!(symbol("{n}/{nonsense}-{body}", &parts("", "")), "05-UBND");
        assert_eq!(symbol("{n", &parts("", "")), "{n");
    }
}
