//! The administrator edits the statement; it is published only when the validator finds no error.

use serde_json::json;

use super::PERMISSION;
use super::statement::{Basis, Building, Contact, MobileApp, SETTING, Shortcut, Statement, Status, Unmet};
use super::validate::{Severity, validate};
use super::wording::Wording;
use crate::forms::parse_date;
use crate::public::editor::{Change, Editor};
use crate::public::sheet::{self, Kind, Section, may, must, row_id};
use crate::{Answer, Errors, Form, Staff};

const STATUSES: &[(&str, &str)] =
    &[("zgodna", "zgodna"), ("częściowo zgodna", "częściowo zgodna"), ("niezgodna", "niezgodna")];
const BASES: &[(&str, &str)] = &[
    ("zalacznik", "Niezgodność z załącznikiem ustawy"),
    ("nieobjete", "Treść nieobjęta przepisami (art. 3 ust. 2)"),
    ("koszty", "Nadmierne koszty (art. 8)"),
];

const fn single(title: &'static str, lead: &'static str, fields: &'static [sheet::Field]) -> Section {
    Section { title, lead, group: "", row: "", fields }
}

const SECTIONS: &[Section] = &[
    single(
        "Strona",
        "",
        &[
            must("podmiot", "Nazwa urzędu", Kind::Line),
            must("zakres", "Nazwa strony", Kind::Line),
            must("url", "Adres strony", Kind::Line),
            must("data_publikacji", "Data publikacji strony", Kind::Date),
            must("data_zmiany", "Data ostatniej istotnej zmiany", Kind::Date)
                .hint("Zmień ją tylko po zmianie, która może wpłynąć na dostępność."),
            must("status", "Status zgodności", Kind::Choice(STATUSES)),
        ],
    ),
    Section {
        title: "Niedostępne treści",
        lead: "Zostaw puste, jeśli strona jest zgodna. Aby usunąć wpis, wyczyść wszystkie jego pola.",
        group: "tresc",
        row: "Treść",
        fields: &[
            must("element", "Co jest niedostępne", Kind::Line),
            may("gdzie", "Gdzie", Kind::Line),
            must("bariera", "Na czym polega trudność", Kind::Line),
            may("skutek", "Czego nie da się zrobić", Kind::Line),
            must("zamiast", "Jak uzyskać to samo inaczej", Kind::Line),
            must("podstawa", "Podstawa", Kind::Choice(BASES)),
            may("termin", "Kiedy to poprawicie", Kind::Date),
        ],
    },
    single(
        "Ocena i przegląd",
        "Przegląd jest obowiązkowy co roku do 31 marca i po każdej istotnej zmianie strony.",
        &[
            may("ocena_kosztow", "Wynik oceny nadmiernych kosztów", Kind::Area)
                .hint("Wymagany, gdy powołujecie się na nadmierne koszty."),
            must("data_sporzadzenia", "Data sporządzenia deklaracji", Kind::Date)
                .hint("Po pierwszym zapisaniu tej daty nie da się zmienić."),
            may("data_przegladu", "Data ostatniego przeglądu", Kind::Date),
            must("metoda", "Jak oceniono dostępność", Kind::Line),
            may("raport", "Adres raportu z badania", Kind::Line),
            may("udogodnienia", "Udogodnienia i ograniczenia", Kind::Area),
        ],
    ),
    Section {
        title: "Skróty klawiszowe",
        lead: "Tylko niestandardowe.",
        group: "skrot",
        row: "Skrót",
        fields: &[must("klawisze", "Klawisze", Kind::Line), must("dzialanie", "Co robi", Kind::Line)],
    },
    single(
        "Kontakt",
        "",
        &[
            must("komorka", "Osoba lub komórka odpowiedzialna", Kind::Line),
            must("email", "Adres e-mail", Kind::Line),
            must("telefon", "Telefon", Kind::Line),
        ],
    ),
    Section {
        title: "Budynki",
        lead: "Wejście, poruszanie się, toalety, parking, pies asystujący, pętla indukcyjna.",
        group: "budynek",
        row: "Budynek",
        fields: &[
            must("nazwa", "Nazwa", Kind::Line),
            may("adres", "Adres", Kind::Line),
            may("opis", "Opis dostępności", Kind::Area),
            may("adres_opisu", "Adres strony z opisem", Kind::Line),
        ],
    },
    single(
        "Komunikacja",
        "",
        &[must("komunikacja", "Dostępność komunikacyjno-informacyjna", Kind::Area)
            .hint("Napisz o tłumaczu języka migowego online albo o jego braku.")],
    ),
    Section {
        title: "Aplikacje mobilne",
        lead: "Tylko jeśli urząd je prowadzi.",
        group: "aplikacja",
        row: "Aplikacja",
        fields: &[
            must("nazwa", "Nazwa", Kind::Line),
            may("system", "System telefonu", Kind::Line),
            must("link", "Adres, pod którym można ją pobrać", Kind::Line),
            must("deklaracja", "Adres jej deklaracji dostępności", Kind::Line),
        ],
    },
    single(
        "Zdania urzędowego dokumentu",
        "Wklej zdania z „Warunków technicznych publikacji oraz struktury dokumentu elektronicznego deklaracji \
         dostępności” i zostaw znaczniki w klamrach tam, gdzie mają stanąć dane.",
        &[
            must("zdanie_wstep", "Oświadczenie wstępne", Kind::Area)
                .hint("Znaczniki: {podmiot}, {zakres}, {url}."),
            must("zdanie_zgodna", "Status: zgodna", Kind::Area).hint("Znacznik: {status}."),
            must("zdanie_czesciowo", "Status: częściowo zgodna", Kind::Area).hint("Znacznik: {status}."),
            must("zdanie_niezgodna", "Status: niezgodna", Kind::Area).hint("Znacznik: {status}."),
            must("zdanie_procedura", "Obsługa wniosków i skarg", Kind::Area)
                .hint("Akapity oddziel pustym wierszem."),
        ],
    ),
];

