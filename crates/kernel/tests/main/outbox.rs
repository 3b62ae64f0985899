//! The outbox: once per fact, again after a failure, set aside at last, taken over when a node died.

use chrono::Duration;
use ratusz_kernel::{Actor, Deed, Sql, outbox, values};
use ratusz_testkit::Town;
use serde_json::json;

use crate::{times, trial};

async fn publish(town: &Town, key: &str, word: &str) {
    let mut deed = Deed::begin_own(&town.municipality, &Actor::system("test")).await.unwrap();
    deed.publish("trial.happened", key, &json!({ "word": word })).await.unwrap();
    deed.note("trial.done", "thing", json!({}));
    deed.commit().await.unwrap();
}

#[tokio::test]
async fn a_fact_is_told_once() {
    let town = Town::with(vec![trial()]).await;
    publish(&town, "k1", "once").await;
    publish(&town, "k1", "once").await;
    town.work().await;
    town.work().await;
    assert_eq!(times("once"), 1);
}

#[tokio::test]
async fn a_fact_of_a_deed_that_failed_is_never_told() {
    let town = Town::with(vec![trial()]).await;
    let mut deed = Deed::begin_own(&town.municipality, &Actor::system("test")).await.unwrap();
    deed.publish("trial.happened", "k", &json!({ "word": "rolled back" })).await.unwrap();
    drop(deed);
    town.work().await;
    assert_eq!(times("rolled back"), 0);
}

#[tokio::test]
async fn a_failure_is_tried_again_after_a_while() {
    let town = Town::with(vec![trial()]).await;
    publish(&town, "k", "stumbles").await;
    assert_eq!(town.work().await, 0);
    assert_eq!(town.work().await, 0, "not before its time");
    town.clock.advance(Duration::seconds(11));
    assert_eq!(town.work().await, 1);
    assert_eq!(times("stumbles"), 2);
}

#[tokio::test]
async fn what_never_works_is_set_aside_and_seen() {
    let town = Town::with(vec![trial()]).await;
    publish(&town, "k", "never").await;
    for _ in 0..6 {
        town.work().await;
        town.clock.advance(Duration::hours(1));
    }
    assert_eq!(times("never"), 3);
    let state = outbox::state(&town.municipality.db.read, town.clock.now()).await.unwrap();
    assert_eq!((state.waiting, state.set_aside), (0, 1));
}

#[tokio::test]
async fn a_row_of_a_dead_node_is_taken_over_when_its_lease_ends() {
    let town = Town::with(vec![trial()]).await;
    publish(&town, "k", "orphan").await;
    let lease = town.clock.now() + Duration::minutes(5);
    town.municipality
        .db
        .write
        .run("UPDATE outbox SET leased_until = $1, attempts = 1", values![lease])
        .await
        .unwrap();
    assert_eq!(town.work().await, 0);
    town.clock.advance(Duration::minutes(6));
    assert_eq!(town.work().await, 1);
    assert_eq!(times("orphan"), 1);
}

#[tokio::test]
async fn a_handler_that_panics_is_set_aside_and_the_others_go_on() {
    let town = Town::with(vec![trial()]).await;
    publish(&town, "k1", "panics").await;
    publish(&town, "k2", "after the panic").await;
    for _ in 0..4 {
        town.work().await;
        town.clock.advance(Duration::hours(1));
    }
    assert_eq!(times("after the panic"), 1);
    let state = outbox::state(&town.municipality.db.read, town.clock.now()).await.unwrap();
    assert_eq!((state.waiting, state.set_aside), (0, 1));
}
