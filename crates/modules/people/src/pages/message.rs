//! A page that only says something and leads on.

use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use ratusz_web::{Answer, Page, Visit};

/// At the first field of a public form sent too often from one network.
pub const TOO_MANY: &str =
    "Z tego miejsca przyszło zbyt wiele próśb. Odczekaj kilka minut i wyślij formularz ponownie.";

#[derive(Template)]
#[template(path = "message.html")]
struct Message<'a> {
    page: Page,
    title: &'a str,
    text: &'a str,
    label: &'a str,
    href: &'a str,
}

pub fn show(visit: &Visit, title: &str, text: &str, label: &str, href: &str) -> Answer {
    visit.show(&Message { page: visit.page(), title, text, label, href })
}

/// A link from an e-mail that no longer works.
pub fn stale_link(visit: &Visit, label: &str, href: &str) -> Answer {
    let text = "Odnośnik był już użyty albo minął jego czas. Poproś o nowy.";
    let page = Message { page: visit.page(), title: "Ten odnośnik już nie działa", text, label, href };
    visit.show_as(StatusCode::NOT_FOUND, &page)
}

/// Too many passwords are being checked at this moment.
pub fn busy(visit: &Visit) -> Answer {
    let text =
        "W tej chwili loguje się bardzo dużo osób. Spróbuj ponownie za kilka sekund. Nic się nie zmieniło.";
    let page = Message {
        page: visit.page(),
        title: "Spróbuj za chwilę",
        text,
        label: "Spróbuj ponownie",
        href: &visit.path,
    };
    let mut answer = visit.show_as(StatusCode::SERVICE_UNAVAILABLE, &page)?;
    answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
    Ok(answer)
}
