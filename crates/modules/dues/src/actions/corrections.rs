//! What a clerk changes on a card: charge, write-off, reversal, re-posting. Above the limit a second person decides.

use std::sync::Arc;

use chrono::Duration;
use ratusz_kernel::{Actor, Deed, Error, Money, Municipality, Result, Sql, values};
use sea_orm::{ConnectionTrait, FromQueryResult};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::charges::{self, NewCharge};
use crate::crediting::{self, Receipt};
use crate::law;
use crate::ledger::{self, Component, NewEntry, NewLine, Reason, Side, chart};

/// One change of the books, as a clerk asks for it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "snake_case")]
pub enum Act {
    Charge(NewCharge),
    WriteOff {
        due_id: i64,
        amount: Money,
        document: String,
    },
    Storno {
        entry_id: i64,
    },
    /// A payment on the wrong card: reversal and new crediting with the original payment day (art. 60 §1 OP).
    Repost {
        entry_id: i64,
        to_card: i64,
    },
}

impl Act {
    pub(crate) fn permission(&self) -> &'static str {
        match self {
            Self::Charge(_) => "dues.charge",
            Self::WriteOff { .. } | Self::Storno { .. } => "dues.write_off",
            Self::Repost { .. } => "dues.repost",
        }
    }

    pub(crate) fn label(&self) -> &'static str {
        match self {
            Self::Charge(_) => "Przypis",
            Self::WriteOff { .. } => "Odpis",
            Self::Storno { .. } => "Storno",
            Self::Repost { .. } => "Przeksięgowanie",
        }
    }

    fn deed(&self) -> &'static str {
        match self {
            Self::Charge(_) => "dues.charge_entered",
            Self::WriteOff { .. } => "dues.written_off",
            Self::Storno { .. } => "dues.entry_reversed",
            Self::Repost { .. } => "dues.payment_reposted",
        }
    }

    /// The entry the act is about, for links.
    pub(crate) fn entry_id(&self) -> Option<i64> {
        match self {
            Self::Storno { entry_id } | Self::Repost { entry_id, .. } => Some(*entry_id),
            _ => None,
        }
    }
}

/// What became of an act.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Booked; the number of the last entry.
    Done(i64),
    /// Waits for another person.
    Waiting(i64),
}

/// Does the act, or leaves it for a second person when its amount is above the limit.
pub async fn submit(
    municipality: &Arc<Municipality>,
    actor: &Actor,
    act: Act,
    reason: &str,
) -> Result<Outcome> {
    let law = law::of(municipality).await?;
    let mut deed = Deed::begin(municipality, actor, act.permission()).await?;
    let (card_id, amount) = subject(&deed.tx, &act).await?;
    let lately = match act {
        Act::WriteOff { .. } => written_off_lately(&deed, card_id).await?,
        _ => Money::ZERO,
    };
    let outcome = if lately + amount > law.choices.approval_limit {
        Outcome::Waiting(propose(&mut deed, &act, card_id, amount, reason).await?)
    } else {
        Outcome::Done(perform(&mut deed, &act, card_id, amount, reason, None).await?)
    };
    deed.commit().await?;
    Ok(outcome)
}

/// What this person wrote off on the card within a day without anybody else's consent: parts of one write-off are held
/// against the limit together.
async fn written_off_lately(deed: &Deed, card_id: i64) -> Result<Money> {
    let since = deed.now - Duration::days(1);
    let grosze: Option<i64> = deed
        .tx
        .scalar(
            "SELECT CAST(SUM(l.amount) AS BIGINT) FROM journal_line l JOIN journal_entry e ON e.id = l.entry_id \
             WHERE l.card_id = $1 AND l.side = 'C' AND e.reason = $2 AND e.source IS NULL AND e.actor_id = $3 \
             AND e.created_at > $4 AND NOT EXISTS (SELECT 1 FROM journal_entry s WHERE s.corrects = e.id)",
            values![card_id, Reason::WriteOff.as_str(), deed.actor.id, since],
        )
        .await?
        .flatten();
    Ok(Money::from_grosze(grosze.unwrap_or(0)))
}

async fn propose(deed: &mut Deed, act: &Act, card_id: i64, amount: Money, reason: &str) -> Result<i64> {
    let id = deed.municipality.new_id();
    deed.tx
        .run(
            "INSERT INTO proposal (id, act, card_id, amount, reason, state, proposed_by, proposer_name, proposed_at) \
             VALUES ($1, $2, $3, $4, $5, 'waiting', $6, $7, $8)",
            values![
                id,
                serde_json::to_string(act)?,
                card_id,
                amount.grosze(),
                reason,
                deed.actor.id,
                deed.actor.name.clone(),
                deed.now
            ],
        )
        .await?;
    let detail = json!({ "proposal": id, "act": act.permission(), "grosze": amount.grosze() });
    deed.note_because("dues.proposed", format!("card:{card_id}"), detail, reason);
    Ok(id)
}

