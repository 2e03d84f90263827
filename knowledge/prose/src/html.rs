//! HTML as word processors put it into the clipboard, cleaned to a body.

use crate::words::is_blank;
use crate::{Block, Prose, Words, markup};

/// What was pasted, and what was left out of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pasted {
    /// The body.
    pub prose: Prose,
    /// Pictures, which a body cannot hold: they belong into an annex.
    pub pictures: usize,
    /// Tables within a cell of another, whose words were kept in that cell.
    pub nested: usize,
}

/// Reads HTML. Whatever it is, some body comes of it: tags that are unknown or never closed are passed over.
pub fn from_html(html: &str) -> Pasted {
    let mut reader = Reader::default();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let (text, from) = rest.split_at(at);
        reader.text(text);
        rest = match piece(from) {
            Piece::Left(after) => after,
            Piece::Letters(letters, after) => {
                reader.text(letters);
                after
            }
            Piece::Tag(tag, after) => {
                let after = if !tag.closes && HIDDEN.contains(&tag.name.as_str()) {
                    beyond(&tag.name, after)
                } else {
                    after
                };
                reader.tag(&tag);
                after
            }
        };
    }
    reader.text(rest);
    reader.finish()
}

/// What shows nothing, with all that it holds.
const HIDDEN: [&str; 9] =
    ["head", "style", "script", "title", "xml", "object", "template", "noscript", "textarea"];
/// What begins a line of its own.
const LINES: [&str; 17] = [
    "p",
    "div",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "li",
    "ul",
    "ol",
    "br",
    "blockquote",
    "section",
    "article",
    "hr",
    "pre",
];

/// A tag.
struct Tag {
    name: String,
    closes: bool,
    /// Its style, in lower case and without spaces.
    style: String,
    align: String,
}

/// What begins with `<`.
enum Piece<'t> {
    Tag(Tag, &'t str),
    /// Nothing to show: a comment, a conditional of a word processor.
    Left(&'t str),
    /// No tag at all.
    Letters(&'t str, &'t str),
}

fn piece(from: &str) -> Piece<'_> {
    if let Some(comment) = from.strip_prefix("<!--") {
        return Piece::Left(comment.split_once("-->").map_or("", |(_, after)| after));
    }
    let inner = from.get(1..).unwrap_or_default();
    if inner.starts_with(['!', '?']) {
        return Piece::Left(inner.split_once('>').map_or("", |(_, after)| after));
    }
    let closes = inner.starts_with('/');
    let inner = inner.strip_prefix('/').unwrap_or(inner);
    if !inner.starts_with(|letter: char| letter.is_ascii_alphabetic()) {
        return Piece::Letters(from.get(..1).unwrap_or_default(), from.get(1..).unwrap_or_default());
    }
    let end = inner.find(|letter: char| !(letter.is_ascii_alphanumeric() || matches!(letter, ':' | '-')));
    let (name, mut rest) = inner.split_at(end.unwrap_or(inner.len()));
    let mut tag = Tag { name: name.to_ascii_lowercase(), closes, style: String::new(), align: String::new() };
    loop {
        rest = rest.trim_start_matches(|letter: char| letter.is_whitespace() || letter == '/');
        if let Some(after) = rest.strip_prefix('>') {
            return Piece::Tag(tag, after);
        }
        let end = rest.find(|letter: char| letter.is_whitespace() || matches!(letter, '=' | '>' | '/'));
        let Some(end) = end else { return Piece::Tag(tag, "") };
        // A sign that names nothing is stepped over, so that each turn comes further.
        let end = if end == 0 { rest.chars().next().map_or(0, char::len_utf8) } else { end };
        let (attribute, after) = rest.split_at(end);
        rest = after;
        let Some(after) = rest.trim_start().strip_prefix('=') else { continue };
        let after = after.trim_start();
        let value;
        (value, rest) = match after.chars().next() {
            Some(quote @ ('"' | '\'')) => {
                after.get(1..).unwrap_or_default().split_once(quote).unwrap_or((after, ""))
            }
            _ => after.split_at(
                after.find(|letter: char| letter.is_whitespace() || letter == '>').unwrap_or(after.len()),
            ),
        };
        let value = || value.to_ascii_lowercase().replace(char::is_whitespace, "");
        match attribute.to_ascii_lowercase().as_str() {
            "style" => tag.style = value(),
            "align" => tag.align = value(),
            _ => {}
        }
    }
}

