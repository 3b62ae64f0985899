//! How to reach the office, its data protection officer and its accessibility officer.

use askama::Template;

use crate::{Answer, Page, Visit};

#[derive(Template)]
#[template(path = "public/contact.html")]
struct ContactPage {
    page: Page,
}

pub(super) async fn show(visit: Visit) -> Answer {
    visit.show(&ContactPage { page: visit.page() })
}
