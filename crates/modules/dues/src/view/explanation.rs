//! How an amount came about, line by line, in plain words: enough to repeat it on paper.

use ratusz_kernel::Money;
use ratusz_kernel::time::short_date;
use serde::Serialize;

use crate::rules::interest::Interest;
use crate::rules::rates::{Rate, Segment};

/// One line: what, and how much.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ExplanationLine {
    pub label: String,
    pub value: String,
}

/// The amount of one due, taken apart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Explanation {
    /// Principal, interest, costs; the total is the sum of what is asked for.
    pub lines: Vec<ExplanationLine>,
    /// One line for each rate that was in force in the delay.
    pub segments: Vec<ExplanationLine>,
    /// The last rate may be outdated: the table was not confirmed lately.
    pub outdated: bool,
    /// Złoty with six places before rounding; empty without delay.
    pub exact: String,
}

impl Explanation {
    pub(super) fn of(
        title: &str,
        principal: Money,
        cost: Money,
        carried: Money,
        days_late: i64,
        interest: &Interest,
    ) -> Self {
        let mut lines = vec![line(title, principal.to_string())];
        if carried > Money::ZERO {
            lines.push(line("Odsetki naliczone do dnia ostatniej wpłaty", carried.to_string()));
        }
        if days_late > 0 && !principal.is_zero() {
            lines.push(line(interest_label(interest), interest_value(interest)));
        }
        if cost > Money::ZERO {
            lines.push(line("Koszty upomnienia", cost.to_string()));
        }
        let segments = interest.segments.iter().map(|segment| segment_line(principal, segment)).collect();
        let exact =
            if interest.segments.is_empty() { String::new() } else { interest.exact.replace('.', ",") };
        Self { lines, segments, outdated: interest.rates_may_be_outdated, exact }
    }

    /// Whether interest ran at more than one rate, so that the parts are worth showing.
    pub fn has_parts(&self) -> bool {
        self.segments.len() > 1
    }
}

fn line(label: impl Into<String>, value: String) -> ExplanationLine {
    ExplanationLine { label: label.into(), value }
}

fn interest_label(interest: &Interest) -> String {
    let days: i64 = interest.segments.iter().map(|segment| segment.days).sum();
    match interest.segments.as_slice() {
        [only] => format!("Odsetki za {} ({} rocznie)", days_text(days), percent(only.rate)),
        parts => format!("Odsetki za {} ({} stopy)", days_text(days), parts.len()),
    }
}

fn interest_value(interest: &Interest) -> String {
    match interest.threshold {
        Some(threshold) if interest.charged.is_zero() && !interest.to_grosze.is_zero() => {
            format!("{}, nie naliczamy do {threshold}", interest.to_grosze)
        }
        _ => interest.charged.to_string(),
    }
}

fn segment_line(principal: Money, Segment { from, to, days, rate }: &Segment) -> ExplanationLine {
    line(
        format!("{}–{}", short_date(*from), short_date(*to)),
        format!("{principal} × {} × {} / 365", days_text(*days), percent(*rate)),
    )
}

/// `10,5 %` with a no-break space.
pub(crate) fn percent(rate: Rate) -> String {
    format!("{}\u{a0}%", rate.percent().normalize().to_string().replace('.', ","))
}

/// `1 dzień`, `2 dni`
pub(crate) fn days_text(days: i64) -> String {
    if days == 1 { "1\u{a0}dzień".into() } else { format!("{days}\u{a0}dni") }
}
