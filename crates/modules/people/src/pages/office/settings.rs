//! The municipality's data, and its brand with a preview and the contrasts it comes to.

use askama::Template;
use ratusz_kernel::palette::{Contrasts, Palette};
use ratusz_kernel::{Nip, Profile, Regon, Result};
use ratusz_web::{Answer, Errors, Form, Page, Staff, Visit};

use crate::actions::settings;
use crate::rules::{coat_of_arms, email};
use crate::store::passkeys;

const HERE: &str = "/urzad/ustawienia";
/// Where in the profile a field lives.
type Home = fn(&mut Profile) -> &mut String;
/// Fields of the form; the order is that of the page.
const FIELDS: [(&str, &str, Home); 15] = [
    ("nazwa", "Nazwa gminy", |p| &mut p.name),
    ("urzad", "Nazwa urzędu", |p| &mut p.office),
    ("ulica", "Ulica i numer", |p| &mut p.street),
    ("kod_pocztowy", "Kod pocztowy", |p| &mut p.postal_code),
    ("miejscowosc", "Miejscowość", |p| &mut p.town),
    ("telefon", "Telefon", |p| &mut p.phone),
    ("email", "Adres e-mail", |p| &mut p.email),
    ("godziny", "Godziny pracy", |p| &mut p.opening_hours),
    ("nip", "NIP", |p| &mut p.nip),
    ("regon", "REGON", |p| &mut p.regon),
    ("iod", "Inspektor ochrony danych", |p| &mut p.dpo_name),
    ("iod_email", "E-mail inspektora", |p| &mut p.dpo_email),
    ("dostepnosc_email", "E-mail koordynatora dostępności", |p| &mut p.accessibility_email),
    ("dostepnosc_telefon", "Telefon koordynatora dostępności", |p| &mut p.accessibility_phone),
    ("kolor", "Kolor", |p| &mut p.colour),
];
/// The brand's one field stands apart from the others.
const COLOUR: &str = "kolor";

struct Field {
    name: &'static str,
    label: &'static str,
    value: String,
    error: String,
    required: bool,
}

/// What a colour comes to, with ratios written the Polish way.
struct Preview {
    base: String,
    ink: String,
    scheme: &'static str,
    text_on_base: String,
    text_on_hover: String,
    ink_on_tint: String,
}

#[derive(Template)]
#[template(path = "office/settings.html")]
struct Settings {
    page: Page,
    fields: Vec<Field>,
    colour: String,
    previews: Vec<Preview>,
    host: String,
    /// Passkeys that work under this host name only.
    passkeys: i64,
    errors: Errors,
}

fn ratio(value: f64) -> String {
    format!("{value:.1} : 1").replace('.', ",")
}

fn previews(colour: &str) -> Vec<Preview> {
    let Ok(palette) = Palette::derive(colour) else { return Vec::new() };
    [("jasny", palette.light), ("ciemny", palette.dark)]
        .into_iter()
        .map(|(name, scheme)| {
            let Contrasts { text_on_base, text_on_hover, ink_on_tint, .. } = scheme.contrasts();
            Preview {
                base: scheme.base.to_string(),
                ink: scheme.ink.to_string(),
                scheme: name,
                text_on_base: ratio(text_on_base),
                text_on_hover: ratio(text_on_hover),
                ink_on_tint: ratio(ink_on_tint),
            }
        })
        .collect()
}

async fn page(visit: &Visit, value_of: impl Fn(&str) -> String, errors: Errors) -> Result<Settings> {
    let fields = FIELDS
        .iter()
        .filter(|(name, ..)| *name != COLOUR)
        .map(|(name, label, _)| Field {
            name,
            label,
            value: value_of(name),
            error: errors.of(name).to_owned(),
            required: REQUIRED.contains(name),
        })
        .collect();
    let colour = value_of(COLOUR);
    Ok(Settings {
        page: if errors.is_empty() { visit.page() } else { visit.page_with_errors() },
        fields,
        previews: previews(&colour),
        colour,
        host: visit.municipality.host.clone(),
        passkeys: passkeys::count(&visit.municipality.db.read).await?,
        errors,
    })
}

