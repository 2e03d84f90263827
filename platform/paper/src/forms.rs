//! The forms: typst templates, those in the binary or an administrator's own.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

/// The forms of the binary, by file name.
const EMBEDDED: [(&str, &str); 13] = [
    ("the-thuc.typ", include_str!("../../../law/forms/the-thuc.typ")),
    ("cong-van.typ", include_str!("../../../law/forms/cong-van.typ")),
    ("van-ban-co-ten-loai.typ", include_str!("../../../law/forms/van-ban-co-ten-loai.typ")),
    ("quyet-dinh.typ", include_str!("../../../law/forms/quyet-dinh.typ")),
    ("cong-dien.typ", include_str!("../../../law/forms/cong-dien.typ")),
    ("giay-moi.typ", include_str!("../../../law/forms/giay-moi.typ")),
    ("giay-gioi-thieu.typ", include_str!("../../../law/forms/giay-gioi-thieu.typ")),
    ("bien-ban.typ", include_str!("../../../law/forms/bien-ban.typ")),
    ("giay-nghi-phep.typ", include_str!("../../../law/forms/giay-nghi-phep.typ")),
    ("phu-luc.typ", include_str!("../../../law/forms/phu-luc.typ")),
    ("phieu-trinh.typ", include_str!("../../../law/forms/phieu-trinh.typ")),
    ("ho-so.typ", include_str!("../../../law/forms/ho-so.typ")),
    ("so-dang-ky.typ", include_str!("../../../law/forms/so-dang-ky.typ")),
];

/// Where forms come from: a folder whose files take the place of the embedded ones of the same name.
#[derive(Clone, Debug, Default)]
pub(crate) struct Forms {
    folder: Option<PathBuf>,
}

impl Forms {
    /// Forms of the binary, overridden by the files of a folder.
    pub(crate) fn new(folder: Option<PathBuf>) -> Forms {
        Forms { folder }
    }

    /// The folder, if there is one.
    pub(crate) fn folder(&self) -> Option<&Path> {
        self.folder.as_deref()
    }

    /// A file by its name: the folder's, else the embedded one. Read anew on each call, so that a form can
    /// be replaced while the system runs.
    pub(crate) fn file(&self, name: &str) -> Option<Cow<'static, [u8]>> {
        if let Some(bytes) = self.folder.as_deref().and_then(|folder| read(folder, name)) {
            return Some(Cow::Owned(bytes));
        }
        let (_, text) = EMBEDDED.iter().find(|(file, _)| *file == name)?;
        Some(Cow::Borrowed(text.as_bytes()))
    }
}

/// A file directly in the folder; names that lead elsewhere have none.
fn read(folder: &Path, name: &str) -> Option<Vec<u8>> {
    let plain = Path::new(name).file_name().is_some_and(|file| file == name);
    if plain { std::fs::read(folder.join(name)).ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_overrides_and_nothing_outside_it_is_read() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("cong-van.typ"), "own").unwrap();
        let inner = folder.path().join("inner");
        std::fs::create_dir(&inner).unwrap();
        let forms = Forms::new(Some(folder.path().into()));
        assert_eq!(forms.file("cong-van.typ").as_deref(), Some(&b"own"[..]));
        assert!(forms.file("the-thuc.typ").is_some_and(|text| text.len() > 1_000));
        assert_eq!(Forms::new(Some(inner)).file("../cong-van.typ"), None);
        assert_eq!(forms.file("/etc/hostname"), None);
    }
}
