//! The books: crediting by both laws, histories of any kind, and the proof that finds tampering.

use chrono::Duration;
use proptest::test_runner::{Config, TestRunner};
use ratusz_dues::crediting;
use ratusz_dues::ledger::{self, NewEntry};
use ratusz_dues::view;
use ratusz_kernel::{Error, Money, Sql, values};
use ratusz_testkit::Town;

use crate::setting::{card, charge, day, deed, pay, person, receipt, town, zloty};

#[tokio::test]
async fn a_late_payment_is_split_as_the_law_says_and_a_reversal_restores_everything() {
    let town = town().await;
    let anna = person(&town, "Kowalska", "Anna", None).await;
    let card_id = card(&town, "property_np", "ul. Lipowa 7", &[anna]).await;
    let due = charge(&town, card_id, "Podatek", &[("2025-03-17", "1 000,00")]).await[0];
    let before = view::dues_by_id(&town.municipality, &[due], day("2026-11-20")).await.expect("a due");

    // dues.md §8.1: 500 zł on 1,000 zł due 2025-03-17, paid 2025-06-30.
    let credited = pay(&town, "s1", card_id, "2025-06-30", "500,00").await;
    assert_eq!((credited.to_principal, credited.to_interest), (zloty("480,66"), zloty("19,34")));
    assert_eq!(
        ledger::bank_balance(&town.municipality.db.read, "130", day("2026-11-20")).await.expect("a balance"),
        zloty("500,00")
    );

    let mut storno = deed(&town).await;
    ledger::storno(&mut storno, credited.entry_id, day("2026-11-20"), "zwrot przez bank")
        .await
        .expect("reversed");
    storno.note("test.storno", "test", serde_json::json!({}));
    storno.commit().await.expect("committed");
    let after = view::dues_by_id(&town.municipality, &[due], day("2026-11-20")).await.expect("a due");
    assert_eq!(after[0].1.total, before[0].1.total);
    assert_eq!(after[0].1.interest_paid, Money::ZERO);

    let mut again = deed(&town).await;
    let refused = ledger::storno(&mut again, credited.entry_id, day("2026-11-20"), "jeszcze raz").await;
    assert!(matches!(refused, Err(Error::Conflict(_))), "{refused:?}");
    drop(again);
    assert!(ledger::verify(&town.municipality.db.read).await.expect("a proof").sound());
}

#[tokio::test]
async fn civil_interest_is_paid_before_principal_and_is_not_counted_twice() {
    let town = town().await;
    let anna = person(&town, "Kowalska", "Anna", None).await;
    let card_id = card(&town, "rent", "ul. Rynek 2/5", &[anna]).await;
    charge(&town, card_id, "Czynsz, marzec", &[("2026-03-31", "640,50")]).await;
    // dues.md §8.2: 500 zł paid 2026-06-30, interest 14.77.
    let first = pay(&town, "s1", card_id, "2026-06-30", "500,00").await;
    assert_eq!((first.to_interest, first.to_principal), (zloty("14,77"), zloty("485,23")));
    assert_eq!(first.card_balance_after, zloty("155,27"));
    // A small payment covers only part of the interest since then; the rest stays owed without interest on it.
    let debts = view::debts(&town.municipality, &[anna], day("2026-09-30")).await.expect("debts");
    let interest = debts.cards[0].dues[0].interest;
    let second = pay(&town, "s2", card_id, "2026-09-30", "1,00").await;
    assert_eq!(second.to_interest, zloty("1,00"));
    assert_eq!(second.card_balance_after, zloty("155,27") + interest - zloty("1,00"));
    assert!(ledger::verify(&town.municipality.db.read).await.expect("a proof").sound());
}

#[tokio::test]
async fn money_for_a_tax_without_arrears_goes_to_the_oldest_arrear() {
    let town = town().await;
    let anna = person(&town, "Kowalska", "Anna", None).await;
    let tax = card(&town, "property_np", "ul. Lipowa 7", &[anna]).await;
    charge(&town, tax, "Podatek", &[("2026-11-16", "100,00")]).await;
    let waste = card(&town, "waste", "ul. Lipowa 7", &[anna]).await;
    charge(&town, waste, "Odpady", &[("2026-12-15", "50,00")]).await;
    // OP art. 62 §1, second sentence.
    pay(&town, "s1", waste, "2026-11-20", "120,00").await;
    let debts = view::debts(&town.municipality, &[anna], day("2026-11-20")).await.expect("debts");
    let left: Vec<Money> = debts.dues().map(|(_, due)| due.principal).collect();
    assert_eq!(left, [zloty("30,00")]);
}

