//! Deletes messages and e-mails kept long enough.

use std::sync::Arc;

use chrono::Months;
use ratusz_kernel::{Municipality, Result, Sql, values};

/// Delivery data are kept two years; the inbox promises at least one.
const KEPT: Months = Months::new(24);

pub(crate) async fn run(municipality: &Arc<Municipality>) -> Result<()> {
    let before = municipality.clock.now() - KEPT;
    for sql in [
        "DELETE FROM message WHERE created_at < $1",
        "DELETE FROM mail WHERE created_at < $1 AND state <> 'queued'",
    ] {
        municipality.db.write.run(sql, values![before]).await?;
    }
    Ok(())
}
