//! The palette of a municipality: one brand colour in, colours whose contrast holds out.
//!
//! Lightness is changed in OKLCH, so the hue stays; contrast is that of WCAG 2. A colour is never refused, only adapted.

use std::fmt::{self, Write};

/// A colour of the screen (sRGB).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colour([u8; 3]);

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PaletteError {
    #[error("Podaj kolor jako znak # i sześć cyfr szesnastkowych, na przykład #0b5563.")]
    NotAColour,
}

/// The most a surface may reflect for white text to have a contrast of 4.5 on it: 1.05 / 4.5 − 0.05.
const LIGHT_BASE_MOST: f64 = 1.05 / 4.5 - 0.05;
/// The same for 5.77, what 0.72 of the lightest base comes to.
const LIGHT_HOVER_MOST: f64 = 1.05 / 5.77 - 0.05;
/// The least a surface reflects for black text to have a contrast of 7 on it: 7 × 0.05 − 0.05.
const DARK_BASE_LEAST: f64 = 0.30;
/// A base darker than this would hide its hover below it, so there they become lighter.
const VERY_DARK: f64 = 0.03;
/// A pale surface, and the most an ink may reflect to have a contrast of 7 on it: 0.91 / 7 − 0.05.
const LIGHT_TINT_LEAST: f64 = 0.86;
const LIGHT_INK_MOST: f64 = (LIGHT_TINT_LEAST + 0.05) / 7.0 - 0.05;
/// A dim surface of the dark scheme, and the least an ink reflects to have a contrast of 7 on it: 0.08 × 7 − 0.05.
const DARK_TINT_MOST: f64 = 0.03;
const DARK_INK_LEAST: f64 = (DARK_TINT_MOST + 0.05) * 7.0 - 0.05;
/// Above this a dark scheme's base turns darker under the pointer; below, lighter.
const VERY_LIGHT: f64 = 0.6;
/// OKLCH chroma of the tints: a breath of the brand colour.
const LIGHT_TINT_CHROMA: f64 = 0.018;
const DARK_TINT_CHROMA: f64 = 0.04;

const BLACK: Colour = Colour([0; 3]);
const WHITE: Colour = Colour([255; 3]);

/// The colours of one scheme, light or dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scheme {
    /// Bands and main buttons.
    pub base: Colour,
    pub hover: Colour,
    pub active: Colour,
    /// Text on the three above: white when light, black when dark.
    pub text: Colour,
    /// Brand-coloured text on paper and on `tint`.
    pub ink: Colour,
    /// A quiet surface behind `ink` or ordinary text.
    pub tint: Colour,
}

/// What the settings page shows beside the preview.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Contrasts {
    pub text_on_base: f64,
    pub text_on_hover: f64,
    pub text_on_active: f64,
    pub ink_on_tint: f64,
}

/// A brand colour and what was derived from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Palette {
    /// As the municipality gave it: for decoration only, no text on it and no meaning in it.
    pub brand: Colour,
    pub light: Scheme,
    pub dark: Scheme,
}

impl Palette {
    /// Derives both schemes from a colour such as `#0b5563`.
    pub fn derive(hex: &str) -> Result<Self, PaletteError> {
        let brand = Colour::parse(hex)?;
        Ok(Self { brand, light: light_scheme(brand), dark: dark_scheme(brand) })
    }

    /// The custom properties of both schemes, ready to be served as a style sheet.
    pub fn css(&self) -> String {
        let mut sheet = format!(":root{{--brand-given:{};{}}}", self.brand, self.light.properties());
        let _ = write!(sheet, "@media (prefers-color-scheme:dark){{:root{{{}}}}}", self.dark.properties());
        sheet
    }
}

fn light_scheme(brand: Colour) -> Scheme {
    let hue = Oklch::from(brand);
    let base = if brand.luminance() > LIGHT_BASE_MOST { hue.at_most(LIGHT_BASE_MOST) } else { brand };
    let bright = base.luminance();
    let (hover, active) = if bright < VERY_DARK {
        (0.06, 0.10)
    } else {
        ((bright * 0.72).min(LIGHT_HOVER_MOST), bright * 0.50)
    };
    Scheme {
        base,
        hover: hue.at_most(hover),
        active: hue.at_most(active),
        text: WHITE,
        ink: if bright < VERY_DARK { base } else { hue.at_most((bright * 0.50).min(LIGHT_INK_MOST)) },
        tint: hue.paler(LIGHT_TINT_CHROMA).at_least(LIGHT_TINT_LEAST),
    }
}

fn dark_scheme(brand: Colour) -> Scheme {
    let hue = Oklch::from(brand);
    let base = if brand.luminance() < DARK_BASE_LEAST { hue.at_least(DARK_BASE_LEAST) } else { brand };
    let bright = base.luminance();
    let (hover, active) = if bright > VERY_LIGHT { (0.80, 0.65) } else { (1.25, 1.50) };
    Scheme {
        base,
        hover: hue.at_least(bright * hover),
        active: hue.at_least(bright * active),
        text: BLACK,
        ink: hue.at_least(DARK_INK_LEAST),
        tint: hue.paler(DARK_TINT_CHROMA).at_most(DARK_TINT_MOST),
    }
}

