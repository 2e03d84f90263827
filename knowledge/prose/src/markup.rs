//! The light markup: read and written.

use crate::words::is_blank;
use crate::{Block, Prose, Words};

impl Prose {
    /// Reads the markup. Every text is some body.
    pub fn parse(text: &str) -> Prose {
        let mut blocks: Vec<Block> = Vec::new();
        // Whether the block before is a table that the next row belongs to.
        let mut open = false;
        for line in text.lines().map(|line| line.trim_matches(is_blank)) {
            if line.is_empty() {
                open = false;
                continue;
            }
            match (line.strip_prefix('|'), open, blocks.last_mut()) {
                (Some(row), true, Some(Block::Table { rows, widths, .. })) => match ruled(row) {
                    Some(ruled) if rows.is_empty() && widths.is_empty() => *widths = ruled,
                    _ => rows.push(cells(row)),
                },
                (Some(row), ..) => {
                    blocks.push(Block::Table { head: cells(row), rows: Vec::new(), widths: Vec::new() });
                    open = true;
                }
                (None, ..) => {
                    blocks.push(block(line));
                    open = false;
                }
            }
        }
        Prose { blocks }.tidied()
    }

    /// Writes the markup: [`Prose::parse`] gives the same body again.
    pub fn markup(&self) -> String {
        let mut text = String::new();
        let mut before: Option<&Block> = None;
        for block in &self.blocks {
            if let Some(before) = before {
                let close = matches!(
                    (before, block),
                    (Block::Point { .. }, Block::Point { .. }) | (Block::Basis { .. }, Block::Basis { .. })
                );
                text.push_str(if close { "\n" } else { "\n\n" });
            }
            write_block(&mut text, block);
            before = Some(block);
        }
        text
    }
}

/// A line that is no row of a table.
fn block(line: &str) -> Block {
    let headings = [("### ", 3), ("## ", 2), ("# ", 1)];
    if let Some((rest, level)) =
        headings.iter().find_map(|(sign, level)| Some((line.strip_prefix(sign)?, *level)))
    {
        return Block::Heading { level, words: inline(rest) };
    }
    if let Some(rest) = line.strip_prefix("> ") {
        return Block::Basis { words: inline(rest) };
    }
    if let Some(rest) = line.strip_prefix("= ") {
        return Block::Resolve { words: inline(rest) };
    }
    if let Some((marker, rest)) = article(line) {
        return Block::Article { marker, words: inline(rest) };
    }
    if let Some((marker, rest)) = point(line) {
        return Block::Point { marker: marker.to_owned(), words: inline(rest) };
    }
    let paragraph = match line.strip_prefix('\\') {
        Some(rest) if !rest.starts_with(|letter: char| letter.is_ascii_punctuation()) => rest,
        _ => line,
    };
    Block::Paragraph { words: inline(paragraph) }
}

/// The lead-in of an article and what follows it.
pub(crate) fn article(line: &str) -> Option<(String, &str)> {
    let rest = line.strip_prefix("Điều ")?;
    let digits = rest.find(|letter: char| !letter.is_ascii_digit())?;
    let (number, rest) = rest.split_at(digits);
    if number.is_empty() || number.len() > 4 {
        return None;
    }
    // An article put in between has a letter: Điều 12a.
    let letter = rest.chars().next().filter(|letter| letter.is_ascii_lowercase());
    let rest = letter.map_or(rest, |letter| rest.get(letter.len_utf8()..).unwrap_or_default());
    let rest = rest.strip_prefix('.')?;
    let letter = letter.map(String::from).unwrap_or_default();
    let after = rest.trim_start_matches(is_blank);
    (rest.is_empty() || after.len() < rest.len()).then(|| (format!("Điều {number}{letter}."), after))
}

/// The lead-in of a point and what follows it: `1.`, `1.2.`, `a)`, `đ)`, `-`, `+`.
pub(crate) fn point(line: &str) -> Option<(&str, &str)> {
    let end = line.find(is_blank)?;
    let (marker, rest) = line.split_at(end);
    let numbered = |text: &str| {
        text.len() <= 12
            && text
                .split('.')
                .all(|part| (1..=4).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let lettered = |text: &str| {
        let mut letters = text.chars();
        letters.next().is_some_and(|letter| letter.is_lowercase()) && letters.next().is_none()
    };
    let known = matches!(marker, "-" | "+")
        || marker.strip_suffix('.').is_some_and(numbered)
        || marker.strip_suffix(')').is_some_and(|text| numbered(text) || lettered(text));
    known.then(|| (marker, rest.trim_start_matches(is_blank)))
}

/// A paragraph that begins with a lead-in which is none.
pub(crate) fn led(marker: &str, words: Words) -> Block {
    let mut all = Words::plain(marker);
    all.push(" ", false, false);
    all.runs.extend(words.runs);
    Block::Paragraph { words: all.tidied() }
}

/// The cells of a row, without its first stroke.
fn cells(row: &str) -> Vec<Words> {
    let mut cells = vec![String::new()];
    let mut letters = row.chars();
    while let Some(letter) = letters.next() {
        let Some(last) = cells.last_mut() else { break };
        match letter {
            '\\' => {
                last.push(letter);
                last.extend(letters.next());
            }
            '|' => cells.push(String::new()),
            other => last.push(other),
        }
    }
    // The last stroke ends the row.
    if cells.len() > 1 && cells.last().is_some_and(|last| last.trim_matches(is_blank).is_empty()) {
        cells.pop();
    }
    cells.iter().map(|cell| inline(cell.trim_matches(is_blank))).collect()
}

/// The widths that a ruled row gives: as many as its cells have dashes.
fn ruled(row: &str) -> Option<Vec<u8>> {
    let row = row.strip_suffix('|').unwrap_or(row);
    let widths: Option<Vec<u8>> = row
        .split('|')
        .map(|cell| {
            let dashes = cell.trim_matches(is_blank);
            let bare = dashes.trim_matches(':');
            (!bare.is_empty() && bare.bytes().all(|byte| byte == b'-'))
                .then(|| u8::try_from(bare.len().min(40)).unwrap_or(40))
        })
        .collect();
    widths
}

/// A sign of the markup within a line, or letters.
#[derive(Clone, Copy, PartialEq)]
enum Token<'t> {
    Letters(&'t str),
    Bold,
    Italic,
}

fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let (token, length) = match first {
            '*' => match rest.len() - rest.trim_start_matches('*').len() {
                1 => (Token::Italic, 1),
                2 | 3 => (Token::Bold, 2),
                many => (Token::Letters(rest.get(..many).unwrap_or_default()), many),
            },
            '\\' => match rest.chars().nth(1).filter(char::is_ascii_punctuation) {
                Some(_) => (Token::Letters(rest.get(1..2).unwrap_or_default()), 2),
                None => (Token::Letters("\\"), 1),
            },
            _ => {
                let end = rest.find(['*', '\\']).unwrap_or(rest.len());
                (Token::Letters(rest.get(..end).unwrap_or_default()), end)
            }
        };
        tokens.push(token);
        rest = rest.get(length..).unwrap_or_default();
    }
    tokens
}

