//! `/urzad/wyplaty/{id}`: the lines of one payout and its arithmetic.

use askama::Template;
use axum::extract::Path;
use ratusz_web::{Answer, Page, Staff};

use crate::store::payouts::{self, Payout, PayoutLine};
use crate::store::points::{self, Point};

#[derive(Template)]
#[template(path = "office/payout.html")]
struct PayoutPage {
    page: Page,
    payout: Payout,
    point: Point,
    lines: Vec<PayoutLine>,
}

pub(in crate::pages) async fn show(staff: Staff, Path(id): Path<i64>) -> Answer {
    staff.require("payments.read")?;
    let db = &staff.visit.municipality.db.read;
    let payout = payouts::get(db, id).await?;
    let point = points::get(db, payout.pos_id).await?;
    let lines = payouts::lines(db, id).await?;
    staff.visit.show(&PayoutPage { page: staff.visit.page(), payout, point, lines })
}
