//! The tax of what was reported, line by line, with its instalments.

use chrono::NaiveDate;
use ratusz_kernel::Money;
use ratusz_kernel::time::{month_of_year, short_date};
use rust_decimal::Decimal;

use super::reading::{Item, Reported};
use crate::rules::assessment::exact::Exact;
use crate::rules::assessment::property::tax;
use crate::rules::assessment::quantity::polish;
use crate::rules::dated::DatedAmounts;
use crate::rules::instalments::{Remainder, due_dates, plan};
use crate::rules::kinds::kind;

pub(super) struct Line {
    pub label: &'static str,
    /// `850 m² × 0,60 zł × 6/12`
    pub how: String,
    pub value: String,
}

pub(super) struct Part {
    pub date: String,
    pub amount: Money,
}

pub(super) struct Reckoned {
    pub year: i32,
    pub lines: Vec<Line>,
    /// Before rounding.
    pub sum: String,
    pub tax: Money,
    pub parts: Vec<Part>,
    /// Sentences on months, on one payment and on a tax too small to be asked for.
    pub notes: Vec<String>,
    pub warning: String,
}

pub(super) fn reckon(reported: &Reported) -> Reckoned {
    let months = reported.months;
    let objects: Vec<_> = reported.items.iter().map(|item| item.object).collect();
    let exact: Exact = objects.iter().map(|object| object.exact()).sum();
    let tax = tax(&objects);
    let year_begins = NaiveDate::from_ymd_opt(reported.year, 1, 1).unwrap_or_default();
    let amounts = DatedAmounts::seeded();
    let limit = amounts.single_payment_limit.at(year_begins).copied().unwrap_or_default();
    let minimal = amounts.minimal_assessment.at(year_begins).copied().unwrap_or_default();
    let mut notes = Vec::new();
    let mut parts = Vec::new();
    match months.period() {
        None => notes.push(format!(
            "Za rok {} nie płacisz podatku: obowiązek zaczyna się w styczniu {}.",
            reported.year,
            reported.year + 1
        )),
        Some(owed) => {
            if months.count() < 12 {
                notes.push(format!(
                    "Podatek liczymy od {}, od miesiąca po nabyciu lub zmianie (art. 6 ust. 1 i 3 ustawy).",
                    month_of_year(owed.from)
                ));
            }
            let code = if reported.firm { "property_lp" } else { "property_np" };
            let days = kind(code).map(|kind| kind.due_dates.as_slice()).unwrap_or_default();
            let days: Vec<NaiveDate> = days.iter().filter_map(|day| day.in_year(reported.year)).collect();
            let dates = due_dates(&days, owed, owed.from);
            parts = plan(tax, &dates, limit, Remainder::default());
            parts.retain(|part| part.amount > Money::ZERO);
        }
    }
    if tax > Money::ZERO && tax <= limit {
        notes.push(format!("Podatek do {limit} płacisz jednorazowo, w terminie pierwszej raty."));
    }
    if !reported.firm && tax > Money::ZERO && tax <= minimal {
        notes.push(format!(
            "Jeśli podatek nie przekracza kosztu listu poleconego (ostatnio znany: {minimal}), urząd nie wydaje decyzji (art. 6 ust. 8a ustawy)."
        ));
    }
    let warning = reported.over_parcel.map_or_else(String::new, |(land, parcel)| {
        format!(
            "Suma gruntów to {} m², a działka ma {} m². Sprawdź powierzchnie; podatek poniżej jest od wpisanych.",
            polish(land, 0),
            polish(parcel, 0)
        )
    });
    Reckoned {
        year: reported.year,
        lines: reported.items.iter().map(|item| line(item, months.count())).collect(),
        sum: in_zloty(exact),
        tax,
        parts: parts
            .into_iter()
            .map(|part| Part { date: short_date(part.due_date), amount: part.amount })
            .collect(),
        notes,
        warning,
    }
}

fn line(item: &Item, months: u32) -> Line {
    let base = polish(item.object.base, 0);
    let mut how = match (item.key.unit.as_str(), item.area.low.is_zero()) {
        ("%", _) => format!("{base}\u{a0}zł × {}\u{a0}%", polish(item.rate, 0)),
        (unit, true) => format!("{base}\u{a0}{unit} × {}\u{a0}zł", polish(item.rate, 2)),
        (unit, false) => format!(
            "({} + {} / 2)\u{a0}{unit} = {base}\u{a0}{unit} × {}\u{a0}zł",
            polish(item.area.high, 0),
            polish(item.area.low, 0),
            polish(item.rate, 2)
        ),
    };
    if months < 12 {
        how.push_str(&format!(" × {months}/12"));
    }
    Line { label: &item.key.label, how, value: in_zloty(item.object.exact()) }
}

/// An amount that is not rounded yet, with up to four places.
fn in_zloty(exact: Exact) -> String {
    let shown: Decimal = exact.shown();
    format!("{}\u{a0}zł", polish(shown, 2))
}
