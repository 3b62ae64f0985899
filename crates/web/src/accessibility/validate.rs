//! Checks the accessibility statement: the data before they are published, and the page that shows them.

use chrono::NaiveDate;
use ratusz_kernel::deadlines::{StatementReview, statement_review};
use ratusz_kernel::time::{long_date, short_date};

use super::statement::{BUILDING_UNDESCRIBED, Basis, Statement, Status};
use super::wording::{Wording, marked};

#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The statement may not be published so.
    Error,
    Warning,
}

#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Finding {
    pub severity: Severity,
    /// Field of the editor, or the identifier on the page.
    pub field: String,
    pub message: String,
}

#[derive(Default)]
struct Findings(Vec<Finding>);

impl Findings {
    fn add(&mut self, severity: Severity, field: impl Into<String>, message: impl Into<String>) {
        self.0.push(Finding { severity, field: field.into(), message: message.into() });
    }

    fn error(&mut self, field: impl Into<String>, message: impl Into<String>) {
        self.add(Severity::Error, field, message);
    }

    fn warning(&mut self, field: impl Into<String>, message: impl Into<String>) {
        self.add(Severity::Warning, field, message);
    }

    fn filled(&mut self, field: impl Into<String>, value: &str, message: &str) {
        if value.trim().is_empty() {
            self.error(field, message);
        }
    }

    fn address(&mut self, field: impl Into<String>, value: &str) {
        if !(value.starts_with("https://") || value.starts_with("http://")) {
            self.error(field, "Wpisz pełny adres, który zaczyna się od https://.");
        }
    }
}

/// Everything wrong or doubtful with the data on that day.
pub fn validate(statement: &Statement, today: NaiveDate) -> Vec<Finding> {
    let mut found = Findings::default();
    for (field, value, message) in [
        ("podmiot", &statement.body_name, "Wpisz nazwę urzędu."),
        ("zakres", &statement.site_name, "Wpisz nazwę strony."),
        ("metoda", &statement.method, "Napisz, kto i jak sprawdził dostępność strony."),
        ("komorka", &statement.contact.unit, "Wpisz, kto odpowiada na zgłoszenia."),
        ("telefon", &statement.contact.phone, "Wpisz numer telefonu."),
        (
            "komunikacja",
            &statement.communication,
            "Napisz o dostępie do tłumacza migowego albo o jego braku.",
        ),
    ] {
        found.filled(field, value, message);
    }
    if !plausible_email(&statement.contact.email) {
        found.error("email", "Wpisz adres e-mail w postaci nazwa@urzad.pl.");
    }
    found.address("url", &statement.url);
    if !statement.report_link.is_empty() {
        found.address("raport", &statement.report_link);
    }
    dates(statement, today, &mut found);
    unmet(statement, today, &mut found);
    rest(statement, &mut found);
    wording(&statement.wording, &mut found);
    found.0
}

fn dates(statement: &Statement, today: NaiveDate, found: &mut Findings) {
    for (field, day) in [
        ("data_publikacji", statement.published_on),
        ("data_zmiany", statement.changed_on),
        ("data_sporzadzenia", statement.made_on),
        ("data_przegladu", statement.reviewed_on.unwrap_or(today)),
    ] {
        if day > today {
            found.error(field, "Ta data jeszcze nie nadeszła.");
        }
    }
    if statement.changed_on < statement.published_on {
        found.error("data_zmiany", "Zmiana strony nie może być wcześniejsza niż jej publikacja.");
    }
    if statement.reviewed_on.is_some_and(|day| day < statement.made_on) {
        found.error("data_przegladu", "Przegląd nie może być wcześniejszy niż sporządzenie deklaracji.");
    }
    match statement_review(statement.reviewed_on.unwrap_or(statement.made_on), today) {
        StatementReview::Current => {}
        StatementReview::DueBy(day) => found.warning(
            "data_przegladu",
            format!("Przejrzyj deklarację i wpisz datę przeglądu najpóźniej {}.", long_date(day)),
        ),
        StatementReview::Overdue { since } => found.error(
            "data_przegladu",
            format!(
                "Termin przeglądu minął {}. Przejrzyj całą deklarację i wpisz dzisiejszą datę.",
                long_date(since)
            ),
        ),
    }
}

