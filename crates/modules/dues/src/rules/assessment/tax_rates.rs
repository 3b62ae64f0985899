//! Rates of a council's resolution (stawki z uchwały), and the limits that statutes and notices set them year by year.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use chrono::{Datelike, NaiveDate};
use rust_decimal::Decimal;
use serde::Deserialize;

use super::quantity::polish;
use super::waste::{self, Method};
use crate::rules::dated::seed_rows;

/// Average monthly disposable income per person, by the year in which it was announced.
pub const INCOME: &str = "disposable_income";

/// The taxes and fees that one resolution usually sets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Group {
    Property,
    Vehicle,
    /// Prices of rye and timber, which the council may lower.
    Price,
    Waste,
    Fee,
}

impl Group {
    pub const ALL: [Self; 5] = [Self::Property, Self::Vehicle, Self::Price, Self::Waste, Self::Fee];

    /// As it stands in addresses.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Property => "nieruchomosci",
            Self::Vehicle => "pojazdy",
            Self::Price => "ceny",
            Self::Waste => "odpady",
            Self::Fee => "oplaty",
        }
    }

    pub const fn label(self) -> &'static str {
        match self {
            Self::Property => "Podatek od nieruchomości",
            Self::Vehicle => "Podatek od środków transportowych",
            Self::Price => "Ceny żyta i drewna",
            Self::Waste => "Opłata za odpady",
            Self::Fee => "Opłaty lokalne",
        }
    }
}

/// One rate that a council sets.
#[derive(Clone, Debug, Deserialize)]
pub struct RateKey {
    pub code: String,
    pub group: Group,
    /// What the rate is for: `m²`, `ha`, `%` of the value, `osobę`.
    pub unit: String,
    pub label: String,
    /// The provision that limits it, in Polish.
    pub basis: String,
    /// A limit that is the same every year.
    pub statutory_limit: Option<Decimal>,
    /// Without a new resolution the rate of an earlier year stays (UPOL art. 20a).
    pub carries: bool,
}

/// All rates, from `seeds/rate_keys.csv`.
pub fn rate_keys() -> &'static [RateKey] {
    static KEYS: LazyLock<Vec<RateKey>> =
        LazyLock::new(|| seed_rows(include_str!("../../seeds/rate_keys.csv")));
    &KEYS
}

pub fn rate_key(code: &str) -> Option<&'static RateKey> {
    rate_keys().iter().find(|key| key.code == code)
}

impl RateKey {
    /// `1,45 zł za m²`, `2,00 % wartości`.
    pub fn written(&self, amount: Decimal) -> String {
        let number = polish(amount, 2);
        match self.unit.as_str() {
            "%" => format!("{number}\u{a0}% wartości"),
            unit => format!("{number}\u{a0}zł za {unit}"),
        }
    }

    /// The figure that must be announced before the rate of a year can be checked, and the year of its announcement;
    /// nothing when the statute has the limit. The income is announced in the first quarter (UCPG art. 6k(2a)), so a
    /// resolution of its January to March goes by that of the year before.
    pub fn needs(&self, year: i32, resolved: NaiveDate) -> Option<(&str, i32)> {
        match (self.statutory_limit, self.waste_method()) {
            (Some(_), _) => None,
            (None, Some(_)) => {
                Some((INCOME, if resolved.month() > 3 { resolved.year() } else { resolved.year() - 1 }))
            }
            (None, None) => Some((&self.code, year)),
        }
    }

    fn waste_method(&self) -> Option<Method> {
        Some(match self.code.as_str() {
            "waste.person" => Method::Person,
            "waste.water" => Method::Water,
            "waste.area" => Method::Area,
            "waste.household" => Method::Household,
            "waste.container_120l" => Method::Container(120),
            _ => return None,
        })
    }

    /// The highest rate for a year by a resolution of that day; nothing while its figure is not known.
    pub fn limit(&self, year: i32, resolved: NaiveDate, figures: &Figures) -> Option<Limit> {
        let Some((key, announced)) = self.needs(year, resolved) else {
            return Some(Limit { amount: self.statutory_limit?, source: String::new() });
        };
        let figure = figures.get(key, announced)?;
        let amount = self.waste_method().map_or(figure.amount, |method| waste::limit(method, figure.amount));
        Some(Limit { amount, source: figure.source.clone() })
    }

    /// Whether a council may set this rate for a year.
    ///
    /// # Errors
    /// [`RateRefused`] in words for the treasurer: the limit is unknown, or lower.
    pub fn check(
        &self,
        rate: Decimal,
        year: i32,
        resolved: NaiveDate,
        figures: &Figures,
    ) -> Result<(), RateRefused> {
        let Some(limit) = self.limit(year, resolved, figures) else {
            let income = self.waste_method().is_some();
            let announced = self.needs(year, resolved).map_or(year, |(_, year)| year);
            return Err(if income {
                RateRefused::IncomeUnknown(announced)
            } else {
                RateRefused::LimitUnknown { year, basis: self.basis.clone() }
            });
        };
        if rate > limit.amount {
            let source = if limit.source.is_empty() { String::new() } else { format!(", {}", limit.source) };
            return Err(RateRefused::AboveLimit {
                rate: self.written(rate),
                year,
                limit: self.written(limit.amount),
                basis: format!("{}{source}", self.basis),
            });
        }
        Ok(())
    }
}

/// Why a council's rate is not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RateRefused {
    #[error("Stawka {rate} jest wyższa niż górna granica na rok {year}: {limit} ({basis}).")]
    AboveLimit { rate: String, year: i32, limit: String, basis: String },
    #[error(
        "Nie znamy górnej granicy tej stawki na rok {year} ({basis}). Najpierw wpisz granicę z obwieszczenia, potem stawkę."
    )]
    LimitUnknown { year: i32, basis: String },
    #[error(
        "Nie znamy dochodu rozporządzalnego ogłoszonego w roku {0}, od którego zależy granica tej stawki. Najpierw wpisz ten dochód, potem stawkę."
    )]
    IncomeUnknown(i32),
}

/// The highest rate of a year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limit {
    pub amount: Decimal,
    /// Where it was announced; empty when the statute has it.
    pub source: String,
}

/// A figure announced for a year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    pub amount: Decimal,
    pub source: String,
}

#[derive(Deserialize)]
struct FigureRow {
    key: String,
    year: i32,
    amount: Decimal,
    source: String,
}

/// Limits, prices and incomes by key and year.
#[derive(Clone, Debug, Default)]
pub struct Figures(BTreeMap<(String, i32), Figure>);

impl Figures {
    /// Those known to this release, from `seeds/annual_figures.csv`.
    pub fn seeded() -> Self {
        let rows = seed_rows::<FigureRow>(include_str!("../../seeds/annual_figures.csv"));
        Self(
            rows.into_iter()
                .map(|row| ((row.key, row.year), Figure { amount: row.amount, source: row.source }))
                .collect(),
        )
    }

    pub fn get(&self, key: &str, year: i32) -> Option<&Figure> {
        self.0.get(&(key.to_owned(), year))
    }

    /// Adds a figure or puts it in the place of the one of its year.
    pub fn put(&mut self, key: String, year: i32, figure: Figure) {
        self.0.insert((key, year), figure);
    }
}