impl Scheme {
    pub fn contrasts(&self) -> Contrasts {
        Contrasts {
            text_on_base: contrast(self.text, self.base),
            text_on_hover: contrast(self.text, self.hover),
            text_on_active: contrast(self.text, self.active),
            ink_on_tint: contrast(self.ink, self.tint),
        }
    }

    fn properties(&self) -> String {
        let Self { base, hover, active, text, ink, tint } = self;
        format!(
            "--brand:{base};--brand-hover:{hover};--brand-active:{active};--brand-text:{text};--brand-ink:{ink};--brand-tint:{tint}"
        )
    }
}

/// Contrast ratio of WCAG 2, from 1 to 21.
pub fn contrast(one: Colour, other: Colour) -> f64 {
    let (one, other) = (one.luminance() + 0.05, other.luminance() + 0.05);
    one.max(other) / one.min(other)
}

impl Colour {
    /// Reads `#0b5563`; the sign may be missing.
    pub fn parse(hex: &str) -> Result<Self, PaletteError> {
        let hex = hex.trim();
        let mut rgb = [0; 3];
        hex::decode_to_slice(hex.strip_prefix('#').unwrap_or(hex), &mut rgb)
            .map_err(|_| PaletteError::NotAColour)?;
        Ok(Self(rgb))
    }

    /// Relative luminance of WCAG 2, from 0 to 1.
    pub fn luminance(self) -> f64 {
        let [red, green, blue] = self.linear();
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    /// The channels without the transfer curve of sRGB (IEC 61966-2-1).
    fn linear(self) -> [f64; 3] {
        self.0.map(|channel| {
            let value = f64::from(channel) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        })
    }

    fn from_linear(linear: [f64; 3]) -> Self {
        Self(linear.map(|value| {
            let curved =
                if value <= 0.003_130_8 { 12.92 * value } else { 1.055 * value.powf(1.0 / 2.4) - 0.055 };
            (curved * 255.0).round().clamp(0.0, 255.0) as u8
        }))
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}", hex::encode(self.0))
    }
}

/// Lightness, and chroma along a fixed hue: the two axes as cosine and sine.
#[derive(Debug, Clone, Copy)]
struct Oklch {
    lightness: f64,
    chroma: f64,
    hue: (f64, f64),
}

/// Matrices of Björn Ottosson's OKLab.
impl From<Colour> for Oklch {
    fn from(colour: Colour) -> Self {
        let rgb = colour.linear();
        let [l, m, s] = times(
            &[
                [0.412_221_470_8, 0.536_332_536_3, 0.051_445_992_9],
                [0.211_903_498_2, 0.680_699_545_1, 0.107_396_956_6],
                [0.088_302_461_9, 0.281_718_837_6, 0.629_978_700_5],
            ],
            rgb,
        )
        .map(f64::cbrt);
        let [lightness, a, b] = times(
            &[
                [0.210_454_255_3, 0.793_617_785_0, -0.004_072_046_8],
                [1.977_998_495_1, -2.428_592_205_0, 0.450_593_709_9],
                [0.025_904_037_1, 0.782_771_766_2, -0.808_675_766_0],
            ],
            [l, m, s],
        );
        let angle = b.atan2(a);
        Self { lightness, chroma: a.hypot(b), hue: (angle.cos(), angle.sin()) }
    }
}

impl Oklch {
    fn paler(self, chroma: f64) -> Self {
        Self { chroma: self.chroma.min(chroma), ..self }
    }

    /// The lightest tone of this hue whose luminance is at most this.
    fn at_most(self, luminance: f64) -> Colour {
        self.nearest_tone(0.0, 1.0, |tone| tone.luminance() <= luminance)
    }

    /// The darkest tone of this hue whose luminance is at least this.
    fn at_least(self, luminance: f64) -> Colour {
        self.nearest_tone(1.0, 0.0, |tone| tone.luminance() >= luminance)
    }

    /// Bisects lightness between a fitting end and an unfitting one; what comes back always fits.
    fn nearest_tone(self, mut fitting: f64, mut unfitting: f64, fits: impl Fn(Colour) -> bool) -> Colour {
        let tone = |lightness| Self { lightness, ..self }.into_gamut();
        for _ in 0..24 {
            let middle = f64::midpoint(fitting, unfitting);
            if fits(tone(middle)) { fitting = middle } else { unfitting = middle }
        }
        tone(fitting)
    }

    /// As much of the chroma as sRGB can show at this lightness.
    fn into_gamut(self) -> Colour {
        const ROUNDING: f64 = 1e-6;
        let inside =
            |linear: [f64; 3]| linear.iter().all(|value| (-ROUNDING..=1.0 + ROUNDING).contains(value));
        let full = self.linear(self.chroma);
        if inside(full) {
            return Colour::from_linear(full);
        }
        let (mut shown, mut too_much) = (0.0, self.chroma);
        for _ in 0..24 {
            let middle = f64::midpoint(shown, too_much);
            if inside(self.linear(middle)) { shown = middle } else { too_much = middle }
        }
        Colour::from_linear(self.linear(shown))
    }

