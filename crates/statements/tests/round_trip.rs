//! What is written in any dialect and code page is read back the same.

use bank_statements::write::{CamtVersion, Dialect, EntryDraft, StatementDraft, Unwritable, camt053, mt940};
use bank_statements::{Check, Encoding, Entry, Options, Payment, read};
use chrono::{Days, NaiveDate};
use proptest::prelude::*;

fn day(offset: u64) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 1, 1).expect("a date") + Days::new(offset)
}

/// A statement with a mass payment, an ordinary one, a reversal and a fee.
pub(crate) fn sample() -> StatementDraft {
    let entry = |amount, title: &str, counterparty: &str| EntryDraft {
        amount,
        reversal: false,
        booking_date: day(74),
        value_date: day(74),
        title: title.to_owned(),
        counterparty: counterparty.to_owned(),
        counterparty_account: "61109010140000071219812874".to_owned(),
        bank_reference: "REF1".to_owned(),
        virtual_account: None,
        virtual_identifier: None,
        payer_debit_date: Some(day(71)),
    };
    let account = "17876500040012345600004711".to_owned();
    let mass = EntryDraft {
        virtual_account: Some(account),
        ..entry(20_300, "POD.NIER 2026 RATA 1", "JAN ŻÓŁĆ UL. ŁĄKOWA 5 00-001 MIASTO")
    };
    let reversal = EntryDraft { reversal: true, ..entry(-100, "STORNO", "ANNA ŚWIĘTA") };
    let fee =
        EntryDraft { counterparty_account: String::new(), payer_debit_date: None, ..entry(-450, "", "") };
    StatementDraft {
        reference: "WYCIAG".to_owned(),
        account: "43102011110000000000000001".to_owned(),
        number: 54,
        currency: "PLN".to_owned(),
        opening_date: day(71),
        opening: -5_000,
        closing_date: day(74),
        entries: vec![
            mass,
            entry(12_800, "ODPADY LUTY 2026 PESEL 44051401359", "ANNA ŚWIĘTA"),
            reversal,
            fee,
        ],
    }
}

fn payments(file: &[u8]) -> Vec<Payment> {
    let outcome = read(file, &Options::default());
    let statements = outcome.statements().expect("accepted");
    assert_eq!(statements[0].check(), Check::Balanced);
    statements.iter().flat_map(|statement| &statement.entries).map(Entry::payment).collect()
}

fn agree(draft: &StatementDraft, payments: &[Payment], debit_dates: bool) {
    assert_eq!(payments.len(), draft.entries.len());
    let filled = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    for (payment, entry) in payments.iter().zip(&draft.entries) {
        assert_eq!(payment.amount, entry.amount);
        assert_eq!(payment.reversal, entry.reversal);
        assert_eq!(
            (payment.booking_date, payment.value_date),
            (Some(entry.booking_date), Some(entry.value_date))
        );
        assert_eq!(payment.counterparty, filled(&entry.counterparty));
        assert_eq!(payment.counterparty_account, filled(&entry.counterparty_account));
        if let Some(account) = &entry.virtual_account {
            assert_eq!(payment.virtual_account(), Some(account.as_str()));
        } else {
            assert_eq!(payment.title, filled(&entry.title));
        }
        if debit_dates {
            assert_eq!(payment.payer_debit_date, entry.payer_debit_date);
        }
    }
}

#[test]
fn every_dialect_in_every_code_page() {
    let draft = sample();
    for dialect in Dialect::ALL {
        for encoding in
            [Encoding::Utf8, Encoding::Windows1250, Encoding::Iso8859_2, Encoding::Cp852, Encoding::Mazovia]
        {
            let file = mt940(std::slice::from_ref(&draft), dialect, encoding).expect("written");
            let outcome = read(&file, &Options::default());
            assert_eq!(outcome.encoding, Some(encoding), "{dialect:?}");
            agree(&draft, &payments(&file), matches!(dialect, Dialect::Pko | Dialect::Mbank));
        }
    }
    for version in [CamtVersion::V02, CamtVersion::V08] {
        let file = camt053("M", &[draft.clone(), draft.clone()], version);
        let outcome = read(file.as_bytes(), &Options::default());
        assert_eq!(outcome.statements().unwrap().len(), 2);
        agree(&draft, &payments(file.as_bytes())[..4], true);
    }
}

#[test]
fn what_a_dialect_cannot_hold_is_refused() {
    let with_title = |title: &str| {
        let mut draft = sample();
        title.clone_into(&mut draft.entries[0].title);
        draft
    };
    let write = |title: &str, dialect, page| mt940(&[with_title(title)], dialect, page).unwrap_err();
    assert_eq!(write("漢", Dialect::Pko, Encoding::Cp852), Unwritable::Character('漢'));
    assert!(matches!(write("A^20B", Dialect::Pekao, Encoding::Utf8), Unwritable::Mark(_)));
    assert!(matches!(write("A; TNR: B", Dialect::Mbank, Encoding::Utf8), Unwritable::Mark(_)));
    assert!(matches!(write(&"A".repeat(163), Dialect::Pko, Encoding::Utf8), Unwritable::TooLong(_)));
}

fn words(longest: usize) -> impl Strategy<Value = String> {
    let letters = "abcXYZ0123456789 ,./()-;?+ąćęłńóśźżĄĆĘŁŃÓŚŹŻ".chars().collect::<Vec<_>>();
    proptest::collection::vec(prop::sample::select(letters), 0..longest).prop_map(String::from_iter)
}

fn entry() -> impl Strategy<Value = EntryDraft> {
    (-10_000_000_i64..10_000_000, any::<bool>(), 0_u64..400, 0_u64..10, words(162), words(54), any::<bool>())
        .prop_map(|(amount, reversal, booked, later, title, counterparty, account)| EntryDraft {
            amount,
            reversal,
            booking_date: day(booked),
            value_date: day(booked + later),
            title,
            counterparty,
            counterparty_account: if account {
                "61109010140000071219812874".to_owned()
            } else {
                String::new()
            },
            bank_reference: "R1".to_owned(),
            virtual_account: None,
            virtual_identifier: None,
            payer_debit_date: account.then(|| day(booked)),
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn random_statements_come_back(entries in proptest::collection::vec(entry(), 0..8), opening in -10_000_i64..10_000) {
        let draft = StatementDraft { entries, opening, ..sample() };
        for dialect in Dialect::ALL {
            for encoding in [Encoding::Utf8, Encoding::Windows1250, Encoding::Iso8859_2, Encoding::Cp852, Encoding::Mazovia] {
                let file = mt940(std::slice::from_ref(&draft), dialect, encoding).expect("written");
                // The profile names the code page: a letter or two are too few to recognise it by.
                let options = Options { encoding: Some(encoding), layout: Some(dialect.layout()), ..Options::default() };
                let outcome = read(&file, &options);
                let statements = outcome.statements().expect("accepted");
                prop_assert_eq!(statements[0].check(), Check::Balanced);
                let payments: Vec<Payment> = statements[0].entries.iter().map(Entry::payment).collect();
                agree(&draft, &payments, matches!(dialect, Dialect::Pko | Dialect::Mbank));
            }
        }
        for version in [CamtVersion::V02, CamtVersion::V08] {
            agree(&draft, &payments(camt053("M", std::slice::from_ref(&draft), version).as_bytes()), true);
        }
    }
}
