//! Staff: list, invitation, card of a member.

use askama::Template;
use axum::extract::Path;
use ratusz_kernel::{Error, Municipality, Result};
use ratusz_web::{Answer, Errors, Form, Page, Problem, Staff};

use crate::actions::staff::{self, NewMember, Reset};
use crate::pages::choice::Choice;
use crate::pages::person::step_up;
use crate::rules::email;
use crate::store::{roles, staff as store, units};

const HERE: &str = "/urzad/pracownicy";

struct Row {
    id: i64,
    name: String,
    email: String,
    roles: String,
    unit: String,
    state: &'static str,
}

#[derive(Template)]
#[template(path = "office/staff.html")]
struct List<'a> {
    page: Page,
    rows: Vec<Row>,
    units: Vec<Choice>,
    roles: Vec<Choice>,
    form: &'a Form,
    errors: Errors,
    may_sign_out: bool,
}

fn state_name(state: &str) -> &'static str {
    match state {
        "active" => "pracuje",
        "invited" => "zaproszenie wysłane",
        _ => "wyłączone",
    }
}

async fn unit_choices(municipality: &Municipality, chosen: Option<i64>) -> Result<Vec<Choice>> {
    let all = units::all(&municipality.db.read).await?;
    let open = all.into_iter().filter(|unit| !unit.closed || Some(unit.id) == chosen);
    let none = Choice::new("", "Bez jednostki", chosen.is_none());
    Ok(std::iter::once(none)
        .chain(open.map(|unit| {
            Choice::new(
                unit.id.to_string(),
                format!("{} {}", unit.symbol, unit.name),
                Some(unit.id) == chosen,
            )
        }))
        .collect())
}

async fn role_choices(municipality: &Municipality, chosen: &[i64]) -> Result<Vec<Choice>> {
    let all = roles::all(&municipality.db.read).await?;
    Ok(all
        .into_iter()
        .map(|role| Choice::new(role.id.to_string(), role.name.clone(), chosen.contains(&role.id)))
        .collect())
}

fn chosen_roles(form: &Form) -> Vec<i64> {
    form.all("rola").iter().filter_map(|id| id.parse().ok()).collect()
}

async fn list<'a>(staff: &Staff, form: &'a Form, errors: Errors) -> Result<List<'a>> {
    let visit = &staff.visit;
    let municipality = &visit.municipality;
    let db = &municipality.db.read;
    let (all_roles, all_units, held) =
        (roles::all(db).await?, units::all(db).await?, store::held_roles(db).await?);
    let mut rows = Vec::new();
    for member in store::all(db).await? {
        let names: Vec<&str> = all_roles
            .iter()
            .filter(|role| held.contains(&(member.id, role.id)))
            .map(|role| role.name.as_str())
            .collect();
        let unit = all_units.iter().find(|unit| Some(unit.id) == member.unit_id);
        rows.push(Row {
            email: member.email(municipality)?,
            roles: names.join(", "),
            unit: unit.map(|unit| unit.symbol.clone()).unwrap_or_default(),
            state: state_name(&member.state),
            id: member.id,
            name: member.name,
        });
    }
    Ok(List {
        page: if errors.is_empty() { visit.page() } else { visit.page_with_errors() },
        rows,
        units: unit_choices(municipality, form.id("jednostka")).await?,
        roles: role_choices(municipality, &chosen_roles(form)).await?,
        form,
        errors,
        may_sign_out: visit.actor().may("people.sessions"),
    })
}

pub async fn show(staff: Staff) -> Answer {
    staff.require("people.staff")?;
    staff.visit.show(&list(&staff, &Form::default(), Errors::default()).await?)
}

pub async fn invite(staff: Staff, form: Form) -> Answer {
    staff.require("people.staff")?;
    let visit = &staff.visit;
    step_up(visit, &staff.session, HERE)?;
    let mut errors = Errors::default();
    let new = NewMember {
        name: errors.text(&form, "imie_nazwisko", "Wpisz imię i nazwisko.", 120),
        email: form.get("email").to_owned(),
        unit_id: form.id("jednostka"),
        roles: chosen_roles(&form),
    };
    if !email::is_plausible(&new.email) {
        errors.add("email", "Wpisz służbowy adres e-mail.");
    }
    if errors.is_empty() {
        match staff::invite(&visit.municipality, &visit.actor(), &new).await {
            Err(Error::Invalid(fields)) => errors.0.extend(fields),
            other => return invited(&staff, &new.name, &other?, false),
        }
    }
    visit.show_invalid(&list(&staff, &form, errors).await?)
}

