//! Explains an entry that belongs to no card: a fee, bank interest, a transfer between own accounts or to the budget.

use std::sync::Arc;

use ratusz_dues::ledger::{self, NewEntry, Reason, Side};
use ratusz_kernel::{Actor, Deed, Error, Money, Municipality, Result};
use serde_json::json;

use super::post_statement::money_line;
use crate::store::entries::{self, EntryState};
use crate::store::{entry_changes, statements};

/// What the money was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Settlement {
    Fee,
    BankInterest,
    OwnTransfer,
    /// Revenue passed on to the municipality's budget (222).
    Budget,
}

impl Settlement {
    pub(crate) const ALL: [Self; 4] = [Self::Fee, Self::BankInterest, Self::OwnTransfer, Self::Budget];

    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Fee => "oplata",
            Self::BankInterest => "odsetki",
            Self::OwnTransfer => "przelew-wlasny",
            Self::Budget => "budzet",
        }
    }

    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Fee => "opłata banku",
            Self::BankInterest => "odsetki od banku",
            Self::OwnTransfer => "przelew między rachunkami urzędu",
            Self::Budget => "przekazanie dochodów do budżetu",
        }
    }

    pub(crate) fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|settlement| settlement.code() == code)
    }

    /// Whether it can explain money of this direction.
    pub(crate) fn fits(self, amount: i64) -> bool {
        match self {
            Self::Fee | Self::Budget => amount < 0,
            Self::BankInterest => amount > 0,
            Self::OwnTransfer => true,
        }
    }

    /// Accounts debited and credited to clear the entry from 245 or 240; nothing when 240 is where it belongs.
    fn accounts(self, amount: i64) -> Option<(&'static str, &'static str)> {
        match self {
            Self::BankInterest => Some((ledger::chart::UNEXPLAINED, ledger::chart::INTEREST_INCOME)),
            Self::OwnTransfer if amount > 0 => Some((ledger::chart::UNEXPLAINED, "240")),
            Self::Budget => Some(("222", "240")),
            Self::Fee | Self::OwnTransfer => None,
        }
    }
}

pub(crate) async fn settle(
    municipality: &Arc<Municipality>,
    actor: &Actor,
    entry_id: i64,
    settlement: Settlement,
) -> Result<()> {
    let mut deed = Deed::begin(municipality, actor, "banking.post").await?;
    let entry = entries::get(&deed.tx, entry_id).await?.ok_or(Error::NotFound)?;
    if !matches!(entry.state(), EntryState::Suggested | EntryState::ToExplain) {
        return Err(super::taken());
    }
    if !settlement.fits(entry.amount) {
        return Err(Error::field("co", "To nie pasuje do kierunku pieniędzy. Wybierz inne wyjaśnienie."));
    }
    if let Some((debit, credit)) = settlement.accounts(entry.amount) {
        let statement = statements::get(&deed.tx, entry.statement_id).await?.ok_or(Error::NotFound)?;
        let amount = Money::from_grosze(entry.amount.abs());
        let booking_date = super::open_day(&deed, deed.today()).await?;
        let clearing = NewEntry {
            booking_date,
            payment_day: entry.payment_day,
            document: format!("WB {}", statement.label()),
            reason: Reason::Transfer,
            source: Some(format!("settled:{}", entry.id)),
            corrects: None,
            note: settlement.label().to_owned(),
            lines: vec![money_line(debit, Side::Debit, amount), money_line(credit, Side::Credit, amount)],
        };
        ledger::post(&mut deed, vec![clearing]).await?;
    }
    if !entry_changes::set_settled(&deed.tx, entry.id, settlement.label(), &actor.name).await? {
        return Err(super::taken());
    }
    deed.note(
        "banking.entry_settled",
        format!("entry:{}", entry.id),
        json!({ "as": settlement.code(), "grosze": entry.amount }),
    );
    deed.commit().await
}