const EDITOR: Editor = Editor {
    href: "/urzad/dostepnosc",
    title: "Deklaracja dostępności",
    lead: "Po zapisaniu deklaracja jest od razu widoczna dla wszystkich.",
    public_href: "/deklaracja-dostepnosci",
    sections: SECTIONS,
    setting: SETTING,
    kept: "Deklaracja jest zapisana i opublikowana.",
};

fn to_form(statement: &Statement) -> Form {
    let day = |day: Option<chrono::NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    let Wording { opening, compliant, partly_compliant, not_compliant, procedure } = &statement.wording;
    let singles = [
        ("podmiot", &*statement.body_name),
        ("zakres", &statement.site_name),
        ("url", &statement.url),
        ("data_publikacji", &day(Some(statement.published_on))),
        ("data_zmiany", &day(Some(statement.changed_on))),
        ("data_sporzadzenia", &day(Some(statement.made_on))),
        ("data_przegladu", &day(statement.reviewed_on)),
        ("status", statement.status.words()),
        ("ocena_kosztow", &statement.cost_assessment),
        ("metoda", &statement.method),
        ("raport", &statement.report_link),
        ("udogodnienia", &statement.features),
        ("komorka", &statement.contact.unit),
        ("email", &statement.contact.email),
        ("telefon", &statement.contact.phone),
        ("komunikacja", &statement.communication),
        ("zdanie_wstep", opening),
        ("zdanie_zgodna", compliant),
        ("zdanie_czesciowo", partly_compliant),
        ("zdanie_niezgodna", not_compliant),
        ("zdanie_procedura", procedure),
    ];
    let mut pairs: Vec<(String, String)> =
        singles.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
    let mut row = |group: &str, number: usize, fields: &[(&str, &str)]| {
        pairs.extend(fields.iter().map(|(field, value)| (row_id(group, number, field), (*value).to_owned())));
    };
    for (number, Unmet { element, place, barrier, effect, alternative, basis, planned_by }) in
        statement.unmet.iter().enumerate()
    {
        row(
            "tresc",
            number,
            &[
                ("element", element),
                ("gdzie", place),
                ("bariera", barrier),
                ("skutek", effect),
                ("zamiast", alternative),
                ("podstawa", basis.code()),
                ("termin", &day(*planned_by)),
            ],
        );
    }
    for (number, Shortcut { keys, action }) in statement.shortcuts.iter().enumerate() {
        row("skrot", number, &[("klawisze", keys), ("dzialanie", action)]);
    }
    for (number, Building { name, address, description, link }) in statement.buildings.iter().enumerate() {
        let fields = [("nazwa", &**name), ("adres", address), ("opis", description), ("adres_opisu", link)];
        row("budynek", number, &fields);
    }
    for (number, MobileApp { name, system, link, statement_link }) in statement.apps.iter().enumerate() {
        let fields = [("nazwa", &**name), ("system", system), ("link", link), ("deklaracja", statement_link)];
        row("aplikacja", number, &fields);
    }
    sheet::form_of(&pairs)
}

