//! What a paper's own words say of it, read from the text of its pages and proposed to whoever registers it.
//!
//! Papers look as Nghị định 30/2020/NĐ-CP, Phụ lục I, has them: the issuer and the motto at the top, number and date
//! beneath, then the kind with its subject, or “V/v” under the number, and at the end the signer under a title.
//! Nothing here is certain: what is read is shown as read, beside the paper, and a person confirms it.

use calendar::Day;
use law::Law;
use vietnamese::fold;

/// What was read; whatever could not be is absent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recognised {
    /// The issuer's name, in sentence case (cơ quan ban hành).
    pub issuer: Option<String>,
    /// Number and symbol (số, ký hiệu).
    pub symbol: Option<String>,
    /// The date on the paper.
    pub issued_day: Option<Day>,
    /// The code of its kind (loại văn bản).
    pub kind: Option<String>,
    /// The subject (trích yếu).
    pub subject: Option<String>,
    /// By when an answer is asked for.
    pub due_day: Option<Day>,
    /// The code of its urgency.
    pub urgency: Option<String>,
    /// The code of its degree of secrecy.
    pub secrecy: Option<String>,
    /// Who signed.
    pub signer_name: Option<String>,
    /// As what they signed.
    pub signer_title: Option<String>,
}

/// So many lines at most stand above the body.
const HEAD: usize = 30;
/// A subject is no longer than so many lines.
const SUBJECT: usize = 5;

/// How the names of issuers begin, folded.
const ISSUERS: [&str; 30] = [
    "uy ban",
    "hoi dong",
    "so",
    "bo",
    "van phong",
    "ban",
    "thanh tra",
    "tong cuc",
    "cuc",
    "chi cuc",
    "phong",
    "trung tam",
    "truong",
    "vien",
    "cong an",
    "thu tuong",
    "chinh phu",
    "quoc hoi",
    "toa an",
    "tong cong ty",
    "cong ty",
    "hoi",
    "lien doan",
    "lien minh",
    "mat tran",
    "kho bac",
    "bao hiem",
    "ngan hang",
    "benh vien",
    "quy",
];
/// How the lines begin that follow a subject, folded.
const AFTER_SUBJECT: [&str; 6] =
    ["kinh gui", "can cu", "thuc hien", "xet de nghi", "phuc dap", "theo de nghi"];

/// Reads what a paper's words say of it.
pub fn recognise(pages: &[String], law: &Law, today: Day) -> Recognised {
    let lines: Vec<&str> =
        pages.iter().flat_map(|page| page.lines()).map(str::trim).filter(|line| !line.is_empty()).collect();
    let head = &lines[..lines.len().min(HEAD)];
    let symbol = symbol(head);
    let (kind, subject) = kind_and_subject(head, symbol.as_deref(), law, today);
    let issued_day = head.iter().find_map(|line| day_of_issue(line));
    let (signer_title, signer_name) = signer(&lines);
    let marked = |names: &[(&str, &str)]| {
        let is = |line: &&str, name: &str| is_capital(line) && fold(line) == fold(name);
        names
            .iter()
            .find(|(_, name)| head.iter().any(|line| is(line, name)))
            .map(|(code, _)| (*code).to_owned())
    };
    let urgencies: Vec<_> = law.urgencies(today).map(|one| (one.code.as_str(), one.vi.as_str())).collect();
    let secrecies: Vec<_> = law.secrecies(today).map(|one| (one.code.as_str(), one.vi.as_str())).collect();
    Recognised {
        issuer: issuer(head),
        symbol,
        issued_day,
        kind,
        subject,
        due_day: answer_by(&lines).filter(|due| issued_day.is_none_or(|issued| *due >= issued)),
        urgency: marked(&urgencies),
        secrecy: marked(&secrecies),
        signer_name,
        signer_title,
    }
}

/// Whether a line is written in capitals.
fn is_capital(line: &str) -> bool {
    line.chars().any(char::is_alphabetic) && !line.chars().any(char::is_lowercase)
}

