//! Turns `i18n/vi.toml` and `i18n/en.toml` into functions. Called from a crate's `build.rs`.

mod text;

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;
use std::{env, fs, io};
use text::{Part, Text};
use toml::{Table, Value};

const VI: &str = "i18n/vi.toml";
const EN: &str = "i18n/en.toml";

/// Reads the two files of the crate being built and writes `$OUT_DIR/words.rs`.
///
/// Each fault becomes an error of the build that names file and key.
pub fn generate() {
    println!("cargo::rerun-if-changed=i18n");
    match read().and_then(|(vi, en)| compile(&vi, &en)) {
        Ok(code) => {
            if let Err(error) = write(&code) {
                println!("cargo::error=words.rs cannot be written: {error}");
            }
        }
        Err(faults) => {
            for fault in faults {
                println!("cargo::error={fault}");
            }
        }
    }
}

fn read() -> Result<(String, String), Vec<String>> {
    let root = env::var("CARGO_MANIFEST_DIR").unwrap_or_default();
    let one = |file: &str| {
        fs::read_to_string(Path::new(&root).join(file))
            .map_err(|error| vec![format!("{file}: cannot be read: {error}")])
    };
    Ok((one(VI)?, one(EN)?))
}

fn write(code: &str) -> io::Result<()> {
    let folder = env::var("OUT_DIR").map_err(io::Error::other)?;
    fs::write(Path::new(&folder).join("words.rs"), code)
}

/// The code for two files, or everything that is wrong with them.
///
/// # Errors
/// One line for each fault: the file, the key, what is wrong and what to do.
pub fn compile(vi: &str, en: &str) -> Result<String, Vec<String>> {
    let mut faults = Vec::new();
    let vi = texts(VI, vi, &mut faults);
    let en = texts(EN, en, &mut faults);
    for (file, these, others) in [(VI, &vi, &en), (EN, &en, &vi)] {
        for key in others.keys().filter(|key| !these.contains_key(*key)) {
            faults.push(format!("{file}: `{key}` is missing; the other language has it"));
        }
    }
    let mut code = String::from("use ::words::Lang;\nuse ::std::fmt::Display;\n");
    for (key, vi) in &vi {
        let Some(en) = en.get(key) else { continue };
        match function(key, vi, en) {
            Ok(function) => code.push_str(&function),
            Err(fault) => faults.push(fault),
        }
    }
    if faults.is_empty() { Ok(code) } else { Err(faults) }
}

/// The texts of one file by the name of their function.
fn texts(file: &str, source: &str, faults: &mut Vec<String>) -> BTreeMap<String, Text> {
    let mut found = BTreeMap::new();
    match source.parse::<Table>() {
        Ok(table) => collect(file, "", &table, &mut found, faults),
        Err(error) => faults.push(format!("{file}: {}", error.to_string().trim().replace('\n', " "))),
    }
    found
}

fn collect(
    file: &str,
    path: &str,
    table: &Table,
    found: &mut BTreeMap<String, Text>,
    faults: &mut Vec<String>,
) {
    for (name, value) in table {
        let key = if path.is_empty() { name.clone() } else { format!("{path}_{name}") };
        let fault = match value {
            Value::Table(inner) => {
                collect(file, &key, inner, found, faults);
                continue;
            }
            _ if !text::is_name(&key) => {
                "is no name for a function; use lower-case letters, digits and `_`".to_owned()
            }
            Value::String(source) => match Text::parse(source) {
                Ok(text) if !found.contains_key(&key) => {
                    found.insert(key, text);
                    continue;
                }
                Ok(_) => "stands twice; a table and a key give the same name".to_owned(),
                Err(fault) => fault,
            },
            _ => "is not a text; put it in quotation marks".to_owned(),
        };
        faults.push(format!("{file}: `{key}` {fault}"));
    }
}

fn function(key: &str, vi: &Text, en: &Text) -> Result<String, String> {
    let parameters = vi.parameters();
    let mut ours = parameters.clone();
    let mut theirs = en.parameters();
    ours.sort_unstable();
    theirs.sort_unstable();
    if ours != theirs {
        let show = |names: &[&str]| if names.is_empty() { "none".to_owned() } else { names.join(", ") };
        return Err(format!(
            "{EN}: `{key}` has other parameters than in {VI}: {} instead of {}",
            show(&theirs),
            show(&ours)
        ));
    }
    let mut code = format!("#[doc = {:?}]\n", format!("“{}”, “{}”", vi.source, en.source));
    let result = if parameters.is_empty() { "&'static str" } else { "String" };
    let _ = write!(code, "pub fn {key}(lang: Lang");
    for name in &parameters {
        let _ = write!(code, ", {name}: impl Display");
    }
    let _ = writeln!(code, ") -> {result} {{");
    for name in &parameters {
        let _ = writeln!(code, "    let {name} = {name}.to_string();");
    }
    let value =
        |text: &Text| if parameters.is_empty() { literal(&text.parts) } else { expression(&text.parts) };
    let _ = writeln!(code, "    match lang {{ Lang::Vi => {}, Lang::En => {} }}\n}}", value(vi), value(en));
    Ok(code)
}

