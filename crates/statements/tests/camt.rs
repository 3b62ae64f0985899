//! Own camt fixtures: versions, namespaces, amounts, parties, batches and everything that is refused.

use bank_statements::{Batch, Check, Format, Options, Outcome, Payment, Statement, read, to_expected_json};
use chrono::NaiveDate;

const NAMESPACE: &str = "urn:iso:std:iso:20022:tech:xsd:camt.053.001";

fn document(version: &str, statement: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?>\n<Document xmlns=\"{NAMESPACE}.{version}\"><BkToCstmrStmt><GrpHdr><MsgId>M</MsgId></GrpHdr>\n<Stmt><Id>S</Id>{statement}</Stmt></BkToCstmrStmt></Document>"
    )
}

fn parse(xml: &str) -> Outcome {
    read(xml.as_bytes(), &Options::default())
}

fn only(xml: &str) -> Statement {
    let outcome = parse(xml);
    outcome.statements().expect("accepted")[0].clone()
}

fn entry(amount: &str, rest: &str) -> String {
    format!("<Ntry><Amt Ccy=\"PLN\">{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd>{rest}</Ntry>")
}

fn balance(code: &str, amount: &str) -> String {
    format!(
        "<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy=\"PLN\">{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-03-16</Dt></Dt></Bal>"
    )
}

fn payment(details: &str) -> Payment {
    let xml = document("02", &entry("5.00", &format!("<NtryDtls><TxDtls>{details}</TxDtls></NtryDtls>")));
    only(&xml).entries[0].payment()
}

#[test]
fn every_version_is_read() {
    for version in 2..=13 {
        let (status, party) = if version < 8 {
            ("<Sts>BOOK</Sts>", "<Dbtr><Nm>JAN &amp; S&#243;n</Nm></Dbtr>")
        } else {
            ("<Sts><Cd>BOOK</Cd></Sts>", "<Dbtr><Pty><Nm>JAN &amp; S&#243;n</Nm></Pty></Dbtr>")
        };
        let details = format!("{status}<NtryDtls><TxDtls><RltdPties>{party}</RltdPties></TxDtls></NtryDtls>");
        let statement = only(&document(&format!("{version:02}"), &entry("1.5", &details)));
        assert_eq!(statement.sum(), 150);
        assert_eq!(statement.entries[0].payment().counterparty.as_deref(), Some("JAN & Són"), "{version}");
    }
}

#[test]
fn prefixes_and_envelopes_do_not_matter() {
    let xml = document("02", &entry("1", ""));
    let prefixed = xml
        .replace("xmlns=", "xmlns:c=")
        .replace("</", "</c:")
        .replace('<', "<c:")
        .replace("<c:/c:", "</c:")
        .replace("<c:?", "<?");
    assert_eq!(only(&prefixed).entries.len(), 1);
    let body = xml.split_once("?>").unwrap().1;
    assert_eq!(only(&format!("<Envelope><Body>{body}</Body></Envelope>")).entries.len(), 1);
}

#[test]
fn amounts_are_exact_or_refused() {
    for (written, hundredths) in [
        ("0.10", 10),
        ("7", 700),
        ("12.34000", 1234),
        ("00012.3", 1230),
        ("999999999999999.99", 99_999_999_999_999_999),
    ] {
        assert_eq!(only(&document("02", &entry(written, ""))).entries[0].amount, hundredths);
    }
    for wrong in ["12..34", "1,5", "-5", "1.005", "", "1e3", "1 000.00", "9999999999999999999", "NaN"] {
        let outcome = parse(&document("02", &entry(wrong, "")));
        let rejection = outcome.statements().expect_err(wrong);
        assert!(rejection.reason.starts_with("amount"), "{wrong}: {rejection}");
        assert_eq!(rejection.line, 3);
    }
}

#[test]
fn pending_entries_do_not_count() {
    let entries = [
        entry("1", "<Sts>BOOK</Sts>"),
        entry("2", "<Sts><Cd>PDNG</Cd></Sts>"),
        entry("4", "<Sts>INFO</Sts>"),
        entry("8", ""),
    ];
    let statement =
        only(&document("08", &(balance("OPBD", "1") + &balance("CLBD", "10") + &entries.concat())));
    assert_eq!(statement.entries.len(), 4);
    assert_eq!(statement.sum(), 900);
    assert_eq!(statement.check(), Check::Balanced);
    assert_eq!(only(&document("02", &balance("PRCD", "1"))).check(), Check::NoClosingBalance);
    assert_eq!(only(&document("02", &balance("CLBD", "1"))).check(), Check::NoOpeningBalance);
}

#[test]
fn a_detail_becomes_a_payment() {
    let payment = payment(
        "<Refs><EndToEndId>RAT-1</EndToEndId></Refs>
         <RltdPties><Dbtr><Nm>ANNA</Nm></Dbtr><DbtrAcct><Id><IBAN>PL61109010140000071219812874</IBAN></Id></DbtrAcct>
         <Cdtr><Nm>GMINA</Nm></Cdtr><CdtrAcct><Id><IBAN>PL17876500040012345600004711</IBAN></Id></CdtrAcct></RltdPties>
         <RmtInf><Ustrd>POD.NIER</Ustrd><Ustrd><![CDATA[RATA <1>]]></Ustrd><Strd><CdtrRefInf><Ref>RF18</Ref></CdtrRefInf></Strd></RmtInf>
         <RltdDts><AccptncDtTm>2026-03-13T23:59:00+01:00</AccptncDtTm></RltdDts>
         <RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf>",
    );
    assert_eq!(payment.amount, 500);
    assert_eq!(payment.title.as_deref(), Some("POD.NIER RATA <1>"));
    assert_eq!(payment.counterparty.as_deref(), Some("ANNA"));
    assert_eq!(payment.counterparty_account.as_deref(), Some("61109010140000071219812874"));
    assert_eq!(payment.own_account.as_deref(), Some("17876500040012345600004711"));
    assert_eq!(payment.virtual_account(), Some("17876500040012345600004711"));
    assert_eq!(payment.end_to_end_id.as_deref(), Some("RAT-1"));
    assert_eq!(payment.structured_references, ["RF18"]);
    assert_eq!(payment.payer_debit_date, NaiveDate::from_ymd_opt(2026, 3, 13));
    assert_eq!(payment.return_reason.as_deref(), Some("AC04"));
}

