//! Account numbers: the check digits of the Polish 26-digit number (NRB) and the search for such numbers in text.

use std::borrow::Cow;

/// Digits of a Polish account number.
const NRB: usize = 26;
/// More numbers than this in one text are no account indications; longer digit runs are no glued numbers.
const MAX_CANDIDATES: usize = 32;
const LONGEST_RUN: usize = 80;
/// `PL` written as digits, as the IBAN check asks (ISO 7064: A = 10).
const COUNTRY_DIGITS: &str = "2521";

/// Whether the text is 26 digits with right check digits.
pub fn is_nrb(text: &str) -> bool {
    text.len() == NRB && digits(text) && remainder([&text[2..], COUNTRY_DIGITS, &text[..2]]) == 1
}

/// Completes a bank's 8-digit sort code and 16-digit account number with the check digits.
pub fn complete(sort_code: &str, number: &str) -> Option<String> {
    if sort_code.len() != 8 || number.len() != 16 || !digits(sort_code) || !digits(number) {
        return None;
    }
    let check = 98 - remainder([sort_code, number, "252100"]);
    Some(format!("{check:02}{sort_code}{number}"))
}

/// An account as written by a bank without spaces, leading slash and, for Polish numbers, without `PL`.
pub fn normalised(text: &str) -> String {
    let plain = text.trim_start_matches('/');
    let plain = if plain.contains(char::is_whitespace) {
        Cow::Owned(plain.split_whitespace().collect())
    } else {
        Cow::Borrowed(plain)
    };
    match plain.strip_prefix("PL") {
        Some(number) if number.len() == NRB && digits(number) => number.to_owned(),
        _ => plain.into_owned(),
    }
}

/// Every 26-digit number with right check digits in the text, in order, without repetitions. Digits glued to the
/// number (`RATA 1` followed by an account in the next subfield) do not hide it, nor do the usual groups of four.
pub fn candidates(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let bytes = text.as_bytes();
    let in_run = |byte: &u8| byte.is_ascii_digit() || *byte == b' ';
    // No run of digits and spaces reaches over `from`; one that can hold an account covers the 26th byte from there.
    let mut from = 0;
    while let Some(byte) = bytes.get(from + NRB - 1) {
        if !in_run(byte) {
            from += NRB;
            continue;
        }
        let known = from + NRB - 1;
        let start =
            bytes[from..known].iter().rposition(|byte| !in_run(byte)).map_or(from, |at| from + at + 1);
        let end = bytes[known..].iter().position(|byte| !in_run(byte)).map_or(bytes.len(), |at| known + at);
        if end - start >= NRB {
            scan_run(&text[start..end], &mut found);
        }
        from = end;
    }
    found
}

fn scan_run(run: &str, found: &mut Vec<String>) {
    for word in run.split(' ').filter(|word| (NRB..=LONGEST_RUN).contains(&word.len())) {
        for start in 0..=word.len() - NRB {
            note(&word[start..start + NRB], found);
        }
    }
    let groups: Vec<&str> = run.split(' ').filter(|group| !group.is_empty()).collect();
    for window in groups.windows(7) {
        if window[0].len() == 2 && window[1..].iter().all(|group| group.len() == 4) {
            note(&window.concat(), found);
        }
    }
}

fn note(number: &str, found: &mut Vec<String>) {
    if found.len() < MAX_CANDIDATES && is_nrb(number) && !found.iter().any(|known| known == number) {
        found.push(number.to_owned());
    }
}

fn digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Divided only when the next digit might not fit any more.
fn remainder<const N: usize>(parts: [&str; N]) -> u64 {
    parts.iter().flat_map(|part| part.bytes()).fold(0, |rest: u64, digit| {
        let rest = if rest < u64::MAX / 100 { rest } else { rest % 97 };
        rest * 10 + u64::from(digit.wrapping_sub(b'0'))
    }) % 97
}
