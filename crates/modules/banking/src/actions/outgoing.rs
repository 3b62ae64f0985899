//! Debits, reversals and returned transfers (dues.md §10.8): what they are, and which operation they take back.

use std::collections::HashSet;

use ratusz_kernel::time::short_date;
use ratusz_kernel::{Municipality, Result};

use crate::rules::matching::Rule;
use crate::rules::reversal::{self, Operation};
use crate::rules::title::fold;
use crate::store::entries::{self, Entry, EntryState};
use crate::store::entry_changes::Outcome;

/// Whether an incoming entry looks like our own transfer coming back.
pub(super) fn returned(entry: &Entry) -> bool {
    entry.reversal || !entry.return_reason.is_empty() || {
        let title = fold(&entry.title);
        entry.amount > 0 && (title.starts_with("ZWROT PRZELEWU") || title.starts_with("STORNO"))
    }
}

/// Fills the outcome of a debit, a reversal or a returned transfer. True for a fee, which nobody has to explain; the
/// others wait for a person. `claimed` are the operations that entries of the same statement take back.
pub(super) async fn classify(
    municipality: &Municipality,
    entry: &Entry,
    outcome: &mut Outcome,
    claimed: &mut HashSet<i64>,
) -> Result<bool> {
    outcome.rule = Some(Rule::Outgoing);
    let title = fold(&entry.title);
    let takes_back = returned(entry) || title.contains("ZWROT") || title.contains("STORNO");
    if entry.amount < 0 && !takes_back && entry.counterparty_index.is_none() {
        outcome.reason = "opłata banku".into();
        return Ok(true);
    }
    outcome.state = EntryState::ToExplain;
    outcome.reason = if entry.amount < 0 {
        "Pieniądze wyszły z rachunku. Powiedz, co to było: zwrot nadpłaty, przelew między rachunkami czy opłata.".into()
    } else {
        "Wygląda na zwrot naszego przelewu.".into()
    };
    if takes_back && let Some(original) = original(municipality, entry, claimed).await? {
        claimed.insert(original.id);
        outcome.state = EntryState::Suggested;
        outcome.original_id = Some(original.id);
        outcome.reason =
            format!("bank cofa operację z {} na tę samą kwotę", short_date(original.booking_date));
    }
    Ok(false)
}

/// The operation an entry takes back, but none of those that others of its statement take back already.
pub(crate) async fn original(
    municipality: &Municipality,
    entry: &Entry,
    claimed: &HashSet<i64>,
) -> Result<Option<Entry>> {
    let since = entry.booking_date - reversal::REACH;
    let reference = reversal::telling(&entry.reference);
    let candidates = entries::opposites(&municipality.db.read, entry, reference, since).await?;
    let back = operation(entry);
    let fitting = candidates
        .into_iter()
        .filter(|other| !claimed.contains(&other.id))
        .filter_map(|other| Some((reversal::fit(&back, &operation(&other))?, other)));
    Ok(fitting.max_by_key(|(fit, other)| (*fit, other.id)).map(|(_, other)| other))
}

fn operation(entry: &Entry) -> Operation<'_> {
    Operation {
        day: entry.booking_date,
        reference: &entry.reference,
        account: entry.counterparty_index.as_deref(),
        title: &entry.title,
    }
}
