//! `/wiadomosci/{id}`: one message; opening it marks it as read.

use askama::Template;
use axum::extract::Path;
use ratusz_web::{Answer, Page, Problem, Resident};

use crate::rules::letter;
use crate::store::inbox::{self, Message};

#[derive(Template)]
#[template(path = "inbox/message.html")]
struct MessagePage {
    page: Page,
    message: Message,
    paragraphs: Vec<String>,
}

pub(crate) async fn show(resident: Resident, Path(id): Path<i64>) -> Answer {
    let Resident { visit, session } = resident;
    let municipality = &visit.municipality;
    let message =
        inbox::one(&municipality.db.read, session.subject_id, id).await?.ok_or(Problem::NotFound)?;
    if message.read_at.is_none() {
        inbox::mark_read(&municipality.db.write, message.id, municipality.clock.now()).await?;
        ratusz_web::session::change_unread(&municipality.db.write, &[session.subject_id], -1).await?;
    }
    let paragraphs = letter::paragraphs(&message.body);
    visit.show(&MessagePage { page: visit.page(), message, paragraphs })
}
