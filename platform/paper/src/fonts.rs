//! Fonts: those of the system first, then the ones in the binary.

use typst_kit::fonts::{self, FontStore};

/// All fonts there are. The forms name the families they want, Times New Roman and its likes first; the
/// embedded serif, last in their list, is always there and has every Vietnamese letter.
pub(crate) fn all() -> FontStore {
    let mut store = FontStore::new();
    store.extend(fonts::system());
    store.extend(fonts::embedded());
    store
}

/// Whether some font has this letter. Letters that only steer the writing need none.
pub(crate) fn have(store: &FontStore, letter: char) -> bool {
    letter.is_whitespace()
        || (0..).map_while(|index| store.book().info(index)).any(|info| info.coverage.contains(letter.into()))
}
