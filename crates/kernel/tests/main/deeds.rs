//! A deed is one transaction with an audit entry; the audit shows every change made behind its back.

use ratusz_kernel::{Actor, Deed, Sql, audit, values};
use ratusz_testkit::Town;
use serde_json::json;

use crate::trial;

#[tokio::test]
async fn a_deed_without_an_audit_entry_changes_nothing() {
    let town = Town::with(vec![trial()]).await;
    let deed = Deed::begin_own(&town.municipality, &Actor::system("test")).await.unwrap();
    deed.tx.run("INSERT INTO trial (at, word) VALUES ($1, $2)", values![deed.now, "unnoted"]).await.unwrap();
    assert!(deed.commit().await.is_err());
    let rows: Option<i64> =
        town.municipality.db.read.scalar("SELECT COUNT(*) FROM trial", values![]).await.unwrap();
    assert_eq!(rows, Some(0));
}

#[tokio::test]
async fn a_permission_is_asked_before_anything_begins() {
    let town = Town::with(vec![trial()]).await;
    let stranger = Actor::anonymous("test");
    assert!(Deed::begin(&town.municipality, &stranger, "trial.do").await.is_err());
}

#[tokio::test]
async fn values_come_back_as_they_went_in() {
    let town = Town::with(vec![trial()]).await;
    let db = &town.municipality.db;
    let (now, today) = (town.clock.now(), town.clock.today());
    db.write
        .run(
            "INSERT INTO trial (at, day, bytes, word) VALUES ($1, $2, $3, $4)",
            values![now, today, vec![0u8, 255, 7], "zażółć gęślą jaźń"],
        )
        .await
        .unwrap();
    let back: Option<chrono::DateTime<chrono::Utc>> =
        db.read.scalar("SELECT at FROM trial", values![]).await.unwrap();
    assert_eq!(back, Some(now));
    let day: Option<chrono::NaiveDate> =
        db.read.scalar("SELECT day FROM trial WHERE day >= $1", values![today]).await.unwrap();
    assert_eq!(day, Some(today));
    let bytes: Option<Vec<u8>> = db.read.scalar("SELECT bytes FROM trial", values![]).await.unwrap();
    assert_eq!(bytes, Some(vec![0, 255, 7]));
}

#[tokio::test]
async fn a_changed_or_removed_audit_entry_is_found() {
    let town = Town::with(vec![trial()]).await;
    for number in 0..5 {
        let mut deed = Deed::begin_own(&town.municipality, &Actor::system("test")).await.unwrap();
        deed.note("trial.done", format!("thing:{number}"), json!({ "number": number }));
        deed.commit().await.unwrap();
    }
    let db = &town.municipality.db;
    let sound = audit::verify(&db.read).await.unwrap();
    assert_eq!((sound.entries, sound.broken_at), (5, None));
    assert_eq!(audit::about(&db.read, "thing:3", 10).await.unwrap().len(), 1);

    db.write.run("UPDATE audit_entry SET actor_name = 'ktoś inny' WHERE id = 3", values![]).await.unwrap();
    assert_eq!(audit::verify(&db.read).await.unwrap().broken_at, Some(3));
    db.write.run("UPDATE audit_entry SET actor_name = 'system' WHERE id = 3", values![]).await.unwrap();
    assert_eq!(audit::verify(&db.read).await.unwrap().broken_at, None);
    db.write.run("DELETE FROM audit_entry WHERE id = 5", values![]).await.unwrap();
    assert_eq!(audit::verify(&db.read).await.unwrap().broken_at, Some(5));
}

#[tokio::test]
async fn deeds_at_the_same_time_never_fork_the_chain() {
    let town = Town::with(vec![trial()]).await;
    let deeds = (0..20).map(|number| {
        let municipality = town.municipality.clone();
        tokio::spawn(async move {
            let mut deed = Deed::begin_own(&municipality, &Actor::system("test")).await.unwrap();
            deed.note("trial.done", format!("thing:{number}"), json!({}));
            deed.commit().await.unwrap();
        })
    });
    for deed in deeds.collect::<Vec<_>>() {
        deed.await.unwrap();
    }
    let verdict = audit::verify(&town.municipality.db.read).await.unwrap();
    assert_eq!((verdict.entries, verdict.broken_at), (20, None));
}
