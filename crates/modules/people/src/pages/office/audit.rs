//! The audit for those who may read it.

use askama::Template;
use ratusz_kernel::audit::{AuditEntry, verify};
use ratusz_kernel::time::civil_time;
use ratusz_web::forms::parse_date;
use ratusz_web::limits::Limited;
use ratusz_web::{Answer, Form, Page, Staff};

use crate::store::audit_list::{self, Filter, PER_PAGE};

struct Row {
    id: i64,
    when: String,
    actor: String,
    deed: String,
    subject: String,
    detail: String,
    reason: String,
}

impl From<AuditEntry> for Row {
    fn from(entry: AuditEntry) -> Self {
        Self {
            id: entry.id,
            when: civil_time(entry.at).format("%d.%m.%Y %H:%M:%S").to_string(),
            actor: if entry.actor_name.is_empty() { entry.actor_kind } else { entry.actor_name },
            deed: entry.deed,
            subject: entry.subject,
            detail: entry.detail,
            reason: entry.reason,
        }
    }
}

#[derive(Template)]
#[template(path = "office/audit.html")]
struct Audit {
    page: Page,
    form: Form,
    rows: Vec<Row>,
    /// The number of the last row, when older ones follow.
    older: Option<i64>,
    verdict: Option<String>,
}

pub async fn show(staff: Staff) -> Answer {
    list(&staff, Form::default()).await
}

/// Posted, so that nobody's name stands in an address, history or log.
pub async fn search(staff: Staff, form: Form) -> Answer {
    list(&staff, form).await
}

async fn list(staff: &Staff, form: Form) -> Answer {
    staff.require("people.audit")?;
    let visit = &staff.visit;
    visit.limit(Limited::Search)?;
    let db = &visit.municipality.db.read;
    let filter = Filter {
        actor: form.get("kto").to_owned(),
        deed: form.get("co").to_owned(),
        subject: form.get("czego").to_owned(),
        from: parse_date(form.get("od")),
        to: parse_date(form.get("do")),
        before: form.id("przed"),
    };
    let mut entries = audit_list::find(db, &filter).await?;
    let whole = usize::try_from(PER_PAGE).unwrap_or(usize::MAX);
    let more = entries.len() > whole;
    entries.truncate(whole);
    let older = entries.last().filter(|_| more).map(|last| last.id);
    let verdict = if form.has("sprawdz") {
        let verdict = verify(db).await?;
        Some(match verdict.broken_at {
            None => format!("Łańcuch jest nienaruszony: {} wpisów, skrót {}.", verdict.entries, verdict.head),
            Some(id) => {
                format!("Łańcuch jest naruszony od wpisu {id}. Powiadom administratora bezpieczeństwa.")
            }
        })
    } else {
        None
    };
    let rows = entries.into_iter().map(Row::from).collect();
    visit.show(&Audit { page: visit.page(), form, rows, older, verdict })
}
