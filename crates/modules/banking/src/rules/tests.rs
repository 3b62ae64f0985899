//! The rules on examples of dues.md §10 and §15.

use chrono::NaiveDate;
use proptest::prelude::*;
use ratusz_dues::rules::kinds;

use super::checks::{AccountState, CheckName, Facts, Previous, check, operations};
use super::identity::{EntryLook, StatementKey, entry_fingerprint, number_and_page, statement_identity};
use super::matching::{Candidate, Decision, Evidence, KnownCard, Policy, Rule, Session, decide};
use super::reversal::{Operation, fit};
use super::similarity::{ALIKE, name_similarity};
use super::title::{Keywords, masked, numbers, parse};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn keywords() -> Keywords {
    Keywords::of(kinds::kinds())
}

#[test]
fn titles_are_read_as_people_write_them() {
    let words = keywords();
    let title = parse("Pod. nier. II rata 2026, Kowalska ul. Lipowa 7", &words);
    assert_eq!((title.year, title.instalment), (Some(2026), Some(2)));
    assert!(title.kinds.contains(&"property_np".to_owned()), "{:?}", title.kinds);
    assert_eq!(title.plain, "POD NIER II RATA 2026 KOWALSKA UL LIPOWA 7");
    assert_eq!(parse("ŚMIECI za październik", &words).kinds, ["waste"]);
    assert_eq!(parse("opłata 2/4", &words).instalment, Some(2));
    assert_eq!(parse("RATA 4", &words).instalment, Some(4));
    // A year beside the word is no instalment, and "opłata ratalna" is none either.
    assert_eq!(parse("RATA 2026", &words).instalment, None);
    assert_eq!(parse("decyzja FN.3120.17.2026 z maja", &words).documents, ["FN.3120.17.2026"]);
    assert_eq!(
        parse("RAT-N000123-97", &words).cards.len(),
        usize::from(ratusz_dues::rules::reference::payment_reference("N-000123") == "RAT-N000123-97")
    );
    let own = ratusz_dues::rules::reference::payment_reference("N-000123");
    assert_eq!(parse(&format!("wpłata {own} dziękuję"), &words).cards, ["N000123"]);
}

#[test]
fn personal_numbers_are_found_and_masked() {
    let found = numbers("PESEL 44051401359 NIP 5260250274");
    assert_eq!(found.pesel.unwrap().as_str(), "44051401359");
    assert_eq!(found.nip.unwrap().as_str(), "5260250274");
    assert_eq!(masked("podatek 44051401359, rata 2"), "podatek *******1359, rata 2");
    // A wrong check digit, or eleven digits inside a longer run, are no PESEL.
    assert_eq!(masked("nr 44051401358 i 440514013590"), "nr 44051401358 i 440514013590");
    let broken = numbers("18 8765 0004 0055 1000 0000 1234");
    assert_eq!(broken.broken_accounts.len(), 1);
}

#[test]
fn names_are_alike_in_any_order_and_with_slips() {
    for (one, other) in [
        ("KOWALSKA ANNA", "Anna Kowalska"),
        ("ANNA KOWALSKA UL. LIPOWA 7 WIERZBICA", "Kowalska Anna"),
        ("WOJCIECHOWSKI ZBIGNIEW", "Wojciechowsky Zbigniew"),
        ("Żółć Łucja", "ZOLC LUCJA"),
    ] {
        assert!(name_similarity(one, other) >= ALIKE, "{one} / {other}: {}", name_similarity(one, other));
    }
    for (one, other) in [("Kowalski Jan", "Kowalska Anna"), ("", "Kowalska Anna"), ("Anna", "Kowalska Anna")]
    {
        assert!(name_similarity(one, other) < ALIKE, "{one} / {other}: {}", name_similarity(one, other));
    }
}

#[test]
fn lists_show_titles_without_account_numbers() {
    use super::title::without_accounts;
    let number = "17876500040012345600004711";
    let spaced = "17 8765 0004 0012 3456 0000 4711";
    for title in
        [format!("ODPADY {number} XI"), format!("ODPADY PL{number}, XI"), format!("ODPADY {spaced} XI")]
    {
        assert_eq!(without_accounts(&title), "ODPADY XI", "{title}");
    }
    assert_eq!(without_accounts(number), "");
    // Wrong check digits, a PESEL and a document number stay.
    let broken = "ODPADY 18876500040012345600004711 *******1359 FN.3120.17.2026";
    assert_eq!(without_accounts(broken), broken);
}

