//! Whom to tell about a weakness of the site (RFC 9116).

use axum::response::Response;
use chrono::Months;

use super::public_file;
use crate::Visit;

pub(super) async fn show(visit: Visit) -> Response {
    let municipality = &visit.municipality;
    let profile = municipality.profile();
    let mail = match profile.email.as_str() {
        "" => String::new(),
        email => format!("Contact: mailto:{email}\n"),
    };
    // RFC 9116 § 2.5.5 advises less than a year; midnight keeps the file the same all day.
    let expires = municipality.clock.today() + Months::new(11);
    let text = format!(
        "# Znalazłeś lukę w zabezpieczeniach? Napisz do nas.\n\
         # Found a security problem? Please tell us.\n\
         {mail}Contact: {}\n\
         Expires: {expires}T00:00:00Z\n\
         Preferred-Languages: pl, en\n\
         Canonical: {}\n",
        municipality.link("/kontakt"),
        municipality.link("/.well-known/security.txt"),
    );
    public_file("text/plain; charset=utf-8", text)
}
