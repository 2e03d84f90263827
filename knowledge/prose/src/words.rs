//! Words of which a stretch may be bold or italic.

use serde::{Deserialize, Serialize};

/// A stretch of letters set alike.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// The letters.
    pub text: String,
    /// Bold (đậm).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub bold: bool,
    /// Italic (nghiêng).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub italic: bool,
}

/// The words of a paragraph, a heading or a cell.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Words {
    /// Its stretches, in order.
    pub runs: Vec<Run>,
}

/// White space that may be joined or left out; the no-break space is a choice of whoever wrote.
pub(crate) fn is_blank(letter: char) -> bool {
    (letter.is_whitespace() && letter != '\u{a0}') || letter.is_control()
}

impl Words {
    /// Words that are neither bold nor italic.
    pub fn plain(text: impl Into<String>) -> Words {
        Words { runs: vec![Run { text: text.into(), bold: false, italic: false }] }.tidied()
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.runs.iter().all(|run| run.text.is_empty())
    }

    /// The letters alone.
    pub fn text(&self) -> String {
        self.runs.iter().map(|run| run.text.as_str()).collect()
    }

    /// Adds letters set in a way.
    pub(crate) fn push(&mut self, text: &str, bold: bool, italic: bool) {
        match self.runs.last_mut() {
            Some(last) if (last.bold, last.italic) == (bold, italic) => last.text.push_str(text),
            _ if text.is_empty() => {}
            _ => self.runs.push(Run { text: text.to_owned(), bold, italic }),
        }
    }

    /// The same words with single spaces, none at the ends and none that is bold or italic beside one that is not.
    pub(crate) fn tidied(self) -> Words {
        let mut tidy = Words::default();
        let mut gap = false;
        for run in self.runs {
            for piece in pieces(&run.text) {
                match piece {
                    " " => gap = !tidy.runs.is_empty(),
                    word => {
                        if std::mem::take(&mut gap) {
                            // A space within a stretch is set as the stretch is; one between two stretches plainly.
                            let last = tidy.runs.last().map(|last| (last.bold, last.italic));
                            let inside = last == Some((run.bold, run.italic));
                            tidy.push(" ", run.bold && inside, run.italic && inside);
                        }
                        tidy.push(word, run.bold, run.italic);
                    }
                }
            }
        }
        tidy
    }

    /// Puts values in the place of names in braces.
    pub(crate) fn fill(&mut self, value: &impl Fn(&str) -> Option<String>) {
        for run in &mut self.runs {
            let mut filled = String::new();
            let mut rest = run.text.as_str();
            while let Some((before, from)) = rest.split_once('{') {
                filled.push_str(before);
                let known = from.split_once('}').and_then(|(name, after)| Some((value(name.trim())?, after)));
                match known {
                    Some((text, after)) => {
                        filled.push_str(&text);
                        rest = after;
                    }
                    None => {
                        filled.push('{');
                        rest = from;
                    }
                }
            }
            filled.push_str(rest);
            run.text = filled;
        }
    }
}

/// The words of a text and, as one space each, what lies between them.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let blank = is_blank(first);
        let end = rest.find(|letter| is_blank(letter) != blank).unwrap_or(rest.len());
        let (piece, after) = rest.split_at(end);
        pieces.push(if blank { " " } else { piece });
        rest = after;
    }
    pieces
}
