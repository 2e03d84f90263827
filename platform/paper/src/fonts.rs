//! Fonts: an administrator's own, then the system's with the measures of Times, then the typesetter's serif.

use std::path::{Path, PathBuf};
use typst::foundations::Bytes;
use typst::text::Font;
use typst_kit::fonts::{self, FontStore};

/// Where systems keep fonts.
const PLACES: [&str; 3] = ["/usr/share/fonts", "/usr/local/share/fonts", "/Library/Fonts"];
/// How the files of fonts with the measures of Times New Roman begin.
const NAMES: [&str; 4] = ["times", "tinos", "liberationserif", "liberation-serif"];
/// Letters that a font must have: older fonts of these names lack some, and two faces would mix within a word.
const LETTERS: &str = "ăâđêôơưĂÂĐÊÔƠƯạẢấẦẩẪậắẰẳẴặẹẺẽếỀểỄệỉịọỎốỒổỖộớỜởỠợụỦứỪửỮựỳỴỷỸ";

/// All fonts there are: those in the folder of own forms, the system's Times, and the typesetter's own serif.
/// Which one sets a paper is for the form to say.
pub(crate) fn all(folder: Option<&Path>) -> FontStore {
    let mut store = FontStore::new();
    let own = folder.map(files).unwrap_or_default();
    for data in own.into_iter().chain(system()) {
        store.extend(Font::iter(Bytes::new(data)).map(|font| (font.clone(), font.info().clone())));
    }
    store.extend(fonts::embedded());
    store
}

/// The system's fonts with the measures of Times and every Vietnamese letter.
fn system() -> Vec<Vec<u8>> {
    let mut folders: Vec<PathBuf> = PLACES.iter().map(PathBuf::from).collect();
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            let name = entry.file_name().to_string_lossy().to_lowercase();
            if path.is_dir() {
                folders.push(path);
            } else if is_font(&path) && NAMES.iter().any(|known| name.starts_with(known)) {
                found.push(path);
            }
        }
    }
    found.sort();
    found.into_iter().filter_map(|path| std::fs::read(path).ok()).filter(|data| is_whole(data)).collect()
}

/// Whether a font has every letter of [`LETTERS`].
fn is_whole(data: &[u8]) -> bool {
    Font::new(Bytes::new(data.to_vec()), 0)
        .is_some_and(|font| LETTERS.chars().all(|letter| font.info().coverage.contains(letter.into())))
}

fn is_font(path: &Path) -> bool {
    let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    ["ttf", "otf", "ttc"].iter().any(|known| extension.eq_ignore_ascii_case(known))
}

/// The font files of a folder, in the order of their names. What cannot be read is left out.
fn files(folder: &Path) -> Vec<Vec<u8>> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut paths: Vec<_> = entries.map(|entry| entry.path()).filter(|path| is_font(path)).collect();
    paths.sort();
    paths.into_iter().filter_map(|path| std::fs::read(path).ok()).collect()
}

/// Whether some font has this letter. White space needs none.
pub(crate) fn have(store: &FontStore, letter: char) -> bool {
    letter.is_whitespace()
        || (0..).map_while(|index| store.book().info(index)).any(|info| info.coverage.contains(letter.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_vietnamese_letter_can_be_set_on_any_machine() {
        let store = all(None);
        assert_eq!(LETTERS.chars().filter(|letter| !have(&store, *letter)).collect::<String>(), "");
        let serif = fonts::embedded().map(|(_, info)| info).find(|info| info.family == "Libertinus Serif");
        let info = serif.expect("the typesetter brings its serif");
        assert!(LETTERS.chars().all(|letter| info.coverage.contains(letter.into())));
    }

    #[test]
    fn a_font_that_lacks_letters_is_left_out() {
        assert!(!is_whole(b"not a font"));
    }
}
