//! Server-Sent Events: a browser watches one topic; facts come after commit.

use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use axum::http::StatusCode;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::{Stream, StreamExt};
use tokio_stream::wrappers::BroadcastStream;

use crate::Visit;

/// Streams open on this node, by session; above a limit browsers poll instead (platform.md §16).
static OPEN: Mutex<Open> = Mutex::new(Open { all: 0, by_session: None });
const MOST_OPEN: usize = 2000;
const MOST_OF_ONE: usize = 6;

struct Open {
    all: usize,
    by_session: Option<HashMap<String, usize>>,
}

/// One open stream; gives its place back when the browser leaves.
struct Place(String);

impl Place {
    fn take(session: String) -> Option<Self> {
        let mut open = OPEN.lock().unwrap_or_else(PoisonError::into_inner);
        let own = open.by_session.get_or_insert_default().entry(session.clone()).or_default();
        if *own >= MOST_OF_ONE {
            return None;
        }
        *own += 1;
        open.all += 1;
        let all = open.all;
        drop(open);
        // Beyond the limit of the node the place is given back here.
        let place = Self(session);
        (all <= MOST_OPEN).then_some(place)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut open = OPEN.lock().unwrap_or_else(PoisonError::into_inner);
        open.all = open.all.saturating_sub(1);
        let by_session = open.by_session.get_or_insert_default();
        if let Some(own) = by_session.get_mut(&self.0) {
            *own -= 1;
            if *own == 0 {
                by_session.remove(&self.0);
            }
        }
    }
}

/// The stream of a topic for one browser; the handler has checked that this person may watch it. It starts with one
/// `hello`, so a page knows the stream is up and reads its state once more.
pub fn watch(visit: &Visit, topic: String) -> Response {
    let who =
        visit.session.as_ref().map_or_else(|| visit.address.to_string(), |session| session.id.to_string());
    let Some(place) = Place::take(format!("{} {who}", visit.municipality.code)) else {
        return (StatusCode::SERVICE_UNAVAILABLE, "too many streams").into_response();
    };
    let facts = BroadcastStream::new(visit.municipality.live.watch());
    let stream = futures_util::stream::once(async { Ok(Event::default().data("hello")) })
        .chain(events(facts, topic, place));
    Sse::new(stream).keep_alive(KeepAlive::new().interval(Duration::from_secs(20))).into_response()
}

fn events(
    facts: BroadcastStream<ratusz_kernel::live::LiveFact>,
    topic: String,
    place: Place,
) -> impl Stream<Item = Result<Event, Infallible>> {
    facts.filter_map(move |fact| {
        let _held = &place;
        let event = match fact {
            Ok(fact) if fact.topic == topic => Some(Ok(Event::default().data(fact.data))),
            Ok(_) => None,
            // Facts were lost: the page must read its state again.
            Err(_) => Some(Ok(Event::default().data("again"))),
        };
        std::future::ready(event)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_session_holds_six_streams_and_a_closed_one_makes_room() {
        let take = |session: &str| Place::take(session.to_owned());
        let mut held: Vec<Place> = (0..6).filter_map(|_| take("test 1")).collect();
        assert_eq!(held.len(), 6);
        assert!(take("test 1").is_none());
        assert!(take("test 2").is_some(), "others are not hindered");
        held.pop();
        assert!(take("test 1").is_some());
    }
}
