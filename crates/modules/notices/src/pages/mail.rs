//! `/urzad/poczta-probna/{id}`: one e-mail; a caught one can be read part by part, a sent one is no longer here.

use askama::Template;
use axum::extract::Path;
use axum::http::{HeaderValue, header};
use axum::response::{Html, IntoResponse};
use ratusz_kernel::audit;
use ratusz_web::{Answer, Page, Problem, Staff};

use super::mail_list::Status;
use super::moment;
use crate::rules::letter::Letter;
use crate::store::mails::{self, Mail, MailState};

/// The parts of a caught e-mail.
struct Parts {
    text: String,
    html: String,
    url: String,
}

#[derive(Template)]
#[template(path = "office/mail.html")]
struct MailPage {
    page: Page,
    mail: Mail,
    address: String,
    status: Status,
    created: String,
    settled: Option<String>,
    parts: Option<Parts>,
}

pub(crate) async fn show(staff: Staff, Path(id): Path<i64>) -> Answer {
    staff.require("notices.mail")?;
    let visit = staff.visit;
    let municipality = &visit.municipality;
    let mail = mails::by_id(&municipality.db.read, id).await?.ok_or(Problem::NotFound)?;
    let parts = if mail.is(MailState::Caught) {
        let letter = Letter::of(municipality, &mail);
        Some(Parts {
            text: letter.text().map_err(Problem::internal)?,
            html: letter.html().map_err(Problem::internal)?,
            url: letter.url().to_owned(),
        })
    } else {
        None
    };
    let address = mails::open_address(municipality, &mail)?;
    audit::note_access(
        &municipality.db.write,
        municipality.clock.now(),
        &visit.actor(),
        &format!("mail:{id}"),
        "przegląd poczty",
    )
    .await?;
    let status = Status::of(&mail);
    let (created, settled) = (moment(mail.created_at), mail.settled_at.map(moment));
    visit.show(&MailPage { page: visit.page(), mail, address, status, created, settled, parts })
}

/// The HTML part as a mail program shows it, in a page that may run and load nothing.
pub(crate) async fn html(staff: Staff, Path(id): Path<i64>) -> Answer {
    staff.require("notices.mail")?;
    let municipality = &staff.visit.municipality;
    let mail = mails::by_id(&municipality.db.read, id)
        .await?
        .filter(|mail| mail.is(MailState::Caught))
        .ok_or(Problem::NotFound)?;
    let html = Letter::of(municipality, &mail).html().map_err(Problem::internal)?;
    let policy = HeaderValue::from_static(
        "sandbox; default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; \
         frame-ancestors 'none'",
    );
    Ok(([(header::CONTENT_SECURITY_POLICY, policy)], Html(html)).into_response())
}
