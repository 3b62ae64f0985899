//! `/urzad/wyciagi/plik/{id}`: what became of a file; a file with unreadable letters is read anew here.

use askama::Template;
use axum::extract::Path;
use bank_statements::Encoding;
use ratusz_kernel::time::civil_time;
use ratusz_kernel::{Error, audit};
use ratusz_web::download::attachment;
use ratusz_web::{Answer, Errors, Form, Page, Staff, Visit};

use super::Crumb;
use crate::actions::{auto_post, redecode as deed};
use crate::import::{self, Imported, ImportedStatement, Outcome};
use crate::store::files;

struct Preview {
    value: &'static str,
    name: &'static str,
    text: String,
}

struct Row {
    statement: ImportedStatement,
    state: &'static str,
    pill: &'static str,
    closing: String,
}

#[derive(Template)]
#[template(path = "banking/file.html")]
struct FilePage {
    page: Page,
    crumbs: Vec<Crumb>,
    file: Imported,
    received: String,
    rows: Vec<Row>,
    previews: Vec<Preview>,
    rejected: bool,
    may_import: bool,
    errors: Errors,
}

pub(crate) async fn show(staff: Staff, Path(id): Path<i64>) -> Answer {
    staff.require("banking.read")?;
    let visit = staff.visit;
    let shown = page(&visit, id, visit.page(), Errors::default()).await?;
    visit.show(&shown)
}

/// The file as it came. It names payers and their accounts, so each look is kept.
pub(crate) async fn download(staff: Staff, Path(id): Path<i64>) -> Answer {
    staff.require("banking.import")?;
    let visit = staff.visit;
    let municipality = &visit.municipality;
    let file = files::get(&municipality.db.read, id).await?.ok_or(Error::NotFound)?;
    let bytes = files::bytes(municipality, id).await?.ok_or(Error::NotFound)?;
    let (now, subject) = (municipality.clock.now(), format!("file:{id}"));
    audit::note_access(&municipality.db.write, now, &visit.actor(), &subject, "Pobranie pliku wyciągu")
        .await?;
    Ok(attachment(&file.name, "application/octet-stream", bytes))
}

pub(crate) async fn redecode(staff: Staff, Path(id): Path<i64>, form: Form) -> Answer {
    staff.require("banking.import")?;
    let visit = staff.visit;
    let chosen = Encoding::from_name(form.get("kodowanie"));
    let outcome = match chosen {
        Some(encoding) => deed::redecode(&visit.municipality, &visit.actor(), id, encoding).await,
        None => Err(Error::field("kodowanie", "Wybierz stronę kodową, w której widać polskie litery.")),
    };
    match outcome {
        Ok(()) => {
            auto_post::run(&visit.municipality).await?;
            Ok(visit.go_telling(
                &format!("/urzad/wyciagi/plik/{id}"),
                "success",
                "Plik jest odczytany i wczytany.",
            ))
        }
        Err(Error::Invalid(errors)) => {
            let shown = page(&visit, id, visit.page_with_errors(), Errors(errors)).await?;
            visit.show_invalid(&shown)
        }
        Err(error) => Err(error.into()),
    }
}

async fn page(visit: &Visit, id: i64, page: Page, errors: Errors) -> ratusz_kernel::Result<FilePage> {
    let file = import::of_file(&visit.municipality.db.read, id).await?;
    let previews = match file.outcome {
        Outcome::Held => deed::previews(&visit.municipality, id).await?,
        _ => Vec::new(),
    };
    Ok(FilePage {
        page,
        crumbs: vec![Crumb::statements()],
        received: civil_time(file.received_at).format("%d.%m.%Y, %H:%M").to_string(),
        rows: file.statements.iter().cloned().map(row).collect(),
        previews: previews
            .into_iter()
            .map(|(encoding, text)| Preview { value: encoding.name(), name: label(encoding), text })
            .collect(),
        rejected: file.outcome == Outcome::Rejected,
        may_import: visit.actor().may("banking.import"),
        file,
        errors,
    })
}

fn row(statement: ImportedStatement) -> Row {
    let (state, pill) =
        if statement.duplicate { ("już był wczytany", "neutral") } else { statement.state.words() };
    Row { state, pill, closing: statement.closing.map_or_else(String::new, super::amount), statement }
}

fn label(encoding: Encoding) -> &'static str {
    match encoding {
        Encoding::Ascii => "ASCII",
        Encoding::Utf8 => "UTF-8",
        Encoding::Windows1250 => "Windows-1250",
        Encoding::Iso8859_2 => "ISO-8859-2",
        Encoding::Cp852 => "CP852 (DOS)",
        Encoding::Mazovia => "Mazovia",
        Encoding::Windows1252 => "Windows-1252 (zachodnioeuropejska)",
        Encoding::Cp852SavedAsUtf8 => "CP852 zapisana jako UTF-8",
    }
}
