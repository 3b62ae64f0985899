//! What comes in at the webhook: signatures, strangers, size, and work that survives a crash (M9, M12, M13).

use ratusz_kernel::municipality::PROFILE_SETTING;
use ratusz_kernel::{Profile, settings};
use ratusz_simulators::payu::{Plan, Signing};

use super::stage::{Stage, day};

#[tokio::test]
async fn only_right_signatures_come_in() {
    let stage = Stage::new().await;
    let mut anna = stage.resident().await;
    let (order, _) = stage.start(&mut anna).await;
    for (signing, answer) in [(Signing::Wrong, 401), (Signing::Sha1, 401), (Signing::Sha256, 200)] {
        stage.payu.plan(Plan { signing, ..Plan::default() });
        assert_eq!(stage.payu.notify(&order.ext_id, "COMPLETED").await, [answer], "{signing:?}");
    }
    stage.town.work().await;
    // The notification said COMPLETED; PayU itself, asked, says NEW.
    assert_eq!((stage.state().await.as_str(), stage.books().await), ("started", (12_550, 0)));
    let mut stranger = stage.town.browser();
    let path = format!(
        "/wejscie/payu/{}",
        stage.text("SELECT webhook_token FROM pos WHERE provider = 'payu'").await
    );
    let json = "application/json";
    assert_eq!(stranger.send("POST", &path, json, b"{}".to_vec()).await.status.as_u16(), 400);
    assert_eq!(stranger.send("POST", &path, "text/plain", b"{}".to_vec()).await.status.as_u16(), 415);
    assert_eq!(stranger.send("POST", &path, json, vec![b' '; 70_000]).await.status.as_u16(), 413);
    assert_eq!(stranger.send("POST", "/wejscie/payu/obcy", json, b"{}".to_vec()).await.status.as_u16(), 404);
}

/// M9: taken in, then the process ends; the work is done after the restart. M12: another shop's news changes nothing.
#[tokio::test]
async fn news_is_kept_until_it_is_worked_on() {
    let stage = Stage::new().await;
    let mut anna = stage.resident().await;
    let (order, _) = stage.start(&mut anna).await;
    stage.payu.plan(Plan { foreign_shop: true, ..Plan::default() });
    assert_eq!(stage.payu.set_status(&order.ext_id, "COMPLETED").await, [200]);
    stage.town.work().await;
    assert_eq!(stage.text("SELECT state FROM payment_inbox").await, "foreign_shop");
    assert_eq!(stage.books().await, (12_550, 0));
    stage.payu.plan(Plan::default());
    assert_eq!(stage.payu.notify(&order.ext_id, "COMPLETED").await, [200]);
    assert_eq!(stage.books().await, (12_550, 0));
    stage.town.work().await;
    assert_eq!((stage.state().await.as_str(), stage.books().await), ("posted", (0, 1)));
}

/// M13: a sandbox shop at a real office.
#[tokio::test]
async fn a_real_office_refuses_test_shops() {
    let stage = Stage::new().await;
    let mut anna = stage.resident().await;
    let (order, _) = stage.start(&mut anna).await;
    let municipality = stage.municipality();
    let profile = Profile { demo: false, ..(*municipality.profile()).clone() };
    settings::set(&municipality.db.write, PROFILE_SETTING, day(2020, 1, 1), &profile).await.unwrap();
    municipality.reload_profile().await.unwrap();
    assert_eq!(stage.payu.set_status(&order.ext_id, "COMPLETED").await, [403]);
    assert_eq!(stage.number("SELECT COUNT(*) FROM payment_inbox").await, 0);
    stage.confirm(&mut anna).await.shows("Tych należności nie można zapłacić przez internet");
}
