//! Fonts: an administrator's own, then those in the binary. The system's are left alone, so that a sheet gives
//! the same bytes on every machine.

use std::path::Path;
use typst::foundations::Bytes;
use typst::text::Font;
use typst_kit::fonts::{self, FontStore};

/// Tinos, which has the measures of Times New Roman and all Vietnamese letters, in its four styles.
const TINOS: [&[u8]; 4] = [
    include_bytes!("../../../law/forms/fonts/Tinos-Regular.ttf"),
    include_bytes!("../../../law/forms/fonts/Tinos-Bold.ttf"),
    include_bytes!("../../../law/forms/fonts/Tinos-Italic.ttf"),
    include_bytes!("../../../law/forms/fonts/Tinos-BoldItalic.ttf"),
];

/// All fonts there are: those in the folder of own forms, Tinos, and the typesetter's own for rarer signs.
/// Which one sets a paper is for the form to say.
pub(crate) fn all(folder: Option<&Path>) -> FontStore {
    let mut store = FontStore::new();
    let own = folder.map(files).unwrap_or_default().into_iter().map(Bytes::new);
    for data in own.chain(TINOS.map(Bytes::new)) {
        store.extend(Font::iter(data).map(|font| (font.clone(), font.info().clone())));
    }
    store.extend(fonts::embedded());
    store
}

/// The font files of a folder, in the order of their names. What cannot be read is left out.
fn files(folder: &Path) -> Vec<Vec<u8>> {
    let is_font = |path: &Path| {
        let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
        ["ttf", "otf", "ttc"].iter().any(|known| extension.eq_ignore_ascii_case(known))
    };
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
    fn each_style_of_the_papers_font_has_every_vietnamese_letter() {
        let letters =
            "aăâbcdđeêfghijklmnoôơpqrstuưvwxyzàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ₫";
        for data in TINOS {
            let font = Font::new(Bytes::new(data), 0).unwrap();
            assert_eq!(font.info().family, "Tinos");
            let missing = |letter: &char| !font.info().coverage.contains((*letter).into());
            let all = letters.chars().chain(letters.chars().flat_map(char::to_uppercase));
            assert_eq!(all.filter(missing).collect::<String>(), "");
        }
    }
}
