//! Changed decisions a clerk has entered that wait for a second person.

use std::sync::Arc;

use chrono::{Days, NaiveDate};
use ratusz_dues::charges::{NewCharge, NewInstalment};
use ratusz_dues::corrections::{Act, submit};
use ratusz_kernel::{Actor, Money, Municipality, Result};

const REASONS: [&str; 3] = [
    "Decyzja zmieniająca: do ewidencji wpisano nowy budynek.",
    "Korekta deklaracji złożona po kontroli.",
    "Zmiana sposobu użytkowania budynku od lipca.",
];

/// The largest charges of the year grow by a third; each is above the limit one person may decide alone.
pub async fn propose(
    municipality: &Arc<Municipality>,
    clerk: &Actor,
    mut charges: Vec<NewCharge>,
    today: NaiveDate,
) -> Result<()> {
    charges.sort_by_key(|charge| (std::cmp::Reverse(charge.amount()), charge.card_id));
    for (charge, reason) in charges.into_iter().zip(REASONS) {
        let amount = Money::from_zloty(charge.amount().grosze() / 300);
        let due_date = today.checked_add_days(Days::new(14)).unwrap_or(today);
        let added = NewInstalment { title: format!("{}, dopłata", charge.title), due_date, amount };
        let act = Act::Charge(NewCharge {
            document_no: None,
            document_date: today,
            booking_date: today,
            instalments: vec![added],
            ..charge
        });
        submit(municipality, clerk, act, reason).await?;
    }
    Ok(())
}
