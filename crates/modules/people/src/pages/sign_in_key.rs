//! Sign-in with a passkey: two JSON answers for the page's script.

use axum::Json;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use ratusz_kernel::Error;
use ratusz_web::limits::Limited;
use ratusz_web::visit::with_cookie;
use ratusz_web::{Answer, Problem, Visit, cookies};
use serde_json::{Value, json};

use crate::actions::passkeys;
use crate::pages::door::{self, Door, Ended, RESIDENTS, STAFF};

const CEREMONY_SECONDS: i64 = 300;

/// A refusal the script can show; other problems stay what they are.
pub fn refusal(error: Error) -> Answer {
    match error {
        Error::Conflict(message) => {
            Ok((StatusCode::CONFLICT, Json(json!({ "message": message }))).into_response())
        }
        other => Err(Problem::from(other)),
    }
}

async fn begin(visit: &Visit, door: Door) -> Answer {
    visit.limit(Limited::SignIn)?;
    let (options, token) = passkeys::begin_sign_in(&visit.municipality, door.kind).await?;
    let answer: Response = Json(options).into_response();
    Ok(with_cookie(answer, cookies::write(cookies::SIGN_IN, &token, CEREMONY_SECONDS)))
}

pub async fn options(visit: Visit) -> Answer {
    begin(&visit, RESIDENTS).await
}

pub async fn options_staff(visit: Visit) -> Answer {
    begin(&visit, STAFF).await
}

pub async fn enter(visit: Visit, headers: HeaderMap, Json(body): Json<Value>) -> Answer {
    finish(&visit, &headers, body, RESIDENTS).await
}

pub async fn enter_staff(visit: Visit, headers: HeaderMap, Json(body): Json<Value>) -> Answer {
    finish(&visit, &headers, body, STAFF).await
}

async fn finish(visit: &Visit, headers: &HeaderMap, mut body: Value, door: Door) -> Answer {
    visit.limit(Limited::SignIn)?;
    let ceremony = cookies::read(headers, cookies::SIGN_IN).unwrap_or_default();
    let target = door.target(body["powrot"].as_str().unwrap_or_default());
    let network = visit.origin();
    let origin = door::origin(visit, &network);
    let answer = body["credential"].take();
    match passkeys::sign_in(&visit.municipality, door.kind, ceremony, answer, origin).await {
        Ok(token) => {
            door::log(visit, door.kind, "passkey", Ended::SignedIn);
            Ok(door::admit(visit, Json(json!({ "next": target })).into_response(), &token).await?)
        }
        Err(error) => {
            door::log(visit, door.kind, "passkey", Ended::Refused);
            refusal(error)
        }
    }
}
