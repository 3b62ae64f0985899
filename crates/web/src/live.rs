//! Server-Sent Events: a browser watches one topic; facts come after commit.

use std::convert::Infallible;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::http::StatusCode;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::{Stream, StreamExt};
use tokio_stream::wrappers::BroadcastStream;

use crate::Visit;

/// Streams open on this node; above the limit browsers poll instead.
static OPEN: AtomicUsize = AtomicUsize::new(0);
const MOST_OPEN: usize = 2000;

struct Place;

impl Drop for Place {
    fn drop(&mut self) {
        OPEN.fetch_sub(1, Ordering::Relaxed);
    }
}

/// The stream of a topic for one browser; the handler has checked that this person may watch it. It starts with one
/// `hello`, so a page knows the stream is up and reads its state once more.
pub fn watch(visit: &Visit, topic: String) -> Response {
    if OPEN.fetch_add(1, Ordering::Relaxed) >= MOST_OPEN {
        drop(Place);
        return (StatusCode::SERVICE_UNAVAILABLE, "too many streams").into_response();
    }
    let place = Place;
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