#[tokio::test]
async fn the_same_source_is_posted_once() {
    let town = town().await;
    let anna = person(&town, "Kowalska", "Anna", None).await;
    let card_id = card(&town, "waste", "ul. Lipowa 7", &[anna]).await;
    pay(&town, "wyciag:12:3", card_id, "2026-11-19", "10,00").await;
    let mut again = deed(&town).await;
    let receipts = [receipt("wyciag:12:3", card_id, "2026-11-19", "10,00")];
    let refused = crediting::credit(&mut again, &receipts).await;
    assert!(matches!(refused, Err(Error::Conflict(_))), "{refused:?}");
}

#[tokio::test]
async fn unexplained_money_is_explained_whole_and_once() {
    let town = town().await;
    let anna = person(&town, "Kowalska", "Anna", None).await;
    let card_id = card(&town, "waste", "ul. Lipowa 7", &[anna]).await;
    charge(&town, card_id, "Odpady", &[("2026-12-15", "50,00")]).await;
    let mut first = deed(&town).await;
    let unknown = (
        "w:1".to_owned(),
        "wyciąg 1".to_owned(),
        day("2026-11-19"),
        day("2026-11-18"),
        zloty("50,00"),
        String::new(),
    );
    let ids = crediting::unidentified(&mut first, &[unknown]).await.expect("booked");
    first.commit().await.expect("committed");
    let mut second = deed(&town).await;
    let credited = crediting::identify(&mut second, ids[0], receipt("x", card_id, "2026-11-19", "50,00"))
        .await
        .expect("explained");
    second.commit().await.expect("committed");
    assert_eq!(credited.to_principal, zloty("50,00"));
    let unexplained =
        ledger::bank_balance(&town.municipality.db.read, "245", day("2026-11-20")).await.expect("a balance");
    assert_eq!(unexplained, Money::ZERO);
    let mut third = deed(&town).await;
    let refused = crediting::identify(&mut third, ids[0], receipt("y", card_id, "2026-11-19", "50,00")).await;
    assert!(matches!(refused, Err(Error::Conflict(_))), "{refused:?}");
}

#[tokio::test]
async fn closed_books_and_unbalanced_entries_are_refused() {
    let town = town().await;
    let anna = person(&town, "Kowalska", "Anna", None).await;
    let card_id = card(&town, "waste", "ul. Lipowa 7", &[anna]).await;
    let mut close = deed(&town).await;
    ledger::close_through(&mut close, day("2026-10-31")).await.expect("closed");
    close.commit().await.expect("committed");
    let mut late = deed(&town).await;
    let refused = crediting::credit(&mut late, &[receipt("s", card_id, "2026-10-31", "10,00")]).await;
    let Err(Error::Conflict(text)) = refused else { panic!("{refused:?}") };
    assert!(text.contains("31.10.2026"), "{text}");
    drop(late);
    let mut unbalanced = deed(&town).await;
    let entry = NewEntry {
        booking_date: day("2026-11-20"),
        payment_day: day("2026-11-20"),
        document: "X".into(),
        reason: ledger::Reason::Transfer,
        source: None,
        corrects: None,
        note: String::new(),
        lines: vec![ledger::NewLine {
            account: "130",
            card_id: None,
            due_id: None,
            component: ledger::Component::Money,
            side: ledger::Side::Debit,
            amount: zloty("1,00"),
            classification: String::new(),
        }],
    };
    assert!(ledger::post(&mut unbalanced, vec![entry]).await.is_err());
}