#[test]
fn what_is_taken_back_is_known_by_reference_then_account_then_day() {
    let operation =
        |on: &str, reference: &'static str, account: &'static [u8], title: &'static str| Operation {
            day: day(on),
            reference,
            account: Some(account).filter(|account| !account.is_empty()),
            title,
        };
    let back = operation("2026-11-20", "R1", b"anna", "odpady");
    let by_reference = fit(&back, &operation("2026-10-01", "R1", b"jan", "inne"));
    let by_account = fit(&back, &operation("2026-11-19", "R2", b"anna", "inne"));
    let nearer = fit(&back, &operation("2026-11-20", "R2", b"anna", "inne"));
    assert!(by_reference > nearer && nearer > by_account && by_account.is_some());
    // The same words of somebody else, a later day, more than 60 days, a reference that is none.
    assert_eq!(fit(&back, &operation("2026-11-20", "R2", b"jan", "odpady")), None);
    assert_eq!(fit(&back, &operation("2026-11-21", "R1", b"anna", "odpady")), None);
    assert_eq!(fit(&back, &operation("2026-09-20", "R1", b"anna", "odpady")), None);
    let none = operation("2026-11-20", "NONREF", b"anna", "");
    assert_eq!(fit(&none, &operation("2026-11-20", "NONREF", b"jan", "")), None);
    assert!(
        fit(&operation("2026-11-20", "", b"", "Odpady"), &operation("2026-11-20", "", b"jan", "ODPADY"))
            .is_some()
    );
}

fn card(id: i64, kind: &str, payer: &str, open: i64) -> Candidate {
    Candidate {
        card_id: id,
        number: format!("N-{id:06}"),
        kind: kind.into(),
        kind_name: kind.into(),
        payer: payer.into(),
        open,
    }
}

fn evidence(amount: i64, sender: &str, title: &str) -> Evidence {
    Evidence { amount, sender: sender.into(), title: parse(title, &keywords()), ..Evidence::default() }
}

#[track_caller]
fn assert_auto(evidence: &Evidence, rule: Rule, card: i64) {
    match decide(evidence, &Policy::default()) {
        Decision::Auto { rule: used, card: found, reason } => {
            assert_eq!((used, found), (rule, card), "{reason}");
            assert!(!reason.is_empty());
        }
        other => panic!("{other:?}"),
    }
}

