//! Polish identifiers, checked once when they come in and trusted ever after. A valid check digit is no proof that the
//! person, firm or account exists.

mod account_number;
mod nip;
mod pesel;
mod regon;
mod teryt;
#[cfg(test)]
mod tests;

pub use account_number::{AccountNumber, is_valid_sort_code};
pub use nip::Nip;
pub use pesel::Pesel;
pub use regon::Regon;
pub use teryt::Teryt;

/// Why an identifier was refused, in words for the person who typed it. Never repeats what was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum IdentifierError {
    #[error("Numer PESEL ma 11 cyfr. Sprawdź, czy nie brakuje cyfry i czy nie ma innych znaków.")]
    PeselLength,
    #[error("W numerze PESEL nie zgadza się cyfra kontrolna. Sprawdź, czy cyfry nie są przestawione.")]
    PeselCheck,
    #[error("Początek numeru PESEL nie jest datą urodzenia. Sprawdź pierwsze sześć cyfr.")]
    PeselDate,
    #[error("Numer NIP ma 10 cyfr. Sprawdź, czy nie brakuje cyfry i czy nie ma innych znaków.")]
    NipLength,
    #[error("W numerze NIP nie zgadza się cyfra kontrolna. Sprawdź, czy cyfry nie są przestawione.")]
    NipCheck,
    #[error("Numer REGON ma 9 albo 14 cyfr. Sprawdź, czy nie brakuje cyfry i czy nie ma innych znaków.")]
    RegonLength,
    #[error("W numerze REGON nie zgadza się cyfra kontrolna. Sprawdź, czy cyfry nie są przestawione.")]
    RegonCheck,
    #[error("Numer rachunku ma 26 cyfr. Sprawdź, czy nie brakuje cyfry i czy nie ma innych znaków.")]
    AccountLength,
    #[error("Podaj numer rachunku w polskim banku: 26 cyfr, przed nimi może stać PL.")]
    AccountForeign,
    #[error("W numerze rachunku nie zgadzają się cyfry kontrolne. Sprawdź, czy cyfry nie są przestawione.")]
    AccountCheck,
    #[error("Numer rozliczeniowy banku ma 8 cyfr, a dalsza część numeru rachunku 16 cyfr.")]
    AccountParts,
    #[error("Kod TERYT gminy ma 7 cyfr.")]
    TerytLength,
}

/// The digits without the spaces and dashes people put between them; nothing when any other sign is there.
fn digits(text: &str) -> Option<String> {
    let kept: String = text.chars().filter(|sign| !sign.is_whitespace() && *sign != '-').collect();
    kept.bytes().all(|byte| byte.is_ascii_digit()).then_some(kept)
}

/// Sum of the products of digits and weights, as far as the weights reach.
fn weighted_sum(digits: &str, weights: &[u32]) -> u32 {
    digits.bytes().zip(weights).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum()
}

/// Whether the digit at this place has that value.
fn digit_is(digits: &str, place: usize, value: u32) -> bool {
    digits.as_bytes().get(place).is_some_and(|digit| u32::from(digit - b'0') == value)
}
