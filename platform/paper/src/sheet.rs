//! The content of an official paper, without any of its looks.

use calendar::{Day, Time};
use prose::Block;
use serde::{Deserialize, Serialize};

/// One paper to be set.
///
/// Text is plain: whatever a person typed comes out as it was typed, never as markup of the typesetter. A line feed
/// begins a new line in the name of a body; elsewhere it counts as a space.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "sheet", rename_all = "snake_case")]
pub enum Sheet {
    /// An official letter or a named document.
    Letter(Letter),
    /// An annex.
    Annex(Annex),
    /// A submission slip.
    Slip(Slip),
    /// A volume of a register.
    Register(Register),
    /// A paper about work folders.
    Filing(Filing),
}

impl Sheet {
    /// Its head.
    pub(crate) fn head(&self) -> &Head {
        match self {
            Sheet::Letter(letter) => &letter.head,
            Sheet::Annex(annex) => &annex.head,
            Sheet::Slip(slip) => &slip.head,
            Sheet::Register(register) => &register.head,
            Sheet::Filing(filing) => &filing.head,
        }
    }
}

impl From<Letter> for Sheet {
    fn from(letter: Letter) -> Sheet {
        Sheet::Letter(letter)
    }
}

impl From<Annex> for Sheet {
    fn from(annex: Annex) -> Sheet {
        Sheet::Annex(annex)
    }
}

impl From<Slip> for Sheet {
    fn from(slip: Slip) -> Sheet {
        Sheet::Slip(slip)
    }
}

impl From<Filing> for Sheet {
    fn from(filing: Filing) -> Sheet {
        Sheet::Filing(filing)
    }
}

impl From<Register> for Sheet {
    fn from(register: Register) -> Sheet {
        Sheet::Register(register)
    }
}

/// What stands at the head of every paper: boxes 2 to 4 of Nghị định 30/2020, Phụ lục I.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// The body above the issuer (cơ quan chủ quản trực tiếp), if it has one: `UBND thành phố Hà Nội`.
    pub parent: Option<String>,
    /// The issuing body (cơ quan ban hành): `Sở Nội vụ`. Set in capitals.
    pub issuer: String,
    /// The number (số), already padded: `05`, `2587`; none leaves room for it.
    pub number: Option<String>,
    /// The symbol (ký hiệu): `UBND-KSTTHC`, `QĐ-UBND`.
    pub symbol: String,
    /// The place name (địa danh): `Hà Nội`.
    pub place: String,
    /// The day of issue; none leaves room for day and month.
    pub date: Option<Day>,
    /// The instant that the file records as that of its making; none for the day of issue. A paper with
    /// neither is recorded as made in 1970: what is set depends on its data alone, never on a clock.
    pub made: Option<Time>,
}

/// An official letter (công văn) or, where it has a type name, a named document (văn bản có tên loại).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    /// The head.
    pub head: Head,
    /// How it is laid out.
    #[serde(default)]
    pub layout: Layout,
    /// The type name (tên loại): `Quyết định`, `Tờ trình`; none for an official letter.
    pub kind: Option<String>,
    /// The subject (trích yếu nội dung), without `V/v` or `Về việc`: the form adds what it needs to an
    /// official letter, a named document's subject is set as it is.
    pub subject: String,
    /// To whom (kính gửi): letters, submissions and reports.
    pub addressees: Vec<String>,
    /// The text.
    pub body: Vec<Block>,
    /// Who receives it (nơi nhận), the last being the archive: `Lưu: VT, KSTTHC`.
    pub recipients: Vec<String>,
    /// Who issues it (thẩm quyền ban hành), above the bases of a decision and in a telegram: `Giám đốc Sở Nội vụ`.
    #[serde(default)]
    pub issued_by: Option<String>,
    /// Who signs.
    pub signature: Signature,
    /// Who signs beside: the secretary of minutes.
    #[serde(default)]
    pub second: Option<Signature>,
    /// The urgency (mức độ khẩn) to be framed: `Khẩn`, `Thượng khẩn`, `Hỏa tốc`.
    pub urgency: Option<String>,
    /// How far it may circulate (chỉ dẫn phạm vi lưu hành): `Lưu hành nội bộ`.
    pub circulation: Option<String>,
    /// Address, e-mail, telephone of the issuer, at the foot of the first page.
    pub contact: Option<String>,
    /// Words laid faintly under the text of each page: `Dự thảo`.
    pub watermark: Option<String>,
}

/// How a letter or document is laid out, where the decree has a template of its own for it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Layout {
    /// An official letter (1.5) or, with a type name, a named document (1.4).
    #[default]
    Usual,
    /// A resolution or decision (1.1 to 1.3).
    Decision,
    /// A telegram (1.6).
    Telegram,
    /// An invitation (1.7).
    Invitation,
    /// A letter of introduction (1.8).
    Introduction,
    /// Minutes (1.9).
    Minutes,
    /// A leave permit (1.10).
    Leave,
}

impl Layout {
    /// The layout of a template by its number in Phụ lục III, as `law/document-types` names it.
    pub fn of_template(number: &str) -> Layout {
        match number {
            "1.1" | "1.2" | "1.3" => Layout::Decision,
            "1.6" => Layout::Telegram,
            "1.7" => Layout::Invitation,
            "1.8" => Layout::Introduction,
            "1.9" => Layout::Minutes,
            "1.10" => Layout::Leave,
            _ => Layout::Usual,
        }
    }
}

