//! The button on a card that credits its overpayment to what the payers owe (OP art. 76 §1).

use axum::extract::Path;
use ratusz_kernel::Deed;
use ratusz_web::{Answer, Form, Staff};

use super::card_of;
use crate::crediting;

pub(super) async fn save(staff: Staff, Path(id): Path<i64>, _: Form) -> Answer {
    let visit = &staff.visit;
    card_of(&staff, id).await?;
    let mut deed = Deed::begin(&visit.municipality, &visit.actor(), "dues.repost").await?;
    let today = deed.today();
    let to = format!("/urzad/karty/{id}");
    let Some(credited) = crediting::use_overpayment(&mut deed, id, today).await? else {
        return Ok(visit.go_telling(
            &to,
            "info",
            "Nie ma nadpłaty albo nie ma należności, na którą można ją zaliczyć.",
        ));
    };
    deed.commit().await?;
    Ok(visit.go_telling(&to, "success", &format!("Zaliczyliśmy {} z nadpłaty.", credited.amount)))
}
