//! The text of a PDF.

use crate::Result;
use crate::inspect::open;
use hayro::hayro_interpret::font::{Glyph, GlyphRun, PositionedGlyph};
use hayro::hayro_interpret::hayro_cmap::BfString;
use hayro::hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps, InterpreterCache,
    InterpreterSettings, SoftMask, TransformExt, interpret_page,
};
use hayro::kurbo::{Affine, BezPath, Point, Rect, Vec2};
use unicode_normalization::UnicodeNormalization;

/// How much text is read of one PDF at most, in bytes: the length of a dozen novels.
const MOST_TEXT: usize = 8_000_000;
/// What moves the pen by less than this share of an em is a mark on a letter.
const MARK: f64 = 0.05;
/// How many units of a glyph make an em.
const UNITS: f64 = 1_000.0;

/// The text of each page, in the order in which the page sets it, a line of the page on a line of the text.
///
/// Letters are composed (NFC), whatever way the PDF keeps them.
pub(crate) fn text(bytes: Vec<u8>) -> Result<Vec<String>> {
    let pdf = open(bytes)?;
    let cache = InterpreterCache::new();
    let mut length = 0;
    let mut texts = Vec::with_capacity(pdf.pages().len());
    for page in pdf.pages().iter() {
        let mut reader = Reader::default();
        if length < MOST_TEXT {
            let (width, height) = page.render_dimensions();
            let sheet = Rect::new(0.0, 0.0, width.into(), height.into());
            // Upright as on the screen: x to the right, y downwards, whatever the page's rotation.
            let upright = page.initial_transform(true).to_kurbo();
            let settings = InterpreterSettings::default();
            let mut context = Context::new(upright, sheet, &cache, pdf.xref(), settings);
            interpret_page(page, &mut context, &mut reader);
        }
        length += reader.text.len();
        texts.push(reader.text.trim().nfc().collect());
    }
    Ok(texts)
}

/// Collects the letters that a page draws.
#[derive(Default)]
struct Reader {
    text: String,
    pen: Option<Pen>,
}

/// Where the last letter ended, one em in its direction of writing, and what it said.
struct Pen {
    end: Point,
    em: Vec2,
    said: Option<BfString>,
}

/// What stands between two letters.
#[derive(Debug, PartialEq, Eq)]
enum Between {
    Nothing,
    Space,
    Line,
}

impl Pen {
    /// What the step from here to a letter at `start` means. A change of the line is one of more than a
    /// third of an em across, so that indices stay in their line; a gap is one that no kerning makes.
    fn step(&self, start: Point) -> Between {
        let length = self.em.hypot().max(f64::MIN_POSITIVE);
        let step = start - self.end;
        let along = step.dot(self.em) / (length * length);
        let across = step.cross(self.em).abs() / (length * length);
        if across > 0.35 {
            Between::Line
        } else if !(-0.5..=0.17).contains(&along) {
            Between::Space
        } else {
            Between::Nothing
        }
    }
}

impl Reader {
    fn letter(&mut self, glyph: &PositionedGlyph<'_>, place: Affine) {
        let place = place * glyph.transform();
        let start = place * Point::ZERO;
        let em = place * Point::new(UNITS, 0.0) - start;
        if !(em.is_finite() && start.is_finite()) {
            return;
        }
        let said = glyph.as_unicode();
        let advance = advance(glyph) / UNITS;
        // A mark drawn over its letter, which says the whole letter once more.
        if advance < MARK && said.is_some() && self.pen.as_ref().is_some_and(|pen| pen.said == said) {
            return;
        }
        match self.pen.as_ref().map_or(Between::Nothing, |pen| pen.step(start)) {
            Between::Nothing => {}
            Between::Space => self.space(' '),
            Between::Line => self.space('\n'),
        }
        match &said {
            Some(BfString::Char(letter)) => self.push(*letter),
            Some(BfString::String(letters)) => letters.chars().for_each(|letter| self.push(letter)),
            None => {}
        }
        self.pen = Some(Pen { end: start + em * advance, em, said });
    }

    fn push(&mut self, letter: char) {
        if letter.is_whitespace() {
            self.space(' ');
        } else if !letter.is_control() {
            self.text.push(letter);
        }
    }

    /// Sets words or lines apart, once.
    fn space(&mut self, space: char) {
        if space == '\n' && self.text.ends_with(' ') {
            self.text.pop();
        }
        if !self.text.ends_with([' ', '\n']) {
            self.text.push(space);
        }
    }
}

/// How far a glyph moves the pen, in thousandths of an em.
fn advance(glyph: &Glyph<'_>) -> f64 {
    let width = match glyph {
        Glyph::Outline(outline) => outline.advance_width(),
        Glyph::Type3(drawing) => drawing.advance_width(),
    };
    width.unwrap_or(0.0).into()
}

impl Device<'_> for Reader {
    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, '_>, props: DrawProps<'_>, _: &DrawMode) {
        for glyph in run.glyphs() {
            self.letter(glyph, props.transform);
        }
    }
    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'_>, _: &DrawMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'_>>, _: BlendMode) {}
    fn draw_image(&mut self, _: Image<'_, '_>, _: ImageDrawProps<'_>) {}
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_between_letters_are_told_apart() {
        let pen = Pen { end: Point::new(100.0, 50.0), em: Vec2::new(14.0, 0.0), said: None };
        for (x, y, between) in [
            (100.0, 50.0, Between::Nothing),
            (99.0, 50.0, Between::Nothing),
            (101.0, 46.0, Between::Nothing),
            (104.0, 50.0, Between::Space),
            (60.0, 50.0, Between::Space),
            (20.0, 68.0, Between::Line),
        ] {
            assert_eq!(pen.step(Point::new(x, y)), between, "{x} {y}");
        }
    }
}
