//! Limitation (przedawnienie): the last day on which a claim can be pursued, and what moves it.

use super::{interest::Regime, period::Period};
use chrono::{Datelike, Days, Months, NaiveDate};

/// The day on whose end a due lapses when nothing interrupted or suspended the term.
///
/// Public: 5 years from the end of the year of the due date (OP art. 70 §1). Civil: 3 years for periodic
/// claims, ending with the year (KC art. 118).
pub fn lapse_day(regime: Regime, due_date: NaiveDate) -> NaiveDate {
    match regime {
        Regime::Public => year_end(due_date, 5),
        Regime::Civil => year_end(due_date, 3),
    }
}

/// What happened to a public claim that moves its lapse.
#[derive(Clone, Debug, Default)]
pub struct Hindrances {
    /// Days of enforcement measures of which the debtor was told, or of the end of bankruptcy (OP art. 70 §3
    /// and §4).
    pub interruptions: Vec<NaiveDate>,
    /// Deferral, instalments, complaint to a court and the like (OP art. 70 §2 and §6).
    pub suspensions: Vec<Period>,
}

/// The day on whose end a public due lapses: an interruption before the lapse starts 5 years anew from the
/// day after it; the days of a suspension do not count.
pub fn public_lapse_day(due_date: NaiveDate, hindrances: &Hindrances) -> NaiveDate {
    let mut interruptions = hindrances.interruptions.clone();
    interruptions.sort_unstable();
    let mut suspensions = hindrances.suspensions.clone();
    suspensions.sort_unstable();
    let mut running_from = due_date;
    let mut lapse = prolonged(year_end(due_date, 5), running_from, &suspensions);
    for interruption in interruptions {
        if interruption > lapse {
            break;
        }
        running_from = interruption;
        lapse = prolonged(interruption + Months::new(5 * 12), running_from, &suspensions);
    }
    lapse
}

fn prolonged(lapse: NaiveDate, running_from: NaiveDate, suspensions: &[Period]) -> NaiveDate {
    suspensions.iter().fold(lapse, |lapse, suspension| {
        let counted = suspension.shared(&Period { from: running_from, to: lapse });
        if counted.is_empty() {
            return lapse;
        }
        let days = Period { from: counted.from, to: suspension.to }.days();
        lapse + Days::new(days.unsigned_abs())
    })
}

/// The last day to deliver a decision that sets a tax: 3 years after the year in which the obligation arose,
/// 5 when the taxpayer filed no information (OP art. 68 §1 and §2).
pub fn assessment_lapse_day(obligation_arose: NaiveDate, information_filed: bool) -> NaiveDate {
    year_end(obligation_arose, if information_filed { 3 } else { 5 })
}

/// The cost of a reminder lapses 3 years after the year in which the debt expired (UPEA art. 15 §3b).
pub fn reminder_cost_lapse_day(debt_expired: NaiveDate) -> NaiveDate {
    year_end(debt_expired, 3)
}

/// The right to the return of an overpayment lapses 5 years after the year of the term of return (OP art. 80
/// §1).
pub fn overpayment_lapse_day(return_term: NaiveDate) -> NaiveDate {
    year_end(return_term, 5)
}

/// Whether a claim that lapses on `lapse` does so within `months` from `today`; a lapsed one no longer does.
pub fn lapses_within(lapse: NaiveDate, today: NaiveDate, months: u32) -> bool {
    today <= lapse && lapse <= today + Months::new(months)
}

/// 31 December of the year `years` after that of `day`.
fn year_end(day: NaiveDate, years: i32) -> NaiveDate {
    NaiveDate::from_ymd_opt(day.year() + years, 12, 31).unwrap_or(NaiveDate::MAX)
}
