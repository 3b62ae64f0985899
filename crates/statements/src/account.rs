//! Account numbers: the check digits of the Polish 26-digit number (NRB) and the search for such numbers in text.

/// Digits of a Polish account number.
const NRB: usize = 26;
/// More numbers than this in one text are no account indications; longer digit runs are no glued numbers.
const MAX_CANDIDATES: usize = 32;
const LONGEST_RUN: usize = 80;
/// `PL` written as digits, as the IBAN check asks (ISO 7064: A = 10).
const COUNTRY_DIGITS: &str = "2521";

/// Whether the text is 26 digits with right check digits.
pub fn is_nrb(text: &str) -> bool {
    text.len() == NRB
        && text.bytes().all(|byte| byte.is_ascii_digit())
        && remainder([&text[2..], COUNTRY_DIGITS, &text[..2]]) == 1
}

/// Completes a bank's 8-digit sort code and 16-digit account number with the check digits.
pub fn complete(sort_code: &str, number: &str) -> Option<String> {
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if sort_code.len() != 8 || number.len() != 16 || !digits(sort_code) || !digits(number) {
        return None;
    }
    let check = 98 - remainder([sort_code, number, "252100"]);
    Some(format!("{check:02}{sort_code}{number}"))
}

/// An account as written by a bank without spaces, leading slash and, for Polish numbers, without `PL`.
pub fn normalised(text: &str) -> String {
    let mut plain: String = text.trim_start_matches('/').chars().filter(|c| !c.is_whitespace()).collect();
    if plain.len() == NRB + 2 && plain.starts_with("PL") && plain[2..].bytes().all(|b| b.is_ascii_digit()) {
        plain.drain(..2);
    }
    plain
}

/// Every 26-digit number with right check digits in the text, in order, without repetitions. Digits glued to the
/// number (`RATA 1` followed by an account in the next subfield) do not hide it, nor do the usual groups of four.
pub fn candidates(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
        rest = &rest[start..];
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != ' ').unwrap_or(rest.len());
        scan_run(&rest[..end], &mut found);
        rest = &rest[end..];
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

fn remainder<const N: usize>(parts: [&str; N]) -> u64 {
    parts
        .iter()
        .flat_map(|part| part.bytes())
        .fold(0, |rest, digit| (rest * 10 + u64::from(digit.wrapping_sub(b'0'))) % 97)
}
