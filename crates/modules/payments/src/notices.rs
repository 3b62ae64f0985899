//! The messages residents get about their online payments; the posting itself is told by the dues.

use ratusz_notices::Template;

/// A second payment of the same basket.
pub const PAID_TWICE: Template = Template {
    code: "payments.paid_twice",
    title: "Płatność doszła drugi raz",
    subject: "Twoja płatność doszła dwa razy",
    body: "Płatność {reference} została opłacona dwa razy. Drugą wpłatę, {amount}, zapisaliśmy jako nadpłatę.\n\n\
           Urząd zaliczy ją na Twoje należności albo zwróci. Jeśli wolisz zwrot, napisz lub zadzwoń do urzędu.",
    button: "Zobacz płatność",
    sample: r#"{"reference":"K7M2Q9X4TA","amount":"125,50 zł"}"#,
};

/// A refund the provider has carried out.
pub const REFUNDED: Template = Template {
    code: "payments.refunded",
    title: "Zwrot płatności internetowej",
    subject: "Zwróciliśmy {amount}",
    body: "Zwróciliśmy {amount} z płatności {reference}. Pieniądze wracają tą samą drogą, którą przyszły.\n\n\
           Zależnie od banku może to potrwać kilka dni.",
    button: "Zobacz płatność",
    sample: r#"{"reference":"K7M2Q9X4TA","amount":"20,00 zł"}"#,
};

pub static TEMPLATES: &[Template] = &[PAID_TWICE, REFUNDED];
