//! The body of an official document (nội dung văn bản): what is written, without any of its looks.
//!
//! A [`Prose`] is a list of [`Block`]s, each of some [`Words`], of which a stretch may be bold or italic. It comes
//! from a light markup that people type ([`Prose::parse`], back again by [`Prose::markup`]) or from HTML that they
//! paste out of a word processor ([`from_html`]). Nothing here fails: whatever is given becomes some text, and
//! [`Prose::faults`] says where it is larger than a paper can be.
//!
//! # The markup
//!
//! One line is one block; empty lines only keep a text readable.
//!
//! | line | block |
//! |---|---|
//! | `# PHẦN I` | heading in the middle; `## I. Mục đích` a heading, `### 1. Phạm vi` a lower one |
//! | `> Căn cứ Luật …;` | basis (căn cứ ban hành) |
//! | `= QUYẾT ĐỊNH:` | a line of its own in the middle, in capitals |
//! | `Điều 1. Thành lập …` | article (điều) |
//! | `1. …`, `1.2. …`, `a) …`, `- …`, `+ …` | point (khoản, điểm, gạch đầu dòng), numbered as it is typed |
//! | `\| STT \| Họ và tên \|` | row of a table, the first being its head; `\|--\|------\|` beneath it: relative widths |
//! | anything else | paragraph |
//!
//! `**bold**`, `*italic*`; a backslash takes the meaning from the sign that follows it, or from the whole beginning
//! of a line.

mod html;
mod limits;
mod markup;
mod words;

pub use html::{Pasted, from_html};
pub use limits::{Fault, MOST_BLOCKS, MOST_CELLS, MOST_COLUMNS, MOST_LETTERS, MOST_ROWS};
pub use words::{Run, Words};

use serde::{Deserialize, Serialize};

/// A body.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Prose {
    /// Its blocks, in order.
    pub blocks: Vec<Block>,
}

/// One piece of a body.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "block", rename_all = "snake_case")]
pub enum Block {
    /// A legal or practical basis (căn cứ ban hành).
    Basis {
        /// The text.
        words: Words,
    },
    /// A line of its own in the middle: `QUYẾT ĐỊNH:`.
    Resolve {
        /// The text.
        words: Words,
    },
    /// A heading (phần, chương, mục).
    Heading {
        /// 1 for one in the middle, 2 and 3 for those within.
        level: u8,
        /// The text, with its number as it was typed.
        words: Words,
    },
    /// An article (điều).
    Article {
        /// What leads in: `Điều 1.`
        marker: String,
        /// The text.
        words: Words,
    },
    /// A point (khoản, điểm) or an item of a list.
    Point {
        /// What leads in, as it was typed: `1.`, `a)`, `-`.
        marker: String,
        /// The text.
        words: Words,
    },
    /// A paragraph.
    Paragraph {
        /// The text.
        words: Words,
    },
    /// A table whose first row repeats on each page.
    Table {
        /// The headings of the columns.
        head: Vec<Words>,
        /// The rows; a short one is filled up with empty cells.
        rows: Vec<Vec<Words>>,
        /// The relative widths of the columns; empty for equal ones.
        #[serde(default)]
        widths: Vec<u8>,
    },
}

impl Block {
    /// A paragraph of plain words.
    pub fn paragraph(text: impl Into<String>) -> Block {
        Block::Paragraph { words: Words::plain(text) }
    }

    /// An article: `Block::article("Điều 1.", "…")`.
    pub fn article(marker: impl Into<String>, text: impl Into<String>) -> Block {
        Block::Article { marker: marker.into(), words: Words::plain(text) }
    }

    /// A basis of plain words.
    pub fn basis(text: impl Into<String>) -> Block {
        Block::Basis { words: Words::plain(text) }
    }

    /// A line in the middle.
    pub fn resolve(text: impl Into<String>) -> Block {
        Block::Resolve { words: Words::plain(text) }
    }

