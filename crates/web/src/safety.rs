//! The layer every request passes: which municipality, cross-site check, session, and the safety headers of the answer.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use askama::Template;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};

use crate::csrf::Verdict;
use crate::telemetry::RequestId;
use crate::{Form, Page, Problem, Shared, Visit, cookies, csrf, session};

/// Paths that prove themselves otherwise: signed notifications of payment providers, policy reports, the signed address by
/// which a mailbox unsubscribes (RFC 8058: without cookies and from elsewhere).
const CALLBACKS: &[&str] = &["/wejscie/", "/zgloszenia-csp", "/rezygnacja/"];

#[derive(Template)]
#[template(path = "problem.html")]
struct ErrorPage<'a> {
    page: Page,
    title: &'static str,
    text: String,
    /// The number to name to the office; empty when the person can help themselves.
    request_id: &'a str,
}

pub(crate) async fn not_found() -> Problem {
    Problem::NotFound
}

/// A handler that panicked changed nothing (its transaction is gone); the person reads a plain page.
pub(crate) fn after_panic(_: Box<dyn std::any::Any + Send>) -> Response {
    Problem::internal("a handler panicked").into_response()
}

/// platform.md §12, without inline anything.
pub(crate) fn content_security_policy(payment_hosts: &[String]) -> String {
    let mut form_action = String::from("'self'");
    for host in payment_hosts {
        form_action.push_str(" https://");
        form_action.push_str(host);
    }
    format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
         connect-src 'self'; media-src 'self'; manifest-src 'self'; worker-src 'self'; form-action {form_action}; \
         frame-ancestors 'none'; base-uri 'none'; object-src 'none'; report-uri /zgloszenia-csp"
    )
}

pub(crate) async fn guard(State(app): State<Shared>, mut request: Request, next: Next) -> Response {
    let host = request
        .headers()
        .get(header::HOST)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
        .to_ascii_lowercase();
    let mut response = match app.municipalities.by_host(&host).await {
        Ok(Some(municipality)) => {
            tracing::Span::current().record("tenant", municipality.code.as_str());
            let path = request.uri().path().to_owned();
            let exempt = CALLBACKS.iter().any(|prefix| path.starts_with(prefix));
            if csrf::check(request.method(), request.headers(), &host, exempt) == Verdict::Refuse {
                tracing::warn!(event = "refused", reason = "cross_site", method = %request.method());
                metrics::counter!("ratusz_cross_site_refused_total").increment(1);
                (StatusCode::FORBIDDEN, "cross-site request refused").into_response()
            } else {
                let headers = request.headers();
                let session = match cookies::read(headers, cookies::SESSION) {
                    Some(token) => session::find(&municipality, token).await.unwrap_or_else(|error| {
                        tracing::error!(%error, "session look-up failed");
                        None
                    }),
                    None => None,
                };
                let visit = Visit {
                    session,
                    target: request.uri().path_and_query().map_or_else(|| path.clone(), ToString::to_string),
                    address: client_address(&app.config.trusted_proxies, &request),
                    device: device(headers),
                    flash: cookies::read(headers, cookies::FLASH).and_then(Visit::read_flash),
                    app: app.clone(),
                    municipality,
                    path,
                    request_id: request
                        .extensions()
                        .get::<RequestId>()
                        .map_or_else(String::new, |id| id.0.clone()),
                };
                request.extensions_mut().insert(visit.clone());
                let doubled = request.uri().query().is_some_and(|query| Form::from_query(query).doubled());
                let response =
                    if doubled { Problem::BadRequest.into_response() } else { next.run(request).await };
                dress_problem(&visit, response)
            }
        }
        Ok(None) => (
            StatusCode::MISDIRECTED_REQUEST,
            "Pod tym adresem nie ma urzędu. / There is no office at this address.\n",
        )
            .into_response(),
        Err(error) => {
            tracing::error!(%error, "municipality cannot be opened");
            (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, "60")], "Trwa przerwa techniczna.\n")
                .into_response()
        }
    };
    safety_headers(&app.policy, response.headers_mut());
    response
}

/// Puts a readable page around a bare problem.
fn dress_problem(visit: &Visit, response: Response) -> Response {
    let Some(problem) = response.extensions().get::<Problem>().cloned() else { return response };
    if response.status().is_redirection() {
        return response;
    }
    let (title, text) = problem.words();
    let request_id = if problem.status().is_server_error() { visit.request_id.as_str() } else { "" };
    let (mut parts, _) = response.into_parts();
    match (ErrorPage { page: visit.page(), title, text, request_id }).render() {
        Ok(html) => {
            parts.headers.remove(header::CONTENT_LENGTH);
            parts.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
            (parts.status, parts.headers, Html(html)).into_response()
        }
        Err(_) => (parts.status, parts.headers, title).into_response(),
    }
}

fn safety_headers(policy: &str, headers: &mut HeaderMap) {
    const FIXED: [(HeaderName, &str); 6] = [
        (header::STRICT_TRANSPORT_SECURITY, "max-age=31536000; includeSubDomains"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (
            HeaderName::from_static("permissions-policy"),
            "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
        ),
    ];
    for (name, value) in FIXED {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if !headers.contains_key(header::CONTENT_SECURITY_POLICY)
        && let Ok(policy) = HeaderValue::from_str(policy)
    {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    if !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
}

/// The address of the person: the last hop that is not one of our proxies.
fn client_address(trusted: &[IpAddr], request: &Request) -> IpAddr {
    let peer = request
        .extensions()
        .get::<ConnectInfo<SocketAddr>>()
        .map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |info| info.0.ip());
    if !trusted.contains(&peer) {
        return peer;
    }
    // Every line of the header counts: a proxy may add a line of its own below one the person sent.
    let mut hops: Vec<&str> = request
        .headers()
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .collect();
    hops.reverse();
    hops.into_iter()
        .filter_map(|hop| hop.trim().parse::<IpAddr>().ok())
        .find(|hop| !trusted.contains(hop))
        .unwrap_or(peer)
}

/// `Firefox, Windows`: enough for a person to recognise their own device.
fn device(headers: &HeaderMap) -> String {
    let agent = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let first = |names: &[(&str, &'static str)], other: &'static str| {
        names.iter().find(|(sign, _)| agent.contains(sign)).map_or(other, |(_, name)| name)
    };
    let browser = first(
        &[
            ("Firefox/", "Firefox"),
            ("Edg/", "Edge"),
            ("OPR/", "Opera"),
            ("Chrome/", "Chrome"),
            ("Safari/", "Safari"),
        ],
        "przeglądarka",
    );
    let system = first(
        &[
            ("Android", "Android"),
            ("iPhone", "iPhone"),
            ("iPad", "iPad"),
            ("Windows", "Windows"),
            ("Mac OS", "macOS"),
            ("Linux", "Linux"),
        ],
        "inne urządzenie",
    );
    format!("{browser}, {system}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_is_the_last_hop_that_is_not_ours() {
        let proxy: IpAddr = "10.0.0.1".parse().unwrap();
        let mut request = Request::new(axum::body::Body::empty());
        let peer: SocketAddr = "10.0.0.1:1".parse().unwrap();
        request.extensions_mut().insert(ConnectInfo(peer));
        request.headers_mut().append("x-forwarded-for", HeaderValue::from_static("1.1.1.1"));
        request.headers_mut().append("x-forwarded-for", HeaderValue::from_static("2.2.2.2, 3.3.3.3"));
        assert_eq!(client_address(&[proxy], &request), "3.3.3.3".parse::<IpAddr>().unwrap());
        assert_eq!(client_address(&[], &request), proxy, "nobody is believed who is not named");
    }
}
