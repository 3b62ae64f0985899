//! `/platnosci/przelew`: everything for a transfer of one's own: account, title, amount, the payment code, a slip.

use askama::Template;
use axum::extract::{Path, RawQuery};
use axum::http::header;
use axum::response::IntoResponse;
use chrono::Datelike;
use qrcode::render::svg;
use qrcode::{EcLevel, QrCode};
use ratusz_documents::{AmountPart, TransferSlip, transfer_slip};
use ratusz_dues::rules::reference::payment_reference;
use ratusz_dues::rules::transfer_code::TransferCode;
use ratusz_dues::view::{self, CardDebt, DueDebt};
use ratusz_kernel::{AccountNumber, Money, Nip, Profile, time};
use ratusz_people::acting;
use ratusz_web::{Answer, Form, Page, Problem, Resident};

use super::super::paper;
use super::confirm::address;

/// One transfer: the chosen dues of one card, because the account itself says what is paid (OP art. 62).
struct Transfer {
    card: CardDebt,
    dues: Vec<DueDebt>,
    account: Option<AccountNumber>,
    title: String,
    total: Money,
    /// Query with the dues, for the code and the slip.
    query: String,
}

impl Transfer {
    /// `61 1090 1014 0000 0712 1981 2874`
    fn grouped(&self) -> String {
        let digits = self.account.as_ref().map_or("", AccountNumber::as_str);
        let (check, rest) = digits.split_at_checked(2).unwrap_or_default();
        let groups = rest.as_bytes().chunks(4).map(|group| String::from_utf8_lossy(group).into_owned());
        std::iter::once(check.to_owned()).chain(groups).collect::<Vec<_>>().join(" ")
    }

    fn account_digits(&self) -> &str {
        self.account.as_ref().map_or("", AccountNumber::as_str)
    }

    fn code_address(&self) -> String {
        self.address("kod.svg")
    }

    fn slip_address(&self) -> String {
        self.address("polecenie.pdf")
    }

    fn address(&self, file: &str) -> String {
        format!("/platnosci/przelew/{}/{file}{}", self.card.card.id, self.query)
    }

    fn code(&self, profile: &Profile) -> Result<String, Problem> {
        let account = self.account.as_ref().ok_or(Problem::NotFound)?;
        let nip = Nip::parse(&profile.nip).ok();
        let content = TransferCode {
            nip: nip.as_ref(),
            account,
            amount: self.total,
            name: &profile.name,
            title: &self.title,
        }
        .content();
        let code =
            QrCode::with_error_correction_level(content.as_bytes(), EcLevel::L).map_err(Problem::internal)?;
        Ok(code.render::<svg::Color<'_>>().min_dimensions(250, 250).build())
    }
}

#[derive(Template)]
#[template(path = "resident/transfer.html")]
struct TransferPage {
    page: Page,
    transfers: Vec<Transfer>,
    recipient: String,
    today: String,
}

/// The resident's transfers for the dues of the query; without a choice, for everything that is open.
async fn transfers(resident: &Resident, query: &str) -> Result<Vec<Transfer>, Problem> {
    let municipality = &resident.visit.municipality;
    let today = municipality.clock.today();
    let wanted: Vec<i64> =
        Form::from_query(query).all("naleznosc").iter().filter_map(|id| id.parse().ok()).collect();
    let parties: Vec<i64> = acting::for_session(municipality, &resident.session, today)
        .await?
        .into_iter()
        .map(|acting| acting.party_id)
        .collect();
    let debts = view::debts(municipality, &parties, today).await?;
    Ok(debts
        .cards
        .into_iter()
        .filter_map(|card| {
            let dues: Vec<DueDebt> = card
                .dues
                .iter()
                .filter(|due| due.total > Money::ZERO && (wanted.is_empty() || wanted.contains(&due.id)))
                .cloned()
                .collect();
            let first = dues.first()?;
            let ids: Vec<i64> = dues.iter().map(|due| due.id).collect();
            Some(Transfer {
                account: card.card.nrb.as_deref().and_then(|nrb| AccountNumber::parse(nrb).ok()),
                title: title(&card.card.number, first, dues.len()),
                total: dues.iter().map(|due| due.total).sum(),
                query: address("", &ids),
                card,
                dues,
            })
        })
        .collect())
}

/// At most 32 characters fit the payment code: `RAT-N000123-97/2026/4`.
fn title(card_number: &str, first: &DueDebt, count: usize) -> String {
    let reference = payment_reference(card_number);
    let year = first.due_date.year();
    if count == 1 { format!("{reference}/{year}/{}", first.number) } else { format!("{reference}/{year}") }
}

pub(in crate::pages) async fn show(resident: Resident, RawQuery(query): RawQuery) -> Answer {
    let transfers = transfers(&resident, &query.unwrap_or_default()).await?;
    let municipality = &resident.visit.municipality;
    resident.visit.show(&TransferPage {
        page: resident.visit.page(),
        transfers,
        recipient: municipality.profile().name.clone(),
        today: time::long_date(municipality.clock.today()),
    })
}

async fn one(resident: &Resident, card_id: i64, query: Option<String>) -> Result<Transfer, Problem> {
    let transfers = transfers(resident, &query.unwrap_or_default()).await?;
    transfers.into_iter().find(|transfer| transfer.card.card.id == card_id).ok_or(Problem::NotFound)
}

pub(in crate::pages) async fn code(
    resident: Resident,
    Path(card_id): Path<i64>,
    RawQuery(query): RawQuery,
) -> Answer {
    let transfer = one(&resident, card_id, query).await?;
    let svg = transfer.code(&resident.visit.municipality.profile())?;
    Ok(([(header::CONTENT_TYPE, "image/svg+xml")], svg).into_response())
}

pub(in crate::pages) async fn slip(
    resident: Resident,
    Path(card_id): Path<i64>,
    RawQuery(query): RawQuery,
) -> Answer {
    let transfer = one(&resident, card_id, query).await?;
    let municipality = &resident.visit.municipality;
    let profile = municipality.profile();
    if transfer.account.is_none() {
        return Err(Problem::NotFound);
    }
    let office = paper::office(municipality);
    let date = municipality.clock.today();
    let parts = transfer
        .dues
        .iter()
        .map(|due| AmountPart { label: due.title.clone(), amount: due.total.to_string() });
    let slip = TransferSlip {
        recipient: vec![
            profile.name.clone(),
            profile.street.clone(),
            format!("{} {}", profile.postal_code, profile.town),
        ],
        account: transfer.account_digits().to_owned(),
        amount: transfer.total.to_string(),
        title: transfer.title.clone(),
        payer: vec![transfer.card.card.payer_name.clone()],
        due_date: transfer
            .dues
            .iter()
            .map(|due| due.due_date)
            .min()
            .map(|day| format!("{} r.", time::long_date(day))),
        parts: parts.collect(),
        explanation: format!("Kwota z odsetkami na dzień {} r.", time::long_date(date)),
        qr_svg: Some(transfer.code(&profile)?.into_bytes()),
    };
    paper::pdf("polecenie-przelewu.pdf", move || transfer_slip(&slip, &office, date)).await
}
