//! After a leak: all residents, all staff or both are signed out at once (ASVS 5.0 V7.4.5).

use askama::Template;
use ratusz_kernel::ActorKind;
use ratusz_web::{Answer, Errors, Form, Page, Staff};

use crate::actions::sessions;
use crate::pages::choice::Choice;
use crate::pages::person::step_up;

const HERE: &str = "/urzad/sesje";
const WHOM: [(&str, &str, &[ActorKind]); 3] = [
    ("mieszkancy", "Mieszkańców", &[ActorKind::Resident]),
    ("pracownicy", "Pracowników", &[ActorKind::Staff]),
    ("wszyscy", "Mieszkańców i pracowników", &[ActorKind::Resident, ActorKind::Staff]),
];

#[derive(Template)]
#[template(path = "office/everybody.html")]
struct Everybody<'a> {
    page: Page,
    whom: Vec<Choice>,
    form: &'a Form,
    errors: Errors,
}

fn page<'a>(staff: &Staff, form: &'a Form, errors: Errors) -> Everybody<'a> {
    let visit = &staff.visit;
    Everybody {
        page: if errors.is_empty() { visit.page() } else { visit.page_with_errors() },
        whom: WHOM
            .iter()
            .map(|(value, label, _)| Choice::new(*value, *label, form.get("kogo") == *value))
            .collect(),
        form,
        errors,
    }
}

pub async fn show(staff: Staff) -> Answer {
    staff.require("people.sessions")?;
    step_up(&staff.visit, &staff.session, HERE)?;
    staff.visit.show(&page(&staff, &Form::default(), Errors::default()))
}

pub async fn sign_out(staff: Staff, form: Form) -> Answer {
    staff.require("people.sessions")?;
    let visit = &staff.visit;
    step_up(visit, &staff.session, HERE)?;
    let mut errors = Errors::default();
    let whom = WHOM.iter().find(|(value, ..)| *value == form.get("kogo"));
    if whom.is_none() {
        errors.add("kogo", "Wybierz, kogo wylogować.");
    }
    let reason = errors.text(&form, "powod", "Napisz, dlaczego wylogowujesz wszystkich.", 200);
    let Some((_, _, kinds)) = whom.filter(|_| errors.is_empty()) else {
        return visit.show_invalid(&page(&staff, &form, errors));
    };
    let own = staff.session.id;
    let ended = sessions::end_of_everybody(&visit.municipality, &visit.actor(), own, kinds, &reason).await?;
    Ok(visit.go_telling(HERE, "success", &format!("Zakończone sesje: {ended}. Twoja trwa.")))
}
