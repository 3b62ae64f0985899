//! The bank test provider of the demo: its page says plainly that no money moves, its orders live in our own database.

use chrono::Duration;
use ratusz_kernel::{Municipality, Result};

use super::{Accepted, Answer, Order, ProviderError};
use crate::rules::state::Said;
use crate::store::test_bank;

/// How long "pay with a delay" stays pending.
pub(crate) const DELAY: Duration = Duration::seconds(30);
/// Its number of the shop.
pub(crate) const SHOP: &str = "TEST";

pub(crate) async fn start(municipality: &Municipality, order: &Order) -> Result<Accepted> {
    let token = municipality.random.token();
    let Order { ext_id, amount, return_to, .. } = order;
    test_bank::add(municipality, ext_id, &token, *amount, &order.description(), return_to).await?;
    Ok(Accepted { provider_id: number(ext_id), redirect_url: format!("/platnosc-testowa/{token}") })
}

fn number(ext_id: &str) -> String {
    format!("TEST-{ext_id}")
}

pub(crate) async fn status(municipality: &Municipality, ext_id: &str) -> Result<Answer, ProviderError> {
    let order =
        test_bank::by_ext_id(&municipality.db.read, ext_id).await?.ok_or(ProviderError::NoSuchOrder)?;
    let waiting = order.decided_at.is_some_and(|at| municipality.clock.now() < at + DELAY);
    let (said, raw, refusal) = match order.decision.as_str() {
        "" => (Said::Started, "NOWA", ""),
        "rejected" => (Said::Canceled, "ODRZUCONA", "Odrzucono na stronie testowego banku."),
        "delayed" if waiting => (Said::Pending, "OCZEKUJE", ""),
        _ => (Said::Completed, "OPŁACONA", ""),
    };
    Ok(Answer {
        said,
        raw: raw.to_owned(),
        provider_id: number(ext_id),
        ext_id: order.ext_id.clone(),
        shop: SHOP.to_owned(),
        currency: "PLN".to_owned(),
        amount: order.amount(),
        authorised_at: order.decided_at,
        refusal,
    })
}
