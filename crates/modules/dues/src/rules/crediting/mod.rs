//! Crediting a payment (zaliczenie wpłaty) to what a payer owes: two engines, one for each law.

mod civil;
mod day;
mod public;

pub use day::{DayAllocation, DayPayment, PaymentLines, credit_day};

use super::{
    interest::{Interest, InterestLaw, Question, Regime},
    period::ExcludedPeriods,
    rates::RateError,
};
use chrono::NaiveDate;
use ratusz_kernel::Money;
use serde::{Deserialize, Deserializer, Serialize};

/// An open due of one payer, as it stands before a payment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Arrear {
    /// Any text; a number in the calculation file is taken as its digits.
    #[serde(deserialize_with = "text_or_number")]
    pub id: String,
    /// Code of its kind, which also answers a payer's indication.
    pub kind: String,
    pub due_date: NaiveDate,
    #[serde(with = "super::amount")]
    pub principal: Money,
    /// Unpaid cost of a delivered reminder (public) or of the court (civil).
    #[serde(default, alias = "costs", with = "super::amount")]
    pub cost: Money,
    /// Days without late interest, OP art. 54 §1.
    #[serde(default, skip_serializing_if = "ExcludedPeriods::is_empty")]
    pub excluded: ExcludedPeriods,
    /// Civil dues: interest up to this day is already counted in `interest_unpaid` or paid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interest_counted_to: Option<NaiveDate>,
    /// Civil dues: counted interest that no payment has reached yet; it bears no interest itself (KC art.
    /// 482).
    #[serde(default, with = "super::amount")]
    pub interest_unpaid: Money,
}

/// What a payer wrote or did to say which debt the money is for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Indication {
    /// A kind of due; an account dedicated to one kind says the same.
    Kind(String),
    /// One debt. A taxpayer may not skip arrears, so among public dues it only names the kind (OP art. 62
    /// §1).
    Due(String),
}

impl Indication {
    fn names(&self, arrear: &Arrear) -> bool {
        match self {
            Self::Kind(kind) => arrear.kind == *kind,
            Self::Due(id) => arrear.id == *id,
        }
    }
}

/// With which interest OP art. 55 §2 is computed. Art. 63 §3 takes crediting out of rounding; some offices
/// round all the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SplitInterest {
    #[default]
    Grosz,
    Zloty,
}

/// What is held against the threshold of OP art. 54 §1(5).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ThresholdScope {
    /// The interest of each unpaid instalment.
    #[default]
    Arrear,
    /// The interest of all arrears of one kind together.
    Total,
}

/// Where the law is read in more than one way, the office's choice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Policy {
    pub interest_in_split: SplitInterest,
    pub threshold_on: ThresholdScope,
}

/// A payment and the debts of its payer under one law, as `ratusz calc credit` reads them.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Input {
    pub regime: Regime,
    /// Day of payment, OP art. 60 §1.
    pub day: NaiveDate,
    #[serde(with = "super::amount")]
    pub payment: Money,
    #[serde(default)]
    pub indication: Option<Indication>,
    pub arrears: Vec<Arrear>,
    #[serde(default)]
    pub policy: Policy,
}

/// Part of a debt that money goes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Component {
    /// Należność główna.
    Principal,
    Interest,
    Cost,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Line {
    pub due: String,
    pub component: Component,
    pub amount: Money,
}

fn text_or_number<'de, D: Deserializer<'de>>(input: D) -> Result<String, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Either {
        Text(String),
        Number(i64),
    }
    Ok(match Either::deserialize(input)? {
        Either::Text(text) => text,
        Either::Number(number) => number.to_string(),
    })
}

/// Which rule of crediting a debt met.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ground {
    /// Paid on time or in advance, OP art. 62 §1 and §3.
    NotYetLate,
    /// Interest not above the threshold, OP art. 54 §1(5).
    UnderThreshold,
    /// Principal and the rounded interest are covered.
    InFull,
    /// Pro rata between principal and interest, OP art. 55 §2.
    ProRata,
    /// Costs, interest, principal, KC art. 451 §1.
    CivilOrder,
}

