//! The administrator writes information clauses; one with an empty field is not published.

use askama::Template;
use axum::extract::Path;
use serde_json::json;

use super::PERMISSION;
use super::clause::{self, Clause, Purpose, SETTING};
use super::editor::{Change, Editor};
use super::sheet::{self, Kind, Section, Tab, may, must, row_id};
use crate::{Answer, Errors, Form, Page, Problem, Staff};

const SECTIONS: &[Section] = &[
    Section {
        title: "Sprawa i administrator",
        lead: "",
        group: "",
        row: "",
        fields: &[
            must("proces", "Jakiej sprawy dotyczy klauzula", Kind::Line),
            must("administrator", "Administrator danych", Kind::Line),
            must("kontakt", "Kontakt z administratorem", Kind::Line),
            must("iod", "Kontakt z inspektorem ochrony danych", Kind::Line),
        ],
    },
    Section {
        title: "Cele i podstawy",
        lead: "Przy każdym celu podaj literę art. 6 ust. 1 RODO i ustawę.",
        group: "cel",
        row: "Cel",
        fields: &[
            must("cel", "Po co są dane", Kind::Line),
            must("podstawa", "Podstawa prawna", Kind::Line)
                .hint("Na przykład: art. 6 ust. 1 lit. c RODO w związku z ustawą…"),
        ],
    },
    Section {
        title: "Pozostałe informacje",
        lead: "",
        group: "",
        row: "",
        fields: &[
            must("odbiorcy", "Kto otrzymuje dane", Kind::Area),
            must("przekazywanie", "Przekazywanie poza Europejski Obszar Gospodarczy", Kind::Area),
            must("okres", "Jak długo przechowujecie dane", Kind::Area),
            must("prawa", "Prawa osoby", Kind::Area),
            may("wycofanie", "Wycofanie zgody", Kind::Area)
                .hint("Wymagane, gdy podstawą celu jest zgoda (lit. a)."),
            must("skarga", "Skarga do Prezesa UODO", Kind::Area),
            must("obowiazek", "Czy trzeba podać dane i co będzie bez nich", Kind::Area),
            must("automaty", "Automatyczne decyzje i profilowanie", Kind::Area),
        ],
    },
];

const EDITOR: Editor = Editor {
    href: "/urzad/klauzule",
    title: "Klauzula informacyjna",
    lead: "Klauzulę publikujemy tylko wtedy, gdy niczego w niej nie brakuje.",
    public_href: "/prywatnosc",
    sections: SECTIONS,
    setting: SETTING,
    kept: "Klauzula jest zapisana i opublikowana.",
};

fn to_form(clause: &Clause) -> Form {
    let mut pairs: Vec<(String, String)> = [
        ("proces", &clause.process),
        ("administrator", &clause.controller),
        ("kontakt", &clause.controller_contact),
        ("iod", &clause.dpo_contact),
        ("odbiorcy", &clause.recipients),
        ("przekazywanie", &clause.transfers),
        ("okres", &clause.period),
        ("prawa", &clause.rights),
        ("wycofanie", &clause.withdrawal),
        ("skarga", &clause.complaint),
        ("obowiazek", &clause.required),
        ("automaty", &clause.automated),
    ]
    .map(|(name, value)| (name.to_owned(), value.clone()))
    .into();
    for (row, Purpose { purpose, ground }) in clause.purposes.iter().enumerate() {
        pairs.push((row_id("cel", row, "cel"), purpose.clone()));
        pairs.push((row_id("cel", row, "podstawa"), ground.clone()));
    }
    sheet::form_of(&pairs)
}

fn from_form(form: &Form) -> Clause {
    let text = |name: &str| form.get(name).to_owned();
    Clause {
        process: text("proces"),
        controller: text("administrator"),
        controller_contact: text("kontakt"),
        dpo_contact: text("iod"),
        purposes: sheet::rows(form, "cel", ["cel", "podstawa"])
            .into_iter()
            .map(|[purpose, ground]| Purpose { purpose, ground })
            .collect(),
        recipients: text("odbiorcy"),
        transfers: text("przekazywanie"),
        period: text("okres"),
        rights: text("prawa"),
        withdrawal: text("wycofanie"),
        complaint: text("skarga"),
        required: text("obowiazek"),
        automated: text("automaty"),
    }
}

#[derive(Template)]
#[template(path = "public/clauses.html")]
struct ListPage {
    page: Page,
    tabs: Vec<Tab>,
    /// Address, name, and whether residents can read it.
    clauses: Vec<(String, String, bool)>,
    next: String,
}

pub(super) async fn list(staff: Staff) -> Answer {
    staff.require(PERMISSION)?;
    let clauses = clause::load(&staff.visit.municipality).await?;
    let address = |number: usize| format!("/urzad/klauzule/{number}");
    staff.visit.show(&ListPage {
        page: staff.visit.page(),
        tabs: sheet::tabs("/urzad/klauzule"),
        next: address(clauses.len() + 1),
        clauses: clauses
            .into_iter()
            .enumerate()
            .map(|(index, clause)| (address(index + 1), clause.process.clone(), clause.missing().is_empty()))
            .collect(),
    })
}

/// The clauses and the place of the one being written; one place after the last adds a new one.
async fn place(staff: &Staff, number: usize) -> Result<(Vec<Clause>, usize), Problem> {
    staff.require(PERMISSION)?;
    let clauses = clause::load(&staff.visit.municipality).await?;
    match number.checked_sub(1) {
        Some(index) if index <= clauses.len() => Ok((clauses, index)),
        _ => Err(Problem::NotFound),
    }
}

pub(super) async fn show(staff: Staff, Path(number): Path<usize>) -> Answer {
    let (clauses, index) = place(&staff, number).await?;
    let draft = Clause::draft(&staff.visit.municipality.profile());
    let warnings = match clauses.get(index) {
        Some(clause) => clause.missing().into_iter().map(|missing| missing.message).collect(),
        None => Vec::new(),
    };
    let form = to_form(clauses.get(index).unwrap_or(&draft));
    EDITOR.show(&staff, &form, warnings)
}

pub(super) async fn save(staff: Staff, Path(number): Path<usize>, form: Form) -> Answer {
    let (mut clauses, index) = place(&staff, number).await?;
    let form = sheet::tidy(SECTIONS, &form);
    let clause = from_form(&form);
    let errors = Errors(clause.missing());
    if !errors.is_empty() {
        return EDITOR.refuse(&staff, &form, errors);
    }
    let change = Change {
        deed: "privacy.clause_published",
        subject: format!("information_clause:{number}"),
        detail: json!({ "before": clauses.get(index), "after": clause }),
    };
    match clauses.get_mut(index) {
        Some(place) => *place = clause,
        None => clauses.push(clause),
    }
    EDITOR.keep(&staff, &clauses, change).await
}
