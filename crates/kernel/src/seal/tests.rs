//! Sealed fields: known vectors, cells that must not open, rotation, and nothing shown in `Debug`.

use std::path::Path;

use proptest::prelude::*;
use serde_json::Value;

use super::*;

const PESEL: Field = Field { table: "people_person", column: "pesel" };
const EMAIL: Field = Field { table: "people_contact", column: "email" };
const TENANT: &str = "1206022";

fn root(first: u8) -> [u8; 32] {
    std::array::from_fn(|at| first + u8::try_from(at).unwrap())
}

fn seal_of(tenant: &str) -> TenantSeal {
    TenantSeal::new(&RootKeys::single(root(0)), tenant)
}

#[test]
fn a_cell_opens_only_where_it_was_sealed() {
    let (seal, random) = (seal_of(TENANT), Random::seeded(1));
    let cell = seal.seal(PESEL, "17", b"44051401359", &random);
    assert_eq!(cell.len(), 11 + 42);
    assert_eq!(seal.open_text(PESEL, "17", &cell).unwrap().as_str(), "44051401359");
    assert_eq!(seal.open(PESEL, "18", &cell), Err(SealError::Broken), "another row");
    assert_eq!(seal.open(EMAIL, "17", &cell), Err(SealError::Broken), "another column");
    assert_eq!(seal_of("1206023").open(PESEL, "17", &cell), Err(SealError::Broken), "another municipality");
    assert_ne!(seal.seal(PESEL, "17", b"44051401359", &random), cell, "each sealing has its own nonce");
}

#[test]
fn what_is_no_cell_is_told_from_what_was_changed() {
    let seal = seal_of(TENANT);
    let cell = seal.seal(PESEL, "17", b"", &Random::seeded(2));
    assert_eq!(seal.open(PESEL, "17", &cell[..41]), Err(SealError::NotACell));
    assert_eq!(seal.open(PESEL, "17", b""), Err(SealError::NotACell));
    for at in 0..cell.len() {
        let mut changed = cell.clone();
        changed[at] ^= 0x80;
        let error = seal.open(PESEL, "17", &changed).unwrap_err();
        match at {
            0 => assert_eq!(error, SealError::NotACell),
            1 => assert_eq!(error, SealError::UnknownKey(0x81)),
            _ => assert_eq!(error, SealError::Broken),
        }
    }
    let bytes = seal.seal(PESEL, "17", &[0xff], &Random::seeded(3));
    assert_eq!(seal.open_text(PESEL, "17", &bytes), Err(SealError::NotText));
}

#[test]
fn a_new_key_seals_while_the_old_one_still_opens() {
    let file = |numbers: &[u8]| {
        let lines: Vec<String> =
            numbers.iter().map(|&number| format!("{number}:{}", hex::encode(root(number)))).collect();
        RootKeys::parse(&format!("# keys\n\n{}\n", lines.join("\n"))).unwrap()
    };
    let random = Random::seeded(4);
    let before = TenantSeal::new(&file(&[1]), TENANT);
    let during = TenantSeal::new(&file(&[2, 1]), TENANT);
    let after = TenantSeal::new(&file(&[2]), TENANT);

    let old = before.seal(PESEL, "17", b"44051401359", &random);
    assert_eq!(key_number_of(&old), Ok(1));
    let opened = during.open(PESEL, "17", &old).unwrap();
    let new = during.seal(PESEL, "17", &opened, &random);
    assert_eq!((key_number_of(&new), during.current_key()), (Ok(2), 2));
    assert_eq!(after.open_text(PESEL, "17", &new).unwrap().as_str(), "44051401359");
    assert_eq!(after.open(PESEL, "17", &old), Err(SealError::UnknownKey(1)));

    let both = during.indexes(PESEL, "44051401359");
    assert_eq!(both, [after.index(PESEL, "44051401359"), before.index(PESEL, "44051401359")]);
}

#[test]
fn key_files_with_mistakes_are_refused() {
    let key = hex::encode(root(0));
    let refused = |file: &str| RootKeys::parse(file).unwrap_err();
    assert_eq!(refused("# nothing here\n"), SealError::NoKey);
    assert_eq!(refused(&format!("1:{key}\n1:{key}")), SealError::KeyTwice(1));
    for line in [format!("0:{key}"), format!("256:{key}"), key.clone(), "1:00".into(), format!("1:{key}00")] {
        assert_eq!(refused(&format!("\n{line}")), SealError::KeyLine(2), "{line}");
    }
}

