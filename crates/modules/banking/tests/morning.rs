//! The morning screen before there is anything, with much, and what each state leads to.

use ratusz_testkit::Town;

use crate::office::{Office, file, modules, receipt, sign_in, statement, to_account};

#[tokio::test]
async fn an_empty_office_is_led_to_its_first_account_and_statement() {
    let town = Town::with(modules()).await;
    let mut clerk = sign_in(&town, 1, "Anna Kowalska", &["*"]).await;
    clerk.get("/urzad/wyciagi").await.is(200).shows("Zacznij od rachunku urzędu").shows("Dodaj rachunek");
    let mut office = Office::open().await;
    office.clerk.get("/urzad/wyciagi").await.is(200).shows("Nie ma jeszcze wyciągu").shows("Wgraj wyciąg");
    office.clerk.get("/urzad/wyciagi/9").await.is(404);
    office.clerk.get("/urzad/wyciagi/wpis/9").await.is(404);
}

#[tokio::test]
async fn long_lists_are_parted_and_searched() {
    let mut office = Office::open().await;
    let card = office.owing("Anna", "Kowalska", "waste", "ul. Lipowa 7", 900_000).await;
    let mut entries: Vec<_> = (1..=60)
        .map(|n| to_account(receipt(n * 100, "Anna Kowalska", &format!("odpady {n}")), &card))
        .collect();
    entries.push(receipt(7_777, "Łucja Żółć", "nie wiem co"));
    office
        .upload("54", &file(statement(54, 0, entries)))
        .await
        .is(200)
        .shows("60 z 61")
        .shows("60 wpłat · strona 1 z 3");
    office.clerk.get("/urzad/wyciagi?strona=3").await.is(200).shows("odpady 60").hides("odpady 11 ");
    let list = "/urzad/wyciagi/wpisy";
    office.clerk.post(list, &[("q", "zolc")]).await.is(200).shows("Łucja Żółć").shows("1 operacja");
    office.clerk.post(list, &[("q", "77,77")]).await.is(200).shows("nie wiem co");
    office.clerk.post(list, &[("q", "brak")]).await.is(200).shows("Nie ma takiej operacji");
    let found = office.clerk.post(list, &[("q", "odpady"), ("stan", "posted"), ("strona", "2")]).await;
    found.is(200).shows("60 operacji · strona 2 z 2").shows("odpady 60").shows("← Poprzednia");
    // What is looked for has no place in an address; there it does nothing.
    office.clerk.get("/urzad/wyciagi/wpisy?q=brak").await.is(200).shows("61 operacji");
    let page = office.statement_in("posted").await;
    office
        .clerk
        .get(&format!("{page}?stan=to_explain"))
        .await
        .is(200)
        .shows("nie wiem co")
        .hides("odpady 60");
    office
        .clerk
        .get(&format!("{page}?strona=2"))
        .await
        .is(200)
        .shows("strona 2 z 2")
        .shows("Saldo się zgadza");
}

/// Account numbers in titles say nothing to a reader; lists of statements say whose account each is of.
#[tokio::test]
async fn titles_are_clean_and_statements_name_their_account() {
    let mut office = Office::open().await;
    let card = office.owing("Anna", "Kowalska", "waste", "ul. Lipowa 7", 900_000).await;
    let number = card.nrb.clone().unwrap();
    let entries = vec![
        receipt(100, "Anna Kowalska", &format!("ODPADY {number} LISTOPAD")),
        receipt(200, "Anna Kowalska", &number),
    ];
    let reply = office.upload("54", &file(statement(54, 0, entries))).await;
    reply.is(200).shows("2 z 2").shows("ODPADY LISTOPAD Anna Kowalska").shows("bez tytułu").hides(&number);
    reply.shows("54/2026 Podatki i opłaty …0404 20.11.2026");
    // The page of the entry shows the title as it came.
    let page = reply.link("/urzad/wyciagi/wpis/").unwrap();
    office.clerk.get(&page).await.is(200).shows(&number);
}
