//! The errors a deed or a query can end with, and which of them a person may read.

use crate::seal::SealError;

pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What is wrong with one field of a form, in Polish, for the person who filled it in.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct FieldError {
    /// The `name` of the field; empty when the error belongs to the form as a whole.
    pub field: String,
    pub message: String,
}

impl FieldError {
    pub fn new(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self { field: field.into(), message: message.into() }
    }
}

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("database: {0}")]
    Db(#[from] sea_orm::DbErr),
    /// The actor lacks this permission.
    #[error("permission {0} is missing")]
    Forbidden(&'static str),
    #[error("not found")]
    NotFound,
    /// Errors for the person at the form; nothing was changed.
    #[error("{}", .0.iter().map(|e| format!("{}: {}", e.field, e.message)).collect::<Vec<_>>().join("; "))]
    Invalid(Vec<FieldError>),
    /// Somebody else changed the same thing first, or it is in the wrong state; the text is for the person.
    #[error("{0}")]
    Conflict(String),
    #[error("sealed field: {0}")]
    Seal(#[from] SealError),
    #[error("data: {0}")]
    Json(#[from] serde_json::Error),
    #[error("{0}")]
    Io(#[from] std::io::Error),
    #[error("{0}")]
    Internal(String),
}

impl Error {
    /// One error at one field.
    pub fn field(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self::Invalid(vec![FieldError::new(field, message)])
    }

    pub fn internal(message: impl std::fmt::Display) -> Self {
        Self::Internal(message.to_string())
    }
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        Self::Internal(error.to_string())
    }
}
