//! Roles and their permissions, from the manifests of all modules.

use askama::Template;
use axum::extract::Path;
use ratusz_kernel::{Error, Municipality};
use ratusz_web::{Answer, Errors, Form, Page, Problem, Staff};

use crate::actions::roles;
use crate::pages::choice::Choice;
use crate::pages::person::step_up;
use crate::store::roles as store;

const HERE: &str = "/urzad/role";

struct Row {
    id: i64,
    name: String,
    permissions: usize,
    holders: usize,
}

#[derive(Template)]
#[template(path = "office/roles.html")]
struct List {
    page: Page,
    rows: Vec<Row>,
}

pub async fn show(staff: Staff) -> Answer {
    staff.require("people.roles")?;
    let visit = &staff.visit;
    let db = &visit.municipality.db.read;
    let mut rows = Vec::new();
    for role in store::all(db).await? {
        rows.push(Row {
            id: role.id,
            permissions: role.permissions().count(),
            holders: store::holders(db, role.id).await?.len(),
            name: role.name,
        });
    }
    visit.show(&List { page: visit.page(), rows })
}

#[derive(Template)]
#[template(path = "office/role.html")]
struct Role<'a> {
    page: Page,
    /// Zero for a new role.
    id: i64,
    permissions: Vec<Choice>,
    form: &'a Form,
    errors: Errors,
}

fn choices(municipality: &Municipality, granted: impl Fn(&str) -> bool) -> Vec<Choice> {
    roles::all_permissions(municipality)
        .into_iter()
        .map(|permission| Choice::new(permission.code, permission.label, granted(permission.code)))
        .collect()
}

pub async fn show_new(staff: Staff) -> Answer {
    staff.require("people.roles")?;
    let visit = &staff.visit;
    let permissions = choices(&visit.municipality, |_| false);
    let form = Form::default();
    visit.show(&Role { page: visit.page(), id: 0, permissions, form: &form, errors: Errors::default() })
}

pub async fn show_one(staff: Staff, Path(id): Path<i64>) -> Answer {
    staff.require("people.roles")?;
    let visit = &staff.visit;
    let role = store::get(&visit.municipality.db.read, id).await?.ok_or(Problem::NotFound)?;
    let permissions = choices(&visit.municipality, |code| role.grants(code));
    let form = Form::filled([("nazwa", role.name.clone())]);
    visit.show(&Role { page: visit.page(), id, permissions, form: &form, errors: Errors::default() })
}

async fn keep(staff: &Staff, id: Option<i64>, form: &Form) -> Answer {
    staff.require("people.roles")?;
    let visit = &staff.visit;
    step_up(visit, &staff.session, &id.map_or_else(|| format!("{HERE}/nowa"), |id| format!("{HERE}/{id}")))?;
    let mut errors = Errors::default();
    let name = errors.text(form, "nazwa", "Wpisz nazwę roli.", 80);
    let wanted = form.all("uprawnienie");
    if errors.is_empty() {
        match roles::save(&visit.municipality, &visit.actor(), id, &name, wanted).await {
            Err(Error::Invalid(fields)) => errors.0.extend(fields),
            other => {
                other?;
                return Ok(visit.go_telling(HERE, "success", "Rola zapisana. Zmiana działa od razu."));
            }
        }
    }
    let permissions = choices(&visit.municipality, |code| wanted.iter().any(|one| one == code));
    visit.show_invalid(&Role {
        page: visit.page_with_errors(),
        id: id.unwrap_or(0),
        permissions,
        form,
        errors,
    })
}

pub async fn add(staff: Staff, form: Form) -> Answer {
    keep(&staff, None, &form).await
}

pub async fn save(staff: Staff, Path(id): Path<i64>, form: Form) -> Answer {
    keep(&staff, Some(id), &form).await
}

pub async fn remove(staff: Staff, Path(id): Path<i64>, _: Form) -> Answer {
    staff.require("people.roles")?;
    let visit = &staff.visit;
    step_up(visit, &staff.session, &format!("{HERE}/{id}"))?;
    roles::remove(&visit.municipality, &visit.actor(), id).await?;
    Ok(visit.go_telling(HERE, "success", "Rola usunięta."))
}
