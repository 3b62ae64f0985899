//! In whose name one may act, and who may act in one's own.

use askama::Template;
use ratusz_kernel::time::short_date;
use ratusz_web::{Answer, Page, Resident};

use crate::store::acting::{self, Acting};
use crate::store::authorisations;

struct Given {
    agent: String,
    facts: String,
}

#[derive(Template)]
#[template(path = "account/mandates.html")]
struct Mandates {
    page: Page,
    confirmed: bool,
    held: Vec<Acting>,
    given: Vec<Given>,
}

pub async fn show(Resident { visit, session }: Resident) -> Answer {
    let municipality = &visit.municipality;
    let today = municipality.clock.today();
    let held = acting::for_session(municipality, &session, today).await?;
    let given = match session.party_id {
        Some(own) => authorisations::of_party(&municipality.db.read, own)
            .await?
            .into_iter()
            .filter(|one| one.principal_id == own && one.holds_on(today))
            .map(|one| Given {
                facts: match one.valid_to {
                    Some(last) => {
                        format!("{}, od {} do {}", one.basis, short_date(one.valid_from), short_date(last))
                    }
                    None => format!("{}, od {} bezterminowo", one.basis, short_date(one.valid_from)),
                },
                agent: one.agent_name,
            })
            .collect(),
        None => Vec::new(),
    };
    let held = held.into_iter().filter(|one| !one.own).collect();
    visit.show(&Mandates { page: visit.page(), confirmed: session.level >= 2, held, given })
}
