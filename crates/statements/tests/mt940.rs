//! Own MT940 fixtures for each quirk a bank is known for.

use bank_statements::mt940::{Event, Layout, Particulars, Separator, Structure};
use bank_statements::{Check, Entry, Form, Mark, Options, Outcome, Statement, read};
use chrono::NaiveDate;

fn parse(text: &str) -> Outcome {
    read(text.as_bytes(), &Options::default())
}

fn only(text: &str) -> Statement {
    let outcome = parse(text);
    let statements = outcome.statements().expect("accepted");
    assert_eq!(statements.len(), 1);
    statements[0].clone()
}

/// A statement around the given entry lines.
fn entries(lines: &str) -> Vec<Entry> {
    only(&format!(":20:X\n:25:PL1\n:28C:1\n:60F:C260313PLN10,00\n{lines}\n:62F:C260313PLN10,00\n-\n")).entries
}

fn day(year: i32, month: u32, day: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year, month, day)
}

fn particulars(entry: &Entry) -> Particulars<'_> {
    match &entry.form {
        Form::Mt940(mt940) => mt940.particulars(),
        Form::Camt(_) => panic!("not MT940"),
    }
}

#[test]
fn marks_and_funds_letters_give_the_sign() {
    let cases = [
        ("C", Mark::Credit, 150),
        ("D", Mark::Debit, -150),
        ("CN", Mark::Credit, 150),
        ("DN", Mark::Debit, -150),
        ("CR", Mark::Credit, 150),
        ("DR", Mark::Debit, -150),
        ("RC", Mark::ReversedCredit, -150),
        ("RD", Mark::ReversedDebit, 150),
        ("RCR", Mark::ReversedCredit, -150),
        ("RDN", Mark::ReversedDebit, 150),
    ];
    for (mark, meaning, amount) in cases {
        let entry = &entries(&format!(":61:2603160316{mark}000001,5NTRFNONREF//B1"))[0];
        assert_eq!((entry.mark, entry.amount), (meaning, amount), "{mark}");
        assert_eq!(entry.payment().reversal, mark.starts_with('R'), "{mark}");
    }
}

#[test]
fn dates_of_an_entry() {
    let date = |line: &str| {
        let entry = entries(line).remove(0);
        (entry.value_date, entry.entry_date)
    };
    assert_eq!(date(":61:2512311231C1,NTRF"), (day(2025, 12, 31), day(2025, 12, 31)));
    assert_eq!(date(":61:2512310102C1,NTRF"), (day(2025, 12, 31), day(2026, 1, 2)), "booked after New Year");
    assert_eq!(date(":61:2601021231C1,NTRF"), (day(2026, 1, 2), day(2025, 12, 31)), "value after New Year");
    assert_eq!(date(":61:260316    C1,NTRF"), (day(2026, 3, 16), None));
    assert_eq!(date(":61:260316C1,NTRF"), (day(2026, 3, 16), None));
    assert_eq!(date(":61:240229C1,NTRF"), (day(2024, 2, 29), None), "a leap year");
    assert_eq!(date(":61:990229C1,NTRF"), (day(1999, 2, 28), None), "the last century");
}

#[test]
fn impossible_days_warn_in_february_and_refuse_elsewhere() {
    let text = |date: &str| format!(":20:X\n:25:1\n:61:{date}C1,00NTRFNONREF\n");
    let statement = only(&text("250230"));
    assert_eq!(statement.entries[0].value_date, day(2025, 2, 28));
    assert_eq!(
        statement.warnings[0].to_string(),
        "value date 250230 does not exist, last day of February used"
    );
    for wrong in ["250431", "251301", "25AB01"] {
        let outcome = parse(&text(wrong));
        let rejection = outcome.statements().unwrap_err();
        assert_eq!(rejection.line, 3, "{wrong}");
    }
}

#[test]
fn an_unreadable_entry_refuses_the_file_with_its_line() {
    for broken in
        ["260316C1,005NTRF", "260316X1,00NTRF", "260316C,50NTRF", "2603", "260316C99999999999999999,NTRF"]
    {
        let outcome = parse(&format!(":20:X\r\n:25:1\r\n:61:260316C1,00NTRF\r\n:61:{broken}\r\n"));
        let rejection = outcome.statements().expect_err(broken);
        assert_eq!(rejection.line, 4, "{broken}: {rejection}");
        assert!(!rejection.reason.is_empty());
    }
}

