//! Tells search engines to read the public pages only.

use axum::response::Response;

use super::public_file;

const RULES: &str = "User-agent: *\n\
    Disallow: /urzad\n\
    Disallow: /konto\n\
    Disallow: /logowanie\n\
    Disallow: /sesja\n\
    Disallow: /wejscie\n\
    Disallow: /wiadomosci\n";

pub(super) async fn show() -> Response {
    public_file("text/plain; charset=utf-8", RULES.to_owned())
}
