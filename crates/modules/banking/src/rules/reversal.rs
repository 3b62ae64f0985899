//! Which operation a reversal or a returned transfer takes back (dues.md §10.8): by amount, reference and other party,
//! within 60 days.

use std::cmp::Reverse;

use chrono::{Duration, NaiveDate};

use super::title::fold;

/// How far back the operation is looked for.
pub const REACH: Duration = Duration::days(60);

/// One of two operations of opposite amounts.
#[derive(Debug, Clone, Copy)]
pub struct Operation<'a> {
    pub day: NaiveDate,
    /// The bank's reference as it stands in the file.
    pub reference: &'a str,
    /// Blind index of the other party's account.
    pub account: Option<&'a [u8]>,
    pub title: &'a str,
}

/// How well two operations fit; the greater, the likelier. Compared in the order of the fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fit {
    same_reference: bool,
    same_account: bool,
    same_title: bool,
    days: Reverse<i64>,
}

/// The reference, unless it is one of the words banks write where they have none.
pub fn telling(reference: &str) -> Option<&str> {
    Some(reference.trim()).filter(|text| !matches!(*text, "" | "NONREF" | "NOTPROVIDED"))
}

/// How well `back` may take `original` back; nothing when they have nothing to do with each other.
pub fn fit(back: &Operation<'_>, original: &Operation<'_>) -> Option<Fit> {
    let days = (back.day - original.day).num_days();
    let fit = Fit {
        same_reference: telling(back.reference).is_some()
            && telling(back.reference) == telling(original.reference),
        same_account: back.account.is_some() && back.account == original.account,
        // „odpady” of another payer is no trace: a title tells something only when an account is missing.
        same_title: !back.title.is_empty()
            && fold(back.title) == fold(original.title)
            && (back.account.is_none() || original.account.is_none() || back.account == original.account),
        days: Reverse(days),
    };
    let related = fit.same_reference || fit.same_account || fit.same_title;
    (related && (0..=REACH.num_days()).contains(&days)).then_some(fit)
}
