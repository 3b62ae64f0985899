//! The bank test provider of the demo: its page says plainly that no money moves, its orders live in our own database.

use chrono::Duration;
use ratusz_kernel::{Municipality, Result};

use super::{Accepted, Answer, Order, ProviderError, RefundAnswer, RefundOrder, Told};
use crate::rules::decision::Said;
use crate::store::test_bank;

/// Its number of the shop.
pub(crate) const SHOP: &str = "TEST";

/// What a visitor decides on its page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Decision {
    Paid,
    Rejected,
    /// Confirmed half a minute later, as some banks do.
    Delayed,
    /// A transfer the bank confirms the next day.
    Tomorrow,
}

impl Decision {
    const ALL: [Self; 4] = [Self::Paid, Self::Rejected, Self::Delayed, Self::Tomorrow];

    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Paid => "paid",
            Self::Rejected => "rejected",
            Self::Delayed => "delayed",
            Self::Tomorrow => "tomorrow",
        }
    }

    fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|decision| decision.code() == code)
    }

    /// How long the payment stays pending.
    pub(crate) fn delay(self) -> Duration {
        match self {
            Self::Paid | Self::Rejected => Duration::zero(),
            Self::Delayed => Duration::seconds(30),
            Self::Tomorrow => Duration::days(1),
        }
    }
}

pub(crate) async fn start(municipality: &Municipality, order: &Order) -> Result<Accepted> {
    let token = municipality.random.token();
    let Order { ext_id, amount, return_to, .. } = order;
    test_bank::add(municipality, ext_id, &token, *amount, &order.description(), return_to).await?;
    Ok(Accepted { provider_id: number(ext_id), redirect_url: format!("/platnosc-testowa/{token}") })
}

fn number(ext_id: &str) -> String {
    format!("TEST-{ext_id}")
}

pub(crate) async fn status(municipality: &Municipality, ext_id: &str) -> Told<Answer> {
    let order =
        test_bank::by_ext_id(&municipality.db.read, ext_id).await?.ok_or(ProviderError::NoSuchOrder)?;
    let decision = Decision::of(&order.decision);
    let waits = |delay| order.decided_at.is_some_and(|at| municipality.clock.now() < at + delay);
    let (said, raw, refusal) = match decision {
        None => (Said::Started, "NOWA", ""),
        Some(Decision::Rejected) => (Said::Canceled, "ODRZUCONA", "Odrzucono na stronie testowego banku."),
        Some(decision) if waits(decision.delay()) => (Said::Pending, "OCZEKUJE", ""),
        Some(_) => (Said::Completed, "OPŁACONA", ""),
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

/// It gives everything back at once.
pub(crate) fn refund(order: &RefundOrder) -> RefundAnswer {
    RefundAnswer::Final { provider_id: number(&order.ext_id) }
}
