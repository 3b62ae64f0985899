//! `/urzad/platnosci/punkty/{id}`: the settings of one merchant account. Secrets go in and are never shown.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use ratusz_dues::kinds;
use ratusz_web::{Answer, Errors, Form, Page, Problem, Staff};

use super::payment::field_errors;
use crate::actions::keep_point;
use crate::pages::Choice;
use crate::store::points::{self, Point};

#[derive(Template)]
#[template(path = "office/point.html")]
struct PointPage {
    page: Page,
    action: String,
    new: bool,
    has_secrets: bool,
    notify_address: String,
    providers: Vec<Choice>,
    environments: Vec<Choice>,
    fees: Vec<Choice>,
    kinds: Vec<Choice>,
    form: Form,
    errors: Errors,
}

impl PointPage {
    fn secret_hint(&self) -> &'static str {
        if self.has_secrets {
            "Klucz jest zapisany i nie pokazujemy go. Zostaw puste, żeby go nie zmieniać."
        } else {
            ""
        }
    }
}

pub(in crate::pages) async fn show_new(staff: Staff) -> Answer {
    staff.require("payments.settings")?;
    let form = Form::filled([("operator", "payu".into()), ("czynny", "tak".into())]);
    page(&staff, None, form, Errors::default()).await
}

pub(in crate::pages) async fn show(staff: Staff, Path(id): Path<i64>) -> Answer {
    staff.require("payments.settings")?;
    let point = points::get(&staff.visit.municipality.db.read, id).await?;
    let form = filled(&point);
    page(&staff, Some(point), form, Errors::default()).await
}

fn filled(point: &Point) -> Form {
    let flag = |name: &str, on: bool| on.then(|| (name.to_owned(), "tak".to_owned()));
    let pairs = [
        ("nazwa", point.name.as_str()),
        ("operator", &point.provider),
        ("srodowisko", &point.environment),
        ("numer", &point.merchant_id),
        ("rachunek", &point.bank_account),
        ("uchwala", &point.resolution),
        ("kolumny", &point.report_columns),
        ("prowizja", if point.fees_netted { "potracana" } else { "faktura" }),
    ];
    let pairs = pairs
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .chain(point.kinds.split_whitespace().map(|kind| ("rodzaje".to_owned(), kind.to_owned())))
        .chain(flag("blik", point.blik_is_transfer))
        .chain(flag("czynny", point.active));
    let query: Vec<String> = pairs
        .map(|(name, value)| {
            format!("{name}={}", url::form_urlencoded::byte_serialize(value.as_bytes()).collect::<String>())
        })
        .collect();
    Form::from_query(&query.join("&"))
}

async fn page(staff: &Staff, point: Option<Point>, form: Form, errors: Errors) -> Result<Response, Problem> {
    let visit = &staff.visit;
    let choice = |field: &str, value: &str, label: &str| Choice {
        value: value.to_owned(),
        label: label.to_owned(),
        selected: form.get(field) == value,
    };
    let kinds = kinds::of(&visit.municipality).await?;
    let notify = point
        .as_ref()
        .map(|point| visit.municipality.link(&format!("/wejscie/payu/{}", point.webhook_token)));
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    visit.show_as(
        status,
        &PointPage {
            page: if errors.is_empty() { visit.page() } else { visit.page_with_errors() },
            action: point.as_ref().map_or_else(|| "nowy".to_owned(), |point| point.id.to_string()),
            new: point.is_none(),
            has_secrets: point.as_ref().is_some_and(|point| point.client_secret.is_some()),
            notify_address: notify.unwrap_or_default(),
            providers: vec![
                choice("operator", "payu", "PayU"),
                choice("operator", "test", "płatność testowa"),
            ],
            environments: vec![
                choice("srodowisko", "production", "produkcja"),
                choice("srodowisko", "sandbox", "środowisko testowe"),
            ],
            fees: vec![
                choice("prowizja", "potracana", "operator potrąca ją z wypłat"),
                choice("prowizja", "faktura", "operator wystawia fakturę"),
            ],
            kinds: kinds
                .all()
                .iter()
                .map(|kind| Choice {
                    value: kind.code.clone(),
                    label: kind.title(),
                    selected: form.all("rodzaje").contains(&kind.code),
                })
                .collect(),
            form,
            errors,
        },
    )
}

pub(in crate::pages) async fn add(staff: Staff, form: Form) -> Answer {
    keep(&staff, None, form).await
}

pub(in crate::pages) async fn save(staff: Staff, Path(id): Path<i64>, form: Form) -> Answer {
    keep(&staff, Some(id), form).await
}

async fn keep(staff: &Staff, id: Option<i64>, form: Form) -> Result<Response, Problem> {
    staff.require("payments.settings")?;
    let visit = &staff.visit;
    match keep_point::run(&visit.municipality, &visit.actor(), id, &form).await {
        Ok(_) => Ok(visit.go_telling("/urzad/platnosci/punkty", "success", "Punkt płatności jest zapisany.")),
        Err(error) => {
            let errors = field_errors(error)?;
            let point = match id {
                Some(id) => Some(points::get(&visit.municipality.db.read, id).await?),
                None => None,
            };
            page(staff, point, form, errors).await
        }
    }
}
