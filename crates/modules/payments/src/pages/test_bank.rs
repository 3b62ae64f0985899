//! `/platnosc-testowa/{token}`: the page of the bank test provider.

use askama::Template;
use axum::extract::Path;
use ratusz_web::{Answer, Form, Page, Problem, Visit};

use crate::actions::decide_test_payment;
use crate::providers::test_bank::Decision;
use crate::store::test_bank::{self, TestOrder};

#[derive(Template)]
#[template(path = "resident/test_bank.html")]
struct TestBankPage {
    page: Page,
    order: TestOrder,
    amount: String,
}

/// The page exists only where test money is allowed.
async fn order(visit: &Visit, token: &str) -> Result<TestOrder, Problem> {
    if !visit.municipality.profile().demo {
        return Err(Problem::NotFound);
    }
    Ok(test_bank::by_token(&visit.municipality.db.write, token).await?)
}

pub(super) async fn show(visit: Visit, Path(token): Path<String>) -> Answer {
    let order = order(&visit, &token).await?;
    visit.show(&TestBankPage { page: visit.page(), amount: order.amount().to_string(), order })
}

pub(super) async fn decide(visit: Visit, Path(token): Path<String>, form: Form) -> Answer {
    let order = order(&visit, &token).await?;
    let decision = match form.get("decyzja") {
        "zaplac" => Decision::Paid,
        "pozniej" => Decision::Delayed,
        "jutro" => Decision::Tomorrow,
        "odrzuc" => Decision::Rejected,
        _ => return Err(Problem::BadRequest),
    };
    decide_test_payment::run(&visit.municipality, &visit.actor(), &order, decision).await?;
    Ok(visit.go(&order.return_to))
}