#[test]
fn balances_decide_the_check() {
    let text =
        |opening: &str, closing: &str| format!(":20:X\n:25:1\n{opening}:61:260316D0,10NTRF\n{closing}-\n");
    let check = |opening: &str, closing: &str| only(&text(opening, closing)).check();
    let opening = ":60F:C260313PLN0,05\n";
    assert_eq!(check(opening, ":62F:D260316PLN0,05\n"), Check::Balanced);
    assert_eq!(check(opening, ":62F:C260316PLN0,05\n"), Check::Unbalanced);
    assert_eq!(only(&text(opening, ":62F:C260316PLN0,05\n")).difference(), Some(10));
    assert_eq!(check(opening, ""), Check::NoClosingBalance);
    assert_eq!(check(opening, ":62F:Dnullnull7,1\n"), Check::NoClosingBalance);
    assert_eq!(check("", ":62F:D260316PLN0,05\n"), Check::NoOpeningBalance);
    assert_eq!(check(opening, ":62F:D260316EUR0,05\n"), Check::Unbalanced, "another currency");
}

#[test]
fn interim_reports_are_never_statements() {
    let floor = only(
        ":20:X\n:25:1\n:28C:1\n:34F:PLN0,\n:13D:2603161200+0100\n:61:260316C1,00NTRF\n:90C:1PLN1,00\n-\n",
    );
    assert_eq!(floor.check(), Check::InterimReport);
    assert_eq!(floor.currency.as_deref(), Some("PLN"));
    let envelope =
        only("{1:F01BANKPLPWXXXX}{2:O9421200}{4:\n:20:X\n:25:1\n:60F:C260316PLN0,\n:62F:C260316PLN0,\n-}\n");
    assert_eq!(envelope.check(), Check::InterimReport);
}

#[test]
fn statements_are_told_apart_without_blocks_and_without_references() {
    let twice = ":20:A\n:25:1\n:60F:C260316PLN1,\n:62F:C260316PLN1,\n";
    assert_eq!(parse(&twice.repeat(2)).statements().unwrap().len(), 2);
    let nameless = ":25:1\n:60F:C260316PLN1,\n:62F:C260316PLN1,\n-\n";
    assert_eq!(parse(&nameless.repeat(3)).statements().unwrap().len(), 3);
    let marked = format!("\u{1}\r\n{twice}-\u{3}\u{1}\r\n{twice}-\u{3}");
    assert_eq!(parse(&marked).statements().unwrap().len(), 2);
    let one_line = "{1:F01X}{2:I940X}{4::20:A\r\n:25:1\r\n:60F:C260316PLN1,\r\n-}{5:}";
    assert_eq!(only(one_line).reference.as_deref(), Some("A"));
    assert!(parse(":20:ALONE\n").statements().is_err());
    assert!(parse("").statements().is_err());
}

#[test]
fn every_line_end_is_understood() {
    let text =
        ":20:A\n:25:1\n:60F:C260316PLN1,\n:61:260316C1,00NTRF\nMORE\n:86:one\n two \n:62F:C260316PLN2,\n-\n";
    for ending in ["\n", "\r\n", "\r"] {
        let statement = only(&text.replace('\n', ending));
        assert_eq!(statement.check(), Check::Balanced, "{ending:?}");
        let entry = particulars(&statement.entries[0]);
        assert_eq!(entry.details().as_deref(), Some("one\n two "));
        assert_eq!(entry.supplementary().as_deref(), Some("MORE"));
    }
}

#[test]
fn separators_are_recognised_and_cut_lines_joined() {
    for (separator, sign) in [
        ('~', Separator::Tilde),
        ('^', Separator::Caret),
        ('<', Separator::Less),
        ('?', Separator::Question),
        ('+', Separator::Plus),
    ] {
        let s = separator;
        let text = format!(
            ":61:260316C1,00NTRF\n:86:020{s}00CODE{s}20RATA 1 {s}\n21 2026{s}32JAN{s}38PL\n17876500040012345600004711"
        );
        let entry = &entries(&text)[0];
        let Structure::Subfields(subfields) = particulars(entry).structure() else { panic!("{s}") };
        assert_eq!(subfields.separator(), sign);
        assert_eq!(subfields.code(), "020");
        assert_eq!(subfields.get(20).as_deref(), Some("RATA 1 "));
        assert_eq!(subfields.get(21).as_deref(), Some(" 2026"));
        assert_eq!(subfields.get(38).as_deref(), Some("PL17876500040012345600004711"));
        assert_eq!(entry.payment().title.as_deref(), Some("RATA 1  2026"));
    }
}

