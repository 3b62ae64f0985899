//! Virtual accounts, payment references and the transfer code.

use super::zl;
use crate::rules::{
    reference::{find_references, payment_reference},
    transfer_code::TransferCode,
    virtual_account::{Found, Identifier, Layout, VirtualAccountError},
};
use ratusz_kernel::{AccountNumber, Nip};

fn layout() -> Layout {
    Layout::new("87650004", "00401234").unwrap()
}

fn identifier(kind: &str, card: u32) -> Identifier {
    Identifier { kind: kind.to_owned(), card }
}

fn number(text: &str) -> AccountNumber {
    AccountNumber::parse(text).expect("a test names sound accounts")
}

#[test]
fn accounts_of_others_are_not_ours() {
    let layout = Layout::new("87650004", "00401234").unwrap();
    let unknown = layout.read(&AccountNumber::from_parts("87650004", "0040123400000001").unwrap());
    assert_eq!(unknown, Err(VirtualAccountError::UnknownIdentifier));
    for foreign in ["17876500040012345600004711", "61109010140000071219812874"] {
        assert_eq!(layout.read(&number(foreign)), Err(VirtualAccountError::Foreign));
    }
}

#[test]
fn every_layout_reads_what_it_wrote() {
    for (prefix, largest) in [("00401234", 99_999), ("004012", 9_999_999), ("0040", 999_999_999)] {
        let layout = Layout::new("87650004", prefix).unwrap();
        for card in [1, 123, largest] {
            let identifier = identifier("10", card);
            let number = layout.account(&identifier).unwrap();
            assert_eq!(layout.read(&number), Ok(identifier));
        }
        let too_long = layout.account(&identifier("10", largest + 1));
        assert_eq!(too_long, Err(VirtualAccountError::CardTooLong(largest + 1)));
    }
    assert_eq!(Layout::new("8765000", "0040"), Err(VirtualAccountError::Bank));
    for prefix in ["004", "004012345", "00x0"] {
        assert_eq!(Layout::new("87650004", prefix), Err(VirtualAccountError::Prefix));
    }
}

#[test]
fn our_own_check_digit_finds_every_wrong_digit() {
    let sound = layout().identifier(&identifier("10", 12_345)).unwrap();
    for place in 0..sound.len() {
        for digit in '0'..='9' {
            let mut changed = sound.clone();
            changed.replace_range(place..=place, &digit.to_string());
            assert_eq!(layout().read_identifier(&changed).is_ok(), changed == sound, "{changed}");
        }
    }
}

#[test]
fn accounts_are_found_in_titles() {
    let account = layout().account(&identifier("30", 4711)).unwrap();
    let other = layout().account(&identifier("10", 4711)).unwrap();
    let (number, other) = (account.as_str(), other.as_str());
    let found = Found::One(identifier("30", 4711));
    assert_eq!(layout().find(&format!("WPŁATA {number} ODPADY 2026")), found);
    assert_eq!(layout().find(&format!("PL{account}")), found);
    assert_eq!(layout().find(&format!("{number};{number}")), found);
    assert_eq!(layout().find(&format!("11{number}22")), found);
    assert_eq!(layout().find(&format!("{number} {other}")), Found::Several);
    assert_eq!(layout().find("61109010140000071219812874 i 2026"), Found::Nothing);
    assert_eq!(layout().find(&format!("{}  {}", &number[..13], &number[13..])), Found::Nothing);
}

#[test]
fn references_survive_what_payers_do_to_them() {
    let reference = payment_reference("N-000123");
    assert_eq!(reference, "RAT-N000123-97");
    for title in [
        "podatek RAT-N000123-97 rata 2",
        "rat n 000123 97 rata 1",
        "RATN00012397",
        "RATA 2 RAT/N000123/97 2026",
    ] {
        assert_eq!(find_references(title), ["N000123"], "{title}");
    }
    for title in
        ["RAT-N000124-97", "RAT-N000132-97", "RATA 2 2026", "RAT-N000123", "KRAT-12", "RATY 12345 67 ĄĘ"]
    {
        assert_eq!(find_references(title), Vec::<String>::new(), "{title}");
    }
    let two = format!("{reference} {}", payment_reference("4711001"));
    assert_eq!(find_references(&two), ["N000123", "4711001"]);
}

#[test]
fn transfer_code_follows_the_bank_standard() {
    let (nip, account) = (Nip::parse("5214349636").unwrap(), number("24160000035175530643314956"));
    let code = TransferCode {
        nip: Some(&nip),
        account: &account,
        amount: zl("123,45"),
        name: "Testowy odbiorca",
        title: "Tytuł płatności",
    };
    let content = code.content();
    let published = "5214349636|PL|24160000035175530643314956|012345|Testowy odbiorca|Tytuł płatności|";
    assert_eq!(content.strip_prefix(published), Some("||"));

    let long = TransferCode {
        nip: None,
        amount: zl("10 000"),
        name: "Urząd Miasta i Gminy | Górowo",
        title: "N-000123 / podatek: 2026 / „rata” 1 oraz 2",
        ..code
    };
    assert_eq!(
        long.content(),
        "|PL|24160000035175530643314956|000000|Urząd Miasta i Gminy|N-000123 / podatek 2026 / rata 1|||"
    );
    assert!(long.content().chars().count() <= 160);
    assert!(TransferCode { amount: zl("9999,99"), ..code }.content().contains("|999999|"));
}
