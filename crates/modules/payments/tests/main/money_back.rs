//! Refunds: two people, never more than came in, final once (M10, M11).

use ratusz_simulators::payu::Plan;
use ratusz_testkit::{Browser, Reply};

use super::stage::Stage;

struct Desk {
    clerk: Browser,
    treasurer: Browser,
    page: String,
    attempt: String,
}

async fn desk(stage: &Stage) -> Desk {
    Desk {
        clerk: stage.clerk(7, &["payments.read", "payments.refund_ask", "payments.refund_approve"]).await,
        treasurer: stage.clerk(8, &["payments.read", "payments.refund_approve"]).await,
        page: format!("/urzad/platnosci/{}", stage.number("SELECT id FROM payment").await),
        attempt: stage.number("SELECT MAX(id) FROM attempt").await.to_string(),
    }
}

impl Desk {
    async fn ask(&mut self, amount: &str) -> Reply {
        let csrf = self.clerk.get(&self.page).await.value_of("csrf").expect("a form");
        let fields = [
            ("proba", self.attempt.as_str()),
            ("kwota", amount),
            ("powod_zwrotu", "pomyłka"),
            ("csrf", &csrf),
        ];
        self.clerk.post(&format!("{}/zwrot", self.page), &fields).await
    }

    async fn approve(&mut self, stage: &Stage) {
        let id = stage.number("SELECT id FROM payment_refund WHERE state = 'asked'").await;
        let path = format!("/urzad/platnosci/zwroty/{id}");
        let csrf = self.clerk.get(&self.page).await.value_of("csrf").expect("a form");
        self.clerk
            .post(&path, &[("decyzja", "zatwierdz"), ("csrf", &csrf)])
            .await
            .is(409)
            .shows("inna osoba");
        let csrf = self.treasurer.get(&self.page).await.value_of("csrf").expect("a form");
        self.treasurer
            .post(&path, &[("decyzja", "zatwierdz"), ("csrf", &csrf)])
            .await
            .is(200)
            .shows("zatwierdzony");
    }
}

/// M10: 20,00 of 125,50, then 105,50, then 0,01.
#[tokio::test]
async fn a_payment_is_returned_in_parts_and_never_more() {
    let stage = Stage::new().await;
    let mut anna = stage.resident().await;
    let (order, _) = stage.start(&mut anna).await;
    stage.payu.set_status(&order.ext_id, "COMPLETED").await;
    stage.town.work().await;
    let mut desk = desk(&stage).await;
    desk.ask("20,00").await.is(200).shows("czeka na zatwierdzenie");
    desk.approve(&stage).await;
    stage.town.work().await;
    assert_eq!(stage.state().await, "refunding");
    stage.payu.settle_refund(&order.ext_id, "FINALIZED").await;
    stage.town.work().await;
    assert_eq!((stage.state().await.as_str(), stage.in_transit().await), ("partly_refunded", 10_550));
    assert_eq!(stage.books().await.0, 2_000);
    desk.ask("105,51").await.is(422).shows("Tyle zostało do zwrotu");
    desk.ask("105,50").await.is(200);
    desk.approve(&stage).await;
    stage.town.work().await;
    // M11: the notification again after the end changes nothing.
    for _ in 0..2 {
        stage.payu.settle_refund(&order.ext_id, "FINALIZED").await;
        stage.town.work().await;
    }
    assert_eq!((stage.state().await.as_str(), stage.in_transit().await), ("refunded", 0));
    assert_eq!(stage.books().await.0, 12_550);
    desk.ask("0,01").await.is(422);
    assert_eq!(stage.payu.calls("refund"), 2);
    stage.books_hold().await;
}

#[tokio::test]
async fn a_refusal_says_why_and_may_be_asked_again() {
    let stage = Stage::new().await;
    let mut anna = stage.resident().await;
    let (order, _) = stage.start(&mut anna).await;
    stage.payu.set_status(&order.ext_id, "COMPLETED").await;
    stage.town.work().await;
    let mut desk = desk(&stage).await;
    stage.payu.plan(Plan { refuse_refunds: Some("NO_BALANCE"), ..Plan::default() });
    desk.ask("125,50").await.is(200);
    desk.approve(&stage).await;
    stage.town.work().await;
    desk.clerk.get(&desk.page).await.shows("Saldo u operatora jest za niskie").shows("zaksięgowana");
    assert_eq!((stage.state().await.as_str(), stage.books().await), ("posted", (0, 1)));
    desk.ask("125,50").await.is(200);
}
