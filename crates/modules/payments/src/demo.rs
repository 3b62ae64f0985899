//! Payments of the demo municipality, by the deeds a payer, the bank test provider, its report and a clerk do. Given a
//! municipality whose clock stands in the past, they happened then.

use std::sync::Arc;

use ratusz_kernel::{Actor, ActorKind, Error, Money, Municipality, Result};
use ratusz_web::Session;

use crate::actions::start::{self, Choice};
use crate::actions::{ask_refund, decide_test_payment, import_payouts};
use crate::basket;
use crate::providers::test_bank::Decision;
use crate::store::points::{self, Point};
use crate::store::{attempts, payments, test_bank};

/// Who pays.
#[derive(Debug, Clone)]
pub struct Payer {
    pub account_id: i64,
    pub party_id: i64,
    pub name: String,
}

/// How a payment goes at the bank.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    Paid,
    Rejected,
    /// The bank confirms it the next day.
    Waiting,
}

/// A payment that was begun, as the provider's report names it.
#[derive(Debug, Clone)]
pub struct Begun {
    pub attempt_id: i64,
    pub ext_id: String,
    pub provider_id: String,
    pub amount: Money,
}

/// Pays these dues; nothing when none of them is open.
pub async fn pay(
    municipality: &Arc<Municipality>,
    payer: &Payer,
    due_ids: &[i64],
    ending: Ending,
) -> Result<Option<Begun>> {
    let point = test_point(municipality).await?;
    let session = session(municipality, payer);
    let baskets = basket::of(municipality, &session, due_ids).await?;
    let Some(basket) = baskets.into_iter().find(|basket| basket.point(point.id).is_some()) else {
        return Ok(None);
    };
    let form_token = municipality.random.token();
    let choice =
        Choice { point: &point, method: "", form_token: &form_token, customer_ip: session.origin.clone() };
    let actor = session.actor("demo");
    start::start(municipality, &actor, &session, &basket, &choice).await?;
    let db = &municipality.db.write;
    let payment = payments::by_form_token(db, &form_token).await?.ok_or(Error::NotFound)?;
    let attempt = attempts::of(db, payment.id).await?.pop().ok_or(Error::NotFound)?;
    let order = test_bank::by_ext_id(db, &attempt.ext_id).await?.ok_or(Error::NotFound)?;
    let decision = match ending {
        Ending::Paid => Decision::Paid,
        Ending::Rejected => Decision::Rejected,
        Ending::Waiting => Decision::Tomorrow,
    };
    decide_test_payment::run(municipality, &actor, &order, decision).await?;
    Ok(Some(Begun {
        attempt_id: attempt.id,
        provider_id: attempt.provider_id.unwrap_or_default(),
        ext_id: attempt.ext_id,
        amount: payment.total(),
    }))
}

/// Takes in a settlement report of the bank test provider.
pub async fn take_report(municipality: &Arc<Municipality>, actor: &Actor, report: &str) -> Result<()> {
    let point = test_point(municipality).await?;
    import_payouts::run(municipality, actor, point.id, report.as_bytes()).await.map(|_| ())
}

/// A clerk asks for the whole payment back; a second person has to agree.
pub async fn ask_refund(
    municipality: &Arc<Municipality>,
    clerk: &Actor,
    begun: &Begun,
    reason: &str,
) -> Result<()> {
    ask_refund::run(municipality, clerk, begun.attempt_id, begun.amount, reason).await
}

async fn test_point(municipality: &Municipality) -> Result<Point> {
    if !municipality.profile().demo {
        return Err(Error::Conflict("Płatności na próbę może mieć tylko urząd pokazowy.".into()));
    }
    let all = points::all(&municipality.db.read).await?;
    all.into_iter().find(|point| point.provider == "test").ok_or(Error::NotFound)
}

/// The session a payer would have; it is kept nowhere.
fn session(municipality: &Municipality, payer: &Payer) -> Session {
    let now = municipality.clock.now();
    Session {
        id: 0,
        kind: ActorKind::Resident,
        subject_id: payer.account_id,
        name: payer.name.clone(),
        party_id: Some(payer.party_id),
        level: 2,
        permissions: Arc::from([]),
        csrf: String::new(),
        device: "demo".into(),
        origin: "127.0.0.1".into(),
        created_at: now,
        seen_at: now,
        proved_at: now,
        ends_at: now,
        unread: 0,
    }
}