#[tokio::test]
async fn tampering_with_a_line_is_found() {
    let town = town().await;
    let anna = person(&town, "Kowalska", "Anna", None).await;
    let card_id = card(&town, "waste", "ul. Lipowa 7", &[anna]).await;
    charge(&town, card_id, "Odpady", &[("2026-12-15", "50,00")]).await;
    let credited = pay(&town, "s1", card_id, "2026-11-19", "50,00").await;
    pay(&town, "s2", card_id, "2026-11-20", "5,00").await;
    let db = &town.municipality.db;
    assert!(ledger::verify(&db.read).await.expect("a proof").sound());
    // Both sides are raised, so that the entry still balances.
    db.write
        .run("UPDATE journal_line SET amount = amount + 100 WHERE entry_id = $1", values![credited.entry_id])
        .await
        .expect("tampered");
    assert_eq!(ledger::verify(&db.read).await.expect("a proof").broken_at, Some(credited.entry_id));
    db.write
        .run("UPDATE journal_line SET amount = amount - 100 WHERE entry_id = $1", values![credited.entry_id])
        .await
        .expect("restored");
    db.write.run("UPDATE card SET overpaid = 0", values![]).await.expect("tampered");
    assert_eq!(ledger::verify(&db.read).await.expect("a proof").wrong_cards, [card_id]);
}

/// One step of a history: what, how much (grosze), how many days later.
type Step = (u8, i64, i64);

#[test]
fn any_history_keeps_the_books_sound_and_can_be_undone_whole() {
    let slow = std::env::var("RATUSZ_SLOW").is_ok();
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let town = runtime.block_on(town());
    let mut runner = TestRunner::new(Config { cases: if slow { 400 } else { 10 }, ..Config::default() });
    let steps = proptest::collection::vec((0_u8..6, 1_i64..150_000, 0_i64..60), 1..25);
    let outcome = runner.run(&steps, |steps| {
        runtime.block_on(live(&town, &steps));
        Ok(())
    });
    outcome.expect("every history is sound");
}

async fn live(town: &Town, steps: &[Step]) {
    let payer = person(town, "Losowy", "Jan", None).await;
    let kinds = ["property_np", "waste", "rent"];
    let mut cards = Vec::new();
    for kind in kinds {
        cards.push(card(town, kind, "ul. Losowa 1", &[payer]).await);
    }
    let mut today = day("2024-01-02");
    let mut payments: Vec<i64> = Vec::new();
    for (number, (what, grosze, later)) in steps.iter().enumerate() {
        today += Duration::days(*later);
        let card_id = cards[usize::try_from(grosze % 3).expect("a card")];
        let amount = Money::from_grosze(*grosze).plain();
        match what {
            0 | 1 => {
                let due = (today + Duration::days(20)).to_string();
                charge(town, card_id, "Losowa", &[(&due, &amount)]).await;
            }
            2..=4 => {
                let source = format!("{payer}:{number}");
                let credited = pay(town, &source, card_id, &today.to_string(), &amount).await;
                assert_eq!(
                    credited.to_principal + credited.to_interest + credited.to_cost + credited.surplus,
                    credited.amount
                );
                payments.push(credited.entry_id);
            }
            _ => {
                if let Some(entry) = payments.pop() {
                    reverse(town, entry).await;
                }
            }
        }
    }
    assert!(ledger::verify(&town.municipality.db.read).await.expect("a proof").sound(), "after {steps:?}");
    while let Some(entry) = payments.pop() {
        reverse(town, entry).await;
    }
    let touched: i64 = town
        .municipality
        .db
        .read
        .scalar(
            "SELECT COUNT(*) FROM due d JOIN card c ON c.id = d.card_id WHERE c.payer_key = $1 AND (d.open <> d.assessed \
             OR d.interest_open <> 0 OR d.interest_paid <> 0 OR d.interest_counted_to IS NOT NULL OR c.overpaid <> 0)",
            values![payer.to_string()],
        )
        .await
        .expect("a count")
        .unwrap_or(0);
    assert_eq!(touched, 0, "reversals left a trace after {steps:?}");
}

async fn reverse(town: &Town, entry: i64) {
    let mut storno = deed(town).await;
    ledger::storno(&mut storno, entry, day("2026-11-20"), "test").await.expect("reversed");
    storno.note("test.storno", "test", serde_json::json!({}));
    storno.commit().await.expect("committed");
}