/// Reads what was typed; `before` gives what the form cannot change.
fn from_form(form: &Form, before: &Statement, kept: bool, errors: &mut Errors) -> Statement {
    let text = |name: &str| form.get(name).to_owned();
    let made_on = errors.date(form, "data_sporzadzenia");
    if kept && made_on != before.made_on {
        errors.add(
            "data_sporzadzenia",
            format!(
                "Tej daty nie można zmienić. Deklarację sporządzono {}.",
                ratusz_kernel::time::long_date(before.made_on)
            ),
        );
    }
    let unmet = sheet::rows(
        form,
        "tresc",
        ["element", "gdzie", "bariera", "skutek", "zamiast", "podstawa", "termin"],
    )
    .into_iter()
    .enumerate()
    .map(|(row, [element, place, barrier, effect, alternative, basis, planned_by])| Unmet {
        element,
        place,
        barrier,
        effect,
        alternative,
        basis: Basis::ALL.into_iter().find(|one| one.code() == basis).unwrap_or_else(|| {
            errors.add(&row_id("tresc", row, "podstawa"), "Wybierz podstawę z listy.");
            Basis::Annex
        }),
        planned_by: if planned_by.is_empty() {
            None
        } else {
            let day = parse_date(&planned_by);
            if day.is_none() {
                errors.add(&row_id("tresc", row, "termin"), "Wpisz datę w postaci 20.11.2026.");
            }
            day
        },
    })
    .collect();
    Statement {
        version: before.version.clone(),
        language: before.language.clone(),
        body_name: text("podmiot"),
        site_name: text("zakres"),
        url: text("url"),
        published_on: errors.date(form, "data_publikacji"),
        changed_on: errors.date(form, "data_zmiany"),
        made_on,
        reviewed_on: errors.date_or_none(form, "data_przegladu"),
        status: Status::ALL.into_iter().find(|one| one.words() == form.get("status")).unwrap_or_else(|| {
            errors.add("status", "Wybierz status z listy.");
            before.status
        }),
        unmet,
        cost_assessment: text("ocena_kosztow"),
        method: text("metoda"),
        report_link: text("raport"),
        features: text("udogodnienia"),
        shortcuts: sheet::rows(form, "skrot", ["klawisze", "dzialanie"])
            .into_iter()
            .map(|[keys, action]| Shortcut { keys, action })
            .collect(),
        contact: Contact { unit: text("komorka"), email: text("email"), phone: text("telefon") },
        buildings: sheet::rows(form, "budynek", ["nazwa", "adres", "opis", "adres_opisu"])
            .into_iter()
            .map(|[name, address, description, link]| Building { name, address, description, link })
            .collect(),
        communication: text("komunikacja"),
        apps: sheet::rows(form, "aplikacja", ["nazwa", "system", "link", "deklaracja"])
            .into_iter()
            .map(|[name, system, link, statement_link]| MobileApp { name, system, link, statement_link })
            .collect(),
        wording: Wording {
            opening: text("zdanie_wstep"),
            compliant: text("zdanie_zgodna"),
            partly_compliant: text("zdanie_czesciowo"),
            not_compliant: text("zdanie_niezgodna"),
            // Browsers send line ends as CR LF.
            procedure: text("zdanie_procedura").replace("\r\n", "\n"),
        },
    }
}

pub(super) async fn show(staff: Staff) -> Answer {
    staff.require(PERMISSION)?;
    let municipality = &staff.visit.municipality;
    let (statement, _) = Statement::load(municipality).await?;
    let doubts = validate(&statement, municipality.clock.today());
    let warnings = doubts.into_iter().map(|finding| finding.message).collect();
    EDITOR.show(&staff, &to_form(&statement), warnings)
}

pub(super) async fn save(staff: Staff, form: Form) -> Answer {
    staff.require(PERMISSION)?;
    let municipality = &staff.visit.municipality;
    let form = sheet::tidy(SECTIONS, &form);
    let (before, kept) = Statement::load(municipality).await?;
    let mut errors = Errors::default();
    let statement = from_form(&form, &before, kept, &mut errors);
    if errors.is_empty() {
        for finding in validate(&statement, municipality.clock.today()) {
            if finding.severity == Severity::Error {
                errors.add(&finding.field, finding.message);
            }
        }
    }
    if !errors.is_empty() {
        return EDITOR.refuse(&staff, &form, errors);
    }
    let change = Change {
        deed: "accessibility.statement_published",
        subject: "accessibility_statement".into(),
        detail: json!({ "before": before, "after": statement }),
    };
    EDITOR.keep(&staff, &statement, change).await
}
