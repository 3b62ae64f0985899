//! A plain CAMT.053 in the two versions Polish banks send most.

use super::{EntryDraft, StatementDraft};
use crate::amount::decimal;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CamtVersion {
    V02,
    /// Parties under `Pty`, status under `Cd`.
    V08,
}

impl CamtVersion {
    const fn number(self) -> &'static str {
        match self {
            Self::V02 => "02",
            Self::V08 => "08",
        }
    }
}

/// Writes a message of statements, in UTF-8.
pub fn camt053(message_id: &str, statements: &[StatementDraft], version: CamtVersion) -> String {
    let mut xml = Xml(String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"));
    let namespace = format!("urn:iso:std:iso:20022:tech:xsd:camt.053.001.{}", version.number());
    xml.0.push_str(&format!("<Document xmlns=\"{namespace}\">"));
    xml.within("BkToCstmrStmt", |xml| {
        let created =
            statements.first().map(|statement| format!("{}T20:00:00+01:00", statement.closing_date));
        let created = created.unwrap_or_default();
        xml.within("GrpHdr", |xml| {
            xml.leaf("MsgId", message_id);
            xml.leaf("CreDtTm", &created);
        });
        for statement in statements {
            xml.within("Stmt", |xml| write_statement(xml, statement, version));
        }
    });
    xml.0.push_str("</Document>\n");
    xml.0
}

fn write_statement(xml: &mut Xml, statement: &StatementDraft, version: CamtVersion) {
    xml.leaf("Id", &statement.reference);
    xml.leaf("ElctrncSeqNb", &statement.number.to_string());
    xml.leaf("CreDtTm", &format!("{}T20:00:00+01:00", statement.closing_date));
    xml.within("Acct", |xml| {
        xml.within("Id", |xml| xml.leaf("IBAN", &format!("PL{}", statement.account)));
        xml.leaf("Ccy", &statement.currency);
    });
    let balances = [
        ("OPBD", statement.opening, statement.opening_date),
        ("CLBD", statement.closing(), statement.closing_date),
    ];
    for (code, amount, date) in balances {
        xml.within("Bal", |xml| {
            xml.within("Tp", |xml| xml.within("CdOrPrtry", |xml| xml.leaf("Cd", code)));
            xml.amount(&statement.currency, amount);
            xml.within("Dt", |xml| xml.leaf("Dt", &date.to_string()));
        });
    }
    for entry in &statement.entries {
        xml.within("Ntry", |xml| write_entry(xml, entry, statement, version));
    }
}

fn write_entry(xml: &mut Xml, entry: &EntryDraft, statement: &StatementDraft, version: CamtVersion) {
    xml.amount(&statement.currency, entry.amount);
    if entry.reversal {
        xml.leaf("RvslInd", "true");
    }
    match version {
        CamtVersion::V02 => xml.leaf("Sts", "BOOK"),
        CamtVersion::V08 => xml.within("Sts", |xml| xml.leaf("Cd", "BOOK")),
    }
    xml.within("BookgDt", |xml| xml.leaf("Dt", &entry.booking_date.to_string()));
    xml.within("ValDt", |xml| xml.leaf("Dt", &entry.value_date.to_string()));
    xml.leaf("AcctSvcrRef", &entry.bank_reference);
    let incoming = entry.amount >= 0;
    xml.within("BkTxCd", |xml| {
        xml.within("Domn", |xml| {
            xml.leaf("Cd", "PMNT");
            xml.within("Fmly", |xml| {
                xml.leaf("Cd", if incoming { "RCDT" } else { "ICDT" });
                xml.leaf("SubFmlyCd", "DMCT");
            });
        });
    });
    xml.within("NtryDtls", |xml| xml.within("TxDtls", |xml| write_details(xml, entry, statement, version)));
}

fn write_details(xml: &mut Xml, entry: &EntryDraft, statement: &StatementDraft, version: CamtVersion) {
    // A reversal keeps the parties of the payment it takes back.
    let incoming = (entry.amount >= 0) != entry.reversal;
    let own = entry.virtual_account.as_ref().unwrap_or(&statement.account);
    let (theirs, ours) = if incoming { ("Dbtr", "Cdtr") } else { ("Cdtr", "Dbtr") };
    xml.within("RltdPties", |xml| {
        let party = |xml: &mut Xml| {
            if !entry.counterparty.is_empty() {
                xml.within(theirs, |xml| match version {
                    CamtVersion::V02 => xml.leaf("Nm", &entry.counterparty),
                    CamtVersion::V08 => xml.within("Pty", |xml| xml.leaf("Nm", &entry.counterparty)),
                });
            }
            if !entry.counterparty_account.is_empty() {
                xml.account(theirs, &entry.counterparty_account);
            }
        };
        // The schema wants the debtor first.
        if incoming {
            party(xml);
            xml.account(ours, own);
        } else {
            xml.account(ours, own);
            party(xml);
        }
    });
    if !entry.title.is_empty() {
        xml.within("RmtInf", |xml| xml.leaf("Ustrd", &entry.title));
    }
    if let Some(date) = entry.payer_debit_date {
        xml.within("RltdDts", |xml| xml.leaf("AccptncDtTm", &format!("{date}T12:00:00+01:00")));
    }
}

/// Text of a document under construction.
struct Xml(String);

impl Xml {
    fn within(&mut self, name: &str, inside: impl FnOnce(&mut Self)) {
        self.0.push_str(&format!("<{name}>"));
        inside(self);
        self.0.push_str(&format!("</{name}>"));
    }

    fn leaf(&mut self, name: &str, text: &str) {
        self.within(name, |xml| {
            for c in text.chars() {
                match c {
                    '<' => xml.0.push_str("&lt;"),
                    '>' => xml.0.push_str("&gt;"),
                    '&' => xml.0.push_str("&amp;"),
                    c => xml.0.push(c),
                }
            }
        });
    }

    fn amount(&mut self, currency: &str, amount: i64) {
        let size = decimal(i128::from(amount).abs());
        self.0.push_str(&format!("<Amt Ccy=\"{currency}\">{size}</Amt>"));
        self.leaf("CdtDbtInd", if amount < 0 { "DBIT" } else { "CRDT" });
    }

    fn account(&mut self, side: &str, number: &str) {
        self.within(&format!("{side}Acct"), |xml| {
            xml.within("Id", |xml| xml.leaf("IBAN", &format!("PL{number}")));
        });
    }
}
