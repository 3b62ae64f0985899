//! A resident pays: the traces M1–M8 of the provider's events, two tabs, changed balances, no script.

use chrono::Duration;
use ratusz_kernel::{Sql, values};
use ratusz_simulators::payu::Plan;

use super::stage::{Stage, day};

/// M1: start, notification, return.
#[tokio::test]
async fn paid_and_notified() {
    let stage = Stage::new().await;
    let mut anna = stage.resident().await;
    stage.confirm(&mut anna).await.shows("125,50 zł").shows("Płatność testowa").shows("PayU");
    let (order, back) = stage.start(&mut anna).await;
    assert_eq!(order.amount, 12_550);
    let told = order.request.to_string();
    assert!(!told.contains("Kowalska") && !told.contains("nieruchomo"), "fiscal secrecy: {told}");
    anna.get(&back).await.shows("Nie mamy jeszcze wpłaty").shows("Sprawdź ponownie");
    assert_eq!(stage.payu.set_status(&order.ext_id, "COMPLETED").await, [200]);
    stage.town.work().await;
    let page = anna.get(&back).await;
    page.shows("Zapłacone").shows("Pokaż potwierdzenie");
    assert!(page.text().contains("data-final"));
    assert_eq!(stage.state().await, "posted");
    assert_eq!(stage.books().await, (0, 1));
    assert_eq!(stage.in_transit().await, 12_550);
    assert_eq!(stage.number("SELECT COUNT(*) FROM message").await, 1);
    let reference = stage.text("SELECT reference FROM payment").await;
    anna.get(&format!("/platnosc/{reference}/potwierdzenie")).await.is(200).shows("20 listopada 2026");
    let pdf = anna.get(&format!("/platnosc/{reference}/potwierdzenie.pdf")).await;
    assert!(pdf.is(200).body.starts_with(b"%PDF-"));
    anna.get("/platnosci").await.shows(&reference).shows("zapłacona");
    stage.books_hold().await;
}

/// OP art. 62 §1: what is not late yet waits for an older arrear, and the payer is told before paying.
#[tokio::test]
async fn an_older_arrear_takes_the_money_first() {
    let stage = Stage::new().await;
    let mut anna = stage.resident().await;
    stage.confirm(&mut anna).await.hides("starszą zaległość");
    let arrear = stage.charge(day(2026, 11, 10), "50,00", "Podatek rolny, rata 4 z 4").await;
    let page = stage.confirm(&mut anna).await;
    page.shows("Ta wpłata najpierw pokryje starszą zaległość")
        .shows("art. 62 § 1 Ordynacji podatkowej")
        .shows("Podatek rolny, rata 4 z 4, ul. Lipowa 7: 50,00 zł")
        .shows("Podatek od nieruchomości, rata 1 z 2, ul. Lipowa 7: 75,50 zł");
    let all = page.link("/platnosci/nowa?").expect("a link to pay everything");
    anna.get(&all).await.shows("Do zapłaty 175,50 zł").hides("starszą zaległość");
    // The warning tells the truth: this is where the money goes.
    let (order, _) = stage.start(&mut anna).await;
    stage.payu.set_status(&order.ext_id, "COMPLETED").await;
    stage.town.work().await;
    assert_eq!(stage.books().await, (5_000, 1));
    assert_eq!(stage.number(&format!("SELECT open FROM due WHERE id = {arrear}")).await, 0);
}

/// M2: the return page finds out first, the notification follows. A stranger with the token sees the state, nothing more.
#[tokio::test]
async fn the_return_page_asks_at_most_every_three_seconds() {
    let stage = Stage::new().await;
    let mut anna = stage.resident().await;
    let (order, back) = stage.start(&mut anna).await;
    stage.payu.plan(Plan { silent: true, ..Plan::default() });
    stage.payu.set_status(&order.ext_id, "PENDING").await;
    let mut stranger = stage.town.browser();
    stranger.get(&back).await.shows("Czekamy na potwierdzenie banku").hides("Pokaż potwierdzenie");
    stage.payu.set_status(&order.ext_id, "COMPLETED").await;
    stranger.get(&back).await.shows("Czekamy na potwierdzenie banku");
    stage.town.clock.advance(Duration::seconds(3));
    stranger.get(&back.replace("powrot", "stan")).await.shows("Zapłacone").hides("Pokaż potwierdzenie");
    assert_eq!(stage.payu.calls("read"), 2);
    stage.payu.plan(Plan::default());
    stage.payu.notify(&order.ext_id, "COMPLETED").await;
    stage.town.work().await;
    assert_eq!(stage.books().await, (0, 1));
    stranger.get(back.split('?').next().unwrap()).await.is(404);
}

