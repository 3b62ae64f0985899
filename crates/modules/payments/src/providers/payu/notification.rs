//! What a notification says: news of an order or of a refund. Only a hint; the truth is asked for.

use chrono::{DateTime, Utc};
use serde_json::Value;

/// A notification taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Notification {
    pub(crate) provider_id: String,
    pub(crate) ext_id: String,
    /// The shop it was sent for; refunds do not tell.
    pub(crate) shop: Option<String>,
    pub(crate) news: News,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum News {
    /// With `localReceiptDateTime`, which comes only with COMPLETED.
    Order {
        authorised_at: Option<DateTime<Utc>>,
    },
    Refund,
}

impl Notification {
    /// Nothing when it is neither.
    pub(crate) fn parse(body: &[u8]) -> Option<Self> {
        let body: Value = serde_json::from_slice(body).ok()?;
        let text = |value: &Value| value.as_str().map(str::to_owned);
        if body["order"].is_object() {
            let order = &body["order"];
            return Some(Self {
                provider_id: text(&order["orderId"])?,
                ext_id: text(&order["extOrderId"]).unwrap_or_default(),
                shop: text(&order["merchantPosId"]),
                news: News::Order {
                    authorised_at: body["localReceiptDateTime"].as_str().and_then(super::moment),
                },
            });
        }
        body["refund"].is_object().then_some(())?;
        Some(Self {
            provider_id: text(&body["orderId"])?,
            ext_id: text(&body["extOrderId"]).unwrap_or_default(),
            shop: None,
            news: News::Refund,
        })
    }
}
