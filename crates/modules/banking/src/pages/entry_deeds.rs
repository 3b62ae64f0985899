//! What a clerk does with one entry; each deed leads back to the list, with a message and the focus on the next row.

use axum::extract::Path;
use ratusz_kernel::{Error, Money};
use ratusz_web::{Answer, Errors, Form, Staff, Visit};

use super::entry::again;
use crate::actions::assign::{Assigned, Choice};
use crate::actions::confirm_suggestion::{self, Confirmed};
use crate::actions::settle::Settlement;
use crate::actions::{
    assign as assigning, reverse as reversing, settle as settling, withdraw as withdrawing,
};

const LIST: &str = "/urzad/wyciagi";

pub(crate) async fn confirm(staff: Staff, Path(id): Path<i64>, _: Form) -> Answer {
    staff.require("banking.post")?;
    let visit = staff.visit;
    let text = match confirm_suggestion::confirm(&visit.municipality, &visit.actor(), id).await {
        Ok(Confirmed::Assigned(assigned)) => placed(&assigned),
        Ok(Confirmed::Reversed) => "Operacja cofnięta. Karta jest w stanie sprzed wpłaty.".to_owned(),
        // A colleague was first: the list tells how things stand now.
        Err(Error::Conflict(reason)) => return Ok(visit.go_telling(LIST, "warning", &reason)),
        Err(error) => return Err(error.into()),
    };
    Ok(visit.go_telling(LIST, "success", &text))
}

pub(crate) async fn decline(staff: Staff, Path(id): Path<i64>, _: Form) -> Answer {
    staff.require("banking.post")?;
    let visit = staff.visit;
    confirm_suggestion::decline(&visit.municipality, &visit.actor(), id).await?;
    let page = format!("/urzad/wyciagi/wpis/{id}");
    Ok(visit.go_telling(
        &page,
        "info",
        "Propozycja odrzucona. Wpłata czeka na wyjaśnienie: znajdź właściwą kartę.",
    ))
}

pub(crate) async fn assign(staff: Staff, Path(id): Path<i64>, form: Form) -> Answer {
    staff.require("banking.post")?;
    let visit = staff.visit;
    let mut errors = Errors::default();
    let payment_day = errors.date_or_none(&form, "dzien_wplaty");
    let Some(card_id) = form.id("karta") else {
        errors.add("karta", "Wybierz kartę z listy.");
        return again(&visit, id, form, errors).await;
    };
    if !errors.is_empty() {
        return again(&visit, id, form, errors).await;
    }
    let choice = Choice { card_id, payment_day };
    match assigning::assign(&visit.municipality, &visit.actor(), id, choice).await {
        Ok(assigned) => Ok(visit.go_telling(LIST, "success", &placed(&assigned))),
        Err(error) => refused(&visit, id, form, error).await,
    }
}

pub(crate) async fn settle(staff: Staff, Path(id): Path<i64>, form: Form) -> Answer {
    staff.require("banking.post")?;
    let visit = staff.visit;
    let outcome = match Settlement::parse(form.get("co")) {
        Some(settlement) => settling::settle(&visit.municipality, &visit.actor(), id, settlement)
            .await
            .map(|()| format!("Wyjaśnione: {}.", settlement.label())),
        None => Err(Error::field("co", "Wybierz, co to było.")),
    };
    match outcome {
        Ok(text) => Ok(visit.go_telling(LIST, "success", &text)),
        Err(error) => refused(&visit, id, form, error).await,
    }
}

pub(crate) async fn withdraw(staff: Staff, Path(id): Path<i64>, form: Form) -> Answer {
    staff.require("banking.post")?;
    let visit = staff.visit;
    match withdrawing::withdraw(&visit.municipality, &visit.actor(), id, form.get("powod")).await {
        Ok(()) => Ok(visit.go_telling(
            &format!("/urzad/wyciagi/wpis/{id}"),
            "success",
            "Wpłata wycofana z karty i czeka na wyjaśnienie. Dzień wpłaty się nie zmienił. Wybierz właściwą kartę.",
        )),
        Err(error) => refused(&visit, id, form, error).await,
    }
}

pub(crate) async fn reverse(staff: Staff, Path(id): Path<i64>, form: Form) -> Answer {
    staff.require("banking.post")?;
    let visit = staff.visit;
    let Some(original) = form.id("operacja") else {
        return refused(&visit, id, form, Error::field("operacja", "Wskaż operację, którą bank cofa.")).await;
    };
    reversing::reverse(&visit.municipality, &visit.actor(), id, original).await?;
    Ok(visit.go_telling(LIST, "success", "Operacja cofnięta. Karta jest w stanie sprzed wpłaty."))
}

fn placed(assigned: &Assigned) -> String {
    let Assigned { card, amount, balance_after } = assigned;
    match balance_after {
        None => format!("Zwrot {amount} zapisany na karcie {} ({}).", card.number, card.payer_name),
        Some(balance) if *balance > Money::ZERO => {
            format!("{amount} na karcie {} ({}). Zostało do zapłaty {balance}.", card.number, card.payer_name)
        }
        Some(_) => format!(
            "{amount} na karcie {} ({}). Nic więcej nie jest do zapłaty.",
            card.number, card.payer_name
        ),
    }
}

async fn refused(visit: &Visit, id: i64, form: Form, error: Error) -> Answer {
    match error {
        Error::Invalid(errors) => again(visit, id, form, Errors(errors)).await,
        other => Err(other.into()),
    }
}
