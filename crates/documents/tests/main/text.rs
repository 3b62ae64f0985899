//! The words of a document as they are copied, searched and read out.

use std::path::Path;
use std::process::Command;

use crate::samples;

/// `None` where the program `pdftotext` (package poppler-utils) is not installed.
fn text_of(name: &str, pdf: &[u8]) -> Option<String> {
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.pdf"));
    std::fs::write(&file, pdf).expect("the PDF is written");
    let Ok(output) = Command::new("pdftotext").arg("-layout").arg(&file).arg("-").output() else {
        eprintln!("pdftotext is not installed: the text of {name} is not checked");
        return None;
    };
    assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8(output.stdout).expect("UTF-8").replace('\u{a0}', " "))
}

#[test]
fn polish_letters_amounts_and_accounts_survive() {
    for (name, pdf) in samples::all() {
        let Some(text) = text_of(name, &pdf) else { return };
        let expected: &[&str] = match name {
            "transfer_slip" => {
                &["83 1010 1023 0000 2613 9510 0000", "812,00 zł", "Skąd ta kwota", "15 grudnia 2026 r."]
            }
            "statement_of_dues" => {
                &["Zestawienie należności", "2 166,00 zł", "działka 214/3, obręb Żółwin", "Strona 2 z 2"]
            }
            "activation_code" => &["K7PQ-3M9X-TV2D", "Święcisława Gżegżółka-Źdźbło", "19 grudnia 2026 r."],
            _ => &["Przypis", "Odpis", "3 248,00", "rozbiórka budynku gospodarczego"],
        };
        for words in expected {
            assert!(text.contains(words), "{name} lacks {words:?}:\n{text}");
        }
    }
}

#[test]
fn a_table_over_two_pages_repeats_its_header() {
    let (name, pdf) = samples::all().into_iter().find(|(name, _)| *name == "statement_of_dues").unwrap();
    let Some(text) = text_of(&format!("{name}_header"), &pdf) else { return };
    let headers = text.lines().filter(|line| line.contains("Termin") && line.contains("Odsetki")).count();
    assert_eq!(headers, 2, "{text}");
}