/// The name in sentence case. Names within it are for the reader of the list of agencies to know.
fn sentence(text: &str) -> String {
    let small = text.to_lowercase();
    let mut chars = small.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

fn begins(line: &str, word: &str) -> bool {
    line.strip_prefix(word).is_some_and(|rest| !rest.starts_with(char::is_alphabetic))
}

/// The issuer is the last name at the top of the left column; above it stands whom it belongs to.
fn issuer(head: &[&str]) -> Option<String> {
    let number = head.iter().position(|line| number_in(line).is_some()).unwrap_or(head.len());
    let names: Vec<&str> = head[..number]
        .iter()
        .map(|line| before_motto(line))
        // A motto too wide for its column goes on in a line of its own.
        .filter(|line| is_capital(line) && !matches!(*line, "NAM" | "VIỆT NAM"))
        .collect();
    let last = names.iter().rposition(|line| ISSUERS.iter().any(|start| begins(&fold(line), start)))?;
    Some(sentence(&names[last..].join(" ")))
}

/// A line without the motto of the right column, which may have been read as going on from the left.
fn before_motto(line: &str) -> &str {
    ["CỘNG HÒA XÃ HỘI", "CỘNG HOÀ XÃ HỘI", "Độc lập"]
        .iter()
        .find_map(|motto| line.find(motto))
        .map_or(line, |at| line[..at].trim_end())
}

/// What stands after “Số:” in a line.
fn number_in(line: &str) -> Option<&str> {
    let rest = line.strip_prefix("Số")?.trim_start_matches([':', ' ']);
    rest.contains('/').then_some(rest)
}

fn symbol(head: &[&str]) -> Option<String> {
    let rest = head.iter().find_map(|line| number_in(line))?;
    let mut symbol = String::new();
    for word in rest.split_whitespace() {
        let goes_on = symbol.is_empty() || symbol.ends_with(['/', '-']) || word.starts_with(['/', '-']);
        if !goes_on {
            break;
        }
        symbol.push_str(word);
    }
    let (number, _) = symbol.split_once('/')?;
    number.starts_with(|first: char| first.is_ascii_digit()).then_some(symbol)
}

/// The date beside the place: “Hà Nội, ngày 14 tháng 8 năm 2023”.
fn day_of_issue(line: &str) -> Option<Day> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let at = words.iter().position(|word| fold(word) == "ngay")?;
    let after_place = at > 0 && words[at - 1].ends_with(',');
    if after_place { written_day(&words[at + 1..]) } else { None }
}

/// A day at the beginning of some words: “14 tháng 8 năm 2023” or “14/8/2023”.
fn written_day(words: &[&str]) -> Option<Day> {
    let bare = |word: &&str| word.trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
    let first = words.first().map(bare)?;
    if first.contains(['/', '-']) {
        return Day::parse(&first.replace('-', "/"));
    }
    let [day, month_word, month, year_word, year] = words.get(..5)? else { return None };
    if fold(month_word) != "thang" || fold(year_word) != "nam" {
        return None;
    }
    Day::parse(&format!("{}/{}/{}", bare(day), bare(month), bare(year)))
}

/// By when an answer is asked for: “trước ngày 25 tháng 8 năm 2023”.
fn answer_by(lines: &[&str]) -> Option<Day> {
    let words: Vec<&str> = lines.iter().flat_map(|line| line.split_whitespace()).collect();
    (0..words.len().saturating_sub(2))
        .filter(|at| fold(words[*at]) == "truoc" && fold(words[at + 1]) == "ngay")
        .find_map(|at| written_day(&words[at + 2..]))
}

