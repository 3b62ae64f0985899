//! One form for each kind of value, so that equal values have equal blind indexes however they were typed.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Digits only.
pub fn pesel(text: &str) -> String {
    digits(text)
}

/// Digits only; dashes, spaces and the prefix `PL` fall away.
pub fn nip(text: &str) -> String {
    digits(text)
}

/// The 26 digits; spaces and the prefix `PL` fall away.
pub fn account_number(text: &str) -> String {
    digits(text)
}

/// Trimmed, composed (NFC), lower case.
pub fn email(text: &str) -> String {
    composed_lower_case(text)
}

/// E.164 (`+48600100200`): nine digits are Polish; other numbers need `+`, `00` or a leading 48. Nothing when it cannot be
/// a phone number.
pub fn phone(text: &str) -> Option<String> {
    let text = text.trim();
    let (international, bare) = match text.strip_prefix('+').or_else(|| text.strip_prefix("00")) {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let between = |sign: char| sign.is_whitespace() || "-./()".contains(sign);
    if !bare.chars().all(|sign| sign.is_ascii_digit() || between(sign)) {
        return None;
    }
    let digits = digits(bare);
    match (international, digits.len()) {
        (true, 8..=15) if !digits.starts_with('0') => Some(format!("+{digits}")),
        (false, 9) if !digits.starts_with('0') => Some(format!("+48{digits}")),
        (false, 11) if digits.starts_with("48") => Some(format!("+{digits}")),
        _ => None,
    }
}

/// Composed (NFC), lower case, single spaces; Polish letters stay.
pub fn surname(text: &str) -> String {
    composed_lower_case(&text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// As [`surname`], with letters folded for search: `Łękawski` → `lekawski`.
pub fn folded(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for letter in surname(text).nfd().filter(|letter| !is_combining_mark(*letter)) {
        match letter {
            'ł' => folded.push('l'),
            'ø' => folded.push('o'),
            'đ' => folded.push('d'),
            'ß' => folded.push_str("ss"),
            other => folded.push(other),
        }
    }
    folded
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// Lower case may take a letter apart, so it is composed again.
fn composed_lower_case(text: &str) -> String {
    text.trim().nfc().flat_map(char::to_lowercase).nfc().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phones_become_international() {
        for text in ["600 100 200", "+48 600-100-200", "0048600100200", "48600100200", "(600) 100 200"] {
            assert_eq!(phone(text).as_deref(), Some("+48600100200"), "{text}");
        }
        assert_eq!(phone("+49 30 901820").as_deref(), Some("+4930901820"));
        for text in ["", "112", "60010020", "600 100 200 w. 5", "+48", "+0600100200"] {
            assert_eq!(phone(text), None, "{text}");
        }
    }

    #[test]
    fn names_and_addresses_are_composed_and_small() {
        assert_eq!(email(" Sekretariat@Gmina.Example "), "sekretariat@gmina.example");
        // The same letter typed as o with an accent behind it.
        assert_eq!(surname("  MRO\u{301}Z   Żak "), "mróz żak");
        assert_eq!(folded("Łękawski-Żółć"), "lekawski-zolc");
        assert_eq!(folded("Großmann"), "grossmann");
        assert_eq!(nip("PL 526-025-02-74"), "5260250274");
        assert_eq!(pesel(" 440514 01359 "), "44051401359");
        assert_eq!(account_number("PL 61 1090"), "611090");
    }
}
