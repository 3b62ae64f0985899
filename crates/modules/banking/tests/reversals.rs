//! Which operation the bank takes back: the same reference first, the nearest day, never one already taken back.

use bank_statements::write::EntryDraft;
use ratusz_kernel::{Sql, values};

use crate::office::{Office, day, file, receipt, statement, to_account};

fn back(of: &EntryDraft) -> EntryDraft {
    EntryDraft { amount: -of.amount, reversal: true, ..of.clone() }
}

/// `ordinal of the statement's number` pairs: the reversal and what it takes back.
async fn pairs(office: &Office) -> Vec<String> {
    let sql = "SELECT rs.number || '/' || CAST(r.ordinal AS TEXT) || ' takes back ' || os.number || '/' || \
               CAST(o.ordinal AS TEXT) FROM statement_entry r JOIN bank_statement rs ON rs.id = r.statement_id \
               JOIN statement_entry o ON o.id = r.original_id JOIN bank_statement os ON os.id = o.statement_id \
               WHERE r.amount < 0 ORDER BY r.id";
    office.municipality().db.read.column(sql, values![]).await.unwrap()
}

#[tokio::test]
async fn a_payment_taken_back_on_its_own_day_is_not_an_older_one() {
    let mut office = Office::open().await;
    let card = office.owing("Anna", "Kowalska", "waste", "ul. Lipowa 7", 27_000).await;
    let older = to_account(receipt(9_000, "Anna Kowalska", "odpady"), &card);
    let today = EntryDraft { bank_reference: "R-DZIS".into(), ..older.clone() };
    office.upload("54", &file(statement(54, 0, vec![older]))).await.is(200);
    let both = vec![today.clone(), back(&today)];
    office.upload("55", &file(statement(55, 9_000, both))).await.is(200).shows("Cofnięcie operacji");
    assert_eq!(pairs(&office).await, ["55/2 takes back 55/1"]);
    let entry = office.entry_in("suggested").await;
    office
        .clerk
        .post(&format!("/urzad/wyciagi/wpis/{entry}/zatwierdz"), &[])
        .await
        .shows("Karta jest w stanie sprzed wpłaty.");
    assert_eq!((office.owed(card.id).await, office.balance("130").await), (18_000, 9_000));
    office.assert_sound().await;
}

#[tokio::test]
async fn the_same_reference_counts_before_the_nearer_day_and_nothing_is_taken_back_twice() {
    let mut office = Office::open().await;
    let card = office.owing("Anna", "Kowalska", "waste", "ul. Lipowa 7", 90_000).await;
    let paid = |reference: &str, on: &str| EntryDraft {
        bank_reference: reference.into(),
        booking_date: day(on),
        value_date: day(on),
        ..to_account(receipt(9_000, "Anna Kowalska", "odpady"), &card)
    };
    let (first, second) = (paid("R1", "2026-11-18"), paid("R2", "2026-11-19"));
    office.upload("54", &file(statement(54, 0, vec![first.clone(), second]))).await.is(200);
    // Two of them come back on one statement: the first by its reference although the second is nearer; the other,
    // whose reference the bank made anew, takes what is left.
    let anew = EntryDraft { bank_reference: "R9".into(), ..back(&first) };
    let statement = |number, opening, entry: EntryDraft| {
        let entry = EntryDraft { booking_date: day("2026-11-20"), value_date: day("2026-11-20"), ..entry };
        file(statement(number, opening, vec![entry]))
    };
    office.upload("55", &statement(55, 18_000, back(&first))).await.is(200);
    office.upload("56", &statement(56, 9_000, anew.clone())).await.is(200);
    assert_eq!(pairs(&office).await, ["55/1 takes back 54/1", "56/1 takes back 54/2"]);
    // A third finds nothing that is not taken back already.
    office.upload("57", &statement(57, 0, EntryDraft { bank_reference: "R10".into(), ..anew })).await.is(200);
    assert_eq!(pairs(&office).await.len(), 2);
}
