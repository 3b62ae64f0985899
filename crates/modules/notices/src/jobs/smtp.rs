//! The way to the mail server: RFC 5321 with TLS as the configuration says, and the headers every e-mail of ours has.

use std::time::Duration;

use lettre::address::{Address, AddressError};
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message, MultiPart, SinglePart};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::extension::ClientId;
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use ratusz_kernel::audit::chain_hash;
use ratusz_kernel::{Error, Municipality, Result};
use serde::Deserialize;

use crate::rules::letter::Letter;
use crate::store::mails::Mail;

/// Well below the outbox's lease, so that no other node begins while this one waits.
const TIMEOUT: Duration = Duration::from_secs(30);
/// Replies that speak of our own credentials or TLS (RFC 4954, RFC 3207): no fault of the addressee, so tried again.
const OUR_FAULT: [&str; 5] = ["503", "530", "534", "535", "538"];

/// Section `[smtp]` of the configuration.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Section {
    host: String,
    port: Option<u16>,
    #[serde(default)]
    security: Security,
    user: Option<String>,
    password: Option<String>,
    /// Address e-mails come from; the municipality's name is put before it.
    from: String,
}

#[derive(Deserialize, Default, Clone, Copy)]
#[serde(rename_all = "lowercase")]
enum Security {
    /// For a relay on the same machine.
    None,
    #[default]
    Starttls,
    Tls,
}

/// Why an e-mail did not go.
pub(crate) enum Refusal {
    /// Trying again may help.
    Transient(String),
    /// The server will never take it (5xx).
    Permanent(String),
}

/// A configured mail server.
pub(crate) struct Smtp {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Address,
}

impl Smtp {
    /// Nothing when no server is configured: then e-mails are caught.
    pub(crate) fn configured(municipality: &Municipality) -> Result<Option<Self>> {
        let Some(section) = municipality.environment.section::<Section>("smtp")? else { return Ok(None) };
        let from = section
            .from
            .parse()
            .map_err(|error: AddressError| Error::internal(format!("configuration, smtp.from: {error}")))?;
        let builder = match section.security {
            Security::None => Ok(AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&section.host)),
            Security::Starttls => AsyncSmtpTransport::<Tokio1Executor>::starttls_relay(&section.host),
            Security::Tls => AsyncSmtpTransport::<Tokio1Executor>::relay(&section.host),
        };
        let mut builder = builder
            .map_err(|error| Error::internal(format!("configuration, section [smtp]: {error}")))?
            .timeout(Some(TIMEOUT))
            .hello_name(ClientId::Domain(domain(municipality).to_owned()));
        if let Some(port) = section.port {
            builder = builder.port(port);
        }
        if let (Some(user), Some(password)) = (section.user, section.password) {
            builder = builder.credentials(Credentials::new(user, password));
        }
        Ok(Some(Self { transport: builder.build(), from }))
    }

    pub(crate) async fn send(
        &self,
        municipality: &Municipality,
        mail: &Mail,
        address: &str,
    ) -> Result<(), Refusal> {
        let message = self.compose(municipality, mail, address)?;
        match self.transport.send(message).await {
            Ok(_) => Ok(()),
            Err(error) => {
                let code = error.status().map(|code| code.to_string()).unwrap_or_default();
                let reason = error.to_string();
                if error.is_permanent() && !OUR_FAULT.contains(&code.as_str()) {
                    Err(Refusal::Permanent(reason))
                } else {
                    Err(Refusal::Transient(reason))
                }
            }
        }
    }

    /// The whole message follows from the stored e-mail, so a repeat is the same to the letter.
    fn compose(&self, municipality: &Municipality, mail: &Mail, address: &str) -> Result<Message, Refusal> {
        let permanent = |error: &dyn std::fmt::Display| Refusal::Permanent(error.to_string());
        let to: Address = address.parse().map_err(|error: AddressError| permanent(&error))?;
        let profile = municipality.profile();
        let letter = Letter::of(municipality, mail);
        let html = letter.html().map_err(|error| permanent(&error))?;
        let text = letter.text().map_err(|error| permanent(&error))?;
        let fingerprint = chain_hash(&municipality.code, mail.key.as_bytes());
        let mut builder = Message::builder()
            .from(Mailbox::new(spoken(&profile.name), self.from.clone()))
            .to(Mailbox::new(None, to))
            .subject(mail.subject.clone())
            .date(mail.created_at.into())
            .message_id(Some(format!("<{}@{}>", &fingerprint[..32], domain(municipality))))
            // RFC 3834 § 5: nobody's holiday answer comes back.
            .raw_header(HeaderValue::new(
                HeaderName::new_from_ascii_str("Auto-Submitted"),
                "auto-generated".to_owned(),
            ));
        // RFC 8058: a mailbox offers its own button and posts there, without a visit to our page.
        if !letter.unsubscribe_url().is_empty() {
            let header = |name, value: String| HeaderValue::new(HeaderName::new_from_ascii_str(name), value);
            builder = builder
                .raw_header(header("List-Unsubscribe", format!("<{}>", letter.unsubscribe_url())))
                .raw_header(header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click".to_owned()));
        }
        if let Ok(office) = profile.email.parse() {
            builder = builder.reply_to(Mailbox::new(spoken(&profile.office), office));
        }
        builder
            .multipart(
                MultiPart::alternative()
                    .boundary(fingerprint)
                    .singlepart(SinglePart::plain(text))
                    .singlepart(SinglePart::html(html)),
            )
            .map_err(|error| permanent(&error))
    }
}

/// A name to stand before an address, when there is one.
fn spoken(name: &str) -> Option<String> {
    (!name.is_empty()).then(|| name.to_owned())
}

/// The host name without a port.
fn domain(municipality: &Municipality) -> &str {
    municipality.host.split(':').next().unwrap_or_default()
}
