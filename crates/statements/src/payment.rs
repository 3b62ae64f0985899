//! One view of an entry for posting, whatever format and bank it came from.

use chrono::NaiveDate;

use crate::account;
use crate::camt::{CamtEntry, TxDetails};
use crate::model::{Entry, Form};
use crate::mt940::{Keyed, Mt940Entry, Separator, Structure, Subfields, dates};

/// What a clerk reads from an entry (wpłata albo wypłata).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Payment {
    /// Hundredths (grosze), into the account positive.
    pub amount: i64,
    pub booking_date: Option<NaiveDate>,
    pub value_date: Option<NaiveDate>,
    /// The day the payer's account was debited: the payment day of art. 60 OP where the bank reports it.
    pub payer_debit_date: Option<NaiveDate>,
    pub title: Option<String>,
    pub counterparty: Option<String>,
    /// Polish numbers as 26 digits, others as written without spaces.
    pub counterparty_account: Option<String>,
    /// The receiving (for a debit: the paying) account the entry itself names.
    pub own_account: Option<String>,
    /// Identifier of a mass payment in the bank's own field (`ID IPH`).
    pub virtual_identifier: Option<String>,
    /// Every checksum-valid 26-digit number that is not the counterparty's, own account first.
    pub virtual_account_candidates: Vec<String>,
    pub bank_reference: Option<String>,
    pub end_to_end_id: Option<String>,
    /// References by which the payment may name a document (`CdtrRefInf`).
    pub structured_references: Vec<String>,
    pub reversal: bool,
    /// Reason of a returned payment.
    pub return_reason: Option<String>,
    pub transaction_code: Option<String>,
    pub batch: Batch,
}

/// Whether the payment is a part of a batch entry.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Batch {
    /// The entry is one payment.
    #[default]
    Single,
    /// One of the details of a batch whose amounts add up.
    Part { ordinal: usize, of: usize },
    /// A batch of details that do not add up: hold it.
    Unresolved { of: usize },
}

impl Payment {
    /// The virtual account (rachunek wirtualny) when exactly one number qualifies.
    pub fn virtual_account(&self) -> Option<&str> {
        match self.virtual_account_candidates.as_slice() {
            [only] => Some(only),
            _ => None,
        }
    }

    fn of(entry: &Entry) -> Self {
        Self {
            amount: entry.amount,
            booking_date: entry.entry_date.or(entry.value_date),
            value_date: entry.value_date,
            reversal: entry.mark.is_reversal(),
            ..Self::default()
        }
    }

    /// Collects candidates from texts in order; the counterparty's own number is not one of them.
    fn scan<'a>(&mut self, texts: impl IntoIterator<Item = &'a str>) {
        for number in texts.into_iter().flat_map(account::candidates) {
            let known = self.virtual_account_candidates.contains(&number);
            if !known && self.counterparty_account.as_deref() != Some(&number) {
                self.virtual_account_candidates.push(number);
            }
        }
    }
}

impl Entry {
    /// The entry as one payment.
    pub fn payment(&self) -> Payment {
        match &self.form {
            Form::Mt940(mt940) => of_mt940(self, mt940),
            Form::Camt(camt) => {
                let mut payment =
                    of_camt(self, camt, camt.details.first().filter(|_| camt.details.len() == 1));
                if camt.details.len() > 1 {
                    payment.batch = Batch::Unresolved { of: camt.details.len() };
                }
                payment
            }
        }
    }

    /// The payments of the entry: the details of a batch when their amounts add up, else the entry as one.
    pub fn payments(&self) -> Vec<Payment> {
        let Form::Camt(camt) = &self.form else { return vec![self.payment()] };
        let amounts: Option<Vec<i64>> =
            camt.details.iter().map(|detail| detail.signed_amount(self)).collect();
        match amounts {
            Some(amounts)
                if amounts.len() > 1
                    && amounts.iter().map(|amount| i128::from(*amount)).sum::<i128>()
                        == i128::from(self.amount) =>
            {
                let of = amounts.len();
                let parts = camt.details.iter().zip(amounts).enumerate();
                parts
                    .map(|(at, (detail, amount))| Payment {
                        amount,
                        batch: Batch::Part { ordinal: at + 1, of },
                        ..of_camt(self, camt, Some(detail))
                    })
                    .collect()
            }
            _ => vec![self.payment()],
        }
    }
}

