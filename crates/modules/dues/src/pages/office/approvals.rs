//! `/urzad/do-akceptacji`: changes above the limit that wait for a second person.

use askama::Template;
use axum::extract::Path;
use ratusz_kernel::Money;
use ratusz_kernel::time::{civil_date, short_date};
use ratusz_web::{Answer, Form, Page, Staff};

use crate::actions::approve::{self, Proposal};
use crate::cards::{self, CardRef};

struct Row {
    proposal: Proposal,
    act: &'static str,
    entry_id: Option<i64>,
    card: Option<CardRef>,
    amount: Money,
    proposed: String,
    own: bool,
}

#[derive(Template)]
#[template(path = "office/approvals.html")]
struct Approvals {
    page: Page,
    waiting: Vec<Row>,
    decided: Vec<Row>,
}

pub(super) async fn show(staff: Staff) -> Answer {
    staff.require("dues.approve")?;
    let visit = &staff.visit;
    let db = &visit.municipality.db.read;
    let proposals = approve::list(db).await?;
    let card_ids: Vec<i64> = proposals.iter().map(|proposal| proposal.card_id).collect();
    let cards = cards::by_ids(db, &card_ids).await?;
    let (mut waiting, mut decided) = (Vec::new(), Vec::new());
    for proposal in proposals {
        let act = proposal.act()?;
        let row = Row {
            act: act.label(),
            entry_id: act.entry_id(),
            card: cards.get(&proposal.card_id).cloned(),
            amount: proposal.money(),
            proposed: short_date(civil_date(proposal.proposed_at)),
            own: proposal.proposed_by == staff.session.subject_id,
            proposal,
        };
        if row.proposal.state == "waiting" { waiting.push(row) } else { decided.push(row) }
    }
    visit.show(&Approvals { page: visit.page(), waiting, decided })
}

pub(super) async fn decide(staff: Staff, Path(id): Path<i64>, form: Form) -> Answer {
    let visit = &staff.visit;
    let approved = form.get("decyzja") == "zatwierdz";
    let done = approve::decide(&visit.municipality, &visit.actor(), id, approved, form.get("uwagi")).await?;
    let text = match done {
        Some(entry) => format!("Zatwierdzone i zaksięgowane pod numerem {entry}."),
        None => "Odrzucone. Na karcie nic się nie zmieniło.".to_owned(),
    };
    Ok(visit.go_telling("/urzad/do-akceptacji", "success", &text))
}
