//! The messages residents get about their dues.

use ratusz_notices::Template;

/// Sent some days before a due date.
pub static DUE_DATE_COMING: Template = Template {
    code: "dues.due_date_coming",
    title: "Przypomnienie o zbliżającym się terminie płatności",
    subject: "Termin płatności: {date}, {amount}",
    body: "Zbliża się termin płatności: {what}.\n\nDo zapłaty jest {amount}, najpóźniej {date}.\n\n\
           Jeśli już zapłacono, ta wiadomość nie wymaga żadnego działania.",
    button: "Zobacz i zapłać",
    sample: r#"{"what":"Podatek od nieruchomości, rata 4 z 4","amount":"812,00 zł","date":"15 listopada 2026"}"#,
};

/// Sent when a payment has been booked; the modules that book payments send it.
pub static PAYMENT_POSTED: Template = Template {
    code: "payments.posted",
    title: "Potwierdzenie zaksięgowania wpłaty",
    subject: "Zaksięgowaliśmy wpłatę {amount}",
    body: "Zaksięgowaliśmy wpłatę {amount} z dnia {date}: {what}.\n\nDo zapłaty na tej karcie pozostaje {balance}.",
    button: "Zobacz należności",
    sample: r#"{"amount":"812,00 zł","date":"14 listopada 2026","balance":"0,00 zł","what":"Podatek od nieruchomości"}"#,
};

/// Makes both known to the administrator.
pub(crate) fn register() {
    ratusz_notices::templates::register(std::slice::from_ref(&DUE_DATE_COMING));
    ratusz_notices::templates::register(std::slice::from_ref(&PAYMENT_POSTED));
}