#[track_caller]
fn assert_suggested(evidence: &Evidence, rule: Rule, cards: &[i64]) {
    match decide(evidence, &Policy::default()) {
        Decision::Suggest { rule: used, cards: found, reason } => {
            assert_eq!((used, found.as_slice()), (rule, cards), "{reason}");
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_table_of_rules() {
    let property = card(1, "property_np", "Kowalska Anna", 81_200);
    let waste = card(2, "waste", "Kowalska Anna", 23_100);

    let mut found = evidence(81_200, "Jan Kowalski", "cokolwiek");
    found.by_account = vec![property.clone()];
    assert_auto(&found, Rule::VirtualAccount, 1);

    let mut found = evidence(81_200, "Kowalska Anna", "płatność");
    found.session = Some(Session { reference: "ABC".into(), amount: 81_200, card: Some(property.clone()) });
    assert_auto(&found, Rule::PaymentSession, 1);
    found.amount = 81_199;
    assert_suggested(&found, Rule::PaymentSession, &[1]);

    let mut found = evidence(81_200, "", "RAT");
    found.by_reference = vec![property.clone()];
    assert_auto(&found, Rule::Reference, 1);
    found.by_reference.push(waste.clone());
    assert_suggested(&found, Rule::Reference, &[1, 2]);

    let mut found = evidence(81_200, "ANNA KOWALSKA", "decyzja 17/2026");
    found.by_document = vec![("17/2026".into(), property.clone())];
    assert_auto(&found, Rule::Document, 1);
    found.sender = "Jan Nowak".into();
    assert_suggested(&found, Rule::Document, &[1]);

    let known = |confirmed| KnownCard { candidate: waste.clone(), times: 3, confirmed };
    let mut found = evidence(23_100, "Maria Zielińska", "SMIECI ZA PAZDZIERNIK");
    found.known = vec![known(3)];
    assert_suggested(&found, Rule::KnownSender, &[2]);
    let policy = Policy { sender_auto_after: 3, ..Policy::default() };
    assert!(matches!(decide(&found, &policy), Decision::Auto { rule: Rule::KnownSender, .. }));
    // Another kind of due in the title, or none: the account alone says nothing.
    found.title = parse("podatek od nieruchomości", &keywords());
    assert!(matches!(decide(&found, &policy), Decision::Explain { .. }));

    let mut found = evidence(5_000, "ktoś", "PESEL odpady");
    found.by_identifier = vec![property.clone(), waste.clone()];
    assert_suggested(&found, Rule::Identifier, &[2]);
    found.title = parse("PESEL", &keywords());
    assert_suggested(&found, Rule::Identifier, &[1, 2]);

    let mut found = evidence(81_200, "Kowalska Anna", "rata");
    found.by_amount = vec![property.clone(), card(3, "property_np", "Nowak Ewa", 81_200)];
    assert_suggested(&found, Rule::AmountAndName, &[1]);
    let mut found = evidence(81_200, "Jan Kowalski", "POD NIER RATA 4 KOWALSKA LIPOWA 7");
    found.by_amount = vec![property];
    assert_suggested(&found, Rule::AmountAndName, &[1]);

    let nothing = evidence(4_000, "", "WPŁATA WŁASNA");
    assert!(matches!(decide(&nothing, &Policy::default()), Decision::Explain { alert: false, .. }));
}

/// dues.md §15: never automatic on two cards of one PESEL; strangers who pay far too much wait; accounts that no bank
/// would take raise an alert.
#[test]
fn what_must_not_be_posted_alone() {
    let mut found = evidence(300_000, "Obcy Człowiek", "");
    found.by_account = vec![card(1, "property_np", "Kowalska Anna", 81_200)];
    assert_suggested(&found, Rule::VirtualAccount, &[1]);
    found.sender = "Kowalska Anna".into();
    assert_auto(&found, Rule::VirtualAccount, 1);

    let mut found = evidence(100, "", "");
    found.broken_account = true;
    assert!(matches!(decide(&found, &Policy::default()), Decision::Explain { alert: true, .. }));
    found.broken_account = false;
    found.unknown_account = true;
    match decide(&found, &Policy::default()) {
        Decision::Explain { reason, alert: false } => {
            assert!(reason.starts_with("Nieznany identyfikator"), "{reason}");
        }
        other => panic!("{other:?}"),
    }

    let off = Policy { off: [1].into(), ..Policy::default() };
    let mut found = evidence(100, "", "");
    found.by_account = vec![card(1, "waste", "Kowalska Anna", 100)];
    assert!(matches!(decide(&found, &off), Decision::Explain { .. }), "a rule can be switched off");
}

fn sound() -> Facts {
    Facts {
        account: AccountState::Active,
        currency: Some("PLN".into()),
        opening: Some(100_000),
        closing: Some(181_200),
        sum: 81_200,
        number: Some((54, 1)),
        closing_date: Some(day("2026-11-20")),
        last_date: Some(day("2026-11-20")),
        today: day("2026-11-20"),
        closed_to: Some(day("2026-11-19")),
        previous: Some(Previous { number: Some((53, 1)), closing: 100_000, closing_date: day("2026-11-19") }),
        held_before: None,
        conflict: false,
        repeated_entries: 0,
        unresolved_batches: 0,
    }
}

#[track_caller]
fn fails(facts: &Facts, name: CheckName, words: &str) {
    let failed: Vec<_> = check(facts).into_iter().filter(|check| !check.ok).collect();
    assert!(
        failed.iter().any(|check| check.name == name && check.text.replace('\u{a0}', " ").contains(words)),
        "{failed:?}"
    );
}

#[test]
fn statements_are_held_with_the_reason() {
    assert!(check(&sound()).iter().all(|check| check.ok));
    fails(&Facts { account: AccountState::Unknown, ..sound() }, CheckName::Account, "nie zna tego rachunku");
    fails(&Facts { account: AccountState::Inactive, ..sound() }, CheckName::Account, "nieczynny");
    fails(&Facts { currency: Some("EUR".into()), ..sound() }, CheckName::Currency, "EUR");
    fails(&Facts { closing: Some(181_203), ..sound() }, CheckName::Balance, "Różnica: 0,03 zł (3 gr)");
    fails(&Facts { closing: None, ..sound() }, CheckName::Balance, "nie ma salda końcowego");
    fails(
        &Facts { opening: Some(90_000), closing: Some(171_200), ..sound() },
        CheckName::Continuity,
        "Brakuje wyciągu",
    );
    fails(
        &Facts { number: Some((56, 1)), ..sound() },
        CheckName::Number,
        "Brakuje wyciągów od nr 54 do nr 55",
    );
    fails(&Facts { number: Some((55, 1)), ..sound() }, CheckName::Number, "Brakuje wyciągu nr 54");
    fails(&Facts { last_date: Some(day("2026-11-21")), ..sound() }, CheckName::Dates, "jeszcze nie nadeszła");
    fails(
        &Facts { closed_to: Some(day("2026-11-20")), ..sound() },
        CheckName::Dates,
        "zamknięte do 20.11.2026",
    );
    fails(&Facts { conflict: true, ..sound() }, CheckName::Identity, "w innej treści");
    fails(&Facts { repeated_entries: 3, ..sound() }, CheckName::Overlap, "3 operacje przyszły już");
    fails(&Facts { unresolved_batches: 1, ..sound() }, CheckName::Entries, "nie sumują się");
    // Numbers begin anew with the year, and pages of one statement follow each other.
    let previous = Previous { number: Some((251, 1)), closing: 100_000, closing_date: day("2025-12-31") };
    let january = Facts { number: Some((1, 1)), previous: Some(previous), ..sound() };
    assert!(check(&january).iter().all(|check| check.ok));
    let previous = Previous { number: Some((54, 1)), closing: 100_000, closing_date: day("2026-11-20") };
    assert!(
        check(&Facts { number: Some((54, 2)), previous: Some(previous), ..sound() })
            .iter()
            .all(|check| check.ok)
    );
}

#[test]
fn a_statement_is_the_same_in_whatever_file_it_comes() {
    let key = |number: Option<&'static str>| StatementKey {
        account: "17876500040012345600004711",
        number,
        opening_date: Some(day("2026-11-20")),
        closing_date: Some(day("2026-11-20")),
        opening: Some(0),
        closing: Some(5),
        entries: 1,
        sum: 5,
    };
    assert_eq!(number_and_page("00054/001"), Some((54, 1)));
    assert_eq!(number_and_page("54/2026"), Some((54, 1)));
    assert_eq!(number_and_page("54/2"), Some((54, 2)));
    assert_eq!(statement_identity(&key(Some("00054/001"))), statement_identity(&key(Some("54"))));
    assert_ne!(statement_identity(&key(Some("54/2"))), statement_identity(&key(Some("54"))));
    // Without a number the content speaks.
    assert_ne!(statement_identity(&key(None)), statement_identity(&StatementKey { sum: 6, ..key(None) }));
    assert_eq!(operations(1), "1 operacja");
    assert_eq!(operations(12), "12 operacji");
    assert_eq!(operations(23), "23 operacje");
}

proptest! {
    #[test]
    fn no_title_makes_the_reader_panic(text in "\\PC{0,200}") {
        let _ = parse(&text, &keywords());
        let shown = masked(&text);
        prop_assert!(numbers(&shown).pesel.is_none() || numbers(&text).pesel.is_some());
    }

    /// Banks wrap lines anew; the fingerprint does not mind.
    #[test]
    fn spaces_do_not_change_a_fingerprint(words in proptest::collection::vec("[A-Za-z0-9]{1,8}", 1..8), amount: i64) {
        let look = |text: &str| entry_fingerprint(&EntryLook {
            account: "1", booking_date: None, value_date: None, amount, reversal: false,
            bank_reference: "r", counterparty_account: "c", text,
        });
        prop_assert_eq!(look(&words.join(" ")), look(&words.concat()));
    }

    #[test]
    fn similarity_does_not_depend_on_the_side(one in "[A-Z]{2,9} [A-Z]{2,9}", other in "[A-Z]{2,9} [A-Z]{2,9}") {
        let (a, b) = (name_similarity(&one, &other), name_similarity(&other, &one));
        prop_assert!((0.0..=1.0).contains(&a) && (a >= ALIKE) == (name_similarity(&one, &other) >= ALIKE));
        prop_assert!((0.0..=1.0).contains(&b));
    }
}