fn filled(text: &str) -> Option<String> {
    Some(text.trim()).filter(|text| !text.is_empty()).map(str::to_owned)
}

fn of_mt940(entry: &Entry, mt940: &Mt940Entry) -> Payment {
    let particulars = mt940.particulars();
    let references = particulars.references();
    let known = |reference: Option<&str>| reference.filter(|text| *text != "NONREF").map(str::to_owned);
    let mut payment = Payment {
        bank_reference: known(references.bank_ref).or_else(|| known(references.customer_ref)),
        transaction_code: references.kind.and_then(filled),
        ..Payment::of(entry)
    };
    match particulars.structure() {
        Structure::Subfields(subfields) => read_subfields(&mut payment, &subfields),
        Structure::Keyed(keyed) => read_keyed(&mut payment, &keyed),
        Structure::Plain => {
            let text = particulars.details().unwrap_or_default();
            payment.title = filled(&text.replace('\n', " "));
            let title = payment.title.clone();
            payment.scan(title.as_deref());
        }
    }
    payment
}

fn read_subfields(payment: &mut Payment, subfields: &Subfields) {
    let german = subfields.separator() == Separator::Question;
    let title =
        if german { subfields.join(20..=29) + &subfields.join(60..=63) } else { subfields.join(20..=25) };
    payment.counterparty_account = counterparty_account(subfields, german);
    payment.counterparty = filled(&subfields.join(32..=33)).or_else(|| {
        // BPH writes the name in <27 to <29; ING keeps an account in ~29.
        let name: String =
            (27..=29).filter_map(|n| subfields.get(n)).filter(|text| as_account(text).is_none()).collect();
        filled(&name).filter(|_| !german)
    });
    if !german {
        payment.payer_debit_date = subfields.get(60).and_then(|text| dates::parse(text.trim()));
    }
    payment.end_to_end_id = title.split_once("EREF+").map(|(_, rest)| rest).and_then(|rest| {
        let end = ["KREF+", "MREF+", "CRED+", "DEBT+", "SVWZ+", " "]
            .iter()
            .filter_map(|next| rest.find(next))
            .min();
        filled(&rest[..end.unwrap_or(rest.len())])
    });
    let rest = subfields.iter().filter(|(number, _)| !(20..=25).contains(number)).map(|(_, text)| text);
    payment.scan(std::iter::once(title.as_str()).chain(rest));
    payment.title = filled(&title);
}

/// `~38` holds the IBAN; otherwise the number is in `~31`, `~29` (ING) or `<26` (BPH), or is put together from the
/// sort code in `~30` and the account in `~31`.
fn counterparty_account(subfields: &Subfields, german: bool) -> Option<String> {
    let value = |number| subfields.get(number).and_then(|text| as_account(&text));
    let written = value(38).or_else(|| value(31));
    if german {
        return written.or_else(|| subfields.get(31).and_then(|text| filled(&text)));
    }
    written
        .or_else(|| value(29))
        .or_else(|| value(26))
        .or_else(|| account::complete(subfields.get(30)?.trim(), subfields.get(31)?.trim()))
}

/// Norway has the shortest.
const SHORTEST_IBAN: usize = 15;

