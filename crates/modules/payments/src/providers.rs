//! The door to payment providers: one contract, two providers behind it, one file each.

pub(crate) mod breaker;
pub(crate) mod payu;
pub(crate) mod test_bank;

use std::sync::Arc;

use chrono::{DateTime, Utc};
use ratusz_kernel::{Error, Money, Municipality, Result};
use serde::Deserialize;

use crate::rules::decision::{Agreement, Said};
use crate::store::points::Point;

/// The section `[payments]` of the configuration.
#[derive(Debug, Clone, Deserialize)]
#[serde(default)]
pub(crate) struct Settings {
    /// Hosts a payer may be sent to.
    pub(crate) hosts: Vec<String>,
    pub(crate) payu_production_url: String,
    /// In tests and the demo the address of a simulator on loopback.
    pub(crate) payu_sandbox_url: String,
    /// Patience with one whole call.
    pub(crate) call_seconds: u64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            hosts: vec!["secure.payu.com".into(), "secure.snd.payu.com".into()],
            payu_production_url: "https://secure.payu.com".into(),
            payu_sandbox_url: "https://secure.snd.payu.com".into(),
            call_seconds: 15,
        }
    }
}

impl Settings {
    /// From all sections of the configuration; those of the release when there is no `[payments]` that can be read.
    pub(crate) fn among(sections: &serde_json::Map<String, serde_json::Value>) -> Self {
        let own = sections.get("payments").and_then(|section| Self::deserialize(section).ok());
        own.unwrap_or_default()
    }

    pub(crate) fn of(municipality: &Municipality) -> Result<Self> {
        Ok(municipality.environment.section("payments")?.unwrap_or_default())
    }
}

/// What a provider is asked to collect.
pub(crate) struct Order {
    /// `K7M2Q9X4TA-1`
    pub(crate) ext_id: String,
    pub(crate) reference: String,
    pub(crate) amount: Money,
    /// Amounts of the lines; their names stay here (fiscal secrecy).
    pub(crate) lines: Vec<Money>,
    /// The provider's code of the method; empty lets the payer choose there.
    pub(crate) method: String,
    pub(crate) customer_ip: String,
    pub(crate) notify_url: String,
    /// Path of the return page with its token.
    pub(crate) return_to: String,
    pub(crate) life_seconds: i64,
}

impl Order {
    /// What the provider and the payer's bank may know of a basket.
    pub(crate) fn description(&self) -> String {
        format!("Należności wobec gminy, pozycji: {}", self.lines.len())
    }
}

pub(crate) struct Accepted {
    pub(crate) provider_id: String,
    /// Where the payer goes: a path of ours or an address at the provider's.
    pub(crate) redirect_url: String,
}

/// What a provider says of one order.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) said: Said,
    /// Its own word.
    pub(crate) raw: String,
    pub(crate) provider_id: String,
    pub(crate) ext_id: String,
    pub(crate) shop: String,
    pub(crate) currency: String,
    pub(crate) amount: Money,
    /// When the payment was authorised, if the provider tells.
    pub(crate) authorised_at: Option<DateTime<Utc>>,
    /// Why it was refused, in Polish.
    pub(crate) refusal: &'static str,
}

impl Answer {
    pub(crate) fn agreement(&self, point: &Point, ext_id: &str, total: Money) -> Agreement {
        Agreement {
            amount: self.amount == total,
            currency: self.currency == "PLN",
            shop: self.shop == point.merchant_id,
            ext_id: self.ext_id == ext_id,
        }
    }
}

/// Money of an order that shall go back.
pub(crate) struct RefundOrder {
    /// The provider's number of the paid order.
    pub(crate) provider_id: String,
    /// Our number of the refund, which makes a repeat harmless.
    pub(crate) ext_id: String,
    pub(crate) amount: Money,
}

