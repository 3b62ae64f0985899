//! Import of charges: dry run, errors by row, all or nothing, the remembered mapping.

use ratusz_kernel::{Sql, values};
use ratusz_testkit::{Browser, Reply, Town};

use crate::setting::{EVERYTHING, clerk, person, town};

const HEADER: &str = "PESEL;Nazwisko;Imię;Ulica;Kod;Miejscowość;Rodzaj;Nr decyzji;Kwota;Termin\n";

async fn count(town: &Town, table: &str) -> i64 {
    let sql = format!("SELECT COUNT(*) FROM {table}");
    town.municipality.db.read.scalar(&sql, values![]).await.expect("a count").unwrap_or(0)
}

async fn send(browser: &mut Browser, name: &str, bytes: &[u8]) -> Reply {
    browser.upload("/urzad/import-naleznosci", &[], ("plik", name, bytes)).await
}

/// The chosen column of every field, as the page proposes them.
fn chosen(page: &Reply) -> Vec<(String, String)> {
    let html = page.text();
    html.split("<select")
        .skip(1)
        .filter_map(|select| {
            let name = select.split("name=\"").nth(1)?.split('"').next()?.to_owned();
            let option = select
                .split("</select>")
                .next()?
                .split("<option")
                .find(|option| option.contains(" selected"))?;
            Some((name, option.split("value=\"").nth(1)?.split('"').next()?.to_owned()))
        })
        .collect()
}

async fn run(browser: &mut Browser, page: &Reply, step: &str) -> Reply {
    let fields = chosen(page);
    let mut fields: Vec<(&str, &str)> =
        fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    fields.push(("krok", step));
    browser.post(&page.path, &fields).await
}

#[tokio::test]
async fn a_file_with_errors_changes_nothing_and_names_row_and_column() {
    let town = town().await;
    let mut browser = clerk(&town, 3, "Ewa Lis", EVERYTHING).await;
    let file = format!(
        "{HEADER}44051401359;Kowalska;Anna;ul. Lipowa 7;07-100;Wierzbica;property_np;FN.1;809,00;\n\
         44051401358;Nowak;Jan;ul. Polna 3;07-100;Wierzbica;property_np;FN.2;sto;\n\
         02270803624;Lis;Ewa;ul. Polna 4;07-100;Wierzbica;podatek księżycowy;FN.3;10,00;31.13.2026\n\
         44051401359;Kowalska;Anna;ul. Lipowa 7;07-100;Wierzbica;property_np;FN.4;9 000 000 000,00;9999-12-31\n"
    );
    let page = send(&mut browser, "naleznosci.csv", file.as_bytes()).await;
    page.is(200).shows("naleznosci.csv").shows("Kowalska");
    let report = run(&mut browser, &page, "zaksieguj").await;
    report.is(422).shows("Niczego nie zaksięgowaliśmy");
    report.shows("3 PESEL W numerze PESEL nie zgadza się cyfra kontrolna");
    report
        .shows("3 Kwota Wpisz kwotę cyframi")
        .shows("4 Rodzaj należności Nie znamy rodzaju „podatek księżycowy”");
    report.shows("4 Termin płatności To nie jest data");
    report.shows("5 Termin płatności To nie jest data").shows("5 Kwota Ta kwota jest za duża");
    assert_eq!((count(&town, "charge").await, count(&town, "card").await), (0, 0));
}

#[tokio::test]
async fn a_good_file_is_tried_then_booked_once_and_its_columns_are_remembered() {
    let town = town().await;
    let anna = person(&town, "Kowalska", "Anna", Some("44051401359")).await;
    let mut browser = clerk(&town, 3, "Ewa Lis", EVERYTHING).await;
    let text = format!(
        "{HEADER}44051401359;Kowalska;Anna;ul. Lipowa 7;07-100;Wierzbica;Podatek od nieruchomości (osoby fizyczne);FN.1;809,00;\n\
         2270803624;Łoś;Żaneta;ul. Polna 4;07-100;Wierzbica;dog;FN.2;1 060,00;2026-06-30\n\
         2270803624;Łoś;Żaneta;ul. Polna 4;07-100;Wierzbica;dog;FN.2;60,00;2026-12-31\n"
    );
    let bytes = encoding_rs::WINDOWS_1250.encode(&text).0.into_owned();
    let page = send(&mut browser, "rejestr.csv", &bytes).await;
    page.shows("Żaneta");
    let report = run(&mut browser, &page, "proba").await;
    report
        .is(200)
        .shows("2 przypisów, 6 rat, 2 płatników, razem 1 929,00 zł")
        .shows("Jeszcze nic nie jest zaksięgowane");
    assert_eq!(count(&town, "charge").await, 0, "a dry run books nothing");
    run(&mut browser, &report, "zaksieguj").await.shows("Zaksięgowane: 2 przypisy na kwotę 1 929,00 zł");
    assert_eq!(
        (count(&town, "charge").await, count(&town, "due").await, count(&town, "party").await),
        (2, 6, 2)
    );
    run(&mut browser, &report, "zaksieguj").await.is(409).shows("już zaksięgowany");
    let own: i64 = town
        .municipality
        .db
        .read
        .scalar("SELECT COUNT(*) FROM card_party WHERE party_id = $1", values![anna])
        .await
        .expect("a count")
        .unwrap_or(0);
    assert_eq!(own, 1, "the payer found by PESEL got the card");
    send(&mut browser, "rejestr-2.csv", &bytes).await.shows("Pamiętamy kolumny");
}

