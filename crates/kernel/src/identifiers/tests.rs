//! Identifiers: known good and bad numbers, what is shown of them, and any single wrong digit.

use std::path::Path;

use proptest::prelude::*;

use super::*;

fn accepts(kind: &str, value: &str) -> bool {
    match kind {
        "PESEL" => Pesel::parse(value).is_ok(),
        "NIP" => Nip::parse(value).is_ok(),
        "REGON" => Regon::parse(value).is_ok(),
        "NRB" => AccountNumber::parse(value).is_ok(),
        "SORT_CODE" => is_valid_sort_code(value),
        other => panic!("unknown kind {other}"),
    }
}

#[test]
fn reference_vectors_agree() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/data/dues/reference/identifier_vectors.csv");
    let Ok(text) = std::fs::read_to_string(&path) else {
        eprintln!("left out: no reference data beside the workspace");
        return;
    };
    let mut rows = 0;
    for row in text.lines().skip(1) {
        let cells: Vec<&str> = row.splitn(4, ',').collect();
        assert_eq!(accepts(cells[0], cells[1]), cells[2] == "valid", "{row}");
        rows += 1;
    }
    assert!(rows > 0);
}

#[test]
fn pesel_says_what_is_wrong() {
    assert_eq!(Pesel::parse("4405140135"), Err(IdentifierError::PeselLength));
    assert_eq!(Pesel::parse("4405140135x"), Err(IdentifierError::PeselLength));
    assert_eq!(Pesel::parse("٤٤٠٥١٤٠١٣٥٩"), Err(IdentifierError::PeselLength));
    assert_eq!(Pesel::parse("44051401358"), Err(IdentifierError::PeselCheck));
    assert_eq!(Pesel::parse("00000000000"), Err(IdentifierError::PeselDate));
}

#[test]
fn pesel_carries_the_birth_date_with_its_century() {
    for (number, born) in [
        ("440514 01359", "1944-05-14"),
        ("02070803628", "1902-07-08"),
        ("02270803624", "2002-07-08"),
        ("00222900016", "2000-02-29"),
    ] {
        assert_eq!(Pesel::parse(number).unwrap().birth_date().to_string(), born);
    }
    // The same day a century earlier: 1900 was no leap year.
    assert_eq!(Pesel::parse("00022900010"), Err(IdentifierError::PeselDate));
}

#[test]
fn debug_hides_people() {
    let pesel = Pesel::parse("44051401359").unwrap();
    assert_eq!(format!("{pesel:?}"), "Pesel(•••)");
    assert_eq!(pesel.masked(), "*******1359");
    let account = AccountNumber::parse("61109010140000071219812874").unwrap();
    assert_eq!(format!("{account:?}"), "AccountNumber(•••)");
}

#[test]
fn firms_numbers_are_read_as_they_are_printed() {
    for text in ["526-025-02-74", "PL5260250274", "pl 526 025 02 74"] {
        assert_eq!(Nip::parse(text).unwrap().as_str(), "5260250274");
    }
    assert_eq!(Nip::parse("1234567890"), Err(IdentifierError::NipCheck));
    assert_eq!(Nip::parse("0000000000"), Err(IdentifierError::NipCheck));
    assert_eq!(Nip::parse("DE5260250274"), Err(IdentifierError::NipLength));
    assert_eq!(Regon::parse("12345678512347").unwrap().to_string(), "12345678512347");
    assert_eq!(Regon::parse("123456789"), Err(IdentifierError::RegonCheck));
    assert_eq!(Regon::parse("1234567851234"), Err(IdentifierError::RegonLength));
}

#[test]
fn accounts_are_computed_read_and_grouped() {
    let account = AccountNumber::from_parts("87650004", "0012345600004711").unwrap();
    assert_eq!(account.to_string(), "17 8765 0004 0012 3456 0000 4711");
    assert_eq!(account.iban(), "PL17876500040012345600004711");
    assert!(!account.sort_code_valid());
    assert_eq!(
        AccountNumber::from_parts("10201111", "0000000000000001").unwrap().as_str(),
        "43102011110000000000000001"
    );
    assert_eq!(AccountNumber::from_parts("1020111", "00000000000000001"), Err(IdentifierError::AccountParts));
    assert_eq!(AccountNumber::parse("PL 61 1090 1014 0000 0712 1981 2874").unwrap().sort_code(), "10901014");
    assert_eq!(AccountNumber::parse("61109010140000071219812875"), Err(IdentifierError::AccountCheck));
    assert_eq!(AccountNumber::parse("DE89370400440532013000"), Err(IdentifierError::AccountForeign));
    assert_eq!(AccountNumber::parse("6110901014000007121981287"), Err(IdentifierError::AccountLength));
    assert_eq!(AccountNumber::parse("łącznie"), Err(IdentifierError::AccountLength));
}

#[test]
fn a_wrong_number_in_json_is_refused() {
    assert_eq!(serde_json::from_str::<Nip>(r#""526-025-02-74""#).unwrap().as_str(), "5260250274");
    assert!(serde_json::from_str::<Nip>(r#""1234567890""#).is_err());
    assert_eq!(serde_json::to_string(&Teryt::parse("1206022").unwrap()).unwrap(), r#""1206022""#);
}

#[test]
fn a_municipality_code_names_its_county() {
    assert_eq!(Teryt::parse(" 1206022 ").unwrap().county(), "1206");
    assert_eq!(Teryt::parse("120602"), Err(IdentifierError::TerytLength));
    assert_eq!(Teryt::parse("12O6022"), Err(IdentifierError::TerytLength));
}

proptest! {
    #[test]
    fn any_single_wrong_digit_of_an_account_is_noticed(
        sort_code in "[0-9]{8}", body in "[0-9]{16}", place in 0_usize..26, step in 1_u8..10,
    ) {
        let account = AccountNumber::from_parts(&sort_code, &body).unwrap();
        prop_assert_eq!(AccountNumber::parse(account.as_str()), Ok(account.clone()));
        let mut typed = account.as_str().as_bytes().to_vec();
        typed[place] = b'0' + (typed[place] - b'0' + step) % 10;
        let typed = String::from_utf8(typed).unwrap();
        prop_assert_eq!(AccountNumber::parse(&typed), Err(IdentifierError::AccountCheck));
    }

    #[test]
    fn nothing_typed_makes_an_identifier_panic(text in "\\PC{0,30}") {
        for kind in ["PESEL", "NIP", "REGON", "NRB", "SORT_CODE"] {
            accepts(kind, &text);
        }
        let _ = Teryt::parse(&text);
    }
}
