//! Areas, values and rates as people in Poland type and read them.

use rust_decimal::Decimal;

const NO_BREAK_SPACE: char = '\u{a0}';
const MINUS: char = '\u{2212}';

/// Why a typed number was refused, in words for the person who typed it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum QuantityError {
    #[error("Wpisz liczbę, na przykład 124,5.")]
    Empty,
    #[error("Wpisz liczbę cyframi, na przykład 1\u{a0}234,5.")]
    NotANumber,
    #[error("Ta liczba nie może być mniejsza od zera.")]
    Negative,
    #[error(
        "Nie wiadomo, co znaczy kropka lub przecinek w tej liczbie. Tysiące oddziel odstępem, a ułamek przecinkiem, na przykład 1\u{a0}234,5."
    )]
    Ambiguous,
    #[error("Wpisz najwyżej {0} cyfry po przecinku.")]
    TooManyPlaces(u32),
    #[error("Ta liczba jest za duża. Sprawdź, czy nie ma w niej zbędnych cyfr.")]
    TooLarge,
}

/// How exact and how large a quantity may be.
#[derive(Clone, Copy, Debug)]
pub struct Scale {
    /// Digits after the comma.
    pub places: u32,
    /// Digits before it.
    pub digits: usize,
}

/// Areas in m²: up to a thousand km².
pub const SQUARE_METRES: Scale = Scale { places: 2, digits: 9 };
/// Areas in ha.
pub const HECTARES: Scale = Scale { places: 4, digits: 6 };
/// Rates and prices in złoty or percent.
pub const RATE: Scale = Scale { places: 4, digits: 6 };

/// Reads `124,5`, `124.5`, `1 234,5`. Refused: less than zero, two separators (`1.234,5`) and a point before exactly
/// three digits (`1.234`), which may part thousands.
pub fn parse(text: &str, scale: Scale) -> Result<Decimal, QuantityError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(QuantityError::Empty);
    }
    if let Some(rest) = text.strip_prefix(['-', MINUS]) {
        return match parse(rest, scale) {
            Ok(number) if number.is_zero() => Ok(number),
            Ok(_) => Err(QuantityError::Negative),
            Err(error) => Err(error),
        };
    }
    if text.matches([',', '.']).count() > 1 {
        return Err(QuantityError::Ambiguous);
    }
    let (whole, places) = text.split_once([',', '.']).unwrap_or((text, "0"));
    let whole = joined(whole).ok_or(QuantityError::NotANumber)?;
    if places.is_empty() || !places.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(QuantityError::NotANumber);
    }
    if text.contains('.') && places.len() == 3 {
        return Err(QuantityError::Ambiguous);
    }
    if places.len() > scale.places as usize {
        return Err(QuantityError::TooManyPlaces(scale.places));
    }
    if whole.trim_start_matches('0').len() > scale.digits {
        return Err(QuantityError::TooLarge);
    }
    format!("{whole}.{places}").parse().map_err(|_| QuantityError::NotANumber)
}

/// `1 234` → `1234`; nothing when a group does not have three digits.
fn joined(whole: &str) -> Option<String> {
    let groups: Vec<&str> = whole.split([' ', NO_BREAK_SPACE, '\u{202f}']).collect();
    let digits = groups.iter().all(|group| group.bytes().all(|byte| byte.is_ascii_digit()));
    let (first, rest) = groups.split_first()?;
    let sound = !first.is_empty() && (rest.is_empty() || first.len() <= 3);
    (digits && sound && rest.iter().all(|group| group.len() == 3)).then(|| groups.concat())
}

/// `1 234,50`: at least so many places after the comma, more when the number has them.
pub fn polish(number: Decimal, least_places: u32) -> String {
    let number = number.normalize();
    let places = number.scale().max(least_places) as usize;
    let plain = format!("{:.places$}", number.abs());
    let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
    let mut text = String::new();
    if number.is_sign_negative() {
        text.push(MINUS);
    }
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            text.push(NO_BREAK_SPACE);
        }
        text.push(digit);
    }
    if !fraction.is_empty() {
        text.push(',');
        text.push_str(fraction);
    }
    text
}
