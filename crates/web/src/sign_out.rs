//! Signing out: the browser forgets what it kept, and an administrator can sign out everybody at once (ASVS 5.0 V7.4.5, V14.3.1).

use axum::http::{HeaderName, HeaderValue};
use axum::response::Response;
use ratusz_kernel::{ActorKind, Result, Sql, values};
use sea_orm::ConnectionTrait;

use crate::cookies;
use crate::visit::with_cookie;

const CLEAR_SITE_DATA: HeaderName = HeaderName::from_static("clear-site-data");
/// Whatever a browser kept of pages in spite of no-store, the pages behind "back" too. Not "storage": it holds only the
/// device's choice of single-key shortcuts. Not "cookies": that would take the message of the next page along.
const CLEARED: HeaderValue = HeaderValue::from_static("\"cache\"");

/// The answer after which this browser knows nothing of the person.
pub fn forget(mut response: Response) -> Response {
    response.headers_mut().insert(CLEAR_SITE_DATA, CLEARED);
    let response = with_cookie(response, cookies::write(cookies::SIGN_IN, "", 0));
    with_cookie(response, cookies::write(cookies::SESSION, "", 0))
}

/// Ends the sessions of all residents or of all staff, but the one of who does it; gives how many.
pub async fn everybody<C: ConnectionTrait>(tx: &C, kind: ActorKind, except: i64) -> Result<u64> {
    Ok(tx.run("DELETE FROM session WHERE kind = $1 AND id <> $2", values![kind.as_str(), except]).await?)
}