/// What follows the end of an element that shows nothing.
fn beyond<'t>(name: &str, from: &'t str) -> &'t str {
    let mut rest = from;
    while let Some((_, after)) = rest.split_once("</") {
        if after.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name)) {
            return after.split_once('>').map_or("", |(_, after)| after);
        }
        rest = after;
    }
    ""
}

/// How letters are set within an open element.
#[derive(Clone, Default)]
struct Open {
    name: String,
    bold: bool,
    italic: bool,
    /// What is only there for the word processor.
    hidden: bool,
}

/// A list that is open: its next number, or none for one with dashes.
type List = Option<usize>;

#[derive(Default)]
struct Reader {
    pasted: Pasted,
    open: Vec<Open>,
    lists: Vec<List>,
    line: Words,
    /// What leads into the line: the number of an item.
    lead: String,
    centred: bool,
    heading: u8,
    /// The rows of the table that is open, and how many tables lie within each other.
    rows: Vec<Vec<Words>>,
    tables: usize,
}

impl Reader {
    fn text(&mut self, text: &str) {
        let (bold, italic, hidden) =
            self.open.last().map_or((false, false, false), |open| (open.bold, open.italic, open.hidden));
        if !hidden {
            self.line.push(&decoded(text), bold, italic);
        }
    }

    fn tag(&mut self, tag: &Tag) {
        match (tag.name.as_str(), tag.closes) {
            ("img" | "v:imagedata" | "picture", false) => {
                self.pasted.pictures += usize::from(tag.name != "v:imagedata");
            }
            ("table", false) => {
                self.tables += 1;
                match self.tables {
                    1 => self.end_line(),
                    _ => self.pasted.nested += 1,
                }
            }
            ("table", true) => {
                self.tables = self.tables.saturating_sub(1);
                if self.tables == 0 {
                    self.end_table();
                }
            }
            ("tr", false) if self.tables == 1 => {
                self.end_line();
                self.rows.push(Vec::new());
            }
            ("td" | "th", false) if self.tables == 1 => {
                self.end_line();
                if self.rows.is_empty() {
                    self.rows.push(Vec::new());
                }
                if let Some(row) = self.rows.last_mut() {
                    row.push(Words::default());
                }
            }
            ("ul", closes) => self.list(closes, None),
            ("ol", closes) => self.list(closes, Some(1)),
            _ => {}
        }
        if LINES.contains(&tag.name.as_str()) || matches!(tag.name.as_str(), "tr" | "td" | "th") {
            self.end_line();
            if !tag.closes {
                self.centred = tag.align == "center" || tag.style.contains("text-align:center");
                self.heading = match tag.name.as_str() {
                    "h1" => 1,
                    "h2" => 2,
                    "h3" | "h4" | "h5" | "h6" => 3,
                    _ => 0,
                };
            }
        }
        if tag.name == "li" && !tag.closes {
            self.lead = match self.lists.last_mut() {
                Some(Some(next)) => {
                    *next += 1;
                    format!("{}. ", *next - 1)
                }
                _ => "- ".to_owned(),
            };
        }
        self.style(tag);
    }

    fn list(&mut self, closes: bool, first: List) {
        if closes {
            self.lists.pop();
        } else {
            self.lists.push(first);
        }
    }

