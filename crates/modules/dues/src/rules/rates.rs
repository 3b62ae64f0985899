//! Interest rates with their history: late interest on public dues, statutory interest for delay on civil
//! dues.

use super::{dated::seed_rows, period::Period};
use chrono::{Days, NaiveDate};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr, sync::LazyLock};

/// A yearly rate, exact to four places of a percent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Rate(u32);

/// Rates are counted in millionths: 14.50 % is 145 000.
pub const RATE_UNITS: i128 = 1_000_000;

impl Rate {
    pub const fn from_millionths(millionths: u32) -> Self {
        Self(millionths)
    }

    pub const fn millionths(self) -> u32 {
        self.0
    }

    pub fn percent(self) -> Decimal {
        Decimal::new(self.0.into(), 4)
    }

    /// A share of the rate, as the reduced rate of OP art. 56a or the prolongation fee of OP art. 57 §2 take
    /// it; cut to 0.0001 %.
    pub fn share(self, percent: u32) -> Self {
        Self((u64::from(self.0) * u64::from(percent) / 100) as u32)
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let percent = self.percent().normalize();
        write!(out, "{percent:.places$}", places = percent.scale().max(2) as usize)
    }
}

impl FromStr for Rate {
    type Err = RateError;

    /// Reads a percentage: `14.50` or `14,5`.
    fn from_str(text: &str) -> Result<Self, RateError> {
        let unreadable = || RateError::Unreadable(text.to_owned());
        let percent: Decimal = text.trim().replace(',', ".").parse().map_err(|_| unreadable())?;
        let millionths = percent * Decimal::new(10_000, 0);
        if !millionths.is_integer() {
            return Err(unreadable());
        }
        u32::try_from(millionths).map(Self).map_err(|_| unreadable())
    }
}

impl TryFrom<String> for Rate {
    type Error = RateError;

    fn try_from(text: String) -> Result<Self, RateError> {
        text.parse()
    }
}

impl From<Rate> for String {
    fn from(rate: Rate) -> Self {
        rate.to_string()
    }
}

/// Why a table of rates is refused, or has no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RateError {
    #[error("„{0}” nie jest stopą procentową (najwyżej cztery miejsca po przecinku).")]
    Unreadable(String),
    #[error("Tabela stóp jest pusta.")]
    Empty,
    #[error("Wiersz od {0} stoi przed wcześniejszym wierszem lub powtarza jego dzień.")]
    Unsorted(NaiveDate),
    #[error("Między {0} a {1} nie obowiązuje żadna stopa.")]
    Gap(NaiveDate, NaiveDate),
    #[error("Od {0} do {1} obowiązują dwie stopy naraz.")]
    Overlap(NaiveDate, NaiveDate),
    #[error("Tabela stóp zaczyna się {first}; nie zawiera dnia {day}.")]
    BeforeTable { day: NaiveDate, first: NaiveDate },
}

/// One line of a table as a clerk enters it. Without `valid_to` the rate holds until the next line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RateRow {
    pub valid_from: NaiveDate,
    #[serde(default)]
    pub valid_to: Option<NaiveDate>,
    pub rate: Rate,
}

/// Days of one period at one rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Segment {
    pub from: NaiveDate,
    pub to: NaiveDate,
    pub days: i64,
    pub rate: Rate,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Step {
    from: NaiveDate,
    rate: Rate,
    /// Days times rate from the first step to the day before this one, so that any period costs two look-ups.
    weight_before: i64,
}

/// A history of one rate, gapless from its first day on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RateTable {
    steps: Vec<Step>,
    last_entry: NaiveDate,
    confirmed_on: NaiveDate,
}

/// A table that nobody confirmed for longer than this may miss a decision of the Monetary Policy Council,
/// which meets monthly.
const CONFIRMATION_DAYS: i64 = 45;

impl RateTable {
    /// `confirmed_on` is the day on which somebody last checked that no newer rate exists.
    ///
    /// # Errors
    /// A table that is empty or unsorted, or has a gap or an overlap.
    pub fn new(rows: &[RateRow], confirmed_on: NaiveDate) -> Result<Self, RateError> {
        let last_entry = rows.last().ok_or(RateError::Empty)?.valid_from;
        let mut steps: Vec<Step> = Vec::with_capacity(rows.len());
        for (index, row) in rows.iter().enumerate() {
            if let Some(before) = index.checked_sub(1).map(|previous| rows[previous]) {
                follows(&before, row)?;
            }
            match steps.last() {
                Some(last) if last.rate == row.rate => {}
                last => {
                    let weight_before = last.map_or(0, |last| last.weight_until(row.valid_from));
                    steps.push(Step { from: row.valid_from, rate: row.rate, weight_before });
                }
            }
        }
        if let Some(end) = rows.last().and_then(|row| row.valid_to) {
            return Err(RateError::Gap(end, NaiveDate::MAX));
        }
        Ok(Self { steps, last_entry, confirmed_on })
    }

