//! A copy of one's own data.

use askama::Template;
use ratusz_kernel::ExportRequest;
use ratusz_web::limits::Limited;
use ratusz_web::{Answer, Form, Page, Resident, download};

use crate::actions::copy_of_data;
use crate::pages::person::step_up;

const HERE: &str = "/konto/dane";

#[derive(Template)]
#[template(path = "account/data.html")]
struct Data {
    page: Page,
}

pub async fn show(Resident { visit, session }: Resident) -> Answer {
    step_up(&visit, &session, HERE)?;
    visit.show(&Data { page: visit.page() })
}

pub async fn send(Resident { visit, session }: Resident, _: Form) -> Answer {
    step_up(&visit, &session, HERE)?;
    visit.limit(Limited::Export)?;
    // Data of the confirmed person only on the level that shows them anywhere else.
    let request = ExportRequest {
        account_id: session.subject_id,
        party_id: session.party_id.filter(|_| session.level >= 2),
    };
    let archive = copy_of_data::make(&visit.municipality, &visit.actor(), request).await?;
    Ok(download::attachment("moje-dane.zip", "application/zip", archive))
}