    /// Keeps account of what is bold and italic.
    fn style(&mut self, tag: &Tag) {
        const INLINE: [&str; 9] = ["b", "strong", "i", "em", "span", "font", "u", "th", "a"];
        let kept = INLINE.contains(&tag.name.as_str()) || LINES.contains(&tag.name.as_str());
        if !kept || tag.name == "br" || tag.name == "hr" {
            return;
        }
        if tag.closes {
            if let Some(at) = self.open.iter().rposition(|open| open.name == tag.name) {
                self.open.truncate(at);
            }
            return;
        }
        // A paragraph ends one that was left open.
        if tag.name == "p"
            && let Some(at) = self.open.iter().rposition(|open| open.name == "p")
        {
            self.open.truncate(at);
        }
        // Nobody nests this deep: what goes on for ever is not followed.
        if self.open.len() > 200 {
            return;
        }
        let mut open = self.open.last().cloned().unwrap_or_default();
        open.name.clone_from(&tag.name);
        match tag.name.as_str() {
            "b" | "strong" => open.bold = true,
            "i" | "em" => open.italic = true,
            _ => {}
        }
        for (property, value) in tag.style.split(';').filter_map(|part| part.split_once(':')) {
            match property {
                "font-weight" => {
                    open.bold = matches!(value, "bold" | "bolder" | "600" | "700" | "800" | "900")
                }
                "font-style" => open.italic = matches!(value, "italic" | "oblique"),
                "display" => open.hidden |= value == "none",
                "mso-hide" => open.hidden |= value == "all",
                _ => {}
            }
        }
        self.open.push(open);
    }

    /// Ends a line: within a table it goes on in the cell, else it is a block.
    fn end_line(&mut self) {
        let line = std::mem::take(&mut self.line).tidied();
        let lead = std::mem::take(&mut self.lead);
        if line.is_empty() {
            self.lead = lead;
            return;
        }
        if self.tables > 0
            && let Some(cell) = self.rows.last_mut().and_then(|row| row.last_mut())
        {
            cell.push(" ", false, false);
            cell.push(&lead, false, false);
            cell.runs.extend(line.runs);
            return;
        }
        let (centred, heading) = (self.centred, std::mem::take(&mut self.heading));
        self.pasted.prose.blocks.push(block(&lead, line, centred, heading));
    }

    fn end_table(&mut self) {
        self.tables = 1;
        self.end_line();
        self.tables = 0;
        let mut rows = std::mem::take(&mut self.rows);
        rows.retain(|row| row.iter().any(|cell| !cell.is_empty()));
        for cell in rows.iter_mut().flatten() {
            *cell = std::mem::take(cell).tidied();
        }
        if rows.is_empty() {
            return;
        }
        let mut head = rows.remove(0);
        // What stands in the head is bold by itself.
        for run in head.iter_mut().flat_map(|cell| &mut cell.runs) {
            run.bold = false;
        }
        self.pasted.prose.blocks.push(Block::Table { head, rows, widths: Vec::new() });
    }

    fn finish(mut self) -> Pasted {
        if self.tables > 0 {
            self.end_table();
        }
        self.end_line();
        Pasted { prose: self.pasted.prose.tidied(), ..self.pasted }
    }
}

/// What a line of a word processor is: its number, its place and its letters tell.
fn block(lead: &str, line: Words, centred: bool, heading: u8) -> Block {
    let text = line.text();
    let bold = line.runs.iter().all(|run| run.bold || run.text.trim().is_empty());
    let italic = line.runs.iter().all(|run| run.italic || run.text.trim().is_empty());
    let plain = |mut line: Words, bold: bool, italic: bool| {
        for run in &mut line.runs {
            run.bold &= !bold;
            run.italic &= !italic;
        }
        line.tidied()
    };
    if heading > 0 {
        return Block::Heading { level: heading, words: plain(line, true, true) };
    }
    if centred && bold && lead.is_empty() {
        let words = plain(line, true, true);
        let capitals = !text.chars().any(char::is_lowercase);
        return if capitals && text.ends_with(':') {
            Block::Resolve { words }
        } else {
            Block::Heading { level: 1, words }
        };
    }
    if italic && ["Căn cứ ", "Theo đề nghị ", "Xét đề nghị "].iter().any(|start| text.starts_with(start))
    {
        return Block::Basis { words: plain(line, false, true) };
    }
    // A lead-in that is set apart in bold is still one: the markup knows it by its letters.
    let known = markup::article(&text).is_some() || (lead.is_empty() && markup::point(&text).is_some());
    if known && lead.is_empty() {
        return read_lead(line, &text);
    }
    match lead {
        "" if bold && text.chars().count() <= 120 && roman(&text) => {
            Block::Heading { level: 2, words: plain(line, true, false) }
        }
        "" => Block::Paragraph { words: line },
        lead => Block::Point { marker: lead.trim_end().to_owned(), words: line },
    }
}

