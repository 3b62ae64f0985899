//! A backup made while people work can be restored, and a damaged one is found out.

use ratusz_kernel::{Actor, Deed, Municipality, Sql, backup, values};
use ratusz_testkit::Town;
use serde_json::json;

use crate::trial;

async fn town_with_entries() -> Option<Town> {
    let town = Town::with(vec![trial()]).await;
    if town.municipality.db.is_postgres() {
        // PostgreSQL is copied and restored by its own tools.
        return None;
    }
    for number in 0..3 {
        let mut deed = Deed::begin_own(&town.municipality, &Actor::system("test")).await.unwrap();
        deed.note("trial.done", format!("thing:{number}"), json!({}));
        deed.commit().await.unwrap();
    }
    Some(town)
}

#[tokio::test]
async fn a_copy_proves_itself() {
    let Some(town) = town_with_entries().await else { return };
    let (path, manifest) = backup::create(&town.municipality, &town.folder().join("copies")).await.unwrap();
    assert_eq!((manifest.audit_entries, manifest.counts["audit_entry"]), (3, 3));
    let proof = backup::verify(&path, &town.folder().join("scratch")).await.unwrap();
    assert!(proof.holds(), "{:?}", proof.checks);
    assert_eq!(
        std::fs::read_dir(town.folder().join("scratch")).unwrap().count(),
        0,
        "nothing is left behind"
    );
}

#[tokio::test]
async fn a_damaged_copy_is_refused() {
    let Some(town) = town_with_entries().await else { return };
    let (path, manifest) = backup::create(&town.municipality, &town.folder().join("copies")).await.unwrap();
    let mut lying = manifest;
    lying.counts.insert("audit_entry".into(), 4);
    std::fs::write(path.with_extension("json"), serde_json::to_vec(&lying).unwrap()).unwrap();
    let proof = backup::verify(&path, &town.folder().join("scratch")).await.unwrap();
    assert!(!proof.holds());
}

#[tokio::test]
async fn a_restored_municipality_is_the_one_of_the_copy() {
    let Some(town) = town_with_entries().await else { return };
    let (path, _) = backup::create(&town.municipality, &town.folder().join("copies")).await.unwrap();
    let mut deed = Deed::begin_own(&town.municipality, &Actor::system("test")).await.unwrap();
    deed.note("trial.done", "after the copy", json!({}));
    deed.commit().await.unwrap();

    let scratch = town.folder().join("scratch");
    let proof = backup::restore(&town.municipality, &path, &scratch).await.unwrap();
    assert!(proof.holds(), "{:?}", proof.checks);
    let again = Municipality::open(
        &town.municipality.code,
        &town.municipality.host,
        &town.municipality.url,
        &town.municipality.environment,
    )
    .await
    .unwrap();
    let entries: Option<i64> =
        again.db.read.scalar("SELECT COUNT(*) FROM audit_entry", values![]).await.unwrap();
    assert_eq!(entries, Some(3));
}
