//! One text of the interface: plain parts, parameters, plurals.

/// A text as written, and its parts.
#[derive(Debug)]
pub(super) struct Text {
    pub(super) source: String,
    pub(super) parts: Vec<Part>,
}

/// A part of a text.
#[derive(Debug)]
pub(super) enum Part {
    Plain(String),
    Parameter(String),
    Plural { name: String, one: Vec<Part>, other: Vec<Part> },
}

impl Text {
    pub(super) fn parse(source: &str) -> Result<Text, String> {
        let mut rest = source;
        let parts = parts(&mut rest, &[])?;
        Ok(Text { source: source.to_owned(), parts })
    }

    /// The names of the parameters in the order of their first use.
    pub(super) fn parameters(&self) -> Vec<&str> {
        let mut names = Vec::new();
        gather(&self.parts, &mut names);
        names
    }
}

fn gather<'a>(parts: &'a [Part], names: &mut Vec<&'a str>) {
    for part in parts {
        let (Part::Parameter(name) | Part::Plural { name, .. }) = part else { continue };
        if !names.contains(&name.as_str()) {
            names.push(name);
        }
        if let Part::Plural { one, other, .. } = part {
            gather(one, names);
            gather(other, names);
        }
    }
}

/// Reads parts up to, and without, one of the closing characters; at the top there are none.
fn parts(rest: &mut &str, closing: &[char]) -> Result<Vec<Part>, String> {
    let mut parts = Vec::new();
    let mut plain = String::new();
    while let Some(char) = rest.chars().next() {
        if closing.contains(&char) {
            break;
        }
        let doubled = rest.starts_with("{{") || rest.starts_with("}}");
        *rest = &rest[char.len_utf8()..];
        match char {
            _ if doubled => {
                *rest = &rest[1..];
                plain.push(char);
            }
            '{' => {
                if !plain.is_empty() {
                    parts.push(Part::Plain(std::mem::take(&mut plain)));
                }
                parts.push(parameter(rest)?);
            }
            '}' => return Err("has a `}` without `{`; write `}}` for the brace itself".into()),
            _ => plain.push(char),
        }
    }
    if !plain.is_empty() {
        parts.push(Part::Plain(plain));
    }
    Ok(parts)
}

/// Reads what follows `{`, with its `}`.
fn parameter(rest: &mut &str) -> Result<Part, String> {
    let end = rest.find(['}', '?']).ok_or("lacks a `}`")?;
    let name = rest[..end].to_owned();
    if !is_name(&name) || name == "lang" {
        return Err(format!(
            "has a parameter `{name}`, which is no name; use lower-case letters, digits and `_`, and not `lang`"
        ));
    }
    *rest = &rest[end..];
    if take(rest, '}') {
        return Ok(Part::Parameter(name));
    }
    take(rest, '?');
    let one = parts(rest, &['|', '}'])?;
    if !take(rest, '|') {
        return Err(format!("lacks the other form of `{name}`; write {{{name}?one form|other form}}"));
    }
    let other = parts(rest, &['}'])?;
    if !take(rest, '}') {
        return Err("lacks a `}`".into());
    }
    Ok(Part::Plural { name, one, other })
}

fn take(rest: &mut &str, char: char) -> bool {
    rest.strip_prefix(char).map(|after| *rest = after).is_some()
}

/// Whether this can name a function or a parameter.
pub(super) fn is_name(name: &str) -> bool {
    const RESERVED: &[&str] = &[
        "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do",
        "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let",
        "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "self",
        "static", "struct", "super", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use",
        "virtual", "where", "while", "yield",
    ];
    name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        && !RESERVED.contains(&name)
}
