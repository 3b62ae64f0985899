//! Forms about refunds on the page of a payment: one clerk asks, another decides.

use axum::extract::Path;
use ratusz_web::{Answer, Errors, Form, Problem, Staff};

use super::payment;
use crate::actions::{ask_refund, decide_refund};

pub(in crate::pages) async fn ask(staff: Staff, Path(id): Path<i64>, form: Form) -> Answer {
    staff.require("payments.refund_ask")?;
    let mut errors = Errors::default();
    let amount = errors.money(&form, "kwota");
    let reason = errors.text(&form, "powod_zwrotu", "Napisz, dlaczego zwracasz pieniądze.", 500);
    let attempt_id = form.id("proba").ok_or(Problem::BadRequest)?;
    let visit = &staff.visit;
    if errors.is_empty() {
        match ask_refund::run(&visit.municipality, &visit.actor(), attempt_id, amount, &reason).await {
            Ok(()) => {
                let text = "Zwrot czeka na zatwierdzenie przez drugą osobę.";
                return Ok(visit.go_telling(&format!("/urzad/platnosci/{id}"), "success", text));
            }
            Err(error) => errors = payment::field_errors(error)?,
        }
    }
    payment::page(&staff, id, form, errors).await
}

pub(in crate::pages) async fn decide(staff: Staff, Path(refund_id): Path<i64>, form: Form) -> Answer {
    let visit = &staff.visit;
    let approve = form.get("decyzja") == "zatwierdz";
    let id = decide_refund::run(&visit.municipality, &visit.actor(), refund_id, approve).await?;
    let text = if approve {
        "Zwrot jest zatwierdzony i idzie do operatora."
    } else {
        "Zwrot nie został zatwierdzony."
    };
    Ok(visit.go_telling(&format!("/urzad/platnosci/{id}"), "success", text))
}