fn unmet(statement: &Statement, today: NaiveDate, found: &mut Findings) {
    match (statement.status, statement.unmet.is_empty()) {
        (Status::Compliant, false) => found.error(
            "status",
            "Strona z niedostępnymi treściami nie jest zgodna. Zmień status albo usuń treści z listy.",
        ),
        (Status::PartlyCompliant | Status::NotCompliant, true) => {
            found.error("status", "Przy tym statusie wymień co najmniej jedną niedostępną treść.");
        }
        _ => {}
    }
    for (row, unmet) in statement.unmet.iter().enumerate() {
        let field = |name: &str| format!("tresc_{row}_{name}");
        found.filled(field("element"), &unmet.element, "Napisz, co jest niedostępne.");
        found.filled(field("bariera"), &unmet.barrier, "Napisz, na czym polega trudność.");
        found.filled(
            field("zamiast"),
            &unmet.alternative,
            "Napisz, jak uzyskać to samo inaczej (art. 7 ustawy).",
        );
        if let Some(day) = unmet.planned_by.filter(|day| *day < today) {
            found.warning(
                field("termin"),
                format!("„{}”: zapowiedziany termin {} minął.", unmet.element, short_date(day)),
            );
        }
    }
    let cost_claimed = statement.unmet.iter().any(|unmet| unmet.basis == Basis::Cost);
    if cost_claimed {
        found.filled(
            "ocena_kosztow",
            &statement.cost_assessment,
            "Podaj wynik oceny nadmiernych kosztów albo adres, pod którym jest dostępna (art. 8 ustawy).",
        );
    }
}

fn rest(statement: &Statement, found: &mut Findings) {
    if statement.buildings.is_empty() {
        found.error("budynek_0_nazwa", "Opisz co najmniej jeden budynek urzędu.");
    }
    for (row, building) in statement.buildings.iter().enumerate() {
        let field = |name: &str| format!("budynek_{row}_{name}");
        found.filled(field("nazwa"), &building.name, "Wpisz nazwę budynku.");
        if building.link.is_empty() {
            found.filled(
                field("opis"),
                &building.description,
                "Opisz budynek albo podaj adres strony z opisem.",
            );
        } else {
            found.address(field("adres_opisu"), &building.link);
        }
        if building.description == BUILDING_UNDESCRIBED {
            found.warning(
                field("opis"),
                format!("„{}”: opisz wejście, windy, toalety i parking.", building.name),
            );
        }
    }
    for (row, shortcut) in statement.shortcuts.iter().enumerate() {
        found.filled(format!("skrot_{row}_klawisze"), &shortcut.keys, "Wpisz klawisze.");
        found.filled(format!("skrot_{row}_dzialanie"), &shortcut.action, "Napisz, co robi skrót.");
    }
    for (row, app) in statement.apps.iter().enumerate() {
        found.filled(format!("aplikacja_{row}_nazwa"), &app.name, "Wpisz nazwę aplikacji.");
        found.address(format!("aplikacja_{row}_link"), &app.link);
        found.address(format!("aplikacja_{row}_deklaracja"), &app.statement_link);
    }
}

fn wording(wording: &Wording, found: &mut Findings) {
    if !marked(&wording.opening, &["{podmiot}", "{zakres}", "{url}"]) {
        found.error("zdanie_wstep", "Znaczniki {podmiot}, {zakres} i {url} muszą wystąpić dokładnie raz.");
    }
    for (field, text) in [
        ("zdanie_zgodna", &wording.compliant),
        ("zdanie_czesciowo", &wording.partly_compliant),
        ("zdanie_niezgodna", &wording.not_compliant),
    ] {
        if !marked(text, &["{status}"]) {
            found.error(field, "Znacznik {status} musi wystąpić dokładnie raz, a inne wcale.");
        }
    }
    if !marked(&wording.procedure, &[]) {
        found.error("zdanie_procedura", "W tym tekście nie używaj znaczników.");
    }
    found.filled("zdanie_procedura", &wording.procedure, "Opisz, jak urząd rozpatruje żądania i skargi.");
    if *wording == Wording::default() {
        found.warning(
            "zdanie_wstep",
            "Zdania deklaracji są domyślne. Wklej zdania z urzędowego dokumentu w wersji 2.0.",
        );
    }
}

