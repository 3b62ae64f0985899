//! Damaged files: nothing panics, nothing hangs, whatever the bytes.

use std::fs;

use bank_statements::write::{CamtVersion, Dialect, camt053, mt940};
use bank_statements::{Encoding, MAX_PARTS, Options, previews, read, to_expected_json};
use proptest::prelude::*;

use crate::round_trip::sample;
use crate::samples::files;

/// Everything a caller may do with a file.
fn digest(bytes: &[u8]) {
    let outcome = read(bytes, &Options::default());
    to_expected_json("file", &outcome);
    previews(bytes);
    for statement in outcome.statements().unwrap_or_default() {
        statement.check();
        for entry in &statement.entries {
            entry.payments();
        }
    }
}

fn own_files() -> Vec<Vec<u8>> {
    let mut files: Vec<Vec<u8>> = Dialect::ALL
        .into_iter()
        .map(|dialect| mt940(&[sample()], dialect, Encoding::Windows1250).expect("written"))
        .collect();
    files.extend(
        [CamtVersion::V02, CamtVersion::V08].map(|version| camt053("M", &[sample()], version).into_bytes()),
    );
    files.push(b"{1:F01X}{2:O942X}{4:\r\n:20:A\r\n:25:1\r\n:34F:PLN0,\r\n:61:260230    CN1,NTRFX//Y\r\n:NS:1\r\n-}\x03".to_vec());
    files
}

#[test]
fn a_file_cut_anywhere_is_read_or_refused() {
    for file in own_files() {
        for end in 0..file.len() {
            digest(&file[..end]);
        }
    }
    for (path, _) in files().unwrap_or_default() {
        let bytes = fs::read(path).expect("sample");
        // Every offset of small samples, a coarser grid in large ones.
        let step = 1 + bytes.len() / 500;
        for end in (0..bytes.len()).step_by(step) {
            digest(&bytes[..end]);
        }
    }
}

#[test]
fn long_runs_do_not_take_quadratic_time() {
    let signs = [
        ":",
        ";",
        "~2",
        "\n",
        ":86:",
        ":61:",
        "<a>",
        "<",
        "&",
        "{4:",
        "-\n",
        ":20:\n:25:1\n",
        "\u{1}",
        "9",
        "EREF+",
    ];
    let started = std::time::Instant::now();
    for sign in signs {
        let run = sign.repeat(200_000 / sign.len());
        digest(run.as_bytes());
        digest(format!(":20:1\n:25:1\n:61:260316C1,00NTRF\n:86:020~20{run}").as_bytes());
        digest(format!("<Document xmlns=\"camt.053.001.02\">{run}").as_bytes());
    }
    digest(&[0xFF; 200_000]);
    digest(&[0x81; 200_000]);
    assert!(started.elapsed().as_secs() < 60, "{:?}", started.elapsed());
}

#[test]
fn a_flood_of_empty_parts_is_refused() {
    let count = MAX_PARTS + 1;
    let details = "<TxDtls/>".repeat(count);
    let xml = format!("<Document xmlns=\"camt.053.001.02\"><BkToCstmrStmt><Stmt><Ntry><NtryDtls>{details}");
    let blocks = ":20:\n:25:1\n".repeat(count);
    for file in [xml, blocks] {
        let outcome = read(file.as_bytes(), &Options::default());
        assert!(outcome.statements().unwrap_err().reason.contains("parts"));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn random_bytes_do_no_harm(bytes in proptest::collection::vec(any::<u8>(), 0..2000)) {
        digest(&bytes);
    }

    #[test]
    fn random_fields_do_no_harm(lines in proptest::collection::vec("(:(20|25|28C|60F|61|86|62F|64|NS|34F):|<|&)?[ -~ąŁ]{0,40}", 0..30)) {
        digest(lines.join("\n").as_bytes());
    }

    #[test]
    fn mutated_files_do_no_harm(
        pick in any::<prop::sample::Index>(),
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..20),
    ) {
        let files = own_files();
        let mut bytes = pick.get(&files).clone();
        for (place, byte) in changes {
            let at = place.index(bytes.len());
            bytes[at] = byte;
        }
        digest(&bytes);
    }
}
