//! Bad templates are refused, and data stays data.

use ratusz_documents::{
    Meta, Office, StatementOfDues, TransferSlip, render, statement_of_dues, transfer_slip,
};
use serde_json::json;

use crate::samples;

const HEAD: &str = r#"#set document(title: "Próba")
#set text(lang: "pl", font: "Ratusz Sans")
"#;

fn refusal(template: &str) -> String {
    let meta = Meta { title: "Próba".into(), date: samples::date() };
    let arms = ("arms".to_owned(), include_bytes!("../fixtures/arms.svg").to_vec());
    render(template, &json!({}), &meta, vec![arms]).expect_err("refused").to_string()
}

#[test]
fn what_breaks_accessibility_is_not_exported() {
    assert!(refusal(&format!("{HEAD}#image(\"arms\")")).contains("alt"), "picture without alternative text");
    assert!(refusal(&format!("{HEAD}= Jeden\n=== Trzy")).contains("heading"), "jump in headings");
    assert!(refusal("#set text(font: \"Ratusz Sans\")\nBez tytułu").contains("title"), "no title");
}

#[test]
fn a_mistake_in_a_template_is_named_with_its_line() {
    let message = refusal(&format!("{HEAD}#undefined-name"));
    assert!(message.contains("main.typ, line 3"), "{message}");
}

#[test]
fn a_template_reaches_no_file_it_was_not_given() {
    assert!(refusal(&format!("{HEAD}#read(\"/etc/hostname\")")).contains("not found"));
    assert!(refusal(&format!("{HEAD}#import \"@preview/cetz:0.4.0\"")).contains("cannot be set"));
}

#[test]
fn markup_and_unknown_scripts_in_data_do_not_stop_the_document() {
    let slip = TransferSlip {
        title: "#panic(\"x\") *a* $b$ \u{202e}漢字 \u{7} Zaz\u{301}o\u{301}łc\u{301} Шевченко".into(),
        ..samples::slip()
    };
    transfer_slip(&slip, &samples::office(), samples::date()).expect("set with what can be printed");
}

#[test]
fn optional_parts_may_be_missing() {
    let office = Office { arms: None, ..samples::office() };
    let slip = TransferSlip { qr_svg: None, due_date: None, ..samples::slip() };
    transfer_slip(&slip, &office, samples::date()).expect("slip without code, date and arms");
    let statement = StatementOfDues { dues: Vec::new(), account: None, ..samples::statement() };
    statement_of_dues(&statement, &office, samples::date()).expect("statement of nothing");
}
