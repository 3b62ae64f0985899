//! One request as a handler sees it: which municipality, who, from where; and the answers it can give.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Arc;

use askama::Template;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use ratusz_kernel::{Actor, ActorKind, Municipality};

use crate::limits::Limited;
use crate::{Flash, Page, Problem, Session, Shared, cookies};

/// What the guard found out about a request before any handler.
#[derive(Clone)]
pub struct Visit {
    pub app: Shared,
    pub municipality: Arc<Municipality>,
    pub session: Option<Session>,
    pub path: String,
    /// Path and query, to come back to after sign-in.
    pub target: String,
    pub address: IpAddr,
    pub device: String,
    pub flash: Option<Flash>,
    /// The number of this request in the log.
    pub request_id: String,
}

/// When a full bucket has room again, roughly.
const RETRY_AFTER: HeaderValue = HeaderValue::from_static("360");

impl Visit {
    /// The frame of the page to show.
    pub fn page(&self) -> Page {
        Page::new(&self.app, &self.municipality, self.session.as_ref(), &self.path, self.flash.clone())
    }

    /// The frame of a page that shows a form again with its errors.
    pub fn page_with_errors(&self) -> Page {
        Page { errors: true, ..self.page() }
    }

    pub fn actor(&self) -> Actor {
        match &self.session {
            Some(session) => session.actor(&self.origin()),
            None => Actor::anonymous(self.origin()),
        }
    }

    /// The address shortened so that it names a network, not a person (/24 or /48).
    pub fn origin(&self) -> String {
        match self.address {
            IpAddr::V4(v4) => {
                let [a, b, c, _] = v4.octets();
                format!("{a}.{b}.{c}.0/24")
            }
            IpAddr::V6(v6) => {
                let [a, b, c, ..] = v6.segments();
                format!("{a:x}:{b:x}:{c:x}::/48")
            }
        }
    }

    /// Counts this request against a limit.
    pub fn limit(&self, what: Limited) -> Result<(), Problem> {
        let staff = self.session.as_ref().is_some_and(|session| session.kind == ActorKind::Staff);
        let who = match self.address {
            _ if staff && what.is_shared_by_staff() => "office".to_owned(),
            IpAddr::V4(v4) => v4.to_string(),
            IpAddr::V6(v6) => format!("{:?}", &v6.segments()[..4]),
        };
        if self.app.limits.allow(what, &self.municipality.code, &who) {
            Ok(())
        } else {
            tracing::warn!(event = "refused", reason = "limit", ?what, origin = self.origin());
            metrics::counter!("ratusz_refused_total", "reason" => "limit").increment(1);
            Err(Problem::TooMany)
        }
    }

    /// A page.
    pub fn show<T: Template>(&self, template: &T) -> Result<Response, Problem> {
        self.show_as(StatusCode::OK, template)
    }

    /// The same form again, with what was typed and what is wrong with it.
    pub fn show_invalid<T: Template>(&self, template: &T) -> Result<Response, Problem> {
        self.show_as(StatusCode::UNPROCESSABLE_ENTITY, template)
    }

    /// A public form again that came too often from one place: what was typed stays.
    pub fn show_too_many<T: Template>(&self, template: &T) -> Result<Response, Problem> {
        let mut response = self.show_as(StatusCode::TOO_MANY_REQUESTS, template)?;
        response.headers_mut().insert(header::RETRY_AFTER, RETRY_AFTER);
        Ok(response)
    }

    pub fn show_as<T: Template>(&self, status: StatusCode, template: &T) -> Result<Response, Problem> {
        let html = template.render().map_err(Problem::internal)?;
        let mut response = (status, Html(html)).into_response();
        if self.flash.is_some() {
            response.headers_mut().append(header::SET_COOKIE, cookies::write(cookies::FLASH, "", 0));
        }
        Ok(response)
    }

    /// What the modules have to say to this person on their first page, by menu address.
    pub async fn glances(&self, session: &Session) -> Result<HashMap<&'static str, String>, Problem> {
        let mut all = HashMap::new();
        for glance in &self.app.config.glances {
            all.extend(glance(self, session).await?);
        }
        Ok(all)
    }

    /// After a deed: the next page, by 303.
    pub fn go(&self, to: &str) -> Response {
        let location = HeaderValue::from_str(to).unwrap_or(HeaderValue::from_static("/"));
        (StatusCode::SEE_OTHER, [(header::LOCATION, location)]).into_response()
    }

    /// After a deed: the next page with a message on it.
    pub fn go_telling(&self, to: &str, kind: &str, text: &str) -> Response {
        let value = format!("{kind}.{}", utf8_percent_encode(text, NON_ALPHANUMERIC));
        with_cookie(self.go(to), cookies::write(cookies::FLASH, &value, 60))
    }

    pub(crate) fn read_flash(value: &str) -> Option<Flash> {
        let (kind, text) = value.split_once('.')?;
        let kind = ["success", "info", "warning", "danger"].into_iter().find(|known| *known == kind)?;
        let text = percent_decode_str(text).decode_utf8().ok()?.into_owned();
        Some(Flash { kind: kind.to_owned(), text })
    }
}

/// Adds a cookie to an answer.
pub fn with_cookie(mut response: Response, cookie: HeaderValue) -> Response {
    response.headers_mut().append(header::SET_COOKIE, cookie);
    response
}

impl FromRequestParts<Shared> for Visit {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &Shared) -> Result<Self, Problem> {
        parts.extensions.get::<Self>().cloned().ok_or(Problem::NotFound)
    }
}

/// A visit of a signed-in resident; others are led to sign-in.
pub struct Resident {
    pub visit: Visit,
    pub session: Session,
}

/// A visit of signed-in staff; others are led to the staff's sign-in.
pub struct Staff {
    pub visit: Visit,
    pub session: Session,
}

impl Staff {
    pub fn require(&self, permission: &'static str) -> Result<(), Problem> {
        self.visit.actor().require(permission).map_err(Problem::from)
    }
}

fn signed_in(parts: &Parts, kind: ActorKind, door: &str) -> Result<(Visit, Session), Problem> {
    let visit = parts.extensions.get::<Visit>().cloned().ok_or(Problem::NotFound)?;
    match visit.session.clone().filter(|session| session.kind == kind) {
        Some(session) => Ok((visit, session)),
        None => {
            let back = utf8_percent_encode(&visit.target, NON_ALPHANUMERIC);
            Err(Problem::SignIn(format!("{door}?powrot={back}")))
        }
    }
}

impl FromRequestParts<Shared> for Resident {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &Shared) -> Result<Self, Problem> {
        signed_in(parts, ActorKind::Resident, "/logowanie").map(|(visit, session)| Self { visit, session })
    }
}

impl FromRequestParts<Shared> for Staff {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &Shared) -> Result<Self, Problem> {
        signed_in(parts, ActorKind::Staff, "/urzad/logowanie").map(|(visit, session)| Self { visit, session })
    }
}

/// Where to go after sign-in: only a path of our own, never another host (ASVS 5.0 V3.7.2).
pub fn safe_return(target: &str, fallback: &str) -> String {
    let own = target.starts_with('/')
        && !target.starts_with("//")
        && !target.contains(|c: char| c == '\\' || c.is_control())
        && !target.starts_with("/logowanie");
    if own { target.to_owned() } else { fallback.to_owned() }
}