/// What a provider says of a refund.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum RefundAnswer {
    Pending {
        provider_id: String,
    },
    Final {
        provider_id: String,
    },
    /// With the reason in Polish and the next step.
    Refused(String),
}

/// A way to pay that the provider offers.
#[derive(Debug, Clone)]
pub(crate) struct Method {
    pub(crate) value: String,
    pub(crate) name: String,
    pub(crate) available: bool,
}

#[derive(Debug, thiserror::Error)]
pub(crate) enum ProviderError {
    /// The provider understood and said no.
    #[error("the provider refused: {0}")]
    Refused(String),
    /// Nobody knows whether the work was done: a timeout, an unreadable answer, an error on their side.
    #[error("the provider's answer was lost: {0}")]
    Lost(String),
    /// Nothing was done.
    #[error("the provider is away: {0}")]
    Away(String),
    #[error("the provider knows no such order")]
    NoSuchOrder,
    #[error(transparent)]
    Own(#[from] Error),
}

pub(crate) enum Provider {
    Payu(Box<payu::Payu>),
    TestBank(Arc<Municipality>),
}

/// What a provider answers.
pub(crate) type Told<T> = Result<T, ProviderError>;

/// The provider behind a merchant account; refuses test money in a real office and real money in the demo.
pub(crate) fn of(municipality: &Arc<Municipality>, point: &Point) -> Result<Provider> {
    permitted(municipality.profile().demo, point)?;
    match point.provider.as_str() {
        "payu" => Ok(Provider::Payu(Box::new(payu::Payu::new(municipality, point)?))),
        _ => Ok(Provider::TestBank(Arc::clone(municipality))),
    }
}

/// Public shops whose keys everybody knows.
const PUBLISHED_SHOPS: [&str; 2] = ["145227", "300746"];

/// A made-up office takes test money only, a real one real money only (integrations.md §1.4).
pub(crate) fn permitted(demo: bool, point: &Point) -> Result<()> {
    let test = point.provider == "test"
        || point.environment == "sandbox"
        || PUBLISHED_SHOPS.contains(&point.merchant_id.as_str());
    match (demo, test) {
        (true, true) | (false, false) => Ok(()),
        (false, true) => {
            Err(Error::Conflict("Prawdziwy urząd nie może używać testowego punktu płatności.".into()))
        }
        (true, false) => {
            Err(Error::Conflict("Urząd pokazowy nie może używać prawdziwego punktu płatności.".into()))
        }
    }
}

impl Provider {
    pub(crate) async fn start(&self, order: &Order) -> Told<Accepted> {
        match self {
            Self::Payu(payu) => payu.create(order).await,
            Self::TestBank(municipality) => Ok(test_bank::start(municipality, order).await?),
        }
    }

    /// Asks by the provider's number, or by ours when the answer that would have told it was lost.
    pub(crate) async fn status(&self, ext_id: &str, provider_id: Option<&str>) -> Told<Answer> {
        match self {
            Self::Payu(payu) => payu.status(ext_id, provider_id).await,
            Self::TestBank(municipality) => test_bank::status(municipality, ext_id).await,
        }
    }

    pub(crate) async fn refund(&self, order: &RefundOrder) -> Told<RefundAnswer> {
        match self {
            Self::Payu(payu) => payu.refund(order).await,
            Self::TestBank(_) => Ok(test_bank::refund(order)),
        }
    }

    pub(crate) async fn refund_status(&self, order: &RefundOrder) -> Told<Option<RefundAnswer>> {
        match self {
            Self::Payu(payu) => payu.refund_status(order).await,
            Self::TestBank(_) => Ok(Some(test_bank::refund(order))),
        }
    }

    /// The ways to pay to choose from here; empty when the payer chooses at the provider's.
    pub(crate) async fn methods(&self) -> Told<Vec<Method>> {
        match self {
            Self::Payu(payu) => payu.methods().await,
            Self::TestBank(_) => Ok(Vec::new()),
        }
    }
}
