//! Many municipalities in one process: found by host, closed when idle, keys apart.

use chrono::Duration;
use ratusz_kernel::seal::Field;
use ratusz_testkit::Town;

use crate::trial;

const FIELD: Field = Field { table: "trial", column: "word" };

#[tokio::test]
async fn an_unknown_host_is_nobody() {
    let town = Town::with(vec![trial()]).await;
    assert!(town.municipalities.by_host("obcy.example").await.unwrap().is_none());
}

#[tokio::test]
async fn a_sealed_cell_of_one_does_not_open_in_another() {
    let town = Town::with(vec![trial()]).await;
    let other = town.neighbour("1499993", "sasiedzi.example").await;
    let cell = town.municipality.seal.seal(FIELD, "1", b"tajne", &town.municipality.random);
    assert_eq!(*town.municipality.seal.open_text(FIELD, "1", &cell).unwrap(), "tajne");
    assert!(other.seal.open_text(FIELD, "1", &cell).is_err());
    assert!(town.municipality.seal.open_text(FIELD, "2", &cell).is_err());
}

#[tokio::test]
async fn what_is_not_used_is_closed_and_opens_again() {
    let town = Town::with(vec![trial()]).await;
    town.neighbour("1499993", "sasiedzi.example").await;
    assert_eq!(town.municipalities.open_codes(), ["1412042", "1499993"]);
    town.clock.advance(Duration::minutes(3));
    town.municipalities.by_host("sasiedzi.example").await.unwrap();
    town.clock.advance(Duration::minutes(3));
    town.municipalities.close_idle();
    assert_eq!(town.municipalities.open_codes(), ["1499993"]);
    assert!(town.municipalities.by_host("wierzbica.example").await.unwrap().is_some());
    assert_eq!(town.municipalities.open_codes(), ["1412042", "1499993"]);
}

#[tokio::test]
async fn the_same_code_or_host_is_not_added_twice() {
    let town = Town::with(vec![trial()]).await;
    assert!(town.municipalities.add("1412042", "Druga", "druga.example", None).await.is_err());
    assert!(town.municipalities.add("1499994", "Druga", "wierzbica.example", None).await.is_err());
}