#[test]
fn a_batch_is_parted_only_when_it_adds_up() {
    let batch = |amounts: [&str; 2]| {
        let details = amounts.map(|amount| {
            format!("<TxDtls><AmtDtls><TxAmt><Amt Ccy=\"PLN\">{amount}</Amt></TxAmt></AmtDtls></TxDtls>")
        });
        only(&document("02", &entry("5.00", &format!("<NtryDtls>{}</NtryDtls>", details.concat())))).entries
            [0]
        .payments()
    };
    let parts = batch(["2.00", "3.00"]);
    assert_eq!(parts.iter().map(|part| part.amount).collect::<Vec<_>>(), [200, 300]);
    assert_eq!(parts[1].batch, Batch::Part { ordinal: 2, of: 2 });
    let held = batch(["2.00", "2.00"]);
    assert_eq!((held.len(), held[0].amount, held[0].batch), (1, 500, Batch::Unresolved { of: 2 }));
}

#[test]
fn a_reversal_keeps_its_sign_and_parties() {
    let xml = document(
        "02",
        "<Ntry><Amt Ccy=\"PLN\">5</Amt><CdtDbtInd>DBIT</CdtDbtInd><RvslInd>true</RvslInd><NtryDtls><TxDtls><RltdPties><Dbtr><Nm>PAYER</Nm></Dbtr><Cdtr><Nm>GMINA</Nm></Cdtr></RltdPties></TxDtls></NtryDtls></Ntry>",
    );
    let payment = only(&xml).entries[0].payment();
    assert_eq!((payment.amount, payment.reversal), (-500, true));
    assert_eq!(payment.counterparty.as_deref(), Some("PAYER"));
}

#[test]
fn dangerous_and_foreign_files_are_refused() {
    let good = document("02", &entry("1", ""));
    let dtd = good.replacen("<Document", "<!DOCTYPE Document [<!ENTITY a \"b\">]>\n<Document", 1);
    let deep = document("02", &("<a>".repeat(100) + &"</a>".repeat(100)));
    let cases = [
        (dtd.as_str(), "DTD"),
        (deep.as_str(), "nested deeper"),
        (&good.replace("camt.053", "pain.001"), "is not camt.053"),
        (&good.replace("<Id>S</Id>", "<Id>&outside;</Id>"), "not known"),
        (&good[..good.len() - 20], "XML is broken"),
        (&good[..good.find("</Stmt>").unwrap()], "cut"),
        (&good.replace("</Ntry>", "</Entry>"), "XML is broken"),
        (&good.replace("CRDT", "X"), "CdtDbtInd"),
        ("<html><body>strona banku</body></html>", "no element Document"),
        ("<", "XML is broken"),
        (&document("02", &entry("1", "<BookgDt><Dt>2026-02-30</Dt></BookgDt>")), "not a date"),
    ];
    for (xml, reason) in cases {
        let outcome = parse(xml);
        let rejection = outcome.statements().expect_err(reason);
        assert!(rejection.reason.contains(reason), "{reason}: {rejection}");
    }
    let small = Options { max_bytes: 100, ..Options::default() };
    assert!(read(good.as_bytes(), &small).statements().is_err());
}

#[test]
fn a_report_of_the_running_day_is_information() {
    let xml = document("02", &entry("1", ""))
        .replace("camt.053", "camt.052")
        .replace("BkToCstmrStmt", "BkToCstmrAcctRpt")
        .replace("Stmt>", "Rpt>");
    let outcome = parse(&xml);
    assert_eq!(outcome.format, Format::Camt052);
    assert_eq!(outcome.statements().unwrap()[0].check(), Check::InterimReport);
}

#[test]
fn a_missing_namespace_is_refused_with_what_would_be_read() {
    let xml = document("02", &entry("1", "")).replace(&format!(" xmlns=\"{NAMESPACE}.02\""), "");
    let outcome = parse(&xml);
    assert_eq!(outcome.statements().unwrap_err().would_read.len(), 1);
    assert_eq!(to_expected_json("x.xml", &outcome)["expect"], "reject");
}

#[test]
fn declared_code_pages_are_honoured() {
    let xml = document("02", &entry("1", "<AddtlNtryInf>OPŁATA ŚMIECI</AddtlNtryInf>"));
    let declared = xml.replace("?>", " encoding=\"windows-1250\"?>");
    let (bytes, _, _) = encoding_rs::WINDOWS_1250.encode(&declared);
    let utf16: Vec<u8> =
        [0xFF, 0xFE].into_iter().chain(xml.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    for file in [bytes.as_ref(), &utf16] {
        let outcome = read(file, &Options::default());
        let entry = &outcome.statements().expect("accepted")[0].entries[0];
        assert_eq!(entry.payment().title.as_deref(), Some("OPŁATA ŚMIECI"));
    }
    assert!(read(&bytes[..], &Options::default()).statements().is_ok());
    let lying = xml.replace("?>", " encoding=\"klingon\"?>");
    assert!(parse(&lying).statements().is_err());
}
