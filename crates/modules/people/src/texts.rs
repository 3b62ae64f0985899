//! E-mails of this module. The municipality may word them in its own way.

use ratusz_notices::Template;

pub static ALL: [Template; 10] = [
    Template {
        code: "people.confirm",
        title: "Rejestracja: potwierdzenie adresu",
        subject: "Dokończ zakładanie konta",
        body: "Dzień dobry,\n\nktoś podał ten adres przy zakładaniu konta w e-Urzędzie. Jeśli to Ty, naciśnij przycisk i ustaw hasło. Odnośnik działa 24 godziny.\n\nJeśli to nie Ty, nic nie rób. Konto nie powstanie.",
        button: "Ustaw hasło",
        sample: "{}",
    },
    Template {
        code: "people.known",
        title: "Rejestracja: konto już istnieje",
        subject: "Masz już konto w e-Urzędzie",
        body: "Dzień dobry,\n\nktoś podał ten adres przy zakładaniu konta, a konto z tym adresem już istnieje. Jeśli to Ty, zaloguj się. Jeśli nie pamiętasz hasła, na stronie logowania wybierz „Nie pamiętam hasła”.\n\nJeśli to nie Ty, nic nie rób. Nic się nie zmieniło.",
        button: "Zaloguj się",
        sample: "{}",
    },
    Template {
        code: "people.recover",
        title: "Odzyskiwanie hasła",
        subject: "Ustaw nowe hasło",
        body: "Dzień dobry,\n\nktoś poprosił o nowe hasło do Twojego konta. Jeśli to Ty, naciśnij przycisk. Odnośnik działa 30 minut.\n\nJeśli to nie Ty, nic nie rób. Hasło się nie zmieni.",
        button: "Ustaw nowe hasło",
        sample: "{}",
    },
    Template {
        code: "people.password_changed",
        title: "Hasło zostało zmienione",
        subject: "Twoje hasło zostało zmienione",
        body: "Dzień dobry,\n\n{kiedy} zmieniono hasło do Twojego konta. Na innych urządzeniach nastąpiło wylogowanie.\n\nJeśli to nie Ty, od razu ustaw nowe hasło przez „Nie pamiętam hasła” i zadzwoń do urzędu.",
        button: "Otwórz konto",
        sample: r#"{"kiedy": "20 listopada 2026"}"#,
    },
    Template {
        code: "people.email_confirm",
        title: "Zmiana adresu e-mail: potwierdzenie nowego",
        subject: "Potwierdź nowy adres e-mail",
        body: "Dzień dobry,\n\nktoś podał ten adres jako nowy adres konta w e-Urzędzie. Jeśli to Ty, naciśnij przycisk. Odnośnik działa 24 godziny.\n\nJeśli to nie Ty, nic nie rób.",
        button: "Potwierdź adres",
        sample: "{}",
    },
    Template {
        code: "people.email_changed",
        title: "Adres e-mail został zmieniony",
        subject: "Adres e-mail Twojego konta został zmieniony",
        body: "Dzień dobry,\n\n{kiedy} zmieniono adres e-mail Twojego konta. Nowy adres: {adres}.\n\nJeśli to nie Ty, od razu zadzwoń do urzędu.",
        button: "",
        sample: r#"{"kiedy": "20 listopada 2026", "adres": "a…@poczta.example"}"#,
    },
    Template {
        code: "people.factor_changed",
        title: "Zmienił się sposób logowania",
        subject: "Zmienił się sposób logowania na Twoje konto",
        body: "Dzień dobry,\n\n{kiedy}: {zmiana}. Na innych urządzeniach nastąpiło wylogowanie.\n\nJeśli to nie Ty, od razu zmień hasło i zadzwoń do urzędu.",
        button: "Otwórz konto",
        sample: r#"{"kiedy": "20 listopada 2026", "zmiana": "dodano kod z aplikacji"}"#,
    },
    Template {
        code: "people.identified",
        title: "Tożsamość potwierdzona",
        subject: "Powiązano konto z Twoimi danymi w urzędzie",
        body: "Dzień dobry,\n\n{kiedy} potwierdzono Twoją tożsamość i powiązano konto z Twoimi danymi w urzędzie. Możesz sprawdzać należności i płacić przez internet.\n\nJeśli to nie Ty, od razu zadzwoń do urzędu.",
        button: "Otwórz e-Urząd",
        sample: r#"{"kiedy": "20 listopada 2026"}"#,
    },
    Template {
        code: "people.closed",
        title: "Konto zostało zamknięte",
        subject: "Twoje konto zostało zamknięte",
        body: "Dzień dobry,\n\n{kiedy} zamknięto Twoje konto w e-Urzędzie. Twoje należności i sprawy w urzędzie się nie zmieniły.",
        button: "",
        sample: r#"{"kiedy": "20 listopada 2026"}"#,
    },
    Template {
        code: "people.invited",
        title: "Zaproszenie pracownika",
        subject: "Zaproszenie do panelu pracownika",
        body: "Dzień dobry,\n\nadministrator zaprasza Cię do panelu pracownika urzędu. Naciśnij przycisk, ustaw hasło i kod z aplikacji. Odnośnik działa 24 godziny.",
        button: "Przyjmij zaproszenie",
        sample: "{}",
    },
];

/// The template of a code of this module.
pub fn of(code: &str) -> &'static Template {
    ALL.iter().find(|template| template.code == code).expect("a code of this module")
}
