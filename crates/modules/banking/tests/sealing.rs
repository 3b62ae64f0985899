//! Files are kept sealed: what lies in the database says nothing, and key rotation reaches it.

use std::io::Read;

use flate2::read::GzDecoder;
use ratusz_banking::import::import_file;
use ratusz_kernel::seal::{Field, RootKeys, key_number_of};
use ratusz_kernel::{Actor, Sql, rotation, values};
use ratusz_testkit::database_url;

use crate::crash::open_with;
use crate::office::{Office, add_account, file, own_account, receipt, statement};

fn contains(cell: &[u8], part: &[u8]) -> bool {
    cell.windows(part.len()).any(|window| window == part)
}

#[tokio::test]
async fn the_bytes_kept_are_neither_a_gzip_nor_readable_and_the_file_comes_back() {
    let mut office = Office::open().await;
    let bytes = file(statement(54, 0, vec![receipt(100, "Jan Nowak", "wplata")]));
    office.upload("wb54.sta", &bytes).await.is(200);
    let cells: Vec<Vec<u8>> =
        office.municipality().db.read.column("SELECT bytes FROM statement_file", values![]).await.unwrap();
    let [cell] = cells.as_slice() else { panic!("{} files", cells.len()) };
    assert!(GzDecoder::new(cell.as_slice()).read_to_end(&mut Vec::new()).is_err());
    assert!(!contains(cell, &[0x1f, 0x8b, 0x08]), "the beginning of a gzip file");
    assert!(!contains(cell, own_account().as_bytes()));
    let page = office.statement_in("posted").await;
    let page = office.clerk.get(&page).await.link("/urzad/wyciagi/plik/").unwrap();
    let download = office.clerk.get(&page).await.is(200).link(&format!("{page}/")).unwrap();
    let reply = office.clerk.get(&download).await;
    assert_eq!((reply.status.as_u16(), &reply.body), (200, &bytes));
    let looks: Vec<String> =
        office.municipality().db.read.column("SELECT reason FROM access_log", values![]).await.unwrap();
    assert_eq!(looks, ["Pobranie pliku wyciągu"]);
    let mut reader = crate::office::sign_in(&office.town, 3, "Ewa Lis", &["banking.read"]).await;
    reader.get(&download).await.is(403);
}

/// A file sealed with key 1 moves to key 2 and is the same.
#[tokio::test]
async fn key_rotation_reaches_the_files() {
    let folder = tempfile::tempdir().unwrap();
    let keys = |text: &str| RootKeys::parse(text).unwrap();
    let first = format!("1:{}", "07".repeat(32));
    let url = database_url(folder.path()).await;
    let (municipality, _) = open_with(folder.path(), &url, keys(&first)).await;
    add_account(&municipality).await;
    let bytes = file(statement(54, 0, vec![receipt(10_000, "Łucja Żółć", "ZAPŁATA ZA ŚMIECI")]));
    let actor = Actor::system("test");
    let imported = import_file(&municipality, &actor, "wb54.sta", bytes.clone()).await.unwrap();
    municipality.db.clone().close().await.unwrap();

    let both = format!("{first}\n2:{}", "08".repeat(32));
    let (municipality, _) = open_with(folder.path(), &url, keys(&both)).await;
    let moved = rotation::reseal(&municipality, &actor).await.unwrap();
    let files = moved.iter().find(|column| column.column == "statement_file.bytes").unwrap();
    assert_eq!((files.cells, files.moved), (1, 1));
    municipality.db.clone().close().await.unwrap();

    // The old key is gone.
    let (municipality, _) = open_with(folder.path(), &url, keys(&format!("2:{}", "08".repeat(32)))).await;
    let cell: Option<Vec<u8>> =
        municipality.db.read.scalar("SELECT bytes FROM statement_file", values![]).await.unwrap();
    let cell = cell.unwrap();
    assert_eq!(key_number_of(&cell).unwrap(), 2);
    let field = Field { table: "statement_file", column: "bytes" };
    let packed = municipality.seal.open(field, &imported.file_id.to_string(), &cell).unwrap();
    let mut kept = Vec::new();
    GzDecoder::new(packed.as_slice()).read_to_end(&mut kept).unwrap();
    assert_eq!(kept, bytes);
}