/// Whether a text begins with a Roman number and a full stop: `II. Tổ chức thực hiện`.
fn roman(text: &str) -> bool {
    let number = text.split_once('.').map_or("", |(number, _)| number);
    !number.is_empty() && number.len() <= 6 && number.bytes().all(|byte| matches!(byte, b'I' | b'V' | b'X'))
}

/// A line that begins with a lead-in: without it in its words.
fn read_lead(mut line: Words, text: &str) -> Block {
    let (article, marker, rest) = match (markup::article(text), markup::point(text)) {
        (Some((marker, rest)), _) => (true, marker, rest.len()),
        (None, Some((marker, rest))) => (false, marker.to_owned(), rest.len()),
        (None, None) => return Block::Paragraph { words: line },
    };
    let mut gone = text.len() - rest;
    for run in &mut line.runs {
        let cut = gone.min(run.text.len());
        run.text = run.text.get(cut..).unwrap_or_default().to_owned();
        gone -= cut;
    }
    let words = line.tidied();
    if article { Block::Article { marker, words } } else { Block::Point { marker, words } }
}

/// A text with its entities as letters. Word processors pad with no-break spaces: each counts as a space.
fn decoded(text: &str) -> String {
    let mut all = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, from)) = rest.split_once('&') {
        all.push_str(before);
        let end = from.find(';').filter(|end| *end <= 10);
        let letter = end.and_then(|end| entity(from.get(..end)?));
        match (letter, end) {
            (Some(letter), Some(end)) => {
                all.push(letter);
                rest = from.get(end + 1..).unwrap_or_default();
            }
            _ => {
                all.push('&');
                rest = from;
            }
        }
    }
    all.push_str(rest);
    all.replace('\u{a0}', " ").replace(is_blank, " ")
}

fn entity(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let hex = number.strip_prefix(['x', 'X']).map(|digits| u32::from_str_radix(digits, 16).ok());
        return char::from_u32(hex.unwrap_or_else(|| number.parse().ok())?);
    }
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => ' ',
        "ndash" => '–',
        "mdash" => '—',
        "hellip" => '…',
        "laquo" => '«',
        "raquo" => '»',
        "ldquo" => '“',
        "rdquo" => '”',
        "lsquo" => '‘',
        "rsquo" => '’',
        "bull" => '•',
        "middot" => '·',
        "sect" => '§',
        "times" => '×',
        "deg" => '°',
        "agrave" => 'à',
        "aacute" => 'á',
        "acirc" => 'â',
        "atilde" => 'ã',
        "egrave" => 'è',
        "eacute" => 'é',
        "ecirc" => 'ê',
        "igrave" => 'ì',
        "iacute" => 'í',
        "ograve" => 'ò',
        "oacute" => 'ó',
        "ocirc" => 'ô',
        "otilde" => 'õ',
        "ugrave" => 'ù',
        "uacute" => 'ú',
        "yacute" => 'ý',
        "Agrave" => 'À',
        "Aacute" => 'Á',
        "Acirc" => 'Â',
        "Atilde" => 'Ã',
        "Egrave" => 'È',
        "Eacute" => 'É',
        "Ecirc" => 'Ê',
        "Igrave" => 'Ì',
        "Iacute" => 'Í',
        "Ograve" => 'Ò',
        "Oacute" => 'Ó',
        "Ocirc" => 'Ô',
        "Otilde" => 'Õ',
        "Ugrave" => 'Ù',
        "Uacute" => 'Ú',
        "Yacute" => 'Ý',
        _ => return None,
    })
}
