//! Whose credentials, sessions and tickets something is: a resident's account or a staff member.

use ratusz_kernel::{Actor, ActorKind};
use ratusz_web::Session;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Subject {
    pub kind: ActorKind,
    pub id: i64,
}

impl Subject {
    pub fn resident(id: i64) -> Self {
        Self { kind: ActorKind::Resident, id }
    }

    pub fn staff(id: i64) -> Self {
        Self { kind: ActorKind::Staff, id }
    }

    pub fn is_staff(self) -> bool {
        self.kind == ActorKind::Staff
    }

    /// How the audit names it.
    pub fn label(self) -> String {
        format!("{}:{}", if self.is_staff() { "staff" } else { "account" }, self.id)
    }

    /// The person as the doer of a deed before a session stands.
    pub fn actor(self, name: &str, origin: &str) -> Actor {
        let mut actor = Actor::new(self.kind, self.id, name, [].into());
        origin.clone_into(&mut actor.origin);
        actor
    }
}

impl From<&Session> for Subject {
    fn from(session: &Session) -> Self {
        Self { kind: session.kind, id: session.subject_id }
    }
}
