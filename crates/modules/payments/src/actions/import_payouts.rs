//! Takes in a provider's settlement report: each payout with its lines, tied to our payments.

use std::sync::Arc;

use ratusz_kernel::{Actor, Deed, Error, Money, Municipality, Result};
use serde_json::json;

use super::settle_payout;
use crate::rules::payout::{Sums, cause, standing};
use crate::rules::payout_report::{self, Columns, Kind, Line};
use crate::store::payouts::{self, NewPayout, PayoutLine};
use crate::store::{attempts, points};

/// How many payouts were new and how many were known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Imported {
    pub(crate) added: usize,
    pub(crate) known: usize,
}

pub(crate) async fn run(
    municipality: &Arc<Municipality>,
    actor: &Actor,
    pos_id: i64,
    file: &[u8],
) -> Result<Imported> {
    let point = points::get(&municipality.db.read, pos_id).await?;
    let refuse = |message| Error::field("plik", message);
    let columns = Columns::parse(&point.report_columns).map_err(refuse)?;
    let lines = payout_report::read(file, &columns).map_err(refuse)?;
    let mut groups: Vec<(&str, Vec<&Line>)> = Vec::new();
    for line in &lines {
        match groups.iter_mut().find(|(payout, _)| *payout == line.payout) {
            Some((_, group)) => group.push(line),
            None => groups.push((&line.payout, vec![line])),
        }
    }
    let mut deed = Deed::begin(municipality, actor, "payments.settle").await?;
    let mut imported = Imported::default();
    for (number, group) in groups {
        if add(&mut deed, pos_id, point.fees_netted, number, &group).await? {
            imported.added += 1;
        } else {
            imported.known += 1;
        }
    }
    deed.note(
        "payments.report_imported",
        format!("pos:{pos_id}"),
        json!({ "added": imported.added, "known": imported.known }),
    );
    deed.commit().await?;
    Ok(imported)
}

async fn add(deed: &mut Deed, pos_id: i64, fees_netted: bool, number: &str, group: &[&Line]) -> Result<bool> {
    let mut sums = Sums::default();
    let mut rows = Vec::with_capacity(group.len());
    let mut strangers = 0;
    let mut sent: Option<Money> = None;
    for line in group {
        let attempt = attempts::find(&deed.tx, pos_id, &line.ext_id, &line.provider_ref).await?;
        match line.kind {
            Kind::Payment => sums.payments += line.amount,
            Kind::Refund => sums.refunds += line.amount,
            Kind::Correction => sums.corrections += line.amount,
            Kind::Payout => {
                *sent.get_or_insert(Money::ZERO) += line.amount;
                continue;
            }
        }
        if fees_netted {
            sums.fees += line.fee;
        }
        strangers += usize::from(attempt.is_none() && line.kind != Kind::Correction);
        let payment_id = attempt.map(|attempt| attempt.payment_id);
        let texts = [line.provider_ref.as_str(), line.ext_id.as_str(), line.note.as_str()];
        rows.push(PayoutLine::new(line.kind.code(), texts, payment_id, line.amount, line.fee));
    }
    let net = sent.unwrap_or_else(|| sums.net());
    if net < Money::ZERO {
        return Err(Error::field(
            "plik",
            format!("Wypłata {number} wychodzi ujemna ({net}). Sprawdź raport u operatora."),
        ));
    }
    let mut cause = cause(net - sums.net(), sums.fees, &[]);
    if strangers > 0 {
        let words = format!("Pozycje, których nie znamy: {strangers}.");
        cause = if cause.is_empty() { words } else { format!("{cause} {words}") };
    }
    let new = NewPayout {
        id: deed.municipality.new_id(),
        pos_id,
        provider_id: number,
        paid_on: group.iter().map(|line| line.date).max().unwrap_or_else(|| deed.today()),
        sums,
        net,
        standing: standing(net, sums.net(), None),
        cause: &cause,
    };
    let id = new.id;
    let added = payouts::add(deed, &new, &rows).await?;
    if added {
        settle_payout::explain_deposit(deed, id).await?;
    }
    Ok(added)
}