/// The text of parts without parameters, as a literal.
fn literal(parts: &[Part]) -> String {
    let plain: String = parts
        .iter()
        .filter_map(|part| if let Part::Plain(text) = part { Some(text.as_str()) } else { None })
        .collect();
    format!("{plain:?}")
}

/// An expression that gives the text of parts as a `String`.
fn expression(parts: &[Part]) -> String {
    let mut pattern = String::new();
    let mut arguments = String::new();
    for part in parts {
        match part {
            Part::Plain(text) => pattern.push_str(&text.replace('{', "{{").replace('}', "}}")),
            Part::Parameter(name) => {
                pattern.push_str("{}");
                let _ = write!(arguments, ", {name}");
            }
            Part::Plural { name, one, other } => {
                pattern.push_str("{}");
                let (one, other) = (expression(one), expression(other));
                let _ = write!(arguments, ", if {name} == \"1\" {{ {one} }} else {{ {other} }}");
            }
        }
    }
    format!("format!({pattern:?}{arguments})")
}

#[cfg(test)]
mod tests {
    use super::compile;

    fn faults(vi: &str, en: &str) -> String {
        compile(vi, en).expect_err("the build must fail").join("\n")
    }

    #[test]
    fn a_key_missing_in_either_language_is_named_with_its_file() {
        assert_eq!(
            faults("[inbox]\ntitle = 'Đến'", ""),
            "i18n/en.toml: `inbox_title` is missing; the other language has it"
        );
        assert_eq!(faults("", "a = 'x'"), "i18n/vi.toml: `a` is missing; the other language has it");
    }

    #[test]
    fn other_parameters_are_named() {
        assert_eq!(
            faults("a = '{n} của {unit}'", "a = '{m?one|many}'"),
            "i18n/en.toml: `a` has other parameters than in i18n/vi.toml: m instead of n, unit"
        );
    }

    #[test]
    fn faulty_texts_and_names_are_told() {
        assert!(faults("a = '{n'", "a = '{n}'").contains("i18n/vi.toml: `a` lacks a `}`"));
        assert!(faults("a = 'n}'", "a = 'n'").contains("`a` has a `}` without `{`"));
        assert!(faults("a = '{N}'", "a = '{N}'").contains("`N`"));
        assert!(faults("a = '{n?một}'", "a = '{n}'").contains("`a` lacks the other form"));
        assert!(faults("type = 'x'", "type = 'x'").contains("`type` is no name"));
        assert!(faults("a = 3", "a = 'x'").contains("is not a text"));
        assert!(faults("a_b = 'x'\n[a]\nb = 'y'", "a_b = 'x'").contains("stands twice"));
        assert!(faults("a = ", "").contains("i18n/vi.toml: TOML parse error"));
    }

    #[test]
    fn parameters_follow_the_vietnamese_text() {
        let code =
            compile("a = '{unit}: {n}'", "a = '{n} {n?document|documents} of {unit} {{x}}'").expect("valid");
        assert!(
            code.contains("pub fn a(lang: Lang, unit: impl Display, n: impl Display) -> String {"),
            "{code}"
        );
        assert!(code.contains(r#"Lang::Vi => format!("{}: {}", unit, n)"#), "{code}");
        let en = r#"Lang::En => format!("{} {} of {} {{x}}", n, if n == "1" { format!("document") } else { format!("documents") }, unit)"#;
        assert!(code.contains(en), "{code}");
    }

    #[test]
    fn a_text_without_parameters_is_static() {
        let code = compile("[a.b]\nc = 'Đã {{xong}}'", "[a.b]\nc = 'Done'").expect("valid");
        assert!(code.contains("pub fn a_b_c(lang: Lang) -> &'static str {"), "{code}");
        assert!(code.contains(r#"Lang::Vi => "Đã {xong}""#), "{code}");
    }
}
