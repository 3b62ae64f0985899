//! The checks a statement must pass before anything of it is posted; each failure has a name, a reason for the clerk
//! and holds the statement as a whole.

use chrono::{Datelike, NaiveDate};
use ratusz_kernel::Money;
use ratusz_kernel::time::short_date;
use serde::{Deserialize, Serialize};

/// What is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CheckName {
    /// The account is ours and in use.
    Account,
    Currency,
    /// Opening + entries = closing.
    Balance,
    /// The opening balance is the closing balance of the statement before.
    Continuity,
    /// The number follows the one before.
    Number,
    /// No date in the future, none before the last closed day.
    Dates,
    /// No other statement has the same identity and another content.
    Identity,
    /// No entry came already with another statement.
    Overlap,
    /// Every entry can be posted: a batch adds up.
    Entries,
    /// The books took the statement when it was posted.
    Books,
}

impl CheckName {
    pub fn label(self) -> &'static str {
        match self {
            Self::Account => "Rachunek",
            Self::Currency => "Waluta",
            Self::Balance => "Saldo początkowe, operacje i saldo końcowe",
            Self::Continuity => "Ciągłość sald",
            Self::Number => "Kolejny numer",
            Self::Dates => "Daty",
            Self::Identity => "Wyciąg nie przyszedł w innej treści",
            Self::Overlap => "Operacje nie powtarzają się",
            Self::Entries => "Operacje zbiorcze",
            Self::Books => "Księgi",
        }
    }

    /// Without it no statement can be posted, whatever a person decides.
    pub fn is_needed(self) -> bool {
        matches!(self, Self::Account | Self::Currency | Self::Balance | Self::Entries | Self::Books)
    }

    /// The file itself is defective, and only another file of the bank can help.
    pub fn blames_file(self) -> bool {
        matches!(self, Self::Balance | Self::Entries)
    }

    /// A check that may pass by itself once a missing statement comes.
    pub fn heals(self) -> bool {
        matches!(self, Self::Continuity | Self::Number)
    }
}

/// One check with its outcome.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    pub name: CheckName,
    pub ok: bool,
    /// What was found, for the clerk.
    pub text: String,
}

/// What the books know about the account a statement names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccountState {
    Active,
    Inactive,
    Unknown,
}

/// The statement before this one on the same account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Previous {
    pub number: Option<(i64, i64)>,
    pub closing: i64,
    pub closing_date: NaiveDate,
}

/// A statement with everything it is checked against.
#[derive(Debug, Clone)]
pub struct Facts {
    pub account: AccountState,
    pub currency: Option<String>,
    pub opening: Option<i64>,
    pub closing: Option<i64>,
    /// Sum of the entries in grosze.
    pub sum: i128,
    pub number: Option<(i64, i64)>,
    pub closing_date: Option<NaiveDate>,
    /// The latest date of any entry.
    pub last_date: Option<NaiveDate>,
    pub today: NaiveDate,
    pub closed_to: Option<NaiveDate>,
    pub previous: Option<Previous>,
    /// Last day of an earlier statement that is held while none of the account counts yet.
    pub held_before: Option<NaiveDate>,
    /// Another statement has this identity and other content.
    pub conflict: bool,
    /// Entries that other statements of the account have already brought.
    pub repeated_entries: usize,
    /// Batches whose details do not add up to the entry.
    pub unresolved_batches: usize,
}

/// All checks, failed ones too.
pub fn check(facts: &Facts) -> Vec<Check> {
    let mut checks =
        vec![account(facts), currency(facts), balance(facts), continuity(facts), number(facts), dates(facts)];
    checks.push(verdict(
        CheckName::Identity,
        !facts.conflict,
        "Innego wyciągu o tym numerze nie ma.",
        "Wyciąg o tym numerze już przyszedł, ale w innej treści. Sprawdź w banku, który jest właściwy, i odrzuć drugi.",
    ));
    checks.push(if facts.repeated_entries == 0 {
        passed(CheckName::Overlap, "Żadna operacja nie przyszła wcześniej.")
    } else {
        failed(
            CheckName::Overlap,
            format!(
                "{} {} już z innym wyciągiem. Zaksięgowanie tego pliku policzyłoby je drugi raz.",
                operations(facts.repeated_entries),
                plural(facts.repeated_entries, "przyszła", "przyszły", "przyszło")
            ),
        )
    });
    if facts.unresolved_batches > 0 {
        checks.push(failed(
            CheckName::Entries,
            format!(
                "Pozycje operacji zbiorczej nie sumują się do jej kwoty (takich operacji: {}). Poproś bank o poprawny plik.",
                facts.unresolved_batches
            ),
        ));
    }
    checks
}

/// The books refused a statement that had passed every check; `reason` is theirs.
pub fn refused_by_books(reason: &str) -> Check {
    failed(
        CheckName::Books,
        format!(
            "Księgi nie przyjęły wyciągu: {reason} Usuń przyczynę i wybierz „Sprawdź ponownie” albo odrzuć wyciąg."
        ),
    )
}

fn passed(name: CheckName, text: impl Into<String>) -> Check {
    Check { name, ok: true, text: text.into() }
}

fn failed(name: CheckName, text: impl Into<String>) -> Check {
    Check { name, ok: false, text: text.into() }
}

fn verdict(name: CheckName, ok: bool, good: &str, bad: &str) -> Check {
    if ok { passed(name, good) } else { failed(name, bad) }
}