const REQUIRED: [&str; 2] = ["nazwa", "email"];

fn kept(profile: &Profile, name: &str) -> String {
    let mut profile = profile.clone();
    FIELDS
        .iter()
        .find(|(field, ..)| *field == name)
        .map_or_else(String::new, |(.., at)| at(&mut profile).clone())
}

pub async fn show(staff: Staff) -> Answer {
    staff.require("people.settings")?;
    let profile = staff.visit.municipality.profile();
    staff.visit.show(&page(&staff.visit, |name| kept(&profile, name), Errors::default()).await?)
}

pub async fn save(staff: Staff, form: Form) -> Answer {
    staff.require("people.settings")?;
    let visit = &staff.visit;
    let current = visit.municipality.profile();
    let mut profile = (*current).clone();
    let mut errors = Errors::default();
    for (name, _, at) in FIELDS.iter().filter(|(name, ..)| *name != COLOUR) {
        let value = form.get(name);
        if REQUIRED.contains(name) && value.is_empty() {
            errors.add(name, "Wypełnij to pole.");
        }
        if value.chars().count() > 300 {
            errors.add(name, "Wpisz najwyżej 300 znaków.");
        }
        value.clone_into(at(&mut profile));
    }
    for name in ["email", "iod_email", "dostepnosc_email"] {
        if !form.get(name).is_empty() && !email::is_plausible(form.get(name)) {
            errors.add(name, "Wpisz adres e-mail.");
        }
    }
    if let Some(Err(error)) = Some(form.get("nip")).filter(|nip| !nip.is_empty()).map(Nip::parse) {
        errors.add("nip", error.to_string());
    }
    if let Some(Err(error)) = Some(form.get("regon")).filter(|regon| !regon.is_empty()).map(Regon::parse) {
        errors.add("regon", error.to_string());
    }
    if !errors.is_empty() {
        let value_of =
            |name: &str| if name == COLOUR { current.colour.clone() } else { form.get(name).to_owned() };
        return visit.show_invalid(&page(visit, value_of, errors).await?);
    }
    settings::save(&visit.municipality, &visit.actor(), &profile, "data").await?;
    Ok(visit.go_telling(HERE, "success", "Dane gminy zapisane."))
}

/// The brand: a preview first, then the colour and the coat of arms are kept.
pub async fn brand(staff: Staff, form: Form) -> Answer {
    staff.require("people.settings")?;
    let visit = &staff.visit;
    let current = visit.municipality.profile();
    let mut profile = (*current).clone();
    let mut errors = Errors::default();
    let colour = form.get(COLOUR).to_owned();
    if let Err(error) = Palette::derive(&colour) {
        errors.add(COLOUR, error.to_string());
    }
    profile.colour = colour.clone();
    if let Some(upload) = form.upload("herb") {
        match std::str::from_utf8(&upload.bytes) {
            Ok(svg) => match coat_of_arms::drawing(svg) {
                Ok(drawing) => profile.arms_svg = drawing,
                Err(refusal) => errors.add("herb", refusal),
            },
            Err(_) => errors.add("herb", "Wyślij herb jako plik SVG."),
        }
    } else if form.has("bez_herbu") {
        profile.arms_svg.clear();
    }
    let value_of = |name: &str| if name == COLOUR { colour.clone() } else { kept(&current, name) };
    if !errors.is_empty() {
        return visit.show_invalid(&page(visit, value_of, errors).await?);
    }
    if form.get("co") == "podglad" {
        return visit.show(&page(visit, value_of, errors).await?);
    }
    settings::save(&visit.municipality, &visit.actor(), &profile, "brand").await?;
    Ok(visit.go_telling(HERE, "success", "Wygląd zapisany. Wszyscy zobaczą go w ciągu minuty."))
}
