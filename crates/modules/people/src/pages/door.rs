//! The two ways in: residents' and staff's sign-in differ in addresses and rights, not in manner.

use axum::response::Response;
use ratusz_kernel::{ActorKind, Result};
use ratusz_web::visit::{safe_return, with_cookie};
use ratusz_web::{Visit, cookies, session};

use crate::actions::sessions::Origin;

#[derive(Debug, Clone, Copy)]
pub struct Door {
    pub kind: ActorKind,
    pub sign_in: &'static str,
    pub code: &'static str,
    pub key_options: &'static str,
    pub key: &'static str,
    pub inside: &'static str,
}

pub const RESIDENTS: Door = Door {
    kind: ActorKind::Resident,
    sign_in: "/logowanie",
    code: "/logowanie/kod",
    key_options: "/logowanie/klucz/opcje",
    key: "/logowanie/klucz",
    inside: "/",
};

pub const STAFF: Door = Door {
    kind: ActorKind::Staff,
    sign_in: "/urzad/logowanie",
    code: "/urzad/logowanie/kod",
    key_options: "/urzad/logowanie/klucz/opcje",
    key: "/urzad/logowanie/klucz",
    inside: "/urzad",
};

/// The cookie lives as long as the longest session; the session itself ends earlier without use.
const COOKIE_SECONDS: i64 = 24 * 60 * 60;

impl Door {
    pub fn is_staff(&self) -> bool {
        self.kind == ActorKind::Staff
    }

    /// Where to go after sign-in: a page behind the same door.
    pub fn target(&self, wanted: &str) -> String {
        let target = safe_return(wanted, self.inside);
        let office = target == "/urzad" || target.starts_with("/urzad/");
        let own = office == self.is_staff() || target.starts_with("/konto");
        if own && !target.starts_with("/urzad/logowanie") { target } else { self.inside.to_owned() }
    }
}

pub fn origin<'a>(visit: &'a Visit, network: &'a str) -> Origin<'a> {
    Origin { device: &visit.device, network }
}

/// Leads inside with the new session.
pub async fn enter(visit: &Visit, token: &str, to: &str) -> Result<Response> {
    admit(visit, visit.go(to), token).await
}

/// How a try to sign in ended, for the log. Who tried stays out of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    SignedIn,
    /// The password is right, a second factor is asked.
    HalfWay,
    Refused,
    Rests,
    Busy,
}

impl Ended {
    fn as_str(self) -> &'static str {
        match self {
            Self::SignedIn => "signed_in",
            Self::HalfWay => "half_way",
            Self::Refused => "refused",
            Self::Rests => "rests",
            Self::Busy => "busy",
        }
    }
}

/// One line and one count for each try: to sign in, to prove oneself again, to use a code from the office.
pub fn log(visit: &Visit, kind: ActorKind, way: &'static str, ended: Ended) {
    let (kind, origin) = (kind.as_str(), visit.origin());
    metrics::counter!("ratusz_sign_in_total", "way" => way, "outcome" => ended.as_str()).increment(1);
    match ended {
        Ended::SignedIn | Ended::HalfWay => {
            tracing::info!(event = "sign_in", kind, way, outcome = ?ended, origin);
        }
        Ended::Refused | Ended::Rests | Ended::Busy => {
            tracing::warn!(event = "sign_in", kind, way, outcome = ?ended, origin);
        }
    }
}

/// The new session on any answer; one that was open in this browser before ends.
pub async fn admit(visit: &Visit, answer: Response, token: &str) -> Result<Response> {
    if let Some(old) = &visit.session {
        session::end(&visit.municipality.db.write, old.kind, old.subject_id, old.id).await?;
    }
    Ok(keep(answer, token))
}

/// The cookies of a signed-in browser on any answer.
pub fn keep(answer: Response, token: &str) -> Response {
    let answer = with_cookie(answer, cookies::write(cookies::SESSION, token, COOKIE_SECONDS));
    with_cookie(answer, cookies::write(cookies::SIGN_IN, "", 0))
}
