//! Vehicle tax (podatek od środków transportowych), UPOL art. 8–12.

use chrono::{Datelike, Days, NaiveDate};
use ratusz_kernel::Money;
use ratusz_kernel::calendar::next_working_day;

use super::months::Months;
use crate::rules::instalments::{Instalment, Remainder, part_of_year, split_amount};
use crate::rules::rounding::Rounding;

/// The tax of one vehicle for the months it is owed, UPOL art. 9(4)–(5).
pub fn tax(yearly_rate: Money, months: Months) -> Money {
    part_of_year(yearly_rate, months.count(), Rounding::Zloty)
}

/// 15 February and 15 September; an obligation of later months within 14 days of its start, the second part by 15
/// September unless it starts then or later: UPOL art. 11(1)–(2). Nothing without months.
pub fn instalments(tax: Money, months: Months, remainder: Remainder) -> Vec<Instalment> {
    let date = |month, day| NaiveDate::from_ymd_opt(months.year, month, day);
    let (Some(owed), Some(february), Some(september)) = (months.period(), date(2, 15), date(9, 15)) else {
        return Vec::new();
    };
    let early = owed.from.month() <= 2;
    let first = if early { february } else { owed.from + Days::new(14) };
    let dates = if owed.from.month() >= 9 { vec![first] } else { vec![first, september] };
    let amounts = split_amount(tax, dates.len(), remainder);
    (1..)
        .zip(dates.into_iter().zip(amounts))
        .map(|(number, (date, amount))| Instalment { number, due_date: next_working_day(date), amount })
        .collect()
}
