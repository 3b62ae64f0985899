//! Values that hold from a day on, and the dated amounts of the law.

use chrono::NaiveDate;
use ratusz_kernel::Money;
use serde::Deserialize;
use std::{collections::BTreeMap, sync::LazyLock};

/// A value with its history: each entry holds from its day until the next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dated<T>(Vec<(NaiveDate, T)>);

/// The days of a history are not strictly rising.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("Dzień {0} nie następuje po dniu z poprzedniego wiersza.")]
pub struct OutOfOrder(pub NaiveDate);

impl<T> Dated<T> {
    /// # Errors
    /// [`OutOfOrder`] with the first day that does not follow the one before it.
    pub fn new(entries: Vec<(NaiveDate, T)>) -> Result<Self, OutOfOrder> {
        match entries.windows(2).find(|pair| pair[1].0 <= pair[0].0) {
            Some(pair) => Err(OutOfOrder(pair[1].0)),
            None => Ok(Self(entries)),
        }
    }

    /// The value on `day`; none before the first entry.
    pub fn at(&self, day: NaiveDate) -> Option<&T> {
        let later = self.0.partition_point(|(from, _)| *from <= day);
        later.checked_sub(1).map(|index| &self.0[index].1)
    }
}

/// The amounts that a statute or ordinance changes from time to time.
#[derive(Clone, Debug)]
pub struct DatedAmounts {
    /// Interest at or under this is not charged, OP art. 54 §1(5).
    pub late_interest_threshold: Dated<Money>,
    /// Cost of a reminder (upomnienie), UPEA art. 15 §2.
    pub reminder_cost: Dated<Money>,
    /// A yearly tax up to and including this is paid once, UPOL art. 6(11a).
    pub single_payment_limit: Dated<Money>,
    /// No decision is issued for a yearly tax up to this, UPOL art. 6(8a).
    pub minimal_assessment: Dated<Money>,
    /// What a stranger may pay of another's tax, OP art. 62b §1(3).
    pub third_party_payment_limit: Dated<Money>,
}

#[derive(Deserialize)]
struct Row {
    setting: String,
    valid_from: NaiveDate,
    amount: String,
}

impl DatedAmounts {
    /// The amounts known to this release, from `seeds/dated_amounts.csv`.
    pub fn seeded() -> &'static Self {
        static SEEDED: LazyLock<DatedAmounts> = LazyLock::new(|| {
            let mut histories: BTreeMap<String, Vec<(NaiveDate, Money)>> = BTreeMap::new();
            for row in seed_rows::<Row>(include_str!("../seeds/dated_amounts.csv")) {
                let amount = Money::parse_pl(&row.amount).expect("the seed holds amounts in złoty");
                histories.entry(row.setting).or_default().push((row.valid_from, amount));
            }
            let mut take = |name: &str| {
                let history = histories.remove(name).expect("the seed names every dated amount");
                Dated::new(history).expect("the seed is sorted by day")
            };
            DatedAmounts {
                late_interest_threshold: take("late_interest_threshold"),
                reminder_cost: take("reminder_cost"),
                single_payment_limit: take("single_payment_limit"),
                minimal_assessment: take("minimal_assessment"),
                third_party_payment_limit: take("third_party_payment_limit"),
            }
        });
        &SEEDED
    }
}

/// Rows of a seed table; lines that begin with `#` carry its sources.
pub(super) fn seed_rows<Row: serde::de::DeserializeOwned>(table: &str) -> Vec<Row> {
    csv::ReaderBuilder::new()
        .comment(Some(b'#'))
        .from_reader(table.as_bytes())
        .into_deserialize()
        .collect::<Result<_, _>>()
        .expect("a seed table built into the program reads")
}