#[test]
fn indexes_differ_between_columns_and_municipalities() {
    let seal = seal_of(TENANT);
    let index = seal.index(PESEL, "44051401359");
    assert_eq!(hex::encode(index), "61325b8ae02b52736355cb80612ab279");
    assert_ne!(seal.index(EMAIL, "44051401359"), index);
    assert_ne!(seal_of("1206023").index(PESEL, "44051401359"), index);
    assert_eq!(seal.truncated_index(PESEL, "44051401359", 32), 0x6132_5b8a);
    assert_eq!(seal.truncated_index(PESEL, "44051401359", 9), 0x0c2);
    assert_eq!(seal.truncated_index(PESEL, "44051401359", 0), 0);
}

#[test]
fn the_planner_keeps_coincidences_between_two_and_the_root() {
    assert_eq!(index_bits(5_000), Some(7..=11));
    assert_eq!(index_bits(20_000), Some(8..=13));
    assert_eq!(index_bits(100_000), Some(9..=15));
    assert_eq!(index_bits(0), None);
    assert_eq!(index_bits(5), None);
    assert_eq!(index_bits(u64::MAX), Some(32..=32));
}

#[test]
fn debug_shows_nothing() {
    let keys = RootKeys::single(root(0));
    assert_eq!(format!("{keys:?} {:?}", TenantSeal::new(&keys, TENANT)), "RootKeys(•••) TenantSeal(•••)");
}

#[test]
fn reference_vectors_agree() {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/platform/sealed-field-vectors.json");
    let Ok(text) = std::fs::read_to_string(path) else {
        eprintln!("left out: no reference data beside the workspace");
        return;
    };
    let reference: Value = serde_json::from_str(&text).unwrap();
    let mut key = [0; 32];
    hex::decode_to_slice(reference["root_key_hex"].as_str().unwrap(), &mut key).unwrap();
    let seal = TenantSeal::new(&RootKeys::single(key), reference["tenant"].as_str().unwrap());
    let fields = reference["fields"].as_array().unwrap();
    assert!(!fields.is_empty());
    for vector in fields {
        let (field, form): (_, fn(&str) -> String) = match vector["field"].as_str().unwrap() {
            "people_person.pesel" => (PESEL, normalise::pesel),
            "dues_party.nip" => (Field { table: "dues_party", column: "nip" }, normalise::nip),
            "people_contact.email" => (EMAIL, normalise::email),
            other => panic!("unknown field {other}"),
        };
        for (purpose, name) in [(Purpose::Seal, "seal_key"), (Purpose::Index, "index_key")] {
            let derived = seal.derive(1, purpose, field).unwrap();
            assert_eq!(hex::encode(derived.as_slice()), vector[name].as_str().unwrap(), "{name}");
        }
        for value in vector["values"].as_array().unwrap() {
            let normalised = form(value["input"].as_str().unwrap());
            assert_eq!(normalised, value["normalised"].as_str().unwrap());
            let index = hex::encode(seal.index(field, &normalised));
            assert_eq!(index, value["blind_index_16_bytes"].as_str().unwrap());
        }
    }
}

proptest! {
    #[test]
    fn what_is_sealed_opens_again(value: Vec<u8>, row in any::<i64>(), random in any::<u64>()) {
        let seal = seal_of(TENANT);
        let row = row.to_string();
        let cell = seal.seal(EMAIL, &row, &value, &Random::seeded(random));
        let opened = seal.open(EMAIL, &row, &cell).unwrap();
        prop_assert_eq!(opened.as_slice(), value.as_slice());
    }

    #[test]
    fn any_bytes_can_be_tried(cell: Vec<u8>) {
        prop_assert!(seal_of(TENANT).open(EMAIL, "1", &cell).is_err());
    }

    #[test]
    fn planned_bits_keep_the_rule(rows in 2_u64..1 << 33) {
        for bits in index_bits(rows).into_iter().flatten() {
            let cells = u128::from(rows);
            prop_assert!(2 * (1_u128 << bits) <= cells, "at least two rows an index");
            prop_assert!(cells <= 1_u128 << (2 * bits), "at most the root of the rows");
        }
    }
}