    fn linear(self, chroma: f64) -> [f64; 3] {
        let lms = times(
            &[
                [1.0, 0.396_337_777_4, 0.215_803_757_3],
                [1.0, -0.105_561_345_8, -0.063_854_172_8],
                [1.0, -0.089_484_177_5, -1.291_485_548_0],
            ],
            [self.lightness, chroma * self.hue.0, chroma * self.hue.1],
        )
        .map(|root| root.powi(3));
        times(
            &[
                [4.076_741_662_1, -3.307_711_591_3, 0.230_969_929_2],
                [-1.268_438_004_6, 2.609_757_401_1, -0.341_319_396_5],
                [-0.004_196_086_3, -0.703_418_614_7, 1.707_614_701_0],
            ],
            lms,
        )
    }
}

fn times(matrix: &[[f64; 3]; 3], vector: [f64; 3]) -> [f64; 3] {
    matrix.map(|row| row[0] * vector[0] + row[1] * vector[1] + row[2] * vector[2])
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use proptest::prelude::*;
    use serde_json::Value;

    use super::*;

    fn colour(hex: &str) -> Colour {
        Colour::parse(hex).unwrap()
    }

    fn close(one: Colour, other: Colour) -> bool {
        one.0.iter().zip(other.0).all(|(one, other)| one.abs_diff(other) <= 2)
    }

    #[test]
    fn luminance_and_contrast_are_those_of_wcag() {
        assert!((contrast(colour("#777777"), WHITE) - 4.478).abs() < 0.001);
        assert!((contrast(BLACK, WHITE) - 21.0).abs() < 1e-9);
        assert!((colour("#ffd500").luminance() - 0.6885).abs() < 0.0001);
    }

    #[test]
    fn a_strong_colour_stays_and_a_pale_one_is_adapted() {
        let strong = Palette::derive("#004B87").unwrap();
        assert_eq!(strong.light.base.to_string(), "#004b87");
        assert!(close(strong.dark.base, colour("#5999db")));
        let pale = Palette::derive(" ffd500 ").unwrap();
        assert!(close(pale.light.base, colour("#8d7400")), "{}", pale.light.base);
        assert_eq!(pale.dark.base, pale.brand);
    }

    #[test]
    fn what_is_no_colour_is_refused() {
        for text in ["", "#fff", "niebieski", "#0b556", "#0b55633", "#ąą5563"] {
            assert_eq!(Palette::derive(text), Err(PaletteError::NotAColour), "{text}");
        }
    }

    #[test]
    fn the_style_sheet_names_every_property_in_both_schemes() {
        let sheet = Palette::derive("#0b5563").unwrap().css();
        assert!(sheet.starts_with(":root{--brand-given:#0b5563;--brand:#0b5563;--brand-hover:#"), "{sheet}");
        let (light, dark) = sheet.split_once("@media (prefers-color-scheme:dark){:root{").unwrap();
        for name in [
            "--brand:",
            "--brand-ink:",
            "--brand-tint:",
            "--brand-hover:",
            "--brand-active:",
            "--brand-text:",
        ] {
            assert!(light.contains(name) && dark.contains(name), "{name}");
        }
        assert!(light.contains("--brand-text:#ffffff") && dark.contains("--brand-text:#000000"));
    }

    #[test]
    fn reference_colours_agree() {
        let path =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/platform/theme-vectors.json");
        let Ok(text) = std::fs::read_to_string(path) else {
            eprintln!("left out: no reference data beside the workspace");
            return;
        };
        let reference: Value = serde_json::from_str(&text).unwrap();
        let vectors = reference["vectors"].as_array().unwrap();
        assert!(!vectors.is_empty());
        for vector in vectors {
            let palette = Palette::derive(vector["brand"].as_str().unwrap()).unwrap();
            for (name, derived) in [
                ("light_base", palette.light.base),
                ("light_hover", palette.light.hover),
                ("light_active", palette.light.active),
                ("dark_base", palette.dark.base),
            ] {
                let expected = colour(vector[name].as_str().unwrap());
                assert!(
                    close(derived, expected),
                    "{} {name}: {derived}, expected {expected}",
                    vector["brand"]
                );
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1024))]
        #[test]
        fn contrast_holds_for_any_brand_colour(rgb: [u8; 3]) {
            let palette = Palette::derive(&Colour(rgb).to_string()).unwrap();
            let (light, dark) = (palette.light.contrasts(), palette.dark.contrasts());
            prop_assert!(light.text_on_base >= 4.5 && light.text_on_hover >= 5.77 && light.text_on_active >= 5.77);
            prop_assert!(dark.text_on_base >= 7.0 && dark.text_on_hover >= 7.0 && dark.text_on_active >= 7.0);
            prop_assert!(light.ink_on_tint >= 7.0 && dark.ink_on_tint >= 7.0);
            prop_assert!(contrast(palette.light.ink, WHITE) >= 7.0);
        }
    }
}
