//! A document that is written in this system: its texts, and the papers that they are set to.

use paper::{Annex, Head, Layout, Letter, Sheet, Signature};
use prose::{Block, Prose};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// The most annexes that are written.
pub const MOST_ANNEXES: i64 = 40;

/// A text as it is written: the paper itself, or an annex, which has a title.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Written {
    /// The title of an annex; empty for the paper itself.
    #[serde(default)]
    pub title: String,
    /// The text.
    pub body: Prose,
}

/// What stands around the text of a document on its papers: all that is known of it elsewhere.
#[derive(Clone, Debug, Default)]
pub struct Surroundings {
    /// The head.
    pub head: Head,
    /// The name of its kind: `Quyết định`, `Công văn`.
    pub kind: String,
    /// Whether that name stands above the subject.
    pub named: bool,
    /// How it is laid out.
    pub layout: Layout,
    /// The subject.
    pub subject: String,
    /// The recipients by name.
    pub recipients: Vec<String>,
    /// Whether they are addressed at the top.
    pub addressed: bool,
    /// Where the copy of record is kept: `VT, CCHC`.
    pub archive: String,
    /// Who issues a decision or a telegram.
    pub issued_by: String,
    /// Who signs.
    pub signature: Signature,
    /// Who drafted it; the secretary of minutes.
    pub drafter: String,
    /// The name of its urgency, if it is more than ordinary.
    pub urgency: Option<String>,
    /// Whether it goes out electronically.
    pub electronic: bool,
}

impl Surroundings {
    /// The paper of a text: the document itself, or with an ordinal from 1 its annex.
    pub fn sheet(&self, ordinal: i64, written: &Written) -> Sheet {
        if ordinal > 0 {
            return self.annex(ordinal, written).into();
        }
        let mut at_the_foot = match self.addressed && !self.recipients.is_empty() {
            true => vec!["Như trên".to_owned()],
            false => article(&written.body).into_iter().chain(self.recipients.iter().cloned()).collect(),
        };
        at_the_foot.push(format!("Lưu: {}", self.archive));
        let minutes = self.layout == Layout::Minutes;
        let by_name = |position: &str, name: &str| Signature {
            authority: Vec::new(),
            position: position.to_owned(),
            name: name.to_owned(),
        };
        Letter {
            head: self.head.clone(),
            layout: self.layout,
            kind: self.named.then(|| self.kind.clone()),
            subject: if self.named { self.subject.clone() } else { lower_first(&self.subject) },
            addressees: if self.addressed { self.recipients.clone() } else { Vec::new() },
            body: written.body.blocks.clone(),
            recipients: at_the_foot,
            issued_by: Some(self.issued_by.clone()),
            signature: match minutes {
                true => by_name("Chủ tọa", &self.signature.name),
                false => self.signature.clone(),
            },
            second: minutes.then(|| by_name("Thư ký", &self.drafter)),
            urgency: self.urgency.clone(),
            ..Letter::default()
        }
        .into()
    }

    fn annex(&self, ordinal: i64, written: &Written) -> Annex {
        Annex {
            head: self.head.clone(),
            of: self.kind.clone(),
            name: format!("Phụ lục {}", roman(ordinal)),
            title: written.title.clone(),
            electronic: self.electronic,
            body: written.body.blocks.clone(),
            watermark: None,
        }
    }

    /// The value of a name that stands in braces in a text that an agency keeps ready.
    pub fn value(&self, name: &str) -> Option<String> {
        let folded = vietnamese::fold(name);
        Some(match folded.as_str() {
            "co quan" => self.head.issuer.clone(),
            "loai van ban" => self.kind.to_lowercase(),
            "trich yeu" => self.subject.clone(),
            "noi nhan" => self.recipients.join("; "),
            "dia danh" => self.head.place.clone(),
            "nguoi ky" => self.signature.name.clone(),
            "chuc vu" => self.signature.position.clone(),
            "nguoi soan" => self.drafter.clone(),
            _ => return None,
        })
    }
}

/// The names that a text kept ready may hold in braces.
pub const NAMES: [&str; 8] =
    ["cơ quan", "loại văn bản", "trích yếu", "nơi nhận", "địa danh", "người ký", "chức vụ", "người soạn"];

