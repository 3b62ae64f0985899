//! The three weights of the one typeface, read from the binary on first use and shared by every document.

use std::sync::LazyLock;

use serde_json::Value;
use typst::foundations::Bytes;
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;

static FILES: [&[u8]; 3] = [
    include_bytes!("../fonts/RatuszSans-Regular.ttf"),
    include_bytes!("../fonts/RatuszSans-Bold.ttf"),
    include_bytes!("../fonts/RatuszSans-Black.ttf"),
];

pub(crate) struct Fonts {
    pub(crate) book: LazyHash<FontBook>,
    pub(crate) faces: Vec<Font>,
}

/// The glyph tables stay in the binary's read-only pages; only their index is on the heap.
pub(crate) static FONTS: LazyLock<Fonts> = LazyLock::new(|| {
    let faces: Vec<Font> = FILES.iter().flat_map(|file| Font::iter(Bytes::new(*file))).collect();
    Fonts { book: LazyHash::new(FontBook::from_fonts(&faces)), faces }
});

/// A character without a glyph would make PDF/UA-1 refuse the whole document (Matterhorn 10-001, 31-030), so a
/// name in a rare script must not stop the letter: such a character becomes `?`, invisible ones go.
pub(crate) fn printable(value: &mut Value) {
    match value {
        Value::String(text) => {
            if !text.chars().all(has_glyph) {
                *text = text
                    .chars()
                    .filter(|c| !invisible(*c))
                    .map(|c| if has_glyph(c) { c } else { '?' })
                    .collect();
            }
        }
        Value::Array(items) => items.iter_mut().for_each(printable),
        Value::Object(fields) => fields.values_mut().for_each(printable),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn has_glyph(c: char) -> bool {
    c == '\n' || FONTS.faces.iter().all(|face| face.info().coverage.contains(u32::from(c)))
}

/// Control characters, zero-width spaces and joiners, direction marks, the byte-order mark.
fn invisible(c: char) -> bool {
    (c.is_control() && c != '\n')
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}