    /// Basic rate of late interest since 2009, OP art. 56 §1.
    pub fn seeded_late_interest() -> &'static Self {
        static TABLE: LazyLock<RateTable> =
            LazyLock::new(|| RateTable::from_seed(include_str!("../seeds/late_interest_rates.csv")));
        &TABLE
    }

    /// Statutory interest for delay since 2008, KC art. 481 §2.
    pub fn seeded_statutory_delay() -> &'static Self {
        static TABLE: LazyLock<RateTable> =
            LazyLock::new(|| RateTable::from_seed(include_str!("../seeds/statutory_delay_rates.csv")));
        &TABLE
    }

    /// The sources of a seed vouch for it up to its last change, not longer.
    fn from_seed(table: &str) -> Self {
        #[derive(Deserialize)]
        struct SeedRow {
            valid_from: NaiveDate,
            rate_percent: String,
        }
        let rows: Vec<RateRow> = seed_rows::<SeedRow>(table)
            .into_iter()
            .map(|row| RateRow {
                valid_from: row.valid_from,
                valid_to: None,
                rate: row.rate_percent.parse().expect("the seed holds percentages"),
            })
            .collect();
        let last = rows.last().map_or(NaiveDate::MIN, |row| row.valid_from);
        Self::new(&rows, last).expect("the seed is a sound table")
    }

    pub fn first_day(&self) -> NaiveDate {
        self.steps[0].from
    }

    pub fn confirmed_on(&self) -> NaiveDate {
        self.confirmed_on
    }

    /// The changes of the rate, oldest first.
    pub fn changes(&self) -> impl DoubleEndedIterator<Item = (NaiveDate, Rate)> {
        self.steps.iter().map(|step| (step.from, step.rate))
    }

    /// # Errors
    /// For a day before the table begins.
    pub fn at(&self, day: NaiveDate) -> Result<Rate, RateError> {
        self.step_at(day).map(|step| step.rate)
    }

    /// Whether the rate on `day` may have changed without the table knowing, as seen on `today`.
    pub fn may_be_outdated(&self, day: NaiveDate, today: NaiveDate) -> bool {
        day > self.last_entry
            && day > self.confirmed_on
            && (today - self.confirmed_on).num_days() > CONFIRMATION_DAYS
    }

    /// The pieces of a period with one rate each, in order; adjoining pieces have different rates.
    ///
    /// # Errors
    /// For a period that begins before the table.
    pub fn segments(&self, period: Period) -> Result<impl Iterator<Item = Segment>, RateError> {
        let first = if period.is_empty() { 0 } else { self.index_at(period.from)? };
        let steps = &self.steps[first..];
        let ends = steps.iter().skip(1).map(|next| next.from - Days::new(1)).chain([NaiveDate::MAX]);
        Ok(steps.iter().zip(ends).map_while(move |(step, to)| {
            let piece = Period { from: step.from, to }.shared(&period);
            (!piece.is_empty()).then(|| Segment {
                from: piece.from,
                to: piece.to,
                days: piece.days(),
                rate: step.rate,
            })
        }))
    }

    /// Sum of days times rate (in millionths) over a period, without building its segments.
    ///
    /// # Errors
    /// For a period that begins before the table.
    pub fn weight(&self, period: Period) -> Result<i64, RateError> {
        if period.is_empty() {
            return Ok(0);
        }
        let start = self.step_at(period.from)?.weight_until(period.from);
        let end = period.to + Days::new(1);
        Ok(self.step_at(period.to)?.weight_until(end) - start)
    }

    fn step_at(&self, day: NaiveDate) -> Result<&Step, RateError> {
        self.index_at(day).map(|index| &self.steps[index])
    }

    fn index_at(&self, day: NaiveDate) -> Result<usize, RateError> {
        self.steps
            .partition_point(|step| step.from <= day)
            .checked_sub(1)
            .ok_or(RateError::BeforeTable { day, first: self.first_day() })
    }
}

impl Step {
    /// Days times rate from the first step of the table up to the day before `day`.
    fn weight_until(&self, day: NaiveDate) -> i64 {
        self.weight_before + (day - self.from).num_days() * i64::from(self.rate.0)
    }
}

fn follows(before: &RateRow, row: &RateRow) -> Result<(), RateError> {
    if row.valid_from <= before.valid_from {
        return Err(RateError::Unsorted(row.valid_from));
    }
    match before.valid_to {
        Some(end) if end >= row.valid_from => Err(RateError::Overlap(row.valid_from, end)),
        Some(end) if end + Days::new(1) < row.valid_from => Err(RateError::Gap(end, row.valid_from)),
        _ => Ok(()),
    }
}