/// The kind and the subject: beneath the kind's name, or after “V/v”.
fn kind_and_subject(
    head: &[&str],
    symbol: Option<&str>,
    law: &Law,
    today: Day,
) -> (Option<String>, Option<String>) {
    let named = head.iter().enumerate().filter(|(_, line)| is_capital(line)).find_map(|(at, line)| {
        let line = fold(line);
        law.document_types(today).find(|kind| fold(&kind.vi) == line).map(|kind| (at, kind))
    });
    if let Some((at, kind)) = named {
        return (Some(kind.code.clone()), joined(&head[at + 1..]));
    }
    let about = head.iter().position(|line| fold(line).starts_with("v/v"));
    let subject = about.and_then(|at| {
        let first = head[at].get(3..)?.trim_start_matches(['.', ':', ' ']);
        let rest = &head[at + 1..];
        joined(&[&[first], rest].concat())
    });
    let by_symbol = symbol.and_then(|symbol| {
        let abbreviation = symbol.split_once('/')?.1.split('-').next()?;
        law.document_types(today)
            .find(|kind| !kind.abbreviation.is_empty() && kind.abbreviation == abbreviation)
    });
    let letter = || law.document_type("CV", today).filter(|_| about.is_some());
    (by_symbol.or_else(letter).map(|kind| kind.code.clone()), subject)
}

/// The lines of a subject, until something else begins.
fn joined(lines: &[&str]) -> Option<String> {
    let mut subject: Vec<&str> = Vec::new();
    for line in lines.iter().take(SUBJECT) {
        let folded = fold(line);
        let ends = is_capital(line)
            || day_of_issue(line).is_some()
            || folded.contains(", ngay")
            || AFTER_SUBJECT.iter().any(|start| folded.starts_with(start))
            || is_point(line);
        if ends && !subject.is_empty() {
            break;
        }
        if !ends {
            subject.push(line);
        }
    }
    (!subject.is_empty()).then(|| subject.join(" "))
}

/// Whether a line begins a point of the body: “1. …”, “a) …”, “- …”.
fn is_point(line: &str) -> bool {
    line.starts_with('-')
        || line.split_once(['.', ')']).is_some_and(|(mark, _)| {
            mark.len() <= 2 && !mark.is_empty() && mark.chars().all(|one| one.is_ascii_alphanumeric())
        })
}

/// The last line with a person's name, and the title in capitals above it.
fn signer(lines: &[&str]) -> (Option<String>, Option<String>) {
    let Some(at) = lines.iter().rposition(|line| is_name(line)) else { return (None, None) };
    let above = &lines[at.saturating_sub(3)..at];
    let title = above.iter().rev().find(|line| is_capital(line) && !line.contains(':'));
    match title {
        Some(title) => (Some(sentence(title)), Some(lines[at].to_owned())),
        None => (None, None),
    }
}