/// M3: nobody ever tells us.
#[tokio::test]
async fn a_lost_notification_is_found_by_the_poll() {
    let stage = Stage::new().await;
    let mut anna = stage.resident().await;
    let (order, _) = stage.start(&mut anna).await;
    stage.payu.plan(Plan { silent: true, ..Plan::default() });
    stage.later(Duration::seconds(61)).await;
    assert_eq!(stage.state().await, "started");
    stage.payu.set_status(&order.ext_id, "COMPLETED").await;
    stage.later(Duration::minutes(2)).await;
    assert_eq!(stage.state().await, "posted");
    assert_eq!(stage.books().await, (0, 1));
}

/// M5 and M4: reordered and repeated notifications.
#[tokio::test]
async fn repeats_and_reordering_change_nothing() {
    let stage = Stage::new().await;
    let mut anna = stage.resident().await;
    let (order, _) = stage.start(&mut anna).await;
    stage.payu.plan(Plan { repeats: 4, ..Plan::default() });
    assert_eq!(stage.payu.set_status(&order.ext_id, "COMPLETED").await, [200; 5]);
    assert_eq!(stage.number("SELECT COUNT(*) FROM payment_inbox").await, 1);
    let (one, two) = tokio::join!(stage.town.work(), stage.town.work());
    assert!(one + two > 0);
    stage.payu.notify(&order.ext_id, "PENDING").await;
    stage.payu.notify(&order.ext_id, "CANCELED").await;
    stage.town.work().await;
    assert_eq!((stage.state().await.as_str(), stage.books().await), ("posted", (0, 1)));
}

/// M6: the order ends unpaid, the money comes two hours later.
#[tokio::test]
async fn late_money_is_taken_and_marked() {
    let stage = Stage::new().await;
    let mut anna = stage.resident().await;
    let (order, back) = stage.start(&mut anna).await;
    stage.payu.set_status(&order.ext_id, "CANCELED").await;
    stage.town.work().await;
    anna.get(&back).await.shows("Płatność się nie udała").shows("Bank nie potwierdził płatności.");
    stage.town.clock.advance(Duration::hours(2));
    stage.payu.set_status(&order.ext_id, "COMPLETED").await;
    stage.town.work().await;
    anna.get(&back).await.shows("po czasie").shows("Zapłacone");
    assert_eq!(stage.books().await, (0, 1));
}

/// M7: two attempts, both succeed.
#[tokio::test]
async fn the_second_success_is_a_surplus() {
    let stage = Stage::new().await;
    let mut anna = stage.resident().await;
    let (first, back) = stage.start(&mut anna).await;
    stage.payu.set_status(&first.ext_id, "PENDING").await;
    stage.town.work().await;
    let again = anna.post_only(&back.replace("powrot", "ponow"), &[]).await;
    assert!(again.is(303).location().starts_with(&stage.payu.url()));
    let second = stage.payu.orders().pop().unwrap();
    assert_eq!(second.ext_id, first.ext_id.replace("-1", "-2"));
    for order in [&first, &second] {
        stage.payu.set_status(&order.ext_id, "COMPLETED").await;
        stage.town.work().await;
    }
    assert_eq!((stage.state().await.as_str(), stage.books().await), ("posted", (0, 2)));
    assert_eq!((stage.overpaid().await, stage.in_transit().await), (12_550, 25_100));
    anna.get(&back).await.shows("Ta płatność doszła dwa razy");
    stage.books_hold().await;
}