#[test]
fn ordinary_texts_are_left_alone() {
    for text in ["TEL. +48 22 123, +48 601", "CZY 5<10 ORAZ 20<30?", "A; B; C: D", "a~b"] {
        let entry = &entries(&format!(":61:260316C1,00NTRF\n:86:{text}"))[0];
        assert_eq!(particulars(entry).structure(), Structure::Plain, "{text}");
        assert_eq!(entry.payment().title.as_deref(), Some(text));
    }
}

#[test]
fn a_profile_overrules_recognition() {
    let text = ":20:X\n:25:1\n:61:260316C1,00NTRF\n:86:WPŁATA+20TYTUŁ\n";
    let forced = Options { layout: Some(Layout::Separated(Separator::Plus)), ..Options::default() };
    let outcome = read(text.as_bytes(), &forced);
    assert_eq!(outcome.statements().unwrap()[0].entries[0].payment().title.as_deref(), Some("TYTUŁ"));
    assert_eq!(only(text).entries[0].payment().title.as_deref(), Some("WPŁATA+20TYTUŁ"));
}

#[test]
fn keyed_texts_split_at_known_keys_once() {
    let text = ":61:2603160316DN7,00NTRFNONREF//B1\n:86:771 PRZELEW; NA RACH.: 17876500040012345600004711; DLA: KOWALSKA; TYT.: ZWROT; \nUWAGI: OD; OD: LUTEGO; DATA\nSTEMPLA: 13.03.2026; TNR: 1.1";
    let payment = entries(text)[0].payment();
    assert_eq!(payment.title.as_deref(), Some("ZWROT; UWAGI: OD"));
    assert_eq!(payment.counterparty.as_deref(), Some("KOWALSKA"));
    assert_eq!(payment.counterparty_account.as_deref(), Some("17876500040012345600004711"));
    assert_eq!(payment.payer_debit_date, day(2026, 3, 13));
    assert!(payment.virtual_account_candidates.is_empty(), "the counterparty's account is not ours");
    let incoming = entries(":61:2603160316CN7,00NTRFNONREF\n:86:911 X; Z RACH.: 43102011110000000000000001; NA RACH.: 17876500040012345600004711; TYT.: A; TNR: 1")[0].payment();
    assert_eq!(incoming.virtual_account(), Some("17876500040012345600004711"));
    assert_eq!(incoming.own_account.as_deref(), Some("17876500040012345600004711"));
}

#[test]
fn accounts_are_put_together_and_found_in_texts() {
    let text = ":61:260316C1,00NTRF\n:86:020~00270~20NR 17 8765 0004 0012 3456 0000 4711~3010201111~310000000000000001";
    let payment = entries(text)[0].payment();
    assert_eq!(payment.counterparty_account.as_deref(), Some("43102011110000000000000001"));
    assert_eq!(payment.virtual_account(), Some("17876500040012345600004711"));
    let two = entries(":61:260316C1,00NTRF\n:86:A 17876500040012345600004711 B 61109010140000071219812874")
        [0]
    .payment();
    assert_eq!(two.virtual_account_candidates.len(), 2);
    assert_eq!(two.virtual_account(), None, "ambiguous");
}

#[test]
fn details_belong_to_their_entry() {
    let text = ":20:X\n:25:1\n:60F:C260316PLN0,\n:86:ABOUT THE STATEMENT\n:61:260316C1,00NTRF\n:86:FIRST\n:86:AGAIN\n:NS:01NAME\n:61:260316C2,00NTRF\n:62F:C260316PLN3,00\n:86:TURNOVER\n-\n";
    let statement = only(text);
    let details: Vec<_> = statement
        .entries
        .iter()
        .map(|entry| (particulars(entry).details(), particulars(entry).ns()))
        .collect();
    assert_eq!(details, [(Some("FIRST\nAGAIN".into()), Some("01NAME".to_owned())), (None, None)]);
    assert_eq!(statement.information.as_deref(), Some("ABOUT THE STATEMENT\nTURNOVER"));
    assert_eq!(statement.entries[0].lines, 5..9);
}

#[test]
fn the_stream_sees_what_the_collection_holds() {
    let text = ":20:X\n:25:1\n:60F:C260316PLN0,\n".to_owned()
        + &":61:260316C1,00NTRF\n:86:020~00A~20T\n".repeat(1000);
    let statement = only(&text);
    let streamed: Vec<Entry> = bank_statements::mt940::stream(&text, None)
        .map(|event| event.expect("readable"))
        .filter_map(|event| match event {
            Event::Entry(view) => Some(view.to_entry()),
            _ => None,
        })
        .collect();
    assert_eq!(streamed, statement.entries);
    assert_eq!(statement.sum(), 100_000);
}
