//! What the office does with personal data: the complete clauses, shortest first.

use askama::Template;
use ratusz_kernel::time::long_date;

use super::clause::{self, Clause};
use crate::{Answer, Page, Visit};

#[derive(Template)]
#[template(path = "public/privacy.html")]
struct PrivacyPage {
    page: Page,
    clauses: Vec<Clause>,
    since: Option<String>,
}

pub(super) async fn show(visit: Visit) -> Answer {
    let mut clauses = clause::load(&visit.municipality).await?;
    clauses.retain(|clause| clause.missing().is_empty());
    let since = clause::valid_from(&visit.municipality).await?.map(|day| format!("{} r.", long_date(day)));
    visit.show(&PrivacyPage { page: visit.page(), clauses, since })
}