/// M8: another amount than ordered waits for a clerk, who accepts what came.
#[tokio::test]
async fn another_amount_goes_to_review() {
    let stage = Stage::new().await;
    let mut anna = stage.resident().await;
    let (order, back) = stage.start(&mut anna).await;
    stage.payu.plan(Plan { amount_off: -1, ..Plan::default() });
    stage.payu.set_status(&order.ext_id, "COMPLETED").await;
    stage.town.work().await;
    anna.get(&back).await.shows("Urząd wyjaśnia tę płatność");
    assert_eq!((stage.state().await.as_str(), stage.books().await), ("review", (12_550, 0)));
    let mut clerk = stage.clerk(7, &["payments.read", "payments.settle"]).await;
    clerk.get("/urzad/platnosci").await.shows("Do wyjaśnienia: 1");
    let id = stage.number("SELECT id FROM payment").await;
    let page = format!("/urzad/platnosci/{id}");
    clerk.get(&page).await.shows("inną kwotę niż zamówienie").shows("operator podał 125,49 zł");
    let csrf = clerk.get(&page).await.value_of("csrf").unwrap();
    let action = format!("{page}/wyjasnij");
    clerk.post(&action, &[("decyzja", "przyjmij"), ("powod", ""), ("csrf", &csrf)]).await.is(422);
    clerk
        .post(&action, &[("decyzja", "przyjmij"), ("powod", "prowizja u operatora"), ("csrf", &csrf)])
        .await
        .is(200);
    assert_eq!((stage.state().await.as_str(), stage.books().await), ("posted", (1, 1)));
}

#[tokio::test]
async fn the_same_form_twice_is_one_payment() {
    let stage = Stage::new().await;
    let mut anna = stage.resident().await;
    let page = stage.confirm(&mut anna).await;
    let (mut one, mut two) = (anna.clone(), anna.clone());
    let (first, second) = tokio::join!(
        stage.send(&mut one, &page, stage.payu_point),
        stage.send(&mut two, &page, stage.payu_point)
    );
    assert_eq!((first.status.as_u16(), second.status.as_u16()), (303, 303));
    assert_eq!((stage.number("SELECT COUNT(*) FROM payment").await, stage.payu.orders().len()), (1, 1));
    // A second tab sees that the due is being paid, and may go on.
    stage.confirm(&mut anna).await.shows("ta należność jest właśnie opłacana");
}

#[tokio::test]
async fn a_changed_balance_asks_again() {
    let stage = Stage::new().await;
    let mut anna = stage.resident().await;
    let page = stage.confirm(&mut anna).await;
    let sql = "UPDATE due SET cost_open = 1600 WHERE id = $1";
    stage.municipality().db.write.run(sql, values![stage.due]).await.unwrap();
    let answer = stage.send(&mut anna, &page, stage.payu_point).await;
    answer.is(409).shows("Kwota się zmieniła").shows("141,50 zł");
    assert!(stage.payu.orders().is_empty());
}

/// The answer about a new order is lost: the order may exist, nobody is charged twice, polls find it.
#[tokio::test]
async fn a_lost_answer_is_looked_for() {
    let stage = Stage::new().await;
    let mut anna = stage.resident().await;
    let page = stage.confirm(&mut anna).await;
    stage.payu.plan(Plan { lose_create_answer: true, ..Plan::default() });
    let sent = stage.send(&mut anna, &page, stage.payu_point).await;
    let back = sent.is(303).location().to_owned();
    anna.get(&back).await.shows("Operator płatności nie odpowiedział").shows("Spróbuj jeszcze raz");
    stage.payu.plan(Plan { silent: true, ..Plan::default() });
    let order = stage.payu.orders().pop().unwrap();
    stage.payu.set_status(&order.ext_id, "COMPLETED").await;
    stage.later(Duration::minutes(3)).await;
    assert_eq!((stage.state().await.as_str(), stage.books().await), ("posted", (0, 1)));
}

