//! The payment reference that Ratusz prints for a transfer title and finds again in bank statements:
//! `RAT-N000123-97`.

const MARK: &str = "RAT";

/// The reference of an account card. Card numbers are letters and digits; `N-000123` and `N000123` are the
/// same card.
pub fn payment_reference(card: &str) -> String {
    let card = plain(card);
    format!("{MARK}-{card}-{:02}", check_number(&card))
}

/// The cards whose references stand in a text, each once; small letters, missing hyphens and added spaces do
/// not matter.
pub fn find_references(text: &str) -> Vec<String> {
    let upper = text.to_uppercase();
    let mut cards = Vec::new();
    for (start, _) in upper.match_indices(MARK) {
        let Some(card) = read_after_mark(&upper[start + MARK.len()..]) else { continue };
        if !cards.contains(&card) {
            cards.push(card);
        }
    }
    cards
}

/// An optional letter, 5 to 9 digits, two check digits, with separators or without.
fn read_after_mark(rest: &str) -> Option<String> {
    let rest = skip_separators(rest);
    let letters = rest.len() - rest.trim_start_matches(|letter: char| letter.is_ascii_uppercase()).len();
    let (letter, rest) = rest.split_at_checked(letters).filter(|(letter, _)| letter.len() <= 1)?;
    let (digits, rest) = split_digits(skip_separators(rest));
    let (check, _) = split_digits(skip_separators(rest));
    let apart = (digits, check);
    let joined = digits.len().checked_sub(2).map(|end| digits.split_at(end));
    [Some(apart), joined].into_iter().flatten().find_map(|(number, check)| {
        let card = format!("{letter}{number}");
        let sound = (5..=9).contains(&number.len()) && check == format!("{:02}", check_number(&card));
        sound.then_some(card)
    })
}

fn skip_separators(text: &str) -> &str {
    text.trim_start_matches([' ', '-', '/', '.', ':', '\u{a0}'])
}

fn split_digits(text: &str) -> (&str, &str) {
    let end = text.bytes().take_while(u8::is_ascii_digit).count();
    text.split_at(end)
}

fn plain(card: &str) -> String {
    card.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_uppercase()).collect()
}

/// ISO 7064 MOD 97-10 with letters as two digits (A = 10), as in IBAN.
fn check_number(card: &str) -> u32 {
    let rest = card.chars().filter_map(|letter| letter.to_digit(36)).fold(0, |rest, value| {
        let shift = if value < 10 { 10 } else { 100 };
        (rest * shift + value) % 97
    });
    98 - rest * 100 % 97
}
