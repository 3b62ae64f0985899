//! Asks every hour about refunds the provider has not ended.

use std::sync::Arc;

use ratusz_kernel::{Municipality, Result};

use super::send_refund;
use crate::store::refunds;

pub(crate) async fn run(municipality: &Arc<Municipality>) -> Result<()> {
    for refund in refunds::under_way(&municipality.db.write).await? {
        if let Err(error) = send_refund::follow(municipality, &refund).await {
            tracing::warn!(refund = refund.id, %error, "refund could not be followed");
        }
    }
    Ok(())
}
