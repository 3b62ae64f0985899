//! Reads the bytes of a file into statements and entries ready to be kept. Reads everything before anything is
//! written; works without the database, so that it can run beside it.

use std::collections::HashMap;
use std::sync::Arc;

use bank_statements::{Batch, Encoding, Options, Outcome, Payment, Statement, account, read};
use chrono::{Duration, NaiveDate};
use ratusz_kernel::seal::normalise::account_number;
use ratusz_kernel::{AccountNumber, Municipality};

use crate::rules::identity::{
    EntryLook, StatementKey, entry_fingerprint, statement_content, statement_identity,
};
use crate::rules::title::{masked, numbers};
use crate::store::accounts::BankAccount;
use crate::store::entries::{COUNTERPARTY, FINGERPRINT, RAW_TITLE};
use crate::store::entry_rows::NewEntryRow;
use crate::store::statements::NewStatement;

/// How long before booking the payer's bank can have taken the money; an older date is a mistake of the file.
const LONGEST_WAY: Duration = Duration::days(60);

/// A statement read from a file.
#[derive(Debug)]
pub(crate) struct Draft {
    pub statement: NewStatement,
    /// MT942 or camt.052: information only.
    pub interim: bool,
    pub rows: Vec<NewEntryRow>,
}

/// What a file turned out to be.
#[derive(Debug)]
pub(crate) enum Readable {
    Statements(Vec<Draft>),
    /// Letters that no Polish text has: the code page must be chosen.
    WrongLetters {
        line: Option<usize>,
        reason: String,
    },
    Rejected {
        line: usize,
        reason: String,
    },
}

#[derive(Debug)]
pub(crate) struct Reading {
    pub format: &'static str,
    pub encoding: Option<Encoding>,
    pub content: Readable,
}

/// Reads a file. A chosen code page is believed; else the profile of the account, else the letters.
pub(crate) fn read_file(
    municipality: &Arc<Municipality>,
    accounts: &HashMap<String, BankAccount>,
    bytes: &[u8],
    chosen: Option<Encoding>,
) -> Reading {
    let mut options = Options { encoding: chosen, ..Options::default() };
    let mut outcome = read(bytes, &options);
    let profile = outcome
        .statements()
        .ok()
        .and_then(|statements| accounts.get(&nrb_of(statements.first()?)))
        .map(BankAccount::profile)
        .unwrap_or_default();
    let agreed = profile.encoding().filter(|_| chosen.is_none());
    let other_page =
        agreed.is_some() && agreed != outcome.encoding && outcome.encoding != Some(Encoding::Ascii);
    if other_page || profile.layout().is_some() {
        options.encoding = agreed.or(chosen);
        options.layout = profile.layout();
        outcome = read(bytes, &options);
    }
    let content = content(municipality, accounts, &outcome, chosen.is_some());
    Reading { format: outcome.format.name(), encoding: outcome.encoding, content }
}

fn content(
    municipality: &Arc<Municipality>,
    accounts: &HashMap<String, BankAccount>,
    outcome: &Outcome,
    chosen: bool,
) -> Readable {
    let statements = match outcome.statements() {
        Ok(statements) => statements,
        Err(rejection) => {
            return Readable::Rejected { line: rejection.line, reason: in_polish(&rejection.reason) };
        }
    };
    if let Some(line) = outcome.undecodable_lines.first() {
        return Readable::WrongLetters {
            line: Some(*line),
            reason: "W pliku są znaki, których nie ma w rozpoznanej stronie kodowej.".into(),
        };
    }
    let drafts: Vec<Draft> =
        statements.iter().map(|statement| draft(municipality, accounts, statement)).collect();
    if !chosen && !polish_letters(&drafts) {
        return Readable::WrongLetters {
            line: None,
            reason: "Litery w tytułach i nazwiskach wyglądają na źle odczytane (na przykład „ZAPťATA”)."
                .into(),
        };
    }
    Readable::Statements(drafts)
}

fn nrb_of(statement: &Statement) -> String {
    statement.account.as_deref().map(account::normalised).unwrap_or_default()
}

