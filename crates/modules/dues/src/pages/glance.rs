//! What dues have to say on a person's first page.

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use ratusz_kernel::time::long_date;
use ratusz_kernel::{ActorKind, Money, Result};
use ratusz_web::{Session, Visit};

use super::resident::SOON_DAYS;
use crate::view::{self, DueDebt};

/// How much a resident owes and when the next date is; staff are told nothing here.
pub fn glance<'a>(
    visit: &'a Visit,
    session: &'a Session,
) -> BoxFuture<'a, Result<Vec<(&'static str, String)>>> {
    async move {
        if session.kind != ActorKind::Resident {
            return Ok(Vec::new());
        }
        let municipality = &visit.municipality;
        let today = municipality.clock.today();
        let parties: Vec<i64> = ratusz_people::acting::for_session(municipality, session, today)
            .await?
            .into_iter()
            .map(|acting| acting.party_id)
            .collect();
        if parties.is_empty() {
            return Ok(Vec::new());
        }
        let debts = view::debts(municipality, &parties, today).await?;
        let soon = |due: &DueDebt| (due.due_date - today).num_days() <= SOON_DAYS;
        let owed: Money = debts.dues().filter(|(_, due)| soon(due)).map(|(_, due)| due.total).sum();
        let text = match (owed.is_zero(), debts.next_due_date) {
            (true, None) => "Wszystko opłacone".to_owned(),
            (true, Some(day)) => format!("Najbliższy termin {}", long_date(day)),
            (false, _) => format!("{owed} do zapłaty"),
        };
        Ok(vec![("/naleznosci", text)])
    }
    .boxed()
}