/// An annex (phụ lục) in a file of its own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Annex {
    /// The head of the document that it belongs to.
    pub head: Head,
    /// The type name of that document: `Quyết định`, `Công văn`.
    pub of: String,
    /// What it is called: `Phụ lục I`.
    pub name: String,
    /// Its title; empty for none.
    pub title: String,
    /// Whether it goes out electronically: the agency's signature then stands at the top of its first page.
    pub electronic: bool,
    /// The text.
    pub body: Vec<Block>,
    /// Words laid faintly under the text of each page: `Dự thảo`.
    pub watermark: Option<String>,
}

/// The block of the signer: boxes 7a and 7b.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    /// The lines of authority above the position: `TM. Ủy ban nhân dân`, `KT. Chủ tịch`. Set in capitals,
    /// but for the abbreviation as it is given.
    pub authority: Vec<String>,
    /// The signer's position (chức vụ): `Phó Chủ tịch`. Set in capitals.
    pub position: String,
    /// The signer's name.
    pub name: String,
}

/// A submission slip (phiếu trình): what is put before a leader, and what each person on the way said.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slip {
    /// The head. A slip is mostly not numbered; an empty symbol leaves out its line.
    pub head: Head,
    /// What is submitted: the subject of the draft.
    pub subject: String,
    /// To whom.
    pub addressees: Vec<String>,
    /// The content in short, and what is proposed.
    pub summary: Vec<String>,
    /// What is enclosed.
    pub enclosures: Vec<String>,
    /// What each person on the route said, in order.
    pub opinions: Vec<Opinion>,
    /// Who submits.
    pub signature: Signature,
}

/// One act on the route of a submission: an opinion, an approval (ký nháy), a return.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opinion {
    /// When.
    pub at: Time,
    /// The person's name.
    pub name: String,
    /// The position in which the person acted, with its unit.
    pub position: String,
    /// What was done: `Ký nháy`, `Trả lại`.
    pub act: String,
    /// The person's words, if any.
    pub words: Option<String>,
    /// The beginning of the digest of the version on which the person acted.
    pub digest: Option<String>,
}

/// Which register it is; the form knows its title and its columns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Book {
    /// Of issued documents (sổ đăng ký văn bản đi).
    #[default]
    Issued,
    /// Of arrivals (sổ đăng ký văn bản đến).
    Arrivals,
    /// Of what was posted (sổ gửi văn bản đi bưu điện).
    Post,
    /// Not bound: the envelopes that go together, to be signed for (danh sách bì).
    Envelopes,
}

/// One volume (quyển) of a register, with its cover: Nghị định 30/2020/NĐ-CP, Phụ lục IV.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Register {
    /// The head: whose register it is, and when it was printed.
    pub head: Head,
    /// Which register.
    pub book: Book,
    /// The year of its numbers.
    pub year: i64,
    /// The day of its first line.
    pub from: Option<Day>,
    /// The day of its last line.
    pub until: Option<Day>,
    /// Its first number.
    pub first: Option<i64>,
    /// Its last number.
    pub last: Option<i64>,
    /// Which volume of the year it is.
    pub volume: Option<i64>,
    /// Its lines: a cell for each column of the form.
    pub rows: Vec<Vec<String>>,
}

impl Register {
    /// The most lines of one volume: what a typesetter sets well within its limits of time and memory, and what can
    /// be bound.
    pub const MOST_LINES: usize = 500;
}

/// Which paper about work folders it is; the form knows its title, its columns and its words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FilingForm {
    /// The yearly list (danh mục hồ sơ): code, title, retention, keeper, remark.
    #[default]
    List,
    /// What lies in one folder (mục lục văn bản, tài liệu trong hồ sơ): ordinal, symbol, date, subject, issuer, pages,
    /// remark.
    Contents,
    /// The folders of a hand-over (mục lục hồ sơ, tài liệu nộp lưu): ordinal, code, title, dates, retention, pages,
    /// remark.
    Transfer,
    /// The minutes of a hand-over (biên bản giao nhận hồ sơ, tài liệu); it has no rows.
    Minutes,
}

/// A paper about work folders: Nghị định 30/2020/NĐ-CP, Điều 28 to 31 and Phụ lục V.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filing {
    /// The head: whose paper it is.
    pub head: Head,
    /// Which paper.
    pub form: FilingForm,
    /// The year of the list, or in which the folders were opened.
    pub year: i64,
    /// The code of the folder.
    pub code: String,
    /// The title of the folder; of a hand-over, the unit that hands over.
    pub title: String,
    /// The day of the first document.
    pub from: Option<Day>,
    /// The day of the last document.
    pub until: Option<Day>,
    /// The lines.
    pub rows: Vec<FilingRow>,
    /// How many folders, or documents in the folder.
    pub count: i64,
    /// How many of the folders are kept for ever.
    pub permanent: i64,
    /// How many pages.
    pub pages: i64,
    /// In which state the papers are handed over.
    pub note: String,
    /// Who signs, from the left.
    pub signatures: Vec<Signature>,
}

impl Filing {
    /// The most lines of one paper.
    pub const MOST_LINES: usize = 1_000;
}

/// A line of a [`Filing`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilingRow {
    /// Whether it is a heading.
    pub heading: bool,
    /// A cell for each column of the form.
    pub cells: Vec<String>,
}