fn draft(
    municipality: &Arc<Municipality>,
    accounts: &HashMap<String, BankAccount>,
    statement: &Statement,
) -> Draft {
    let nrb = nrb_of(statement);
    let interim = statement.interim;
    let (opening, closing) = (statement.opening(), statement.closing());
    let day = closing.and_then(|balance| balance.date).or_else(|| opening.and_then(|balance| balance.date));
    let mut maker = RowMaker {
        municipality,
        pool: accounts.get(&nrb).filter(|account| !account.pool_bank.is_empty()),
        nrb: &nrb,
        day: day.unwrap_or_else(|| municipality.clock.today()),
        seen: HashMap::new(),
    };
    let mut rows = Vec::with_capacity(statement.entries.len());
    let mut unresolved = 0;
    for entry in statement.entries.iter().filter(|entry| entry.is_booked()) {
        for payment in entry.payments() {
            unresolved += i64::from(matches!(payment.batch, Batch::Unresolved { .. }));
            let row = maker.row(rows.len() + 1, entry.lines.start, payment);
            rows.push(row);
        }
    }
    let key = StatementKey {
        account: &nrb,
        number: statement.number.as_deref(),
        opening_date: opening.and_then(|balance| balance.date),
        closing_date: closing.and_then(|balance| balance.date),
        opening: opening.map(|balance| balance.amount),
        closing: closing.map(|balance| balance.amount),
        entries: rows.len(),
        sum: statement.sum(),
    };
    let statement = NewStatement {
        id: municipality.new_id(),
        number: statement.number.clone().unwrap_or_default(),
        identity: statement_identity(&key),
        content: statement_content(&key),
        currency: statement.currency.clone().unwrap_or_default(),
        opening_date: key.opening_date,
        opening: key.opening,
        closing_date: key.closing_date.or(day),
        closing: key.closing,
        last_date: rows.iter().map(|row| row.booking_date).max(),
        entry_count: i64::try_from(rows.len()).unwrap_or(i64::MAX),
        entry_sum: i64::try_from(key.sum).unwrap_or(i64::MAX),
        unresolved,
        nrb: nrb.clone(),
    };
    Draft { statement, interim, rows }
}

/// Makes the rows of one statement.
struct RowMaker<'a> {
    municipality: &'a Arc<Municipality>,
    /// The account, when the bank grants virtual accounts on it.
    pool: Option<&'a BankAccount>,
    nrb: &'a str,
    /// For entries without a date.
    day: NaiveDate,
    /// How many entries of each fingerprint were there.
    seen: HashMap<[u8; 16], i64>,
}