#[tokio::test]
async fn a_workbook_is_read_like_a_text_file_and_rubbish_is_refused() {
    let town = town().await;
    let mut browser = clerk(&town, 3, "Ewa Lis", EVERYTHING).await;
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (column, name) in (0..).zip(["PESEL", "Nazwisko", "Imię", "Rodzaj", "Decyzja", "Kwota", "Termin"]) {
        sheet.write(0, column, name).expect("a header");
    }
    sheet.write(1, 0, 44_051_401_359.0).expect("a number");
    for (column, text) in [(1, "Kowalska"), (2, "Anna"), (3, "dog"), (4, "FN.9")] {
        sheet.write(1, column, text).expect("a text");
    }
    sheet.write(1, 5, 60.5).expect("an amount");
    let date = rust_xlsxwriter::ExcelDateTime::from_ymd(2026, 12, 31).expect("a date");
    let format = rust_xlsxwriter::Format::new().set_num_format("yyyy-mm-dd");
    sheet.write_with_format(1, 6, &date, &format).expect("a date");
    let bytes = book.save_to_buffer().expect("a workbook");
    let page = send(&mut browser, "psy.xlsx", &bytes).await;
    page.is(200).shows("2026-12-31").shows("60.50");
    run(&mut browser, &page, "zaksieguj").await.shows("1 przypis na kwotę 60,50 zł");
    send(&mut browser, "zdjecie.png", b"\x89PNG\r\n\x1a\n\0\0\0")
        .await
        .is(422)
        .shows("To nie jest plik CSV ani XLSX");
    send(&mut browser, "pusty.csv", HEADER.as_bytes()).await.is(422).shows("jest tylko nagłówek");
}

/// A workbook of one sheet that is `length` bytes long, with `extra` more files beside it.
fn workbook(length: usize, extra: usize) -> Vec<u8> {
    use std::io::Write;
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    archive.start_file("xl/worksheets/sheet1.xml", options).expect("a file");
    archive.write_all(&vec![b' '; length]).expect("its content");
    for number in 0..extra {
        archive.start_file(format!("xl/media/{number}"), options).expect("a file");
    }
    archive.finish().expect("an archive").into_inner()
}

#[tokio::test]
async fn a_workbook_that_unpacks_to_too_much_is_refused_at_its_field() {
    let town = town().await;
    let mut browser = clerk(&town, 3, "Ewa Lis", EVERYTHING).await;
    let small = workbook(1000, 0);
    for (what, bytes) in [("ratio", workbook(20 << 20, 0)), ("files", workbook(10, 1000))] {
        let page = send(&mut browser, "bomba.xlsx", &bytes).await;
        assert_eq!(page.status, 422, "{what}");
        page.shows("po rozpakowaniu jest za duży");
    }
    send(&mut browser, "maly.xlsx", &small).await.is(422).shows("Nie udało się odczytać arkusza");
    let mut wide = rust_xlsxwriter::Workbook::new();
    wide.add_worksheet().write(0, 16_383, "PESEL").expect("a header");
    let wide = wide.save_to_buffer().expect("a workbook");
    send(&mut browser, "szeroki.xlsx", &wide).await.is(422).shows("ponad 300 kolumn");
    assert_eq!(count(&town, "due_import").await, 0, "nothing is kept");
}

#[tokio::test]
async fn a_workbook_of_too_many_rows_is_refused() {
    let town = town().await;
    let mut browser = clerk(&town, 3, "Ewa Lis", EVERYTHING).await;
    let file = format!("PESEL;Kwota\n{}", "1;2\n".repeat(200_001));
    send(&mut browser, "duzy.csv", file.as_bytes()).await.is(422).shows("ponad 200000 wierszy");
}
