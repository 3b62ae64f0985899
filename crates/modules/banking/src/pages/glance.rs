//! What waits for a clerk on the statements' page, for the office's first page.

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use ratusz_kernel::{ActorKind, Result};
use ratusz_web::{Session, Visit};

use crate::store::entries::EntryState;
use crate::store::reconciling;

pub fn glance<'a>(
    visit: &'a Visit,
    session: &'a Session,
) -> BoxFuture<'a, Result<Vec<(&'static str, String)>>> {
    async move {
        if session.kind != ActorKind::Staff || !visit.actor().may("banking.read") {
            return Ok(Vec::new());
        }
        let db = &visit.municipality.db.read;
        let suggested = reconciling::count_in(db, EntryState::Suggested).await?;
        let to_explain = reconciling::count_in(db, EntryState::ToExplain).await?;
        let text = match (suggested, to_explain, reconciling::alerts(db).await?) {
            (0, 0, _) => "Wszystko zaksięgowane".to_owned(),
            (_, _, 0) => format!("Do potwierdzenia {suggested}, do wyjaśnienia {to_explain}"),
            (_, _, alerts) => {
                format!("Sprawdź w banku {alerts}, do potwierdzenia {suggested}, do wyjaśnienia {to_explain}")
            }
        };
        Ok(vec![("/urzad/wyciagi", text)])
    }
    .boxed()
}