/// Books the act and notes it. An approved write-off carries its proposal as `source`.
pub(crate) async fn perform(
    deed: &mut Deed,
    act: &Act,
    card_id: i64,
    amount: Money,
    reason: &str,
    source: Option<String>,
) -> Result<i64> {
    let entry_id = match act {
        Act::Charge(charge) => {
            let charged = charges::add(deed, vec![charge.clone()]).await?;
            charged.first().map_or(0, |charged| charged.entry_id)
        }
        Act::WriteOff { due_id, amount, document } => {
            let of_due = WriteOff { due_id: *due_id, amount: *amount, document, reason, source };
            write_off(deed, of_due).await?
        }
        Act::Storno { entry_id } => ledger::storno(deed, *entry_id, deed.today(), reason).await?,
        Act::Repost { entry_id, to_card } => repost(deed, *entry_id, *to_card, reason).await?,
    };
    let detail = json!({ "entry": entry_id, "grosze": amount.grosze(), "corrects": act.entry_id() });
    deed.note_because(act.deed(), format!("card:{card_id}"), detail, reason);
    Ok(entry_id)
}

#[derive(FromQueryResult)]
struct DueRow {
    card_id: i64,
    open: i64,
    classification: String,
    title: String,
}

async fn due<C: ConnectionTrait>(db: &C, id: i64) -> Result<DueRow> {
    db.maybe(
        "SELECT d.card_id AS card_id, d.open AS open, d.classification AS classification, \
         d.title AS title FROM due d WHERE d.id = $1",
        values![id],
    )
    .await?
    .ok_or(Error::NotFound)
}

/// The card an act is about, and its amount.
async fn subject<C: ConnectionTrait>(db: &C, act: &Act) -> Result<(i64, Money)> {
    match act {
        Act::Charge(charge) => Ok((charge.card_id, charge.amount())),
        Act::WriteOff { due_id, amount, .. } => {
            let due = due(db, *due_id).await?;
            if amount.grosze() > due.open {
                let open = Money::from_grosze(due.open);
                return Err(Error::field(
                    "kwota",
                    format!("Odpis nie może być większy niż otwarta kwota: {open}."),
                ));
            }
            Ok((due.card_id, *amount))
        }
        Act::Storno { entry_id } | Act::Repost { entry_id, .. } => {
            let (entry, lines) = ledger::stored_entry(db, *entry_id).await?.ok_or(Error::NotFound)?;
            let card = lines.iter().find_map(|line| line.card_id);
            let card = card.ok_or_else(|| {
                Error::Conflict(
                    "To księgowanie nie dotyczy żadnej karty. Wyjaśnij je w module bankowym.".into(),
                )
            })?;
            let reversed: Option<i64> =
                db.scalar("SELECT id FROM journal_entry WHERE corrects = $1", values![*entry_id]).await?;
            if reversed.is_some() || entry.reason == Reason::Storno.as_str() {
                return Err(Error::Conflict(
                    "To księgowanie jest już wystornowane. Niczego nie zmieniliśmy.".into(),
                ));
            }
            Ok((card, Money::from_grosze(entry.debit)))
        }
    }
}

struct WriteOff<'a> {
    due_id: i64,
    amount: Money,
    document: &'a str,
    reason: &'a str,
    source: Option<String>,
}

async fn write_off(deed: &mut Deed, write_off: WriteOff<'_>) -> Result<i64> {
    let WriteOff { due_id, amount, document, reason, source } = write_off;
    let due = due(&deed.tx, due_id).await?;
    let line = |account, side, due_id, card_id, component| NewLine {
        account,
        card_id,
        due_id,
        component,
        side,
        amount,
        classification: due.classification.clone(),
    };
    let today = deed.today();
    let entry = NewEntry {
        booking_date: today,
        payment_day: today,
        document: document.to_owned(),
        reason: Reason::WriteOff,
        source,
        corrects: None,
        note: format!("{}: {reason}", due.title),
        lines: vec![
            line(chart::REVENUE, Side::Debit, None, None, Component::Money),
            line(chart::RECEIVABLES, Side::Credit, Some(due_id), Some(due.card_id), Component::Principal),
        ],
    };
    Ok(ledger::post(deed, vec![entry]).await?.first().copied().unwrap_or(0))
}

async fn repost(deed: &mut Deed, entry_id: i64, to_card: i64, reason: &str) -> Result<i64> {
    let (entry, lines) = ledger::stored_entry(&deed.tx, entry_id).await?.ok_or(Error::NotFound)?;
    let money = lines.iter().find(|line| line.component == Component::Money.as_str() && line.side == "D");
    let payment = [Reason::Payment, Reason::Identified].iter().any(|known| known.as_str() == entry.reason);
    let (Some(money), true) = (money, payment) else {
        return Err(Error::Conflict("Przeksięgować można tylko wpłatę.".into()));
    };
    if money.card_id == Some(to_card) {
        return Err(Error::field("karta", "Ta wpłata jest już na tej karcie. Wpisz numer innej karty."));
    }
    let receipt = Receipt {
        source: format!("repost:{entry_id}"),
        document: entry.document.clone(),
        booking_date: deed.today(),
        payment_day: entry.payment_day,
        amount: Money::from_grosze(money.amount),
        card_id: to_card,
        money_account: chart::known(&money.account)?,
        note: format!("Przeksięgowanie księgowania {entry_id}: {reason}"),
    };
    ledger::storno(deed, entry_id, deed.today(), reason).await?;
    let credited = crediting::credit(deed, std::slice::from_ref(&receipt)).await?;
    Ok(credited.first().map_or(0, |credited| credited.entry_id))
}