/// From what a paper is set: two sheets that are alike have one source.
pub fn source(sheet: &Sheet) -> String {
    // A sheet is texts and numbers: it can always be written.
    let json = serde_json::to_vec(sheet).unwrap_or_default();
    data_encoding::HEXLOWER.encode(&Sha256::digest(json))
}

/// Number and symbol apart: `05`, `QĐ-SNV`.
pub fn apart(symbol: &str) -> (Option<String>, String) {
    match symbol.split_once('/') {
        Some((number, rest)) => (Some(number.to_owned()), rest.to_owned()),
        None if symbol.is_empty() => (None, String::new()),
        None => (Some(symbol.to_owned()), String::new()),
    }
}

/// A subject after “V/v”: its first word small, unless it is an abbreviation.
fn lower_first(subject: &str) -> String {
    let mut letters = subject.chars();
    match (letters.next(), letters.clone().next()) {
        (Some(first), second) if second.is_none_or(|second| !second.is_uppercase()) => {
            first.to_lowercase().chain(letters).collect()
        }
        _ => subject.to_owned(),
    }
}

/// The first of the recipients of a decision: those whom its last article names.
fn article(body: &Prose) -> Option<String> {
    body.blocks.iter().rev().find_map(|block| match block {
        Block::Article { marker, .. } => Some(format!("Như {}", marker.trim_end_matches('.'))),
        _ => None,
    })
}

/// A small number in Roman letters, as annexes are counted.
fn roman(number: i64) -> String {
    const SIGNS: [(i64, &str); 7] =
        [(40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"), (50, "L")];
    let mut rest = number.clamp(1, 49);
    let mut text = String::new();
    for (value, sign) in SIGNS {
        while value <= rest {
            text.push_str(sign);
            rest -= value;
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn annexes_are_counted_in_roman_letters() {
        let read: Vec<String> = [1, 4, 9, 14, 40].map(roman).into();
        assert_eq!(read, ["I", "IV", "IX", "XIV", "XL"]);
    }

    #[test]
    fn a_letters_subject_follows_its_sign_in_small_letters() {
        assert_eq!(lower_first("Đề nghị phối hợp"), "đề nghị phối hợp");
        assert_eq!(lower_first("UBND quận báo cáo"), "UBND quận báo cáo");
        assert_eq!(lower_first(""), "");
    }

    #[test]
    fn recipients_stand_at_the_top_or_at_the_foot() {
        let mut around = Surroundings {
            recipients: vec!["Sở Tài chính".into()],
            archive: "VT".into(),
            addressed: true,
            ..Surroundings::default()
        };
        let written = Written { body: Prose::parse("Điều 1. A\n\nĐiều 2. B"), ..Written::default() };
        let foot = |around: &Surroundings| match around.sheet(0, &written) {
            Sheet::Letter(letter) => (letter.addressees, letter.recipients),
            other => panic!("{other:?}"),
        };
        assert_eq!(foot(&around), (vec!["Sở Tài chính".into()], vec!["Như trên".into(), "Lưu: VT".into()]));
        around.addressed = false;
        assert_eq!(
            foot(&around),
            (vec![], vec!["Như Điều 2".into(), "Sở Tài chính".into(), "Lưu: VT".into()])
        );
    }

    #[test]
    fn a_paper_has_another_source_once_it_has_its_number() {
        let mut around = Surroundings::default();
        let written = Written::default();
        let before = source(&around.sheet(0, &written));
        assert_eq!(before, source(&around.sheet(0, &written)));
        (around.head.number, around.head.symbol) = apart("05/QĐ-SNV");
        assert_eq!((around.head.number.as_deref(), around.head.symbol.as_str()), (Some("05"), "QĐ-SNV"));
        assert_ne!(before, source(&around.sheet(0, &written)));
    }

    #[test]
    fn every_name_that_is_offered_has_a_value() {
        for name in NAMES {
            assert!(Surroundings::default().value(name).is_some(), "{name}");
        }
        assert_eq!(Surroundings::default().value("khác"), None);
    }
}
