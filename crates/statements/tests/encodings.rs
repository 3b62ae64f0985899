//! Code pages: recognition, undecodable bytes, previews, repair.

use bank_statements::encoding::{decode, detect};
use bank_statements::{Encoding, Options, previews, read};

const TEXT: &str = "WPŁATA ZA ŚMIECI: ŻÓŁĆ, GĘŚ, JAŹŃ I ŁĄKA; zażółć gęślą jaźń, świąteczne opłaty";

#[test]
fn polish_code_pages_are_told_apart() {
    for encoding in
        [Encoding::Utf8, Encoding::Windows1250, Encoding::Iso8859_2, Encoding::Cp852, Encoding::Mazovia]
    {
        let bytes = encoding.encode(TEXT).expect("Polish letters");
        assert_eq!(detect(&bytes), encoding);
        assert_eq!(decode(&bytes, encoding).text, TEXT);
        assert_eq!(Encoding::from_name(encoding.name()), Some(encoding));
    }
    let german = Encoding::Windows1252.encode("Überweisung für Müller, Straße und Gebühren").unwrap();
    assert_eq!(detect(&german), Encoding::Windows1252);
    assert_eq!(detect(b"ZAPLATA"), Encoding::Ascii);
    // Cut inside the last letter.
    let cut = "opłata ż".as_bytes();
    assert_eq!(detect(&cut[..cut.len() - 1]), Encoding::Utf8);
}

#[test]
fn undecodable_bytes_are_kept_and_flagged() {
    let mut file = b":20:1\n:25:PL1\n:61:260316C1,00NTRFNONREF\n:86:OP".to_vec();
    file.extend([0xB3, b'A', b'T', b'A', b'\n']);
    let forced = Options { encoding: Some(Encoding::Utf8), ..Options::default() };
    let outcome = read(&file, &forced);
    assert_eq!(outcome.undecodable_lines, [4]);
    let entry = &outcome.statements().expect("read all the same")[0].entries[0];
    // The way back to the raw bytes.
    let raw: Vec<&[u8]> = file.split(|byte| *byte == b'\n').collect();
    assert!(raw[entry.lines.start - 1..entry.lines.end - 1].concat().contains(&0xB3));
    assert!(read(&file, &Options::default()).undecodable_lines.is_empty());
}

#[test]
fn previews_show_the_right_reading_and_the_repair() {
    let bytes = Encoding::Cp852.encode("abc\nZAPŁATA\n").unwrap();
    let shown = previews(&bytes);
    assert!(shown.contains(&(Encoding::Cp852, "ZAPŁATA".to_owned())));
    assert!(shown.iter().any(|(_, text)| text == "ZAPťATA" || text == "ZAPťATA".to_uppercase().as_str()));
    let damaged = Encoding::Cp852SavedAsUtf8.encode("ZAPŁATA ZA MIESIĄC, zaległość").unwrap();
    let shown = previews(&damaged);
    let repaired = (Encoding::Cp852SavedAsUtf8, "ZAPŁATA ZA MIESIĄC, zaległość".to_owned());
    assert!(shown.contains(&repaired), "{shown:?}");
    assert!(previews(b"plain").iter().all(|(_, text)| text.is_empty()));
}