/// The text as an account number when it looks like one: 26 digits or an IBAN.
fn as_account(text: &str) -> Option<String> {
    if text.len() < SHORTEST_IBAN {
        return None;
    }
    let number = account::normalised(text.trim());
    let bytes = number.as_bytes();
    let nrb = bytes.len() == 26 && bytes.iter().all(u8::is_ascii_digit);
    let iban = (SHORTEST_IBAN..=34).contains(&bytes.len())
        && bytes[..2].iter().all(u8::is_ascii_uppercase)
        && bytes[2..4].iter().all(u8::is_ascii_digit)
        && bytes[4..].iter().all(u8::is_ascii_alphanumeric);
    (nrb || iban).then_some(number)
}

fn read_keyed(payment: &mut Payment, keyed: &Keyed) {
    let from = keyed.get("Z RACH.").map(account::normalised);
    let to = keyed.get("NA RACH.").map(account::normalised);
    let (sender, receiver) = (keyed.get("OD"), keyed.get("DLA"));
    let incoming = payment.amount >= 0;
    let (party_account, own, party) =
        if incoming { (from, to, sender.or(receiver)) } else { (to, from, receiver.or(sender)) };
    payment.counterparty_account = party_account;
    payment.own_account = own;
    payment.counterparty = party.and_then(filled);
    payment.title = keyed.get("TYT.").and_then(filled);
    payment.virtual_identifier = keyed.get("ID IPH").and_then(filled);
    payment.payer_debit_date =
        keyed.get("DATA STEMPLA").and_then(|text| NaiveDate::parse_from_str(text.trim(), "%d.%m.%Y").ok());
    if payment.bank_reference.is_none() {
        payment.bank_reference = keyed.get("TNR").and_then(filled);
    }
    let own = payment.own_account.clone().filter(|_| incoming);
    let texts = keyed.iter().filter(|(key, _)| !matches!(*key, "Z RACH." | "NA RACH." | "TNR"));
    payment.scan(own.as_deref().into_iter().chain(texts.map(|(_, text)| text)));
}

fn of_camt(entry: &Entry, camt: &CamtEntry, detail: Option<&TxDetails>) -> Payment {
    let mut payment = Payment {
        bank_reference: camt.bank_ref.clone().or_else(|| camt.entry_ref.clone()),
        transaction_code: camt.code.clone(),
        title: camt.info.clone(),
        reversal: camt.reversal,
        ..Payment::of(entry)
    };
    let Some(detail) = detail else { return payment };
    // A reversal keeps the parties of the payment it takes back.
    let incoming = (entry.amount >= 0) != camt.reversal;
    let (party, own) =
        if incoming { (&detail.debtor, &detail.creditor) } else { (&detail.creditor, &detail.debtor) };
    let account = |written: &Option<String>| written.as_deref().map(account::normalised);
    payment.counterparty = party.name.clone().or_else(|| party.ultimate_name.clone());
    payment.counterparty_account = account(&party.account);
    payment.own_account = account(&own.account);
    payment.end_to_end_id = detail.end_to_end.clone().filter(|text| text != "NOTPROVIDED");
    payment.structured_references.clone_from(&detail.structured_refs);
    payment.return_reason = detail.return_reason.clone().or_else(|| detail.return_info.clone());
    payment.payer_debit_date = detail.payer_debit_date;
    if payment.bank_reference.is_none() {
        payment.bank_reference.clone_from(&detail.bank_ref);
    }
    if !detail.unstructured.is_empty() {
        payment.title = filled(&detail.unstructured.join(" "));
    } else if let Some(info) = &detail.info {
        payment.title = Some(info.clone());
    }
    let receiver = payment.own_account.clone().filter(|_| incoming);
    let title = payment.title.clone();
    // A number cut over two `Ustrd` is whole only when they are joined as they are.
    let joined = detail.unstructured.concat();
    let refs = detail.structured_refs.iter().map(String::as_str);
    let ultimate = [own.ultimate_id.as_deref(), own.ultimate_name.as_deref()].into_iter().flatten();
    payment.scan(
        receiver
            .as_deref()
            .into_iter()
            .chain(title.as_deref())
            .chain([joined.as_str()])
            .chain(refs)
            .chain(ultimate),
    );
    payment
}
