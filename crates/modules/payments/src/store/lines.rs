//! Lines of a payment, frozen when it starts.

use chrono::{DateTime, Utc};
use ratusz_kernel::{Deed, Money, Result, Sql, values};
use sea_orm::{ConnectionTrait, FromQueryResult, Value};

#[derive(Debug, Clone, FromQueryResult)]
pub(crate) struct Line {
    pub(crate) due_id: i64,
    pub(crate) card_id: i64,
    pub(crate) title: String,
    principal: i64,
    interest: i64,
    cost: i64,
    amount: i64,
}

impl Line {
    pub(crate) fn new(
        due_id: i64,
        card_id: i64,
        title: String,
        [principal, interest, cost]: [Money; 3],
    ) -> Self {
        Self {
            due_id,
            card_id,
            title,
            principal: principal.grosze(),
            interest: interest.grosze(),
            cost: cost.grosze(),
            amount: (principal + interest + cost).grosze(),
        }
    }

    pub(crate) fn amount(&self) -> Money {
        Money::from_grosze(self.amount)
    }

    /// `w tym odsetki 12,00 zł, koszty 16,00 zł`; empty when there is only principal.
    pub(crate) fn extras(&self) -> String {
        let named =
            |name: &str, grosze: i64| (grosze > 0).then(|| format!("{name} {}", Money::from_grosze(grosze)));
        let extras: Vec<String> =
            [named("odsetki", self.interest), named("koszty", self.cost)].into_iter().flatten().collect();
        if extras.is_empty() { String::new() } else { format!("w tym {}", extras.join(", ")) }
    }
}

pub(crate) async fn add(deed: &Deed, payment_id: i64, lines: &[Line]) -> Result<()> {
    let rows: Vec<Value> = (1_i64..)
        .zip(lines)
        .flat_map(|(number, line)| {
            values![
                payment_id,
                number,
                line.due_id,
                line.card_id,
                line.title.clone(),
                line.principal,
                line.interest,
                line.cost,
                line.amount
            ]
        })
        .collect();
    deed.tx
        .insert_rows(
            "INSERT INTO payment_line (payment_id, line_no, due_id, card_id, title, principal, interest, cost, amount)",
            9,
            rows,
            "",
        )
        .await?;
    Ok(())
}

pub(crate) async fn of<C: ConnectionTrait>(db: &C, payment_id: i64) -> Result<Vec<Line>> {
    Ok(db
        .all(
            "SELECT due_id, card_id, title, principal, interest, cost, amount FROM payment_line \
             WHERE payment_id = $1 ORDER BY line_no",
            values![payment_id],
        )
        .await?)
}

/// Amounts by card, in the order of the lines.
pub(crate) fn by_card(lines: &[Line]) -> Vec<(i64, Money)> {
    let mut cards: Vec<(i64, Money)> = Vec::new();
    for line in lines {
        match cards.iter_mut().find(|(card_id, _)| *card_id == line.card_id) {
            Some((_, amount)) => *amount += line.amount(),
            None => cards.push((line.card_id, line.amount())),
        }
    }
    cards
}

/// A payment of the same due that is under way.
#[derive(Debug, Clone, FromQueryResult)]
pub(crate) struct UnderWay {
    pub(crate) due_id: i64,
    pub(crate) reference: String,
    pub(crate) account_id: i64,
    pub(crate) expires_at: DateTime<Utc>,
}

/// The soft lock: dues somebody is paying right now.
pub(crate) async fn under_way<C: ConnectionTrait>(
    db: &C,
    due_ids: &[i64],
    now: DateTime<Utc>,
) -> Result<Vec<UnderWay>> {
    if due_ids.is_empty() {
        return Ok(Vec::new());
    }
    let list = (2..).take(due_ids.len()).map(|number| format!("${number}")).collect::<Vec<_>>().join(",");
    let sql = format!(
        "SELECT l.due_id, p.reference, p.account_id, p.expires_at FROM payment_line l JOIN payment p ON p.id = l.payment_id \
         WHERE p.state IN ('started', 'pending') AND p.expires_at > $1 AND l.due_id IN ({list}) ORDER BY p.expires_at DESC"
    );
    let mut values = vec![Value::from(now)];
    values.extend(due_ids.iter().map(|id| Value::from(*id)));
    Ok(db.all(&sql, values).await?)
}