/// Whether a line is a person's name and nothing else: two to five words, each with a capital.
fn is_name(line: &str) -> bool {
    let words: Vec<&str> = line.split_whitespace().collect();
    let named = |word: &&str| {
        let mut chars = word.chars();
        chars.next().is_some_and(char::is_uppercase)
            && chars.clone().all(char::is_lowercase)
            && chars.next().is_some()
    };
    (2..=5).contains(&words.len()) && words.iter().all(named)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LETTER: &str = "ỦY BAN NHÂN DÂN\nTHÀNH PHỐ HÀ NỘI\nSỞ TÀI CHÍNH\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n\
        Độc lập - Tự do - Hạnh phúc\nSố: 4718/STC-QLNS\nV/v thẩm định kinh phí thực hiện\ntinh giản biên chế đợt 2 năm\n2023\n\
        Hà Nội, ngày 14 tháng 8 năm 2023\nKHẨN\nKính gửi: Sở Nội vụ.\nSở Tài chính nhận được Văn bản số 2216/SNV-TCBC ngày \
        31 tháng 7\nnăm 2023.\nĐề nghị gửi lại trước\nngày 25 tháng 8 năm 2023.\nNơi nhận:\n- Như trên;\n- Lưu: VT.\n\
        KT. GIÁM ĐỐC\nPHÓ GIÁM ĐỐC\nPhạm Đức Thịnh";

    fn read(text: &str) -> Recognised {
        let law = Law::default();
        recognise(&[text.to_owned()], &law, Day::parse("17/8/2023").unwrap())
    }

    fn day(text: &str) -> Option<Day> {
        Some(Day::parse(text).unwrap())
    }

    #[test]
    fn a_letter_says_who_what_and_by_when() {
        let letter = read(LETTER);
        assert_eq!(letter.issuer.as_deref(), Some("Sở tài chính"));
        assert_eq!(letter.symbol.as_deref(), Some("4718/STC-QLNS"));
        assert_eq!(letter.issued_day, day("14/8/2023"));
        assert_eq!(letter.kind.as_deref(), Some("CV"));
        let subject = "thẩm định kinh phí thực hiện tinh giản biên chế đợt 2 năm 2023";
        assert_eq!(letter.subject.as_deref(), Some(subject));
        assert_eq!(letter.due_day, day("25/8/2023"));
        assert_eq!((letter.urgency.as_deref(), letter.secrecy), (Some("urgent"), None));
        assert_eq!(letter.signer_name.as_deref(), Some("Phạm Đức Thịnh"));
        assert_eq!(letter.signer_title.as_deref(), Some("Phó giám đốc"));
    }

    #[test]
    fn columns_read_as_one_line_are_told_apart() {
        let plan = read(
            "ỦY BAN NHÂN DÂN CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT\nNAM\nQUẬN BA ĐÌNH Độc lập - Tự do - Hạnh phúc\n\
             Số: 12 /KH-UBND Ba Đình, ngày 3 tháng 11 năm 2022\nKẾ HOẠCH\nCải cách hành chính năm 2023\n\
             Căn cứ Nghị quyết số 76/NQ-CP ngày 15/7/2021",
        );
        assert_eq!(plan.issuer.as_deref(), Some("Ủy ban nhân dân quận ba đình"));
        assert_eq!(plan.symbol.as_deref(), Some("12/KH-UBND"));
        assert_eq!(plan.issued_day, day("3/11/2022"));
        assert_eq!(plan.kind.as_deref(), Some("KH"));
        assert_eq!(plan.subject.as_deref(), Some("Cải cách hành chính năm 2023"));
        assert_eq!((plan.due_day, plan.signer_name), (None, None));
    }

    #[test]
    fn the_kind_comes_from_the_symbol_where_its_name_is_not_read() {
        let notice = read("VĂN PHÒNG UBND\nSố: 369/TB-VP\nV/v kết luận giao ban");
        assert_eq!(
            (notice.kind.as_deref(), notice.subject.as_deref()),
            (Some("TB"), Some("kết luận giao ban"))
        );
    }

    #[test]
    fn a_secret_paper_is_known_by_its_mark() {
        assert_eq!(read("BỘ CÔNG AN\nMẬT\nSố: 1/BCA").secrecy.as_deref(), Some("secret"));
    }

    #[test]
    fn an_unnumbered_undated_or_foreign_paper_says_nothing_wrong() {
        let draft = read("SỞ NỘI VỤ\nSố: /KH-SNV Hà Nội, ngày tháng năm\nKẾ HOẠCH\nNăm 2023");
        assert_eq!((draft.symbol, draft.issued_day), (None, None));
        assert_eq!(read(""), Recognised::default());
        let other = read("Dear Sir,\nplease find enclosed 3/4 of it.\nYours\nJohn Smith");
        assert_eq!(other, Recognised::default());
        let past = read(&LETTER.replace("ngày 25 tháng 8 năm 2023.", "ngày 1 tháng 8 năm 2023."));
        assert_eq!(past.due_day, None, "an answer cannot be due before the paper was written");
    }

    proptest::proptest! {
        #[test]
        fn any_text_can_be_read(text in "[SốV/v:0-9KẾngàythángnăm, .\n-]{0,300}", other in "\\PC{0,200}") {
            read(&text);
            read(&other);
        }
    }
}
