//! Answers to requests that cannot be served, in plain words.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use ratusz_kernel::Error;

/// What handlers give: a page or a problem.
pub type Answer = Result<Response, Problem>;

#[derive(Debug, Clone)]
pub enum Problem {
    /// Nobody is signed in; go there first.
    SignIn(String),
    Forbidden,
    NotFound,
    BadRequest,
    TooLarge,
    TooMany,
    /// The form token does not belong to the session: the page was open too long.
    StaleForm,
    /// Somebody was first, or the thing is in another state; the text says what happened and what to do.
    Conflict(String),
    Internal,
}

impl Problem {
    pub fn internal(error: impl std::fmt::Display) -> Self {
        tracing::error!(%error, "request failed");
        Self::Internal
    }

    pub(crate) fn status(&self) -> StatusCode {
        match self {
            Self::SignIn(_) => StatusCode::SEE_OTHER,
            Self::Forbidden | Self::StaleForm => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::BadRequest => StatusCode::BAD_REQUEST,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooMany => StatusCode::TOO_MANY_REQUESTS,
            Self::Conflict(_) => StatusCode::CONFLICT,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// Title and text for the person.
    pub(crate) fn words(&self) -> (&'static str, String) {
        let (title, text) = match self {
            Self::SignIn(_) => ("Zaloguj się", ""),
            Self::Forbidden => (
                "Nie masz dostępu do tej strony",
                "Jeśli potrzebujesz dostępu, poproś o niego administratora urzędu.",
            ),
            Self::NotFound => (
                "Nie ma takiej strony",
                "Sprawdź adres albo przejdź na stronę główną. Jeśli trafiłeś tu z naszego odnośnika, daj nam znać.",
            ),
            Self::BadRequest => {
                ("Nie rozumiemy tego zapytania", "Wróć na poprzednią stronę i spróbuj jeszcze raz.")
            }
            Self::TooLarge => (
                "To za dużo danych naraz",
                "Plik albo formularz jest większy, niż możemy przyjąć. Zmniejsz go i wyślij jeszcze raz.",
            ),
            Self::TooMany => (
                "Zbyt wiele prób",
                "Odczekaj kilka minut i spróbuj ponownie. Twoje dane są bezpieczne, nic się nie zmieniło.",
            ),
            Self::StaleForm => (
                "Formularz stracił ważność",
                "Strona była otwarta zbyt długo albo w innej karcie zmieniło się logowanie. Otwórz ją jeszcze raz i powtórz czynność. Nic nie zostało zmienione.",
            ),
            Self::Conflict(text) => return ("Nie można tego teraz zrobić", text.clone()),
            Self::Internal => (
                "Coś się u nas zepsuło",
                "Nic nie zostało zmienione. Spróbuj za chwilę, a jeśli błąd wróci, zadzwoń do urzędu.",
            ),
        };
        (title, text.to_owned())
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Forbidden(permission) => {
                tracing::warn!(event = "refused", reason = "permission", permission);
                metrics::counter!("ratusz_refused_total", "reason" => "permission").increment(1);
                Self::Forbidden
            }
            Error::NotFound => Self::NotFound,
            Error::Conflict(text) => Self::Conflict(text),
            Error::Invalid(errors) => {
                Self::Conflict(errors.into_iter().map(|error| error.message).collect::<Vec<_>>().join(" "))
            }
            other => Self::internal(other),
        }
    }
}

impl From<sea_orm::DbErr> for Problem {
    fn from(error: sea_orm::DbErr) -> Self {
        Self::internal(error)
    }
}

impl IntoResponse for Problem {
    /// The bare status; the guard puts the page around it.
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        if let Self::SignIn(to) = &self
            && let Ok(location) = HeaderValue::from_str(to)
        {
            response.headers_mut().insert(header::LOCATION, location);
        }
        if matches!(self, Self::TooMany) {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("360"));
        }
        response.extensions_mut().insert(self);
        response
    }
}
