//! Messages before a due date: to those who pay and those who act for them, once.

use ratusz_kernel::{Sql, values};

use crate::setting::{card, charge, day, person, town};

#[tokio::test]
async fn a_due_date_is_announced_once_for_each_chosen_day() {
    let town = town().await;
    let anna = person(&town, "Kowalska", "Anna", None).await;
    let card_id = card(&town, "waste", "ul. Lipowa 7", &[anna]).await;
    charge(&town, card_id, "Odbiór odpadów, listopad", &[("2026-11-27", "154,00")]).await;
    let municipality = &town.municipality;
    let field = ratusz_kernel::seal::Field { table: "account", column: "email" };
    let email = municipality.seal.seal(field, "7", b"anna@example.org", &municipality.random);
    municipality
        .db
        .write
        .run(
            "INSERT INTO account (id, state, given_name, family_name, email, party_id, created_at) \
             VALUES (7, 'active', 'Anna', 'Kowalska', $1, $2, $3)",
            values![email, anna, town.clock.now()],
        )
        .await
        .expect("an account");
    let mut told = Vec::new();
    for today in ["2026-11-20", "2026-11-21", "2026-11-26", "2026-11-27"] {
        town.clock.set_day(day(today));
        town.work().await;
        let titles: Vec<String> = municipality
            .db
            .read
            .column("SELECT title FROM message WHERE account_id = 7 ORDER BY created_at", values![])
            .await
            .expect("the inbox");
        told.push(titles.len());
        assert!(titles.iter().all(|title| title.contains("27 listopada 2026")), "{titles:?}");
    }
    assert_eq!(told, [1, 1, 2, 2]);
}