pub(crate) fn plausible_email(text: &str) -> bool {
    text.split_once('@').is_some_and(|(name, host)| {
        !name.is_empty() && host.contains('.') && !host.starts_with('.') && !host.ends_with('.')
    }) && !text.contains(char::is_whitespace)
}

const IDS: [&str; 14] = [
    "a11y-wstep",
    "a11y-podmiot",
    "a11y-zakres",
    "a11y-url",
    "a11y-data-publikacja",
    "a11y-data-aktualizacja",
    "a11y-status",
    "a11y-data-sporzadzenie",
    "a11y-kontakt",
    "a11y-email",
    "a11y-telefon",
    "a11y-procedura",
    "a11y-architektura",
    "a11y-komunikacja",
];
/// Identifiers of version 1.x, which must be gone.
const OLD_IDS: [&str; 3] = ["a11y-deklaracja", "a11y-osoba", "a11y-audytor"];
const HEADINGS: [&str; 8] = [
    "Deklaracja dostępności",
    "Stan dostępności cyfrowej",
    "Przygotowanie deklaracji dostępności i jej aktualizacja",
    "Informacje zwrotne i dane kontaktowe",
    "Obsługa wniosków i skarg związanych z dostępnością",
    "Pozostałe informacje",
    "Dostępność architektoniczna",
    "Dostępność komunikacyjno-informacyjna",
];

/// Checks the page made of a statement: identifiers, dates, the e-mail link, the status and the order of headings.
pub fn validate_page(html: &str, statement: &Statement) -> Vec<Finding> {
    let mut found = Findings::default();
    let mut wanted = IDS.to_vec();
    let claimed = |basis| statement.unmet.iter().any(|unmet| unmet.basis == basis);
    wanted.extend(statement.reviewed_on.map(|_| "a11y-data-przeglad"));
    wanted.extend(claimed(Basis::Cost).then_some("a11y-ocena"));
    wanted.extend((!statement.apps.is_empty()).then_some("a11y-aplikacje"));
    wanted.extend(statement.buildings.iter().find(|b| !b.link.is_empty()).map(|_| "a11y-architektura-url"));
    for id in &wanted {
        let count = html.matches(&format!("id=\"{id}\"")).count();
        if count != 1 {
            found.error(*id, format!("Identyfikator występuje {count} razy, a powinien dokładnie raz."));
        }
    }
    let known = html.matches("id=\"a11y-").count();
    if known > wanted.len() || OLD_IDS.iter().any(|id| html.contains(&format!("id=\"{id}\""))) {
        found.error("a11y-", "Na stronie są identyfikatory spoza wersji 2.0.");
    }
    for id in wanted.iter().filter(|id| id.starts_with("a11y-data-")) {
        let dated = element(html, id).is_some_and(|(tag, _)| {
            tag.starts_with("time ")
                && tag
                    .split("datetime=\"")
                    .nth(1)
                    .and_then(|rest| rest.get(..10))
                    .is_some_and(|day| NaiveDate::parse_from_str(day, "%Y-%m-%d").is_ok())
        });
        if !dated {
            found.error(*id, "Data musi stać w znaczniku time z atrybutem datetime.");
        }
    }
    if element(html, "a11y-email").is_none_or(|(tag, _)| !tag.contains("href=\"mailto:")) {
        found.error("a11y-email", "Adres e-mail musi być odnośnikiem mailto.");
    }
    if element(html, "a11y-status").is_none_or(|(_, text)| text != statement.status.words()) {
        found.error("a11y-status", "Status musi być jednym z trzech urzędowych słów.");
    }
    let mut rest = html;
    for heading in HEADINGS {
        match rest.find(&format!(">{heading}</h")) {
            Some(at) => rest = &rest[at..],
            None => {
                found.error("naglowki", format!("Brakuje nagłówka „{heading}” albo stoi w złym miejscu."));
            }
        }
    }
    found.0
}

/// The tag that carries an identifier and the text right after it.
fn element<'a>(html: &'a str, id: &str) -> Option<(&'a str, &'a str)> {
    let at = html.find(&format!("id=\"{id}\""))?;
    let from = html[..at].rfind('<')? + 1;
    let (tag, rest) = html[from..].split_once('>')?;
    Some((tag, rest.split('<').next().unwrap_or_default().trim()))
}
