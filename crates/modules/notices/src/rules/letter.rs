//! The two parts of an e-mail, plain text and HTML, made from the same words.

use askama::Template;
use ratusz_kernel::palette::Palette;
use ratusz_kernel::{Municipality, Profile};

use super::{Topic, unsubscribe};
use crate::store::mails::Mail;

/// What an e-mail says and who says it.
pub(crate) struct Letter {
    subject: String,
    paragraphs: Vec<String>,
    button: String,
    /// Whole address the button leads to; empty when there is no button.
    url: String,
    sender: Sender,
    /// Whole address of the page where this e-mail can be switched off; empty when it cannot.
    settings_url: String,
    /// Whole address that switches the topic off by itself; empty when it cannot be.
    unsubscribe_url: String,
}

/// The municipality as a letter shows it.
struct Sender {
    name: String,
    office: String,
    email: String,
    demo: bool,
    brand: String,
    brand_text: String,
}

impl Sender {
    fn of(profile: &Profile) -> Self {
        // The same palette as the site, so the text on the colour can always be read.
        let scheme = Palette::derive(&profile.colour).map(|palette| palette.light);
        let colour = |of: fn(&ratusz_kernel::palette::Scheme) -> String, otherwise: &str| {
            scheme.as_ref().map_or_else(|_| otherwise.to_owned(), of)
        };
        Self {
            name: profile.name.clone(),
            office: profile.office.clone(),
            email: profile.email.clone(),
            demo: profile.demo,
            brand: colour(|scheme| scheme.base.to_string(), "#333333"),
            brand_text: colour(|scheme| scheme.text.to_string(), "#ffffff"),
        }
    }
}

#[derive(Template)]
#[template(path = "mail/letter.html")]
struct HtmlPart<'a> {
    letter: &'a Letter,
}

#[derive(Template)]
#[template(path = "mail/letter.txt")]
struct TextPart<'a> {
    letter: &'a Letter,
}

impl Letter {
    pub(crate) fn of(municipality: &Municipality, mail: &Mail) -> Self {
        let has_button = !mail.button.is_empty() && !mail.link.is_empty();
        let topic = Topic::of(&mail.template);
        let refusing = mail.account_id.filter(|_| topic.can_be_refused());
        Self {
            subject: mail.subject.clone(),
            paragraphs: paragraphs(&mail.body),
            button: if has_button { mail.button.clone() } else { String::new() },
            url: if has_button { municipality.link(&mail.link) } else { String::new() },
            sender: Sender::of(&municipality.profile()),
            settings_url: refusing.map_or_else(String::new, |_| municipality.link("/wiadomosci/ustawienia")),
            unsubscribe_url: refusing.map_or_else(String::new, |account| {
                municipality.link(&unsubscribe::path(municipality, account, topic))
            }),
        }
    }

    pub(crate) fn html(&self) -> askama::Result<String> {
        HtmlPart { letter: self }.render()
    }

    pub(crate) fn text(&self) -> askama::Result<String> {
        TextPart { letter: self }.render()
    }

    pub(crate) fn unsubscribe_url(&self) -> &str {
        &self.unsubscribe_url
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }
}

/// Paragraphs are separated by blank lines; a line break inside one is only how it was typed.
pub(crate) fn paragraphs(body: &str) -> Vec<String> {
    let mut paragraphs = vec![String::new()];
    for line in body.lines().map(str::trim) {
        let open = paragraphs.last_mut().filter(|paragraph| !paragraph.is_empty());
        match (open, line.is_empty()) {
            (Some(_), true) => paragraphs.push(String::new()),
            (Some(paragraph), false) => {
                paragraph.push(' ');
                paragraph.push_str(line);
            }
            (None, false) => {
                paragraphs.pop();
                paragraphs.push(line.to_owned());
            }
            (None, true) => {}
        }
    }
    paragraphs.retain(|paragraph| !paragraph.is_empty());
    paragraphs
}

#[cfg(test)]
mod tests {
    #[test]
    fn blank_lines_part_and_line_breaks_join() {
        assert_eq!(super::paragraphs("\r\n\r\nRaz\r\ndwa\r\n \r\n\r\ntrzy\n"), ["Raz dwa", "trzy"]);
        assert!(super::paragraphs(" \n\n ").is_empty());
    }
}
