//! What the demo municipality needs before anybody can pay.

use ratusz_kernel::{Deed, Error, Result};
use serde_json::json;

use crate::providers::test_bank;
use crate::store::points::{self, Point};

/// A PayU shop on a simulator, for the demo and tests.
#[derive(Debug, Clone)]
pub struct Shop {
    pub pos_id: String,
    pub client_secret: String,
    pub second_key: String,
}

/// Makes the bank test provider's merchant account, once; gives its row. Only for a made-up municipality.
pub async fn ensure_test_pos(deed: &mut Deed) -> Result<i64> {
    ensure(deed, "Płatność testowa", None).await
}

/// Makes a PayU sandbox merchant account, once; gives its row. Only for a made-up municipality.
pub async fn ensure_payu_pos(deed: &mut Deed, shop: &Shop) -> Result<i64> {
    ensure(deed, "PayU", Some(shop)).await
}

async fn ensure(deed: &mut Deed, name: &str, shop: Option<&Shop>) -> Result<i64> {
    if !deed.municipality.profile().demo {
        return Err(Error::Conflict("Testowy punkt płatności może mieć tylko urząd pokazowy.".into()));
    }
    let provider = if shop.is_some() { "payu" } else { "test" };
    if let Some(known) = points::all(&deed.tx).await?.into_iter().find(|point| point.provider == provider) {
        return Ok(known.id);
    }
    let municipality = &deed.municipality;
    let id = municipality.new_id();
    let seal = |field, secret: &str| points::seal(municipality, field, id, secret);
    let point = Point {
        id,
        name: name.to_owned(),
        provider: provider.to_owned(),
        environment: "sandbox".into(),
        merchant_id: shop.map_or_else(|| test_bank::SHOP.to_owned(), |shop| shop.pos_id.clone()),
        client_secret: shop.map(|shop| seal(points::CLIENT_SECRET, &shop.client_secret)),
        second_key: shop.map(|shop| seal(points::SECOND_KEY, &shop.second_key)),
        webhook_token: municipality.random.token(),
        kinds: String::new(),
        resolution: "XII/87/2025 z 27.11.2025".into(),
        blik_is_transfer: false,
        bank_account: String::new(),
        fees_netted: true,
        report_columns: String::new(),
        active: true,
        created_at: deed.now,
    };
    points::keep(deed, &point).await?;
    deed.note("payments.point_added", format!("pos:{id}"), json!({ "provider": provider }));
    Ok(id)
}
