//! `/urzad/import-naleznosci`: a file of charges: sent, mapped, tried, booked.

use askama::Template;
use axum::extract::Path;
use ratusz_kernel::Money;
use ratusz_web::{Answer, Errors, Form, Page, Problem, Staff};

use crate::actions::import::mapping::{self, FIELDS, Mapping};
use crate::actions::import::plan::{self, Plan, RowError};
use crate::actions::import::{self, Waiting};
use crate::kinds;
use crate::pages::{Choice, Crumb, counted, for_form};

/// Errors and sample rows shown at once.
const MOST_ERRORS: usize = 200;
const SAMPLE_ROWS: usize = 3;

#[derive(Template)]
#[template(path = "office/import.html")]
struct Send {
    page: Page,
    errors: Errors,
    fields: Vec<&'static str>,
}

struct Field {
    id: String,
    label: &'static str,
    options: Vec<Choice>,
}

/// What the dry run says.
struct Report {
    rows: String,
    payers: usize,
    charges: usize,
    dues: usize,
    total: Money,
    errors: Vec<RowError>,
    error_text: String,
    more: usize,
}

#[derive(Template)]
#[template(path = "office/import_mapping.html")]
struct MappingPage {
    page: Page,
    crumbs: Vec<Crumb>,
    id: i64,
    file_name: String,
    header: Vec<String>,
    sample: Vec<Vec<String>>,
    fields: Vec<Field>,
    kinds: Vec<Choice>,
    remembered: bool,
    report: Option<Report>,
}

pub(super) async fn show(staff: Staff) -> Answer {
    staff.require("dues.import")?;
    staff.visit.show(&send(staff.visit.page(), Errors::default()))
}

fn send(page: Page, errors: Errors) -> Send {
    Send { page, errors, fields: FIELDS.iter().map(|(_, label, _)| *label).collect() }
}

pub(super) async fn upload(staff: Staff, form: Form) -> Answer {
    let visit = &staff.visit;
    let mut errors = Errors::default();
    let Some(upload) = form.upload("plik") else {
        errors.add("plik", "Wybierz plik CSV albo XLSX.");
        return visit.show_invalid(&send(visit.page_with_errors(), errors));
    };
    match import::keep(&visit.municipality, &visit.actor(), &upload.name, upload.bytes.clone()).await {
        Ok(id) => Ok(visit.go(&format!("/urzad/import-naleznosci/{id}"))),
        Err(error) => {
            errors.0 = for_form(error, "plik")?;
            visit.show_invalid(&send(visit.page_with_errors(), errors))
        }
    }
}

async fn waiting(staff: &Staff, id: i64) -> Result<Waiting, Problem> {
    staff.require("dues.import")?;
    import::waiting(&staff.visit.municipality, id).await?.ok_or_else(|| {
        Problem::Conflict(
            "Ten plik jest już zaksięgowany albo czekał zbyt długo. Wczytaj plik jeszcze raz.".into(),
        )
    })
}

pub(super) async fn mapping(staff: Staff, Path(id): Path<i64>) -> Answer {
    let waiting = waiting(&staff, id).await?;
    let db = &staff.visit.municipality.db.read;
    let known = mapping::remembered(db, &waiting.table.signature()).await?;
    let remembered = known.is_some();
    let mapping = known.unwrap_or_else(|| Mapping::suggested(&waiting.table.header));
    let page = page(&staff, id, waiting, &mapping, remembered, None).await?;
    staff.visit.show(&page)
}

/// Tries the mapping; with the button of the report, books.
pub(super) async fn run(staff: Staff, Path(id): Path<i64>, form: Form) -> Answer {
    let visit = &staff.visit;
    let waiting = waiting(&staff, id).await?;
    let mapping = Mapping::from_form(&form, waiting.table.header.len());
    let plan = plan::plan(&visit.municipality, &waiting.table, &mapping).await?;
    if form.get("krok") == "zaksieguj" && plan.errors.is_empty() {
        let signature = waiting.table.signature();
        let done =
            import::commit(&visit.municipality, &visit.actor(), id, &mapping, &signature, plan).await?;
        let text = format!(
            "Zaksięgowane: {} na kwotę {}, razem {}. Nowe karty: {}.",
            counted(done.charges, "przypis", "przypisy", "przypisów"),
            done.total,
            counted(done.dues, "rata", "raty", "rat"),
            done.cards_opened
        );
        return Ok(visit.go_telling("/urzad/import-naleznosci", "success", &text));
    }
    let failed = !plan.errors.is_empty();
    let mut page = page(&staff, id, waiting, &mapping, false, Some(plan)).await?;
    if failed {
        page.page = visit.page_with_errors();
        return visit.show_invalid(&page);
    }
    visit.show(&page)
}

async fn page(
    staff: &Staff,
    id: i64,
    waiting: Waiting,
    mapping: &Mapping,
    remembered: bool,
    plan: Option<Plan>,
) -> Result<MappingPage, Problem> {
    let kinds = kinds::of(&staff.visit.municipality).await?;
    let header = waiting.table.header;
    let fields = FIELDS.iter().map(|(code, label, _)| {
        let chosen = mapping.column(code).map(|at| at.to_string()).unwrap_or_default();
        let columns = header.iter().enumerate().map(|(at, name)| Choice::new(at.to_string(), name, &chosen));
        let options =
            std::iter::once(Choice::new("", "– nie ma w pliku –", &chosen)).chain(columns).collect();
        Field { id: format!("kolumna_{code}"), label, options }
    });
    let all = kinds.all().iter().map(|kind| Choice::new(kind.code.clone(), kind.title(), &mapping.kind));
    Ok(MappingPage {
        page: staff.visit.page(),
        crumbs: vec![Crumb::new("/urzad/import-naleznosci", "Import należności")],
        id,
        file_name: waiting.file_name,
        fields: fields.collect(),
        sample: waiting.table.rows.into_iter().take(SAMPLE_ROWS).map(|(_, cells)| cells).collect(),
        header,
        kinds: std::iter::once(Choice::new("", "– jest w kolumnie –", &mapping.kind)).chain(all).collect(),
        remembered,
        report: plan.map(report),
    })
}

fn report(plan: Plan) -> Report {
    let count = plan.errors.len();
    Report {
        rows: counted(plan.rows, "wiersz", "wiersze", "wierszy"),
        payers: plan.payers.len(),
        charges: plan.charges.len(),
        dues: plan.dues(),
        total: plan.total(),
        error_text: counted(count, "błąd", "błędy", "błędów"),
        more: count.saturating_sub(MOST_ERRORS),
        errors: plan.errors.into_iter().take(MOST_ERRORS).collect(),
    }
}
