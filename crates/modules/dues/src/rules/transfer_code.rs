//! Content of the QR code for transfers: recommendation "Standard 2D" of the Polish Bank Association (ZBP) of
//! 3 December 2013.

use ratusz_kernel::{AccountNumber, Money, Nip};

const NAME_LENGTH: usize = 20;
const TITLE_LENGTH: usize = 32;
/// Six digits of grosze; from 10 000 zł the payer types the amount.
const LARGEST: i64 = 999_999;

/// A transfer that a payer's application fills in from a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TransferCode<'a> {
    /// NIP of the municipality.
    pub nip: Option<&'a Nip>,
    pub account: &'a AccountNumber,
    pub amount: Money,
    pub name: &'a str,
    pub title: &'a str,
}

impl TransferCode<'_> {
    /// The nine fields of the code, at most 160 characters; the three reserved ones stay empty.
    pub fn content(&self) -> String {
        let amount = Some(self.amount.grosze()).filter(|grosze| (0..=LARGEST).contains(grosze)).unwrap_or(0);
        let (nip, account) = (self.nip.map_or("", Nip::as_str), self.account.as_str());
        let (name, title) = (allowed(self.name, NAME_LENGTH), allowed(self.title, TITLE_LENGTH));
        format!("{nip}|PL|{account}|{amount:06}|{name}|{title}|||")
    }
}

/// Characters that the standard knows, others as one space; cut to `length` characters.
fn allowed(text: &str, length: usize) -> String {
    let known =
        |letter: char| letter.is_ascii_alphanumeric() || "ąćęłńóśźżĄĆĘŁŃÓŚŹŻ,./-@#&*_".contains(letter);
    let spaced: String = text.chars().map(|letter| if known(letter) { letter } else { ' ' }).collect();
    let words = spaced.split_whitespace().collect::<Vec<_>>().join(" ");
    words.chars().take(length).collect::<String>().trim_end().to_owned()
}
