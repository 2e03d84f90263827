//! What a page loads: style, script, mark. All of it is within the binary, under addresses that change with
//! the content, so that a browser may keep it for ever.

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};
use std::sync::LazyLock;

/// One file that pages load.
#[derive(Debug)]
pub struct Asset {
    /// Its name with the hash of its content: `look.1f0c9a2b7d3e.css`. Served under `/assets/`.
    pub name: String,
    /// Its media type.
    pub media: &'static str,
    /// Its content.
    pub bytes: &'static [u8],
    /// The first 12 digits of the content's SHA-256.
    pub hash: String,
}

impl Asset {
    /// Its address: `/assets/look.1f0c9a2b7d3e.css`.
    pub fn address(&self) -> String {
        format!("/assets/{}", self.name)
    }

    fn new(stem: &str, ending: &str, media: &'static str, bytes: &'static [u8]) -> Asset {
        let digest = HEXLOWER.encode(&Sha256::digest(bytes));
        let hash = digest.get(..12).unwrap_or_default().to_owned();
        Asset { name: format!("{stem}.{hash}.{ending}"), media, bytes, hash }
    }
}

/// The styles in the order of their layers: what narrows and prints comes last.
const STYLE: &str = concat!(
    include_str!("../css/tokens.css"),
    include_str!("../css/base.css"),
    include_str!("../css/shell.css"),
    include_str!("../css/controls.css"),
    include_str!("../css/reading.css"),
    include_str!("../css/figures.css"),
    include_str!("../css/places.css"),
    include_str!("../css/narrow.css"),
);

static ASSETS: LazyLock<[Asset; 3]> = LazyLock::new(|| {
    [
        Asset::new("look", "css", "text/css; charset=utf-8", STYLE.as_bytes()),
        Asset::new("app", "js", "text/javascript; charset=utf-8", include_bytes!("../js/app.js")),
        Asset::new("mark", "svg", "image/svg+xml", include_bytes!("../mark.svg")),
    ]
});

/// Everything that pages load.
pub fn assets() -> &'static [Asset] {
    &*ASSETS
}

/// The addresses that a page's head names.
pub(crate) struct Addresses {
    pub(crate) style: String,
    pub(crate) script: String,
    pub(crate) mark: String,
}

pub(crate) fn addresses() -> Addresses {
    let [style, script, mark] = ASSETS.each_ref().map(Asset::address);
    Addresses { style, script, mark }
}
