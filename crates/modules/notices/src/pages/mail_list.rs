//! `/urzad/poczta-probna`: the newest e-mails, what became of them, and in a demonstration the caught ones.

use askama::Template;
use axum::extract::RawQuery;
use ratusz_web::{Answer, Form, Page, Staff};

use super::moment;
use crate::rules::masking;
use crate::store::mails::{self, Mail, MailState};

const SHOWN: i64 = 200;

struct Row {
    id: i64,
    subject: String,
    address: String,
    created: String,
    status: Status,
    /// Why it waits or did not go.
    reason: String,
}

/// The state in words and the kind of its pill.
pub(super) struct Status {
    pub(super) kind: &'static str,
    pub(super) words: String,
}

impl Status {
    pub(super) fn of(mail: &Mail) -> Self {
        let (kind, words) = if mail.is(MailState::Sent) {
            ("paid", "wysłana".to_owned())
        } else if mail.is(MailState::Caught) {
            ("neutral", "zatrzymana, nie wysłana".to_owned())
        } else if mail.is(MailState::Failed) {
            ("late", "nie wysłano".to_owned())
        } else if mail.tries > 0 {
            ("soon", format!("ponawiamy, prób: {}", mail.tries))
        } else {
            ("soon", format!("czeka do {}", moment(mail.not_before)))
        };
        Self { kind, words }
    }
}

#[derive(Template)]
#[template(path = "office/mails.html")]
struct MailList {
    page: Page,
    rows: Vec<Row>,
    only_failed: bool,
    failed: i64,
    /// No mail server is configured: nothing leaves the building.
    catching: bool,
}

pub(crate) async fn show(staff: Staff, RawQuery(query): RawQuery) -> Answer {
    staff.require("notices.mail")?;
    let visit = staff.visit;
    let municipality = &visit.municipality;
    let only_failed = Form::from_query(&query.unwrap_or_default()).get("stan") == "nieudane";
    let mut rows = Vec::new();
    for mail in mails::recent(&municipality.db.read, only_failed, SHOWN).await? {
        rows.push(Row {
            id: mail.id,
            address: masking::address(&mails::open_address(municipality, &mail)?),
            created: moment(mail.created_at),
            status: Status::of(&mail),
            subject: mail.subject,
            reason: mail.last_error,
        });
    }
    visit.show(&MailList {
        page: visit.page(),
        rows,
        only_failed,
        failed: mails::count_failed(&municipality.db.read).await?,
        catching: !municipality.environment.sections.contains_key("smtp"),
    })
}
