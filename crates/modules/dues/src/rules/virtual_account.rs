//! Virtual accounts (rachunki wirtualne): one account number for each payer and kind of due, so that the
//! number itself is the payer's indication (OP art. 62 §1).
//!
//! A number is CC + 8 digits of the bank + the prefix that the bank granted + our identifier; prefix and
//! identifier make 16 digits. The identifier is the kind (2 digits), the card number with leading zeros, and
//! one check digit of our own, never a PESEL.

use ratusz_kernel::AccountNumber;
use serde::{Deserialize, Serialize};

const KIND_DIGITS: usize = 2;
const BANK_DIGITS: usize = 8;
const OWN_PART: usize = 16;
const NUMBER: usize = 26;
/// Digits of a card number that the identifier has to hold.
const CARD_DIGITS: std::ops::RangeInclusive<usize> = 5..=9;

/// How the bank divides the numbers it grants.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Granted", into = "Granted")]
pub struct Layout {
    bank: String,
    prefix: String,
}

/// The bank's sort code (numer rozliczeniowy) and the prefix, as written in the contract of mass payments.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Granted {
    bank: String,
    prefix: String,
}

/// What an identifier says: whose card, for which kind of due.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Identifier {
    /// Two-digit code of the kind, [`super::kinds::DueKind::account_code`].
    pub kind: String,
    pub card: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VirtualAccountError {
    #[error("Numer rozliczeniowy banku ma 8 cyfr.")]
    Bank,
    #[error("Stały przedrostek ma od 4 do 8 cyfr, a reszta z 16 cyfr to identyfikator.")]
    Prefix,
    #[error("Kod rodzaju należności ma dwie cyfry.")]
    Kind,
    #[error("Numer karty {0} nie mieści się w identyfikatorze rachunku.")]
    CardTooLong(u32),
    #[error("Rachunek nie należy do puli rachunków wirtualnych urzędu.")]
    Foreign,
    #[error("Nieznany identyfikator rachunku wirtualnego.")]
    UnknownIdentifier,
}

/// What a search for our accounts in a text found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    Nothing,
    One(Identifier),
    /// Two different accounts of ours: a clerk decides.
    Several,
}

impl Layout {
    /// # Errors
    /// A sort code that is not 8 digits; a prefix that leaves no room for an identifier.
    pub fn new(bank: &str, prefix: &str) -> Result<Self, VirtualAccountError> {
        if bank.len() != BANK_DIGITS || !all_digits(bank) {
            return Err(VirtualAccountError::Bank);
        }
        let room = OWN_PART.checked_sub(prefix.len() + KIND_DIGITS + 1);
        if !all_digits(prefix) || !room.is_some_and(|room| CARD_DIGITS.contains(&room)) {
            return Err(VirtualAccountError::Prefix);
        }
        Ok(Self { bank: bank.to_owned(), prefix: prefix.to_owned() })
    }

    /// The account number for a card and a kind of due.
    ///
    /// # Errors
    /// A kind that is not two digits; a card number too long for this layout.
    pub fn account(&self, identifier: &Identifier) -> Result<AccountNumber, VirtualAccountError> {
        let own_part = format!("{}{}", self.prefix, self.identifier(identifier)?);
        AccountNumber::from_parts(&self.bank, &own_part).map_err(|_| VirtualAccountError::Prefix)
    }

    /// The digits after the prefix.
    ///
    /// # Errors
    /// As [`Layout::account`].
    pub fn identifier(&self, Identifier { kind, card }: &Identifier) -> Result<String, VirtualAccountError> {
        if kind.len() != KIND_DIGITS || !all_digits(kind) {
            return Err(VirtualAccountError::Kind);
        }
        let width = OWN_PART - self.prefix.len() - KIND_DIGITS - 1;
        let body = format!("{kind}{card:0width$}");
        if body.len() != KIND_DIGITS + width {
            return Err(VirtualAccountError::CardTooLong(*card));
        }
        Ok(format!("{body}{}", check_digit(&body)))
    }

    /// Reads an account number of ours.
    ///
    /// # Errors
    /// Another bank or prefix; an identifier that we cannot have issued.
    pub fn read(&self, number: &AccountNumber) -> Result<Identifier, VirtualAccountError> {
        let own =
            number.body().strip_prefix(self.prefix.as_str()).filter(|_| number.sort_code() == self.bank);
        self.read_identifier(own.ok_or(VirtualAccountError::Foreign)?)
    }

    /// Reads an identifier that a bank reports alone.
    ///
    /// # Errors
    /// [`VirtualAccountError::UnknownIdentifier`] for one that we cannot have issued.
    pub fn read_identifier(&self, digits: &str) -> Result<Identifier, VirtualAccountError> {
        let unknown = VirtualAccountError::UnknownIdentifier;
        if digits.len() + self.prefix.len() != OWN_PART || !all_digits(digits) {
            return Err(unknown);
        }
        let (body, check) = digits.split_at(digits.len() - 1);
        if check != check_digit(body).to_string() {
            return Err(unknown);
        }
        let (kind, card) = body.split_at(KIND_DIGITS);
        Ok(Identifier { kind: kind.to_owned(), card: card.parse().map_err(|_| unknown)? })
    }

    /// Looks for our accounts in the text of a statement, also written in groups or inside a longer run of
    /// digits.
    pub fn find(&self, text: &str) -> Found {
        let mut found = Found::Nothing;
        for run in digit_runs(text) {
            for start in 0..(run.len() + 1).saturating_sub(NUMBER) {
                let candidate = &run[start..start + NUMBER];
                let identifier = Some(candidate)
                    .filter(|digits| digits[2..].starts_with(self.bank.as_str()))
                    .and_then(|digits| AccountNumber::parse(digits).ok())
                    .and_then(|number| self.read(&number).ok());
                let Some(identifier) = identifier else { continue };
                match &found {
                    Found::Nothing => found = Found::One(identifier),
                    Found::One(earlier) if *earlier == identifier => {}
                    _ => return Found::Several,
                }
            }
        }
        found
    }
}

impl TryFrom<Granted> for Layout {
    type Error = VirtualAccountError;

    fn try_from(granted: Granted) -> Result<Self, VirtualAccountError> {
        Self::new(&granted.bank, &granted.prefix)
    }
}

impl From<Layout> for Granted {
    fn from(Layout { bank, prefix }: Layout) -> Self {
        Self { bank, prefix }
    }
}

/// Digits of a text, each run going on over single spaces and hyphens.
fn digit_runs(text: &str) -> Vec<String> {
    let mut runs = vec![String::new()];
    let mut after_separator = false;
    for letter in text.chars() {
        let separator = matches!(letter, ' ' | '-');
        match runs.last_mut() {
            Some(run) if letter.is_ascii_digit() => run.push(letter),
            Some(run) if !run.is_empty() && (!separator || after_separator) => runs.push(String::new()),
            _ => {}
        }
        after_separator = separator;
    }
    runs
}

fn all_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// ISO 7064 MOD 11,10: finds every wrong digit and nearly every swap of neighbours.
fn check_digit(body: &str) -> u32 {
    let digits = body.bytes().map(|byte| u32::from(byte - b'0'));
    let rest = digits.fold(10, |product, digit| match (product + digit) % 10 {
        0 => 20 % 11,
        sum => 2 * sum % 11,
    });
    (11 - rest) % 10
}
