//! `/rezygnacja/{account}/{topic}/{proof}`: no more e-mails of this topic, without signing in. A mailbox posts there by itself
//! (RFC 8058); a person who follows the address sees a button first, because programs open links too.

use askama::Template;
use axum::extract::Path;
use ratusz_web::{Answer, Page, Problem, Visit};

use crate::actions::refuse_topic::refuse_topic;
use crate::rules::{Topic, unsubscribe};

#[derive(Template)]
#[template(path = "mail/unsubscribe.html")]
struct UnsubscribePage {
    page: Page,
    topic: &'static str,
    path: String,
    done: bool,
}

type Address = Path<(i64, String, String)>;

fn topic_of(visit: &Visit, Path((account_id, topic, proof)): &Address) -> Result<(i64, Topic), Problem> {
    Topic::from_code(topic)
        .filter(|topic| topic.can_be_refused())
        .filter(|topic| unsubscribe::is_ours(&visit.municipality, *account_id, *topic, proof))
        .map(|topic| (*account_id, topic))
        .ok_or(Problem::NotFound)
}

fn page(visit: &Visit, topic: Topic, done: bool) -> Answer {
    visit.show(&UnsubscribePage { page: visit.page(), topic: topic.label(), path: visit.path.clone(), done })
}

pub(crate) async fn show(visit: Visit, address: Address) -> Answer {
    let (_, topic) = topic_of(&visit, &address)?;
    page(&visit, topic, false)
}

pub(crate) async fn refuse(visit: Visit, address: Address) -> Answer {
    let (account_id, topic) = topic_of(&visit, &address)?;
    refuse_topic(&visit.municipality, &visit.actor(), account_id, topic).await?;
    page(&visit, topic, true)
}
