//! `/urzad/wyciagi/wgraj`: a clerk sends a statement file.

use askama::Template;
use ratusz_web::{Answer, Errors, Form, Page, Staff, Visit};

use super::Crumb;
use crate::import::{Imported, Outcome, take_in};

#[derive(Template)]
#[template(path = "banking/upload.html")]
struct UploadPage {
    page: Page,
    crumbs: Vec<Crumb>,
    errors: Errors,
}

pub(crate) async fn show(staff: Staff) -> Answer {
    staff.require("banking.import")?;
    let visit = staff.visit;
    visit.show(&UploadPage {
        page: visit.page(),
        crumbs: vec![Crumb::statements()],
        errors: Errors::default(),
    })
}

pub(crate) async fn send(staff: Staff, form: Form) -> Answer {
    staff.require("banking.import")?;
    let visit = staff.visit;
    let Some(upload) = form.upload("plik") else {
        return refuse(
            &visit,
            "Wybierz plik z banku. Pusty plik też jest błędem: pobierz go jeszcze raz.".into(),
        );
    };
    let actor = visit.actor();
    let imported =
        take_in(&visit.municipality, &actor, &upload.name, upload.bytes.to_vec(), "upload").await?;
    if imported.outcome == Outcome::Rejected {
        let line = imported.line.map_or_else(String::new, |line| format!("Wiersz {line}. "));
        return refuse(&visit, format!("{line}{}", imported.reason));
    }
    let (kind, text) = words(&imported);
    // One posted statement leads straight to the morning's work; everything else to what needs a look.
    let all_posted = imported.outcome == Outcome::Imported
        && !imported.statements.is_empty()
        && imported.statements.iter().all(|one| one.state == crate::StatementState::Posted && !one.duplicate);
    let to = if all_posted {
        "/urzad/wyciagi".to_owned()
    } else {
        format!("/urzad/wyciagi/plik/{}", imported.file_id)
    };
    Ok(visit.go_telling(&to, kind, &text))
}

fn words(imported: &Imported) -> (&'static str, String) {
    match imported.outcome {
        Outcome::AlreadyImported => (
            "info",
            format!(
                "Ten plik został już wczytany {} przez: {}. Niczego nie zmieniliśmy.",
                ratusz_kernel::time::short_date(ratusz_kernel::time::civil_date(imported.received_at)),
                imported.received_by
            ),
        ),
        Outcome::Held => {
            ("warning", "Plik jest wstrzymany: wybierz stronę kodową, w której widać polskie litery.".into())
        }
        _ => {
            let held =
                imported.statements.iter().filter(|one| one.state == crate::StatementState::Held).count();
            let (automatic, suggested, explain) = imported.statements.iter().fold((0, 0, 0), |sums, one| {
                (sums.0 + one.automatic, sums.1 + one.suggested, sums.2 + one.to_explain)
            });
            if held > 0 {
                return (
                    "warning",
                    "Plik jest wczytany, ale wyciąg jest wstrzymany. Zobacz powód i wybierz, co dalej."
                        .into(),
                );
            }
            (
                "success",
                format!(
                    "Wyciąg wczytany. Zaksięgowane samodzielnie: {automatic}, do potwierdzenia: {suggested}, do wyjaśnienia: {explain}."
                ),
            )
        }
    }
}

fn refuse(visit: &Visit, message: String) -> Answer {
    let mut errors = Errors::default();
    errors.add("plik", message);
    visit.show_invalid(&UploadPage {
        page: visit.page_with_errors(),
        crumbs: vec![Crumb::statements()],
        errors,
    })
}
