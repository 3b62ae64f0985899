//! How fast large files are read: entries a second for MT940, bytes a second for CAMT.053.

use std::hint::black_box;

use bank_statements::mt940::{Event, stream};
use bank_statements::write::{CamtVersion, Dialect, EntryDraft, StatementDraft, camt053, mt940};
use bank_statements::{Encoding, Options, Outcome, encoding, read};
use chrono::{Days, NaiveDate};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};

const ENTRIES: u64 = 100_000;

fn statement() -> StatementDraft {
    let opening_date = NaiveDate::from_ymd_opt(2026, 3, 16).expect("a date");
    let entries = (0..ENTRIES).map(|number| EntryDraft {
        amount: i64::try_from(100 + number).expect("small"),
        reversal: false,
        booking_date: opening_date,
        value_date: opening_date,
        title: format!("POD.NIER 2026 RATA {} KARTA {number:08} ŻÓŁĆ", number % 4 + 1),
        counterparty: "JAN ŻÓŁĆ UL. ŁĄKOWA 5 00-001 MIASTO".to_owned(),
        counterparty_account: "61109010140000071219812874".to_owned(),
        bank_reference: format!("64636005{number:08}"),
        virtual_account: None,
        virtual_identifier: None,
        payer_debit_date: opening_date.checked_sub_days(Days::new(3)),
    });
    StatementDraft {
        reference: "WYCIAG".to_owned(),
        account: "43102011110000000000000001".to_owned(),
        number: 54,
        currency: "PLN".to_owned(),
        opening_date,
        opening: 0,
        closing_date: opening_date,
        entries: entries.collect(),
    }
}

/// What posting does with a file: every payment of every entry.
fn payments(outcome: &Outcome) -> usize {
    let statements = outcome.statements().expect("accepted");
    statements.iter().flat_map(|statement| &statement.entries).map(|entry| entry.payments().len()).sum()
}

fn reading(criterion: &mut Criterion) {
    let draft = [statement()];
    let options = Options::default();
    let mut group = criterion.benchmark_group("mt940");
    group.sample_size(10).throughput(Throughput::Elements(ENTRIES));
    for (dialect, page) in [
        (Dialect::Pko, Encoding::Windows1250),
        (Dialect::Pko, Encoding::Cp852),
        (Dialect::Pekao, Encoding::Iso8859_2),
        (Dialect::Mbank, Encoding::Windows1250),
        (Dialect::Mbank, Encoding::Utf8),
    ] {
        let file = mt940(&draft, dialect, page).expect("written");
        let name = format!("{dialect:?}, {}", page.name());
        group.bench_function(format!("read {name}"), |bencher| {
            bencher.iter(|| read(black_box(&file), &options));
        });
        group.bench_function(format!("read and post {name}"), |bencher| {
            bencher.iter(|| payments(&read(black_box(&file), &options)));
        });
    }
    let file = mt940(&draft, Dialect::Pko, Encoding::Windows1250).expect("written");
    group.bench_function("stream Pko, Windows-1250", |bencher| {
        bencher.iter(|| {
            let decoded = encoding::decode(black_box(&file), Encoding::Windows1250);
            let amounts = stream(&decoded.text, None).map(|event| match event {
                Ok(Event::Entry(entry)) => entry.line61.amount,
                _ => 0,
            });
            amounts.sum::<i64>()
        });
    });
    group.finish();

    let file = camt053("M", &draft, CamtVersion::V08);
    let mut group = criterion.benchmark_group("camt.053");
    group.sample_size(10).throughput(Throughput::Bytes(u64::try_from(file.len()).expect("small")));
    group.bench_function("read version 08", |bencher| {
        bencher.iter(|| read(black_box(file.as_bytes()), &options));
    });
    group.finish();
}

criterion_group!(benches, reading);
criterion_main!(benches);
