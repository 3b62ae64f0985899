//! From a yearly amount to its instalments: how much and when.

use super::{period::Period, rounding::Rounding};
use chrono::{Datelike, Days, NaiveDate};
use ratusz_kernel::{Money, calendar::next_working_day};
use serde::{Deserialize, Serialize};

const ZLOTY: i64 = 100;

/// Where the złoty go that an equal division leaves over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Remainder {
    #[default]
    First,
    Last,
    /// One złoty each to the earliest; odd grosze to the first.
    OneEach,
}

/// One part of a yearly amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Instalment {
    /// Counted from 1.
    pub number: u32,
    pub due_date: NaiveDate,
    pub amount: Money,
}

/// The part of a yearly amount that falls to `months`, rounded once.
pub fn part_of_year(yearly: Money, months: u32, rounding: Rounding) -> Money {
    rounding.round(i128::from(yearly.grosze()) * i128::from(months), 12)
}

/// Divides an amount into parts of full złoty whose sum is the amount. `total` is not negative.
pub fn split_amount(total: Money, parts: usize, remainder: Remainder) -> Vec<Money> {
    let count = i64::try_from(parts).unwrap_or(i64::MAX);
    let (Some(base), Some(last)) = (total.grosze().checked_div(ZLOTY * count), parts.checked_sub(1)) else {
        return Vec::new();
    };
    let mut amounts = vec![base * ZLOTY; parts];
    let rest = total.grosze() - base * ZLOTY * count;
    match remainder {
        Remainder::First => amounts[0] += rest,
        Remainder::Last => amounts[last] += rest,
        Remainder::OneEach => {
            amounts[0] += rest % ZLOTY;
            for amount in amounts.iter_mut().take((rest / ZLOTY) as usize) {
                *amount += ZLOTY;
            }
        }
    }
    amounts.into_iter().map(Money::from_grosze).collect()
}

/// The instalments of a yearly amount on its due dates; up to and including `single_payment_limit` (100 zł:
/// UPOL art. 6(11a), UPR art. 6a(10a), UPL art. 6(7a)) it is paid once, on the first date.
pub fn plan(
    total: Money,
    due_dates: &[NaiveDate],
    single_payment_limit: Money,
    remainder: Remainder,
) -> Vec<Instalment> {
    let parts = if total <= single_payment_limit { due_dates.len().min(1) } else { due_dates.len() };
    let amounts = split_amount(total, parts, remainder);
    (1..)
        .zip(due_dates.iter().zip(amounts))
        .map(|(number, (&due_date, amount))| Instalment { number, due_date, amount })
        .collect()
}

/// The due dates of one year's liability, after its decision was delivered.
///
/// A liability of a whole year keeps all dates. One of a part of the year keeps those within it that have not
/// passed at delivery (UPOL art. 6(7), in proportion to the time). A date less than 14 days after delivery
/// moves to the 14th day (OP art. 47 §2), which is also the only date when none is left (§1); a date on a day
/// off moves to the next working day (OP art. 12 §5).
pub fn due_dates(year_dates: &[NaiveDate], obligation: Period, delivered: NaiveDate) -> Vec<NaiveDate> {
    let earliest = delivered + Days::new(14);
    let whole_year = obligation.from.ordinal() == 1 && obligation.to.month() == 12;
    let kept = |date: &&NaiveDate| {
        whole_year || (obligation.from <= **date && **date <= obligation.to && delivered <= **date)
    };
    let mut dates: Vec<NaiveDate> = year_dates.iter().filter(kept).map(|date| *date.max(&earliest)).collect();
    if dates.is_empty() {
        dates.push(earliest);
    }
    dates.into_iter().map(next_working_day).collect()
}

/// Divides each instalment of a joint obligation (łączne zobowiązanie pieniężne, UPR art. 6c) over its
/// components.
///
/// Each instalment goes by largest remainder in proportion to what of the components is still undivided, so
/// every row adds up to its instalment and every column to its component. Both sides have the same sum and
/// nothing negative; the parts are full złoty when all amounts are.
pub fn split_components(components: &[Money], instalments: &[Money]) -> Vec<Vec<Money>> {
    let all_zloty = components.iter().chain(instalments).all(|amount| amount.grosze() % ZLOTY == 0);
    let unit = if all_zloty { ZLOTY } else { 1 };
    let mut undivided: Vec<u64> =
        components.iter().map(|amount| (amount.grosze() / unit).unsigned_abs()).collect();
    let split_one = |instalment: &Money| {
        let parts = Money::from_grosze(instalment.grosze() / unit).split_shares(&undivided);
        for (left, part) in undivided.iter_mut().zip(&parts) {
            *left -= part.grosze().unsigned_abs();
        }
        parts.into_iter().map(|part| Money::from_grosze(part.grosze() * unit)).collect()
    };
    instalments.iter().map(split_one).collect()
}
