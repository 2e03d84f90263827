//! What stands above a signer's name (quyền hạn, chức vụ): Nghị định 30/2020/NĐ-CP, Điều 13 và Phụ lục I.

/// In whose place a signer signs.
#[derive(Clone, Copy, Debug)]
pub struct Capacity<'a> {
    /// The code of the form of signing; empty lets the signer's title say it.
    pub form: &'a str,
    /// What the collective body is called, where the issuer is one: `Ủy ban nhân dân`.
    pub collective: Option<&'a str>,
    /// The title of the head: `Chủ tịch`, `Giám đốc`.
    pub head: &'a str,
    /// The signer's own title.
    pub signer: &'a str,
}

impl Capacity<'_> {
    /// The lines of authority and the position beneath them: `TM. Ủy ban nhân dân`, `KT. Chủ tịch`; `Phó Chủ tịch`.
    /// `prefix` gives the abbreviation of a form, as the law has it.
    pub fn lines(&self, prefix: impl Fn(&str) -> String) -> (Vec<String>, String) {
        let own = self.signer.trim().to_owned();
        let deputy = superior(&own);
        let form = match self.form {
            "" if deputy.is_some() => "kt",
            "" if self.collective.is_some() => "tm",
            form => form,
        };
        let line = |form: &str, words: &str| format!("{} {words}", prefix(form)).trim().to_owned();
        let head = if self.head.is_empty() { deputy.as_deref().unwrap_or_default() } else { self.head };
        let whole = self.collective.map(|name| line("tm", name));
        match form {
            "tm" => (whole.into_iter().collect(), own),
            "kt" => (whole.into_iter().chain([line("kt", head)]).collect(), own),
            // A deputy of the head of a unit signs for that head, who signs by order.
            "tl" => {
                let for_unit = deputy.as_deref().map(|unit| line("kt", unit));
                ([line("tl", head)].into_iter().chain(for_unit).collect(), own)
            }
            "tuq" => (vec![line("tuq", head)], own),
            "q" => (whole.into_iter().collect(), line("q", head)),
            _ => (Vec::new(), own),
        }
    }

    /// Who issues, above the bases of a decision: the collective body, or the head with the body's name.
    pub fn issued_by(&self, body: &str) -> String {
        let together = matches!(self.form, "" | "tm" | "kt" | "q");
        if (self.collective.is_some() && together) || self.head.is_empty() {
            return body.to_owned();
        }
        format!("{} {body}", self.head)
    }
}

/// The title of whom a deputy stands for: of `Phó Giám đốc`, `Giám đốc`.
fn superior(title: &str) -> Option<String> {
    let rest = title.strip_prefix("Phó ")?;
    let mut letters = rest.chars();
    let first = letters.next()?;
    Some(first.to_uppercase().chain(letters).collect())
}

/// The place (địa danh) of a people's committee by its name: of `Ủy ban nhân dân quận Ba Đình`, `Ba Đình`.
pub fn place_of(name: &str) -> Option<&str> {
    const KINDS: [&str; 7] = ["thành phố", "tỉnh", "quận", "huyện", "thị xã", "phường", "thị trấn"];
    let rest = name.strip_prefix("Ủy ban nhân dân")?.trim();
    let kind = KINDS
        .iter()
        .chain(&["xã"])
        .find(|kind| rest.get(..kind.len()).is_some_and(|start| start.to_lowercase() == **kind));
    let place = kind.and_then(|kind| rest.get(kind.len()..)).unwrap_or(rest).trim();
    Some(if place.is_empty() { rest } else { place })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prefix(form: &str) -> String {
        match form {
            "head" => String::new(),
            form => format!("{}.", form.to_uppercase()),
        }
    }

    fn lines(form: &str, collective: bool, head: &str, signer: &str) -> String {
        let collective = collective.then_some("Ủy ban nhân dân");
        let (mut lines, position) = Capacity { form, collective, head, signer }.lines(prefix);
        lines.push(position);
        lines.join(" / ")
    }

    #[test]
    fn lines_of_authority_stand_above_each_other() {
        for (form, collective, head, signer, wanted) in [
            ("tm", true, "Chủ tịch", "Chủ tịch", "TM. Ủy ban nhân dân / Chủ tịch"),
            ("kt", true, "Chủ tịch", "Phó Chủ tịch", "TM. Ủy ban nhân dân / KT. Chủ tịch / Phó Chủ tịch"),
            ("kt", false, "Giám đốc", "Phó Giám đốc", "KT. Giám đốc / Phó Giám đốc"),
            ("tl", true, "Chủ tịch", "Chánh Văn phòng", "TL. Chủ tịch / Chánh Văn phòng"),
            (
                "tl",
                false,
                "Giám đốc",
                "Phó Trưởng phòng",
                "TL. Giám đốc / KT. Trưởng phòng / Phó Trưởng phòng",
            ),
            ("tuq", true, "Chủ tịch", "Giám đốc Sở Nội vụ", "TUQ. Chủ tịch / Giám đốc Sở Nội vụ"),
            ("q", false, "Giám đốc", "Phó Giám đốc", "Q. Giám đốc"),
            ("head", true, "Chủ tịch", "Chủ tịch", "Chủ tịch"),
            ("", true, "Chủ tịch", "Phó Chủ tịch", "TM. Ủy ban nhân dân / KT. Chủ tịch / Phó Chủ tịch"),
            ("", true, "Chủ tịch", "Chủ tịch", "TM. Ủy ban nhân dân / Chủ tịch"),
            ("", false, "", "Phó Viện trưởng", "KT. Viện trưởng / Phó Viện trưởng"),
            ("", false, "Giám đốc", "Giám đốc", "Giám đốc"),
            ("", false, "", "", ""),
        ] {
            assert_eq!(lines(form, collective, head, signer), wanted, "{form} {signer}");
        }
    }

    #[test]
    fn a_decision_is_issued_by_the_body_or_its_head() {
        let issued = |form, collective: Option<&'static str>, head, body| {
            Capacity { form, collective, head, signer: "" }.issued_by(body)
        };
        let committee = "Ủy ban nhân dân quận Đông";
        assert_eq!(issued("kt", Some("Ủy ban nhân dân"), "Chủ tịch", committee), committee);
        assert_eq!(
            issued("head", Some("Ủy ban nhân dân"), "Chủ tịch", committee),
            format!("Chủ tịch {committee}")
        );
        assert_eq!(issued("", None, "Giám đốc", "Sở Nội vụ"), "Giám đốc Sở Nội vụ");
        assert_eq!(issued("", None, "", "Sở Nội vụ"), "Sở Nội vụ");
    }

    #[test]
    fn a_place_is_what_the_name_of_a_committee_ends_with() {
        for (name, place) in [
            ("Ủy ban nhân dân thành phố Hà Nội", Some("Hà Nội")),
            ("Ủy ban nhân dân quận Ba Đình", Some("Ba Đình")),
            ("Ủy ban nhân dân thị xã Sơn Tây", Some("Sơn Tây")),
            ("Ủy ban nhân dân Thành phố", Some("Thành phố")),
            ("Ủy ban nhân dân", Some("")),
            ("Sở Nội vụ", None),
        ] {
            assert_eq!(place_of(name), place, "{name}");
        }
    }
}