impl RowMaker<'_> {
    fn row(&mut self, ordinal: usize, line: usize, payment: Payment) -> NewEntryRow {
        let id = self.municipality.new_id();
        let seal = &self.municipality.seal;
        let booking_date = payment.booking_date.or(payment.value_date).unwrap_or(self.day);
        // OP art. 60 §1: the day the payer's account was debited, where the bank tells it.
        let payment_day = payment
            .payer_debit_date
            .filter(|day| *day <= booking_date && booking_date - *day <= LONGEST_WAY)
            .unwrap_or(booking_date);
        let accounts = self.accounts(&payment);
        let mut title = payment.title.unwrap_or_default();
        for reference in &payment.structured_references {
            if !title.contains(reference.as_str()) {
                title = format!("{title} {reference}").trim().to_owned();
            }
        }
        let payer = payment.counterparty_account.unwrap_or_default();
        let reference = payment.bank_reference.unwrap_or_default();
        let look = EntryLook {
            account: self.nrb,
            booking_date: Some(booking_date),
            value_date: payment.value_date,
            amount: payment.amount,
            reversal: payment.reversal,
            bank_reference: &reference,
            counterparty_account: &payer,
            text: &title,
        };
        let fingerprint = seal.index(FINGERPRINT, &entry_fingerprint(&look));
        let occurrence = *self.seen.entry(fingerprint).and_modify(|seen| *seen += 1).or_insert(1);
        let numbers = numbers(&title);
        let personal = numbers.pesel.is_some();
        let sealed =
            |field, text: &str| seal.seal(field, &id.to_string(), text.as_bytes(), &self.municipality.random);
        NewEntryRow {
            id,
            ordinal: i64::try_from(ordinal).unwrap_or(i64::MAX),
            line: i64::try_from(line).unwrap_or(0),
            booking_date,
            value_date: payment.value_date,
            payment_day,
            amount: payment.amount,
            reversal: payment.reversal,
            raw_title: personal.then(|| sealed(RAW_TITLE, &title)),
            counterparty_account: (!payer.is_empty()).then(|| sealed(COUNTERPARTY, &payer)),
            counterparty_index: (!payer.is_empty())
                .then(|| seal.index(COUNTERPARTY, &account_number(&payer)).to_vec()),
            account_fault: if numbers.broken_accounts.iter().any(|number| self.in_pool(number)) {
                "broken"
            } else {
                ""
            },
            title: if personal { masked(&title) } else { title },
            counterparty: payment.counterparty.unwrap_or_default(),
            accounts: accounts.join(" "),
            reference,
            end_to_end: payment.end_to_end_id.unwrap_or_default(),
            return_reason: payment.return_reason.unwrap_or_default(),
            fingerprint: fingerprint.to_vec(),
            occurrence,
        }
    }

    /// The accounts a payment names besides the payer's and the statement's own; an identifier the bank reports alone
    /// is completed to a number.
    fn accounts(&self, payment: &Payment) -> Vec<String> {
        let mut accounts: Vec<String> =
            payment.virtual_account_candidates.iter().filter(|number| *number != self.nrb).cloned().collect();
        let completed =
            self.pool.zip(payment.virtual_identifier.as_deref()).and_then(|(pool, identifier)| {
                AccountNumber::from_parts(&pool.pool_bank, &format!("{}{identifier}", pool.pool_prefix)).ok()
            });
        if let Some(number) =
            completed.filter(|number| !accounts.iter().any(|known| known == number.as_str()))
        {
            accounts.push(number.as_str().to_owned());
        }
        accounts
    }

    fn in_pool(&self, number: &str) -> bool {
        self.pool.is_some_and(|pool| {
            number.get(2..10) == Some(pool.pool_bank.as_str())
                && number.get(10..).is_some_and(|own| own.starts_with(&pool.pool_prefix))
        })
    }
}

/// Whether the letters beyond ASCII are mostly Polish. A misread code page gives letters of other languages, signs and
/// controls instead.
fn polish_letters(drafts: &[Draft]) -> bool {
    let (mut polish, mut strange) = (0_u64, 0_u64);
    let rows = drafts.iter().flat_map(|draft| &draft.rows);
    for letter in
        rows.flat_map(|row| row.title.chars().chain(row.counterparty.chars())).filter(|c| !c.is_ascii())
    {
        if "ąćęłńóśźżĄĆĘŁŃÓŚŹŻ".contains(letter) {
            polish += 1;
        } else if !"äöüßÄÖÜéèáàíçñ„”–—’\u{a0}§°ÿ".contains(letter) {
            strange += 1;
        }
    }
    strange <= polish
}

/// The parser's reasons in the words of the clerk.
fn in_polish(reason: &str) -> String {
    const WORDS: [(&str, &str); 7] = [
        ("no statement block", "W pliku nie ma wyciągu. Przyjmujemy eksport MT940 albo CAMT.053."),
        ("larger than", "Plik jest za duży. Pobierz z banku wyciąg za krótszy okres."),
        ("DTD", "Plik XML zawiera deklarację DTD. Nie przyjmujemy takich plików, bo mogą być niebezpieczne."),
        ("cut", "Plik jest ucięty: brakuje jego końca. Pobierz go z banku jeszcze raz."),
        (
            "nested deeper",
            "Plik XML ma więcej poziomów zagnieżdżenia niż jakikolwiek wyciąg. Nie przyjmujemy go.",
        ),
        ("namespace", "To nie jest wyciąg CAMT.053. Wybierz w banku ten format i pobierz plik jeszcze raz."),
        (
            "no element Document",
            "To nie jest wyciąg CAMT.053. Wybierz w banku ten format i pobierz plik jeszcze raz.",
        ),
    ];
    WORDS.iter().find(|(mark, _)| reason.contains(mark)).map_or_else(
        || format!("Nie można odczytać tego wiersza ({reason}). Pobierz plik z banku jeszcze raz."),
        |(_, words)| (*words).to_owned(),
    )
}
