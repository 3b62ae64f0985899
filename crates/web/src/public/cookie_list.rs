//! The cookies we set and what the browser keeps for us; all necessary, so nobody is asked for consent
//! (Prawo komunikacji elektronicznej, Dz.U. 2024 poz. 1221, art. 399(3)).

use askama::Template;

use crate::{Answer, Page, Visit, cookies};

struct Kept {
    name: &'static str,
    purpose: &'static str,
    lasts: &'static str,
}

const COOKIES: &[Kept] = &[
    Kept {
        name: cookies::SESSION,
        purpose: "Pamięta, że jesteś zalogowany. Ustawiamy go przy logowaniu.",
        lasts: "do wylogowania, najdłużej 24 godziny",
    },
    Kept {
        name: cookies::SIGN_IN,
        purpose: "Łączy kolejne kroki logowania.",
        lasts: "do końca logowania, najdłużej 10 minut",
    },
    Kept {
        name: cookies::FLASH,
        purpose: "Przenosi na następną stronę wiadomość o tym, co zrobiliśmy, na przykład „Zapisano”.",
        lasts: "do pokazania wiadomości, najdłużej minutę",
    },
];

#[derive(Template)]
#[template(path = "public/cookies.html")]
struct CookiePage {
    page: Page,
    cookies: &'static [Kept],
}

pub(super) async fn show(visit: Visit) -> Answer {
    visit.show(&CookiePage { page: visit.page(), cookies: COOKIES })
}
