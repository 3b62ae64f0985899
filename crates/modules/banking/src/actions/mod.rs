//! What people and the system do with statements, one deed a file.

pub(crate) mod assign;
pub(crate) mod auto_post;
pub(crate) mod check_statement;
pub(crate) mod close_day;
pub(crate) mod confirm_suggestion;
pub(crate) mod decide_held;
pub(crate) mod gather;
pub(crate) mod outgoing;
pub(crate) mod plan_entries;
pub(crate) mod post_statement;
pub(crate) mod read_file;
pub(crate) mod receive;
pub(crate) mod redecode;
pub(crate) mod reverse;
pub(crate) mod save_account;
pub(crate) mod settle;
pub(crate) mod withdraw;

use chrono::NaiveDate;
use ratusz_kernel::{Deed, Result};

use crate::store::days;

/// The first day that is still open, when that day is closed already: late documents go there.
pub(crate) async fn open_day(deed: &Deed, wanted: NaiveDate) -> Result<NaiveDate> {
    let closed = days::closed_to(&deed.tx).await?;
    Ok(closed.and_then(|closed| closed.succ_opt()).map_or(wanted, |first| wanted.max(first)))
}

/// The answer when somebody else was first.
pub(crate) fn taken() -> ratusz_kernel::Error {
    ratusz_kernel::Error::Conflict(
        "Ktoś przed chwilą zajął się tą pozycją. Niczego nie zmieniliśmy: wróć do listy i zobacz, jak stoi teraz.".into(),
    )
}
