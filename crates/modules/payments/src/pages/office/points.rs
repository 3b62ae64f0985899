//! `/urzad/platnosci/punkty`: the merchant accounts.

use askama::Template;
use ratusz_web::{Answer, Page, Staff};

use crate::store::points::{self, Point};

#[derive(Template)]
#[template(path = "office/points.html")]
struct PointsPage {
    page: Page,
    points: Vec<Point>,
}

pub(in crate::pages) async fn show(staff: Staff) -> Answer {
    staff.require("payments.settings")?;
    let points = points::all(&staff.visit.municipality.db.read).await?;
    staff.visit.show(&PointsPage { page: staff.visit.page(), points })
}