fn account(facts: &Facts) -> Check {
    match facts.account {
        AccountState::Active => passed(CheckName::Account, "Rachunek urzędu, czynny."),
        AccountState::Inactive => failed(
            CheckName::Account,
            "Ten rachunek jest w Ratuszu oznaczony jako nieczynny. Włącz go w Rachunkach albo odrzuć wyciąg.",
        ),
        AccountState::Unknown => failed(
            CheckName::Account,
            "Ratusz nie zna tego rachunku. Jeśli należy do urzędu, dodaj go w Rachunkach i sprawdź wyciąg ponownie.",
        ),
    }
}

fn currency(facts: &Facts) -> Check {
    match facts.currency.as_deref() {
        Some("PLN") => passed(CheckName::Currency, "Złote."),
        Some(other) => {
            failed(CheckName::Currency, format!("Wyciąg jest w walucie {other}, a księgi są w złotych."))
        }
        None => failed(CheckName::Currency, "Plik nie podaje waluty."),
    }
}

fn balance(facts: &Facts) -> Check {
    let (Some(opening), Some(closing)) = (facts.opening, facts.closing) else {
        let missing = if facts.closing.is_none() { "końcowego" } else { "początkowego" };
        return failed(
            CheckName::Balance,
            format!("W pliku nie ma salda {missing}. Plik może być ucięty: pobierz go z banku jeszcze raz."),
        );
    };
    let difference = i128::from(closing) - i128::from(opening) - facts.sum;
    if difference == 0 {
        return passed(
            CheckName::Balance,
            format!("Saldo się zgadza: {} na koniec.", Money::from_grosze(closing)),
        );
    }
    let amount = i64::try_from(difference)
        .map_or_else(|_| "bardzo dużo".to_owned(), |d| Money::from_grosze(d).to_string());
    failed(
        CheckName::Balance,
        format!(
            "Saldo początkowe z operacjami nie daje salda końcowego. Różnica: {amount} ({difference} gr)."
        ),
    )
}

fn continuity(facts: &Facts) -> Check {
    match (&facts.previous, facts.opening) {
        (Some(previous), Some(opening)) if previous.closing != opening => failed(
            CheckName::Continuity,
            format!(
                "Saldo początkowe to {}, a poprzedni wyciąg, z {}, kończy się saldem {}. Brakuje wyciągu pomiędzy.",
                Money::from_grosze(opening),
                short_date(previous.closing_date),
                Money::from_grosze(previous.closing)
            ),
        ),
        (Some(_), _) => {
            passed(CheckName::Continuity, "Saldo początkowe to saldo końcowe poprzedniego wyciągu.")
        }
        (None, _) => match facts.held_before {
            Some(day) => failed(
                CheckName::Continuity,
                format!(
                    "Wcześniejszy wyciąg tego rachunku, z {}, jest wstrzymany. Najpierw rozstrzygnij tamten.",
                    short_date(day)
                ),
            ),
            None => passed(CheckName::Continuity, "To pierwszy wyciąg tego rachunku."),
        },
    }
}

fn number(facts: &Facts) -> Check {
    let (Some((number, page)), Some(previous)) = (facts.number, &facts.previous) else {
        return passed(CheckName::Number, "Nie ma z czym porównać.");
    };
    let Some((before, page_before)) = previous.number else {
        return passed(CheckName::Number, "Poprzedni wyciąg nie ma numeru.");
    };
    let new_year = facts.closing_date.is_some_and(|date| date.year() > previous.closing_date.year());
    let follows =
        number == before + 1 || (number == before && page == page_before + 1) || (new_year && number == 1);
    if follows {
        return passed(CheckName::Number, format!("Numer {number} następuje po {before}."));
    }
    let gap = match number - before - 1 {
        1 => format!("Brakuje wyciągu nr {}.", before + 1),
        2.. => format!("Brakuje wyciągów od nr {} do nr {}.", before + 1, number - 1),
        _ => "Numery nie rosną.".to_owned(),
    };
    failed(CheckName::Number, format!("Poprzedni wyciąg ma numer {before}, a ten {number}. {gap}"))
}

fn dates(facts: &Facts) -> Check {
    let last = facts.last_date.max(facts.closing_date);
    if let Some(future) = last.filter(|date| *date > facts.today) {
        return failed(
            CheckName::Dates,
            format!("W pliku jest data {}, która jeszcze nie nadeszła.", short_date(future)),
        );
    }
    match (facts.closing_date, facts.closed_to) {
        (None, _) => failed(CheckName::Dates, "Plik nie podaje dnia wyciągu."),
        (Some(date), Some(closed)) if date <= closed => failed(
            CheckName::Dates,
            format!(
                "Wyciąg jest z {}, a księgi są zamknięte do {}. Możesz go przyjąć z uzasadnieniem: operacje wejdą do \
                 pierwszego otwartego dnia.",
                short_date(date),
                short_date(closed)
            ),
        ),
        _ => passed(CheckName::Dates, "Daty są w porządku."),
    }
}

/// `1 operacja`, `3 operacje`, `12 operacji`.
pub fn operations(count: usize) -> String {
    format!("{count} {}", plural(count, "operacja", "operacje", "operacji"))
}

/// The Polish form of a noun after a number.
pub fn plural<'a>(count: usize, one: &'a str, few: &'a str, many: &'a str) -> &'a str {
    match (count, count % 10, count % 100) {
        (1, ..) => one,
        (_, 2..=4, rest) if !(12..=14).contains(&rest) => few,
        _ => many,
    }
}