/// How one debt was credited; with the input enough for an order on request (postanowienie o zaliczeniu, OP
/// art. 62 §4).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Explanation {
    pub due: String,
    pub ground: Ground,
    /// On the principal before this payment.
    pub interest: Interest,
    pub principal_before: Money,
    pub principal_paid: Money,
    pub interest_paid: Money,
}

/// Where a payment went. The lines and the surplus add up to the payment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Allocation {
    pub lines: Vec<Line>,
    /// An overpayment, OP art. 72; for civil dues an undue payment.
    pub surplus: Money,
    pub explanations: Vec<Explanation>,
    /// The debts after the payment, in the order they came in.
    pub left: Vec<Arrear>,
}

/// Why a payment cannot be credited.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CreditError {
    #[error(transparent)]
    Rates(#[from] RateError),
    #[error("Kwota wpłaty, należności lub kosztów nie może być ujemna.")]
    Negative,
    #[error("Należność {0} jest publicznoprawna: jej odsetki nalicza się od terminu płatności.")]
    CarriedInterest(String),
    #[error("Należność {0} występuje dwa razy.")]
    Repeated(String),
}

/// Credits one payment by the law of its dues: OP art. 55 and 62, or KC art. 451.
///
/// Payments of one day go through [`credit_day`], where their order of arrival does not matter.
///
/// # Errors
/// Negative amounts, a due given twice, and delays that begin before the table of rates.
pub fn credit(law: &InterestLaw, input: &Input) -> Result<Allocation, CreditError> {
    check(input)?;
    match input.regime {
        Regime::Public => public::credit(law, input),
        Regime::Civil => civil::credit(law, input),
    }
}

fn check(input: &Input) -> Result<(), CreditError> {
    let negative =
        |arrear: &Arrear| arrear.principal.min(arrear.cost).min(arrear.interest_unpaid) < Money::ZERO;
    if input.payment < Money::ZERO || input.arrears.iter().any(negative) {
        return Err(CreditError::Negative);
    }
    let mut ids: Vec<&str> = input.arrears.iter().map(|arrear| arrear.id.as_str()).collect();
    ids.sort_unstable();
    if let Some(pair) = ids.windows(2).find(|pair| pair[0] == pair[1]) {
        return Err(CreditError::Repeated(pair[0].to_owned()));
    }
    Ok(())
}

impl Arrear {
    /// Overdue on `day`; the due date itself is still in time.
    fn is_late(&self, day: NaiveDate) -> bool {
        self.due_date < day
    }

    fn question(&self, regime: Regime, day: NaiveDate) -> Question {
        Question {
            regime,
            principal: self.principal,
            due: self.interest_counted_to.unwrap_or(self.due_date),
            paid: day,
            excluded: self.excluded.clone(),
        }
    }
}

/// The money of a payment on its way to the debts.
struct Purse {
    left: Money,
    lines: Vec<Line>,
}

impl Purse {
    fn new(payment: Money) -> Self {
        Self { left: payment, lines: Vec::new() }
    }

    /// Pays up to `wanted`, as far as the money goes; says how much it was.
    fn pay(&mut self, due: &str, component: Component, wanted: Money) -> Money {
        let amount = wanted.min(self.left);
        if amount > Money::ZERO {
            self.left -= amount;
            self.lines.push(Line { due: due.to_owned(), component, amount });
        }
        amount
    }

    fn is_empty(&self) -> bool {
        self.left == Money::ZERO
    }
}

/// Indices of the arrears by a key, the id breaking ties so that the order of the input does not count.
fn order_by<Key: Ord>(arrears: &[Arrear], key: impl Fn(&Arrear) -> Key) -> Vec<usize> {
    let mut order: Vec<usize> = (0..arrears.len()).collect();
    order.sort_by_cached_key(|&index| (key(&arrears[index]), arrears[index].id.clone()));
    order
}