#[tokio::test]
async fn an_unpaid_order_expires_and_an_outage_is_said() {
    let stage = Stage::new().await;
    let mut anna = stage.resident().await;
    let (_, back) = stage.start(&mut anna).await;
    stage.payu.revoke_tokens();
    stage.later(Duration::minutes(26)).await;
    anna.get(&back).await.shows("Minął czas na płatność").shows("Spróbuj jeszcze raz");
    stage.payu.plan(Plan { maintenance: true, ..Plan::default() });
    let again = anna.post(&back.replace("powrot", "ponow"), &[]).await;
    again.shows("Operator płatności nie odpowiedział");
    assert_eq!(stage.books().await, (12_550, 0));
}

/// The demo's bank: says plainly what it is; works with a delay and without script.
#[tokio::test]
async fn the_test_bank_moves_no_money_and_says_so() {
    let stage = Stage::new().await;
    let mut anna = stage.resident().await;
    let page = stage.confirm(&mut anna).await;
    let point = stage.number("SELECT id FROM pos WHERE provider = 'test'").await;
    let bank = stage.send(&mut anna, &page, point).await.location().to_owned();
    anna.get(&bank).await.shows("To jest płatność testowa, żadne pieniądze nie są przekazywane");
    let back = anna.post(&bank, &[("decyzja", "pozniej")]).await;
    back.shows("Czekamy na potwierdzenie banku");
    assert!(back.text().contains("<noscript><meta http-equiv=\"refresh\""));
    stage.later(Duration::seconds(31)).await;
    assert_eq!((stage.state().await.as_str(), stage.books().await), ("posted", (0, 1)));
    let events = anna.get(&back.path.replace("powrot", "zdarzenia")).await;
    assert_eq!(events.headers["content-type"], "text/event-stream");
}

#[tokio::test]
async fn somebody_elses_dues_cannot_be_seen_or_paid() {
    let stage = Stage::new().await;
    let mut anna = stage.resident().await;
    let (order, back) = stage.start(&mut anna).await;
    let reference = order.ext_id.trim_end_matches("-1").to_owned();
    let mut stranger = stage.clerk(9, &[]).await;
    assert_eq!(stranger.send("GET", "/platnosci", "", Vec::new()).await.status.as_u16(), 303);
    stranger.get(back.split('?').next().unwrap()).await.is(404);
    stranger.get("/urzad/platnosci").await.is(403);
    stage.town.browser().get(&format!("/platnosc/{reference}/powrot?k=zgadywanka")).await.is(404);
}

/// The provider is away for more than a week, or never decides: the payment ends all the same, and later money is taken.
#[tokio::test]
async fn no_payment_stays_open_forever() {
    let stage = Stage::new().await;
    let mut anna = stage.resident().await;
    let (order, back) = stage.start(&mut anna).await;
    stage.payu.plan(Plan { maintenance: true, ..Plan::default() });
    stage.later(Duration::days(5)).await;
    assert_eq!(stage.state().await, "started");
    stage.later(Duration::days(4)).await;
    assert_eq!(stage.state().await, "expired");
    stage.later(Duration::days(2)).await;
    anna = stage.resident().await;
    anna.get(&back).await.shows("Minął czas na płatność");
    stage.payu.plan(Plan::default());
    stage.payu.set_status(&order.ext_id, "COMPLETED").await;
    stage.town.work().await;
    assert_eq!((stage.state().await.as_str(), stage.books().await), ("posted", (0, 1)));
}

#[tokio::test]
async fn a_payment_the_bank_never_confirms_goes_to_a_clerk() {
    let stage = Stage::new().await;
    let mut anna = stage.resident().await;
    let (order, _) = stage.start(&mut anna).await;
    stage.payu.set_status(&order.ext_id, "PENDING").await;
    stage.town.work().await;
    stage.later(Duration::days(5)).await;
    assert_eq!(stage.state().await, "pending");
    for _ in 0..2 {
        stage.later(Duration::days(4)).await;
        assert_eq!((stage.state().await.as_str(), stage.books().await), ("review", (12_550, 0)));
    }
    let mut clerk = stage.clerk(7, &["payments.read", "payments.settle"]).await;
    clerk.get("/urzad/platnosci?stan=review").await.shows("do wyjaśnienia");
    let page = format!("/urzad/platnosci/{}", stage.number("SELECT id FROM payment").await);
    clerk.get(&page).await.shows("Operator od tygodnia nie potwierdza").shows("Kowalska Anna");
}
