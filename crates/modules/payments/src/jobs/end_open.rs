//! Asks once more, every day, about attempts whose plan of questions is over, and ends them: no payment stays open forever.

use std::sync::Arc;

use ratusz_kernel::{Municipality, Result};

use crate::actions::{ask_provider, give_up};
use crate::rules::polling;
use crate::store::attempts;

pub(crate) async fn run(municipality: &Arc<Municipality>) -> Result<()> {
    let before = polling::given_up_before(municipality.clock.now());
    for id in attempts::open_since(&municipality.db.write, before).await? {
        if let Err(error) = ask_provider::run(municipality, id, None).await {
            tracing::warn!(attempt = id, %error, "an open attempt could not be asked about");
        }
        give_up::run(municipality, id).await?;
    }
    Ok(())
}
