//! Pages as images.

use crate::Error;
use crate::inspect::{Size, open};
use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_syntax::page::Page;
use hayro::vello_cpu::{Pixmap, color::palette::css::WHITE};
use hayro::{PixmapSettings, RenderCache, RenderSettings, render};

/// The widest picture, in pixels; wider ones are asked for in vain.
pub const WIDEST: u32 = 4_096;
/// The tallest picture, in pixels: a longer page is drawn narrower.
const TALLEST: f32 = 16_384.0;

/// A page drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// The image, encoded as PNG.
    pub png: Vec<u8>,
    /// Its width in pixels.
    pub width: u32,
    /// Its height in pixels.
    pub height: u32,
}

/// Draws one page, counted from 1, so many pixels wide (1 to [`WIDEST`]; beyond, the nearest).
pub(crate) fn picture(bytes: Vec<u8>, page: u32, width: u32) -> crate::Result<Picture> {
    let pdf = open(bytes)?;
    let pages = u32::try_from(pdf.pages().len()).unwrap_or(u32::MAX);
    let index = usize::try_from(page).ok().and_then(|number| number.checked_sub(1));
    let found = index.and_then(|index| pdf.pages().get(index)).ok_or(Error::NoPage { page, pages })?;
    let drawn = draw(found, width)?;
    let (width, height) = (drawn.width().into(), drawn.height().into());
    let png = encode(&drawn).map_err(|_| Error::TooHard)?;
    Ok(Picture { png, width, height })
}

/// Encodes an opaque image, in grey where it has no colour: most papers shrink to a third.
fn encode(drawn: &Pixmap) -> Result<Vec<u8>, png::EncodingError> {
    let pixels = drawn.data_as_u8_slice();
    let grey = pixels.chunks_exact(4).all(|pixel| pixel[0] == pixel[1] && pixel[1] == pixel[2]);
    let (color, samples) = if grey { (png::ColorType::Grayscale, 1) } else { (png::ColorType::Rgb, 3) };
    let data: Vec<u8> = pixels.chunks_exact(4).flat_map(|pixel| &pixel[..samples]).copied().collect();
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, drawn.width().into(), drawn.height().into());
    encoder.set_color(color);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&data)?;
    writer.finish()?;
    Ok(bytes)
}

/// The size of a page as it is shown.
pub(crate) fn size(page: &Page<'_>) -> Size {
    let (width, height) = page.render_dimensions();
    Size { width, height }
}

/// Draws a page on white.
pub(crate) fn draw(page: &Page<'_>, width: u32) -> crate::Result<Pixmap> {
    let Size { width: across, height: down } = size(page);
    if !(across > 0.0 && down > 0.0) {
        return Err(Error::Broken);
    }
    let wanted = width.clamp(1, WIDEST) as f32;
    // The library cuts off fractions of a pixel; a thousandth more keeps the width that was asked for.
    let scale = ((wanted + 0.001) / across).min(TALLEST / down);
    // A picture without height is drawn for ever: keep at least one pixel either way.
    let scale = scale.max(1.001 / across.min(down));
    let settings = PixmapSettings { x_scale: scale, y_scale: scale, bg_color: WHITE };
    let interpreter = InterpreterSettings::default();
    Ok(render(page, &RenderCache::new(), &interpreter, &RenderSettings::default(), &settings))
}
