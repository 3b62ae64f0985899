//! One filled-in document of each kind, for made-up people.

use chrono::NaiveDate;
use ratusz_documents::*;

pub type Sample = (&'static str, Vec<u8>);

pub fn date() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 19).expect("a date")
}

pub fn office() -> Office {
    Office {
        municipality: "Gmina Wierzbica Dolna".into(),
        name: "Urząd Gminy w Wierzbicy Dolnej".into(),
        address: "Rynek 1, 00-001 Wierzbica Dolna".into(),
        contact: "tel. 00 123 45 67, wierzbica.example".into(),
        place: "Wierzbica Dolna".into(),
        colour: "#0b5563".into(),
        arms: Some(Arms {
            image: include_bytes!("../fixtures/arms.svg").to_vec(),
            alt: "Herb gminy Wierzbica Dolna".into(),
        }),
    }
}

fn lines(text: &[&str]) -> Vec<String> {
    text.iter().map(ToString::to_string).collect()
}

/// `1086,00` as the product writes it: `1 086,00 zł`.
fn zl(text: &str) -> String {
    format!("{}\u{a0}zł", text.replace(' ', "\u{a0}"))
}

pub fn slip() -> TransferSlip {
    TransferSlip {
        recipient: lines(&["Gmina Wierzbica Dolna", "Rynek 1, 00-001 Wierzbica Dolna"]),
        account: "83101010230000261395100000".into(),
        amount: zl("812,00"),
        title: "Podatek od nieruchomości, rata 4 z 4, FN.3120.1.412.2026".into(),
        payer: lines(&["Anna Kowalska", "ul. Lipowa 7, 00-001 Wierzbica Dolna"]),
        due_date: Some("15 grudnia 2026 r.".into()),
        parts: vec![
            AmountPart { label: "Podatek od nieruchomości, rata 4 z 4".into(), amount: zl("812,00") },
            AmountPart {
                label: "Odsetki za 6 dni: 1,40 zł, nie naliczamy do 8,70 zł".into(),
                amount: zl("0,00"),
            },
        ],
        explanation: "Kwota wynika z decyzji FN.3120.1.412.2026 dla nieruchomości przy ul. Lipowej 7.".into(),
        qr_svg: Some(include_bytes!("../fixtures/qr.svg").to_vec()),
    }
}

pub fn statement() -> StatementOfDues {
    let due = |title: &str,
               details: &str,
               due_date: &str,
               state: &str,
               principal: &str,
               interest: &str,
               total: &str| Due {
        title: title.into(),
        details: details.into(),
        due_date: due_date.into(),
        state: state.into(),
        principal: zl(principal),
        interest: zl(interest),
        total: zl(total),
    };
    let mut dues = vec![
        due(
            "Podatek od nieruchomości, rata 4 z 4",
            "ul. Lipowa 7 · decyzja FN.3120.1.412.2026",
            "15.11.2026",
            "4 dni po terminie",
            "812,00",
            "0,00",
            "812,00",
        ),
        due(
            "Odbiór odpadów, listopad",
            "4 osoby × 38,50 zł",
            "25.11.2026",
            "za 6 dni",
            "154,00",
            "0,00",
            "154,00",
        ),
        due(
            "Obiady w szkole, październik",
            "Zofia Kowalska, klasa 2b",
            "30.11.2026",
            "",
            "120,00",
            "0,00",
            "120,00",
        ),
    ];
    for month in 1..=24 {
        dues.push(due(
            &format!("Dzierżawa działki gminnej, miesiąc {month}"),
            "działka 214/3, obręb Żółwin",
            "10.12.2026",
            "",
            "45,00",
            "0,00",
            "45,00",
        ));
    }
    StatementOfDues {
        payer: lines(&["Anna Kowalska", "ul. Lipowa 7, 00-001 Wierzbica Dolna"]),
        as_of: "19 listopada 2026 r.".into(),
        dues,
        total_principal: zl("2 166,00"),
        total_interest: zl("0,00"),
        total: zl("2 166,00"),
        overdue: zl("812,00"),
        account: Some("83101010230000261395100000".into()),
    }
}

fn code() -> ActivationCode {
    ActivationCode {
        resident: lines(&["Święcisława Gżegżółka-Źdźbło", "ul. Łąkowa 12, 00-001 Wierzbica Dolna"]),
        code: "K7PQ-3M9X-TV2D".into(),
        page: "wierzbica.example/aktywacja".into(),
        valid_until: "19 grudnia 2026 r.".into(),
    }
}

fn card() -> AccountCard {
    let entry = |date: &str, document: &str, content: &str, amounts: [&str; 5], balance: &str| AccountEntry {
        date: date.into(),
        document: document.into(),
        content: content.into(),
        assessed: amounts[0].replace(' ', "\u{a0}"),
        written_off: amounts[1].replace(' ', "\u{a0}"),
        paid_principal: amounts[2].replace(' ', "\u{a0}"),
        paid_interest: amounts[3].replace(' ', "\u{a0}"),
        paid_costs: amounts[4].replace(' ', "\u{a0}"),
        balance: balance.replace(' ', "\u{a0}"),
    };
    let mut entries = vec![entry(
        "16.01.2026",
        "FN.3120.1.412.2026",
        "Decyzja ustalająca podatek na 2026 r., doręczona 16 stycznia",
        ["3 248,00", "", "", "", ""],
        "3 248,00",
    )];
    let mut left = 3248;
    for (paid, document) in
        [("12.03.2026", "WB 51/2026"), ("14.05.2026", "WB 92/2026"), ("18.09.2026", "WB 181/2026")]
    {
        left -= 812;
        let balance = format!("{} {:03},00", left / 1000, left % 1000);
        entries.push(entry(
            paid,
            document,
            "Wpłata raty przelewem",
            ["", "", "812,00", "", ""],
            balance.trim_start_matches("0 "),
        ));
    }
    entries.push(entry(
        "02.10.2026",
        "FN.3120.1.412.2026/Z",
        "Zmiana decyzji: rozbiórka budynku gospodarczego",
        ["", "112,00", "", "", ""],
        "700,00",
    ));
    entries.push(entry(
        "10.12.2026",
        "WB 240/2026",
        "Wpłata raty po terminie, z kosztami upomnienia",
        ["", "", "700,00", "9,00", "16,00"],
        "0,00",
    ));
    AccountCard {
        payers: lines(&["Anna Kowalska", "Jan Kowalski"]),
        address: "ul. Lipowa 7, 00-001 Wierzbica Dolna".into(),
        account_number: "PN-000412".into(),
        kind: "Podatek od nieruchomości".into(),
        period: "2026".into(),
        entries,
        totals: AccountTotals {
            assessed: "3\u{a0}248,00".into(),
            written_off: "112,00".into(),
            paid_principal: "3\u{a0}136,00".into(),
            paid_interest: "9,00".into(),
            paid_costs: "16,00".into(),
            balance: "0,00".into(),
        },
    }
}

/// Every kind of document, each set once more at every call.
pub fn all() -> [Sample; 4] {
    [
        ("transfer_slip", transfer_slip(&slip(), &office(), date()).expect("transfer slip")),
        ("statement_of_dues", statement_of_dues(&statement(), &office(), date()).expect("statement")),
        ("activation_code", activation_code(&code(), &office(), date()).expect("activation code")),
        ("account_card", account_card(&card(), &office(), date()).expect("account card")),
    ]
}
