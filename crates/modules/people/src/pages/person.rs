//! Anybody signed in, resident or staff, and the question to prove again who they are.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use ratusz_kernel::Actor;
use ratusz_web::{Problem, Session, Shared, Visit};

use crate::subject::Subject;

pub struct Person {
    pub visit: Visit,
    pub session: Session,
}

impl Person {
    pub fn subject(&self) -> Subject {
        Subject::from(&self.session)
    }

    pub fn actor(&self) -> Actor {
        self.visit.actor()
    }

    pub fn step_up(&self, back: &str) -> Result<(), Problem> {
        step_up(&self.visit, &self.session, back)
    }
}

/// Leads to the proof when the last one is older than 15 minutes; afterwards the person comes back.
pub fn step_up(visit: &Visit, session: &Session, back: &str) -> Result<(), Problem> {
    if session.fresh(visit.municipality.clock.now()) {
        return Ok(());
    }
    Err(Problem::SignIn(format!("/konto/potwierdz?powrot={}", utf8_percent_encode(back, NON_ALPHANUMERIC))))
}

impl FromRequestParts<Shared> for Person {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &Shared) -> Result<Self, Problem> {
        let visit = parts.extensions.get::<Visit>().cloned().ok_or(Problem::NotFound)?;
        match visit.session.clone() {
            Some(session) => Ok(Self { visit, session }),
            None => {
                let back = utf8_percent_encode(&visit.target, NON_ALPHANUMERIC);
                Err(Problem::SignIn(format!("/logowanie?powrot={back}")))
            }
        }
    }
}