/// The words of a line. A sign opens before a letter and closes after one; one that finds no other stays a letter.
fn inline(text: &str) -> Words {
    let tokens = tokens(text);
    let blank = |letter: Option<char>| letter.is_none_or(is_blank);
    // Before and after each sign, beyond other signs: the letter that it touches.
    let after = |at: usize| {
        let letters = tokens.get(at + 1..).unwrap_or_default().iter();
        letters
            .filter_map(|token| if let Token::Letters(text) = token { text.chars().next() } else { None })
            .next()
    };
    let before = |at: usize| {
        let letters = tokens.get(..at).unwrap_or_default().iter().rev();
        letters
            .filter_map(|token| if let Token::Letters(text) = token { text.chars().last() } else { None })
            .next()
    };
    // Where each sign can close last.
    let last = |sign: Token<'_>| {
        tokens
            .iter()
            .enumerate()
            .rev()
            .find(|(at, token)| **token == sign && !blank(before(*at)))
            .map(|(at, _)| at)
    };
    let lasts = [last(Token::Bold), last(Token::Italic)];
    let mut words = Words::default();
    let mut on = [false, false];
    for (at, token) in tokens.iter().enumerate() {
        let (which, letters) = match token {
            Token::Letters(text) => {
                words.push(text, on[0], on[1]);
                continue;
            }
            Token::Bold => (0, "**"),
            Token::Italic => (1, "*"),
        };
        let opens = !on[which] && !blank(after(at)) && lasts[which].is_some_and(|last| last > at);
        let closes = on[which] && !blank(before(at));
        if opens || closes {
            on[which] = !on[which];
        } else {
            words.push(letters, on[0], on[1]);
        }
    }
    words
}

fn write_block(text: &mut String, block: &Block) {
    match block {
        Block::Basis { words } => line(text, "> ", words),
        Block::Resolve { words } => line(text, "= ", words),
        Block::Heading { level, words } => {
            let sign = ["# ", "## ", "### "].get(usize::from(level.saturating_sub(1))).copied();
            line(text, sign.unwrap_or("### "), words);
        }
        Block::Article { marker, words } | Block::Point { marker, words } => {
            text.push_str(marker);
            text.push(' ');
            write_words(text, words);
        }
        Block::Paragraph { words } => {
            let mut own = String::new();
            write_words(&mut own, words);
            let plain = !own.starts_with('|') && matches!(self::block(&own), Block::Paragraph { .. });
            if !plain {
                text.push('\\');
            }
            text.push_str(&own);
        }
        Block::Table { head, rows, widths } => {
            row(text, head);
            if !widths.is_empty() {
                text.push('\n');
                for width in widths {
                    text.push('|');
                    text.push_str(&"-".repeat((*width).into()));
                }
                text.push('|');
            }
            for cells in rows {
                text.push('\n');
                row(text, cells);
            }
        }
    }
}

fn line(text: &mut String, sign: &str, words: &Words) {
    text.push_str(sign);
    write_words(text, words);
}

fn row(text: &mut String, cells: &[Words]) {
    for cell in cells {
        text.push_str("| ");
        // A cell of dashes alone would be taken for a rule.
        let mut own = String::new();
        write_words(&mut own, cell);
        if own.starts_with(['-', ':']) {
            text.push('\\');
        }
        text.push_str(&own);
        text.push(' ');
    }
    text.push('|');
}

fn write_words(text: &mut String, words: &Words) {
    let (mut bold, mut italic) = (false, false);
    for run in &words.runs {
        if run.bold != bold {
            text.push_str("**");
        }
        if run.italic != italic {
            text.push('*');
        }
        (bold, italic) = (run.bold, run.italic);
        for letter in run.text.chars() {
            if matches!(letter, '\\' | '*' | '|') {
                text.push('\\');
            }
            text.push(letter);
        }
    }
    if bold {
        text.push_str("**");
    }
    if italic {
        text.push('*');
    }
}
