//! The two deeds with demands for accessibility: one is filed, one is answered within what the act allows (art. 18).

use std::sync::Arc;

use chrono::NaiveDate;
use ratusz_kernel::{Actor, Deed, Error, Municipality, Result, Sql, deadlines, values};
use serde_json::json;

use super::PERMISSION;
use super::demand::{ANSWERED, Answer, Answered, NewDemand, State, find, seal_contact, subject};

/// Files a demand; gives its code and the day the answer is due.
pub async fn file(
    municipality: &Arc<Municipality>,
    actor: &Actor,
    new: &NewDemand,
) -> Result<(String, NaiveDate)> {
    let mut deed = Deed::begin_own(municipality, actor).await?;
    let id = municipality.new_id();
    let code = municipality.random.code(6);
    let today = deed.today();
    let due_on = deadlines::accessibility_demand(today).due;
    deed.tx
        .run(
            "INSERT INTO accessibility_demand (id, code, state, received_at, received_on, due_on, person, way, contact, \
             page, element, alternative, device, version) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14)",
            values![
                id,
                code.clone(),
                State::New.as_str(),
                deed.now,
                today,
                due_on,
                new.person.clone(),
                new.way.clone(),
                seal_contact(municipality, id, &new.contact),
                new.page.clone(),
                new.element.clone(),
                new.alternative.clone(),
                new.device.clone(),
                env!("CARGO_PKG_VERSION")
            ],
        )
        .await?;
    deed.note(
        "accessibility.demand_filed",
        subject(id),
        json!({ "code": code, "page": new.page, "due_on": due_on }),
    );
    deed.commit().await?;
    Ok((code, due_on))
}

/// Gives an answer; refuses a step the case cannot take and a date beyond the limit of the act.
pub async fn answer(municipality: &Arc<Municipality>, actor: &Actor, id: i64, given: Answer) -> Result<()> {
    let mut deed = Deed::begin(municipality, actor, PERMISSION).await?;
    let demand = find(&deed.tx, id).await?.ok_or(Error::NotFound)?;
    let (from, to) = (demand.state(), given.state());
    if !from.may_become(to) {
        return Err(Error::Conflict(format!(
            "Zgłoszenie {} ma stan „{}”. Otwórz je jeszcze raz i sprawdź, co się zmieniło.",
            demand.code,
            from.label()
        )));
    }
    let (reason, text, promised_on) = match given {
        Answer::Taken => (String::new(), String::new(), None),
        Answer::Fixed { text } | Answer::Complaint { text } => (String::new(), text, None),
        Answer::Later { day, reason } => {
            if let Err(error) = demand.deadline().check_postponed(day) {
                return Err(Error::field("pozniej_data", error.to_string()));
            }
            (reason, String::new(), Some(day))
        }
        Answer::OtherWay { reason, text } => (reason, text, None),
        Answer::Refused { ground, text } => (ground.words().to_owned(), text, None),
    };
    deed.tx
        .run(
            "UPDATE accessibility_demand SET state = $2, due_on = $3, closed_on = $4 WHERE id = $1",
            values![
                id,
                to.as_str(),
                promised_on.unwrap_or(demand.due_on),
                (!to.open()).then(|| deed.today())
            ],
        )
        .await?;
    let answer_id = municipality.new_id();
    deed.tx
        .run(
            "INSERT INTO accessibility_answer (id, demand_id, at, author, state, reason, text, promised_on) \
             VALUES ($1,$2,$3,$4,$5,$6,$7,$8)",
            values![
                answer_id,
                id,
                deed.now,
                actor.name.clone(),
                to.as_str(),
                reason.clone(),
                text,
                promised_on
            ],
        )
        .await?;
    deed.note_because(
        "accessibility.demand_answered",
        subject(id),
        json!({ "code": demand.code, "from": from.as_str(), "to": to.as_str(), "promised_on": promised_on }),
        reason,
    );
    if to.is_told() && demand.way == "email" {
        let fact = Answered { demand_id: id, answer_id };
        deed.publish(ANSWERED, &format!("accessibility_answer:{answer_id}"), &fact).await?;
    }
    deed.commit().await
}
