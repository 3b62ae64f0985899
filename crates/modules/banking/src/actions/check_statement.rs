//! Runs the checks of a kept statement against the books and sets its state: ready, held or information.

use ratusz_kernel::{Deed, Result};

use crate::rules::checks::{self, AccountState, Facts};
use crate::store::statements::{self, BankStatement, StatementState};
use crate::store::{accounts, days, entries};

/// Checks one statement; safe to repeat.
pub(crate) async fn run(deed: &Deed, id: i64, interim: bool) -> Result<StatementState> {
    let Some(statement) = statements::get(&deed.tx, id).await? else {
        return Err(ratusz_kernel::Error::NotFound);
    };
    let account = accounts::by_nrb(&deed.tx, &statement.nrb).await?;
    let facts = facts(deed, &statement, account.as_ref().map(|account| account.active)).await?;
    let checks = checks::check(&facts);
    let state = match checks.iter().all(|check| check.ok) {
        _ if interim => StatementState::Information,
        true => StatementState::Ready,
        false => StatementState::Held,
    };
    let account_id = account.map(|account| account.id);
    statements::set_checked(&deed.tx, id, account_id, state, &checks).await?;
    Ok(state)
}

async fn facts(deed: &Deed, statement: &BankStatement, active: Option<bool>) -> Result<Facts> {
    let base = statement.identity.split('~').next().unwrap_or_default();
    let conflict = base != statement.identity && statements::by_identity(&deed.tx, base).await?.is_some();
    let previous = statements::previous(&deed.tx, statement).await?;
    let held_before = match previous {
        Some(_) => None,
        None => statements::held_before(&deed.tx, statement).await?,
    };
    Ok(Facts {
        account: match active {
            Some(true) => AccountState::Active,
            Some(false) => AccountState::Inactive,
            None => AccountState::Unknown,
        },
        currency: Some(statement.currency.clone()).filter(|currency| !currency.is_empty()),
        opening: statement.opening,
        closing: statement.closing,
        sum: i128::from(statement.entry_sum),
        number: statement.number_and_page(),
        closing_date: statement.closing_date,
        last_date: statement.last_date,
        today: deed.today(),
        closed_to: days::closed_to(&deed.tx).await?,
        previous,
        held_before,
        conflict,
        repeated_entries: entries::repeated(&deed.tx, statement.id).await?,
        unresolved_batches: usize::try_from(statement.unresolved).unwrap_or(0),
    })
}

/// After a statement came or was decided about: later ones that were held only for the gap may go on.
pub(crate) async fn heal(deed: &Deed, nrb: &str) -> Result<Vec<i64>> {
    let mut healed = Vec::new();
    for held in statements::of_account_in(&deed.tx, nrb, StatementState::Held).await? {
        let faults = held.faults();
        let only_gap = !faults.is_empty() && faults.iter().all(|fault| fault.name.heals());
        if only_gap && run(deed, held.id, false).await? == StatementState::Ready {
            healed.push(held.id);
        }
    }
    Ok(healed)
}
