//! Debits, reversals and returned transfers (dues.md §10.8): what they are, and which operation they take back.

use chrono::Duration;
use ratusz_kernel::time::short_date;
use ratusz_kernel::{Municipality, Result};

use crate::rules::matching::Rule;
use crate::rules::title::fold;
use crate::store::entries::{self, Entry, EntryState, Outcome};

/// How far back the payment that a reversal takes back is looked for.
const REVERSAL_REACH: Duration = Duration::days(60);

/// Whether an incoming entry looks like our own transfer coming back.
pub(super) fn returned(entry: &Entry) -> bool {
    entry.reversal || !entry.return_reason.is_empty() || {
        let title = fold(&entry.title);
        entry.amount > 0 && (title.starts_with("ZWROT PRZELEWU") || title.starts_with("STORNO"))
    }
}

/// Fills the outcome of a debit, a reversal or a returned transfer. True for a fee, which nobody has to explain; the
/// others wait for a person.
pub(super) async fn classify(
    municipality: &Municipality,
    entry: &Entry,
    outcome: &mut Outcome,
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
    if takes_back && let Some(original) = original(municipality, entry).await? {
        outcome.state = EntryState::Suggested;
        outcome.original_id = Some(original.id);
        outcome.reason =
            format!("bank cofa operację z {} na tę samą kwotę", short_date(original.booking_date));
    }
    Ok(false)
}

/// The operation an entry takes back: the opposite amount within 60 days, the same reference or the same counterparty.
pub(crate) async fn original(municipality: &Municipality, entry: &Entry) -> Result<Option<Entry>> {
    let since = entry.booking_date - REVERSAL_REACH;
    let candidates =
        entries::opposites(&municipality.db.read, entry.amount, since, entry.booking_date).await?;
    let same_reference = |other: &Entry| !entry.reference.is_empty() && other.reference == entry.reference;
    let same_party = |other: &Entry| {
        (entry.counterparty_index.is_some() && other.counterparty_index == entry.counterparty_index)
            || (!entry.title.is_empty() && other.title == entry.title)
    };
    let best = candidates
        .iter()
        .find(|other| same_reference(other) && other.id != entry.id)
        .or_else(|| candidates.iter().find(|other| same_party(other) && other.id != entry.id));
    Ok(best.cloned())
}