#[derive(Template)]
#[template(path = "office/invitation.html")]
struct Invitation<'a> {
    page: Page,
    name: &'a str,
    link: Option<String>,
    roles_lost: bool,
}

/// The link once, for a member whose mail does not work yet. Whoever has it can become that member, so only those see it
/// who could give themselves the same roles anyway.
fn invited(staff: &Staff, name: &str, path: &str, roles_lost: bool) -> Answer {
    let visit = &staff.visit;
    let link = visit.actor().may("people.roles").then(|| visit.municipality.link(path));
    visit.show(&Invitation { page: visit.page(), name, link, roles_lost })
}

#[derive(Template)]
#[template(path = "office/staff_member.html")]
struct Member {
    page: Page,
    id: i64,
    name: String,
    email: String,
    state: &'static str,
    active: bool,
    invited: bool,
    disabled: bool,
    own: bool,
    reset_waits: bool,
    units: Vec<Choice>,
    roles: Vec<Choice>,
    errors: Errors,
}

async fn card(staff: &Staff, id: i64, errors: Errors) -> Result<Member, Problem> {
    let visit = &staff.visit;
    let municipality = &visit.municipality;
    let db = &municipality.db.read;
    let member = store::get(db, id).await?.ok_or(Problem::NotFound)?;
    let held = store::held_roles(db).await?;
    let own_roles: Vec<i64> =
        held.into_iter().filter_map(|(holder, role)| (holder == id).then_some(role)).collect();
    Ok(Member {
        page: if errors.is_empty() { visit.page() } else { visit.page_with_errors() },
        id,
        email: member.email(municipality)?,
        state: state_name(&member.state),
        active: member.is_active(),
        invited: member.state == "invited",
        disabled: member.state == "disabled",
        own: staff.session.subject_id == id,
        reset_waits: member.reset_asked_by(municipality.clock.now()).is_some(),
        units: unit_choices(municipality, member.unit_id).await?,
        roles: role_choices(municipality, &own_roles).await?,
        name: member.name,
        errors,
    })
}

fn path_of(id: i64) -> String {
    format!("{HERE}/{id}")
}

pub async fn show_member(staff: Staff, Path(id): Path<i64>) -> Answer {
    staff.require("people.staff")?;
    staff.visit.show(&card(&staff, id, Errors::default()).await?)
}

pub async fn change(staff: Staff, Path(id): Path<i64>, form: Form) -> Answer {
    staff.require("people.staff")?;
    staff.require("people.roles")?;
    let visit = &staff.visit;
    step_up(visit, &staff.session, &path_of(id))?;
    let roles = chosen_roles(&form);
    staff::change(&visit.municipality, &visit.actor(), id, form.id("jednostka"), &roles).await?;
    Ok(visit.go_telling(&path_of(id), "success", "Zapisano. Nowe uprawnienia działają od razu."))
}

pub async fn disable(staff: Staff, Path(id): Path<i64>, form: Form) -> Answer {
    staff.require("people.staff")?;
    let visit = &staff.visit;
    step_up(visit, &staff.session, &path_of(id))?;
    let mut errors = Errors::default();
    let reason = errors.text(&form, "powod", "Napisz, dlaczego wyłączasz dostęp.", 200);
    if !errors.is_empty() {
        return visit.show_invalid(&card(&staff, id, errors).await?);
    }
    staff::disable(&visit.municipality, &visit.actor(), id, &reason).await?;
    Ok(visit.go_telling(HERE, "success", "Dostęp wyłączony, sesje zakończone."))
}

pub async fn end_sessions(staff: Staff, Path(id): Path<i64>, _: Form) -> Answer {
    staff.require("people.staff")?;
    let visit = &staff.visit;
    let ended = staff::end_sessions(&visit.municipality, &visit.actor(), id).await?;
    Ok(visit.go_telling(&path_of(id), "success", &format!("Zakończone sesje: {ended}.")))
}

pub async fn reset(staff: Staff, Path(id): Path<i64>, _: Form) -> Answer {
    staff.require("people.staff")?;
    let visit = &staff.visit;
    step_up(visit, &staff.session, &path_of(id))?;
    match staff::reset(&visit.municipality, &visit.actor(), id).await? {
        Reset::WaitsForSecond => Ok(visit.go_telling(
            &path_of(id),
            "info",
            "To czeka na drugą osobę. Zobaczy to na stronie „Dziś” i ma na to 3 dni.",
        )),
        Reset::Sent { path, roles_lost } => {
            let member = store::get(&visit.municipality.db.read, id).await?.ok_or(Problem::NotFound)?;
            invited(&staff, &member.name, &path, roles_lost)
        }
    }
}
