//! Whether what is left after a second factor went still guards the account.

use ratusz_kernel::{Deed, Error, Result};

use crate::store::credentials;
use crate::subject::Subject;

/// Staff keep one second factor; a resident's password stands alone only when it is long enough for that.
pub async fn guards(deed: &Deed, subject: Subject) -> Result<()> {
    if credentials::has_second_factor(&deed.tx, subject).await? {
        return Ok(());
    }
    if subject.is_staff() {
        return Err(Error::Conflict(
            "Pracownik urzędu zawsze ma drugi składnik. Najpierw dodaj inny: klucz dostępu albo kod z aplikacji."
                .into(),
        ));
    }
    if credentials::get(&deed.tx, subject).await?.stands_alone {
        return Ok(());
    }
    Err(Error::Conflict(
        "Twoje hasło ma mniej niż 15 znaków i samo nie wystarczy do ochrony konta. Najpierw ustaw dłuższe hasło \
         albo dodaj klucz dostępu."
            .into(),
    ))
}