    /// A table of plain words.
    pub fn table<C: AsRef<str>>(
        head: impl IntoIterator<Item = C>,
        rows: impl IntoIterator<Item = Vec<C>>,
        widths: Vec<u8>,
    ) -> Block {
        let cells = |row: Vec<C>| row.iter().map(|cell| Words::plain(cell.as_ref())).collect();
        Block::Table {
            head: cells(head.into_iter().collect()),
            rows: rows.into_iter().map(cells).collect(),
            widths,
        }
    }

    /// Every stretch of words in it.
    pub fn words_mut(&mut self) -> Vec<&mut Words> {
        match self {
            Block::Basis { words }
            | Block::Resolve { words }
            | Block::Heading { words, .. }
            | Block::Article { words, .. }
            | Block::Point { words, .. }
            | Block::Paragraph { words } => vec![words],
            Block::Table { head, rows, .. } => head.iter_mut().chain(rows.iter_mut().flatten()).collect(),
        }
    }
}

impl Prose {
    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.blocks.is_empty()
    }

    /// The same body in its plainest form: what [`Prose::parse`] gives and what is stored.
    pub fn tidied(mut self) -> Prose {
        for block in &mut self.blocks {
            for words in block.words_mut() {
                *words = std::mem::take(words).tidied();
            }
        }
        let kept = self.blocks.into_iter().filter_map(Block::tidied);
        Prose { blocks: kept.collect() }
    }

    /// Puts values in the place of `{names}` in braces; what nobody knows stays as it is.
    pub fn filled(mut self, value: impl Fn(&str) -> Option<String>) -> Prose {
        for block in &mut self.blocks {
            for words in block.words_mut() {
                words.fill(&value);
            }
        }
        self.tidied()
    }

    /// Its plain text, a line for each block and row.
    pub fn text(&self) -> String {
        let mut copy = self.clone();
        let lines = copy.blocks.iter_mut().map(|block| {
            let marker = match block {
                Block::Article { marker, .. } | Block::Point { marker, .. } => format!("{marker} "),
                _ => String::new(),
            };
            let words: Vec<String> = block.words_mut().into_iter().map(|words| words.text()).collect();
            marker + &words.join(" ")
        });
        lines.collect::<Vec<_>>().join("\n")
    }
}

impl Block {
    /// Without what no line of markup could say; none for what is empty.
    fn tidied(self) -> Option<Block> {
        match self {
            Block::Table { head, rows, widths } => {
                let widest = rows.iter().map(Vec::len).chain([head.len()]).max().unwrap_or(0);
                if widest == 0 {
                    return None;
                }
                let full = |mut row: Vec<Words>| {
                    row.resize(widest, Words::default());
                    row
                };
                let widths: Vec<u8> = widths.into_iter().map(|width| width.clamp(1, 40)).collect();
                let widths = if widths.len() == widest { widths } else { Vec::new() };
                Some(Block::Table { head: full(head), rows: rows.into_iter().map(full).collect(), widths })
            }
            Block::Article { marker, words } => Some(match markup::article(&marker) {
                Some((marker, "")) => Block::Article { marker, words },
                _ => markup::led(&marker, words),
            }),
            Block::Point { marker, words } => Some(match markup::point(&format!("{marker} .")) {
                Some((known, ".")) if known == marker && !words.is_empty() => Block::Point { marker, words },
                _ => markup::led(&marker, words),
            }),
            Block::Heading { words, level } => {
                (!words.is_empty()).then_some(Block::Heading { level: level.clamp(1, 3), words })
            }
            Block::Basis { words } => (!words.is_empty()).then_some(Block::Basis { words }),
            Block::Resolve { words } => (!words.is_empty()).then_some(Block::Resolve { words }),
            Block::Paragraph { words } => (!words.is_empty()).then_some(Block::Paragraph { words }),
        }
        .filter(|block| !matches!(block, Block::Paragraph { words } if words.is_empty()))
    }
}
