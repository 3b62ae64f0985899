//! A browser without a screen: keeps cookies, follows redirects on demand, fills in forms it finds on the page.

use std::collections::BTreeMap;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode, header};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use tower::ServiceExt;

/// An answer of the site.
#[derive(Debug)]
pub struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
    /// Where it came from, after redirects.
    pub path: String,
}

impl Reply {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The page without tags, spaces folded, entities of Askama turned back: what a person reads.
    pub fn readable(&self) -> String {
        let mut out = String::new();
        let mut in_tag = false;
        for c in self.text().chars() {
            match c {
                '<' => in_tag = true,
                '>' => {
                    in_tag = false;
                    out.push(' ');
                }
                c if !in_tag => out.push(c),
                _ => {}
            }
        }
        let out = out
            .replace("&#38;", "&")
            .replace("&amp;", "&")
            .replace("&#34;", "\"")
            .replace("&quot;", "\"")
            .replace("&#39;", "'")
            .replace("&#60;", "<")
            .replace("&#62;", ">")
            .replace("&nbsp;", " ")
            .replace('\u{a0}', " ");
        out.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Fails the test unless a person reads this on the page.
    #[track_caller]
    pub fn shows(&self, text: &str) -> &Self {
        assert!(self.readable().contains(text), "{} does not show {text:?}:\n{}", self.path, self.readable());
        self
    }

    #[track_caller]
    pub fn hides(&self, text: &str) -> &Self {
        assert!(!self.readable().contains(text), "{} shows {text:?}:\n{}", self.path, self.readable());
        self
    }

    #[track_caller]
    pub fn is(&self, status: u16) -> &Self {
        assert_eq!(self.status.as_u16(), status, "{}:\n{}", self.path, self.readable());
        self
    }

    pub fn location(&self) -> &str {
        self.headers.get(header::LOCATION).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The value of the first input with that name (hidden form fields, codes shown in fields).
    pub fn value_of(&self, name: &str) -> Option<String> {
        let html = self.text();
        html.split('<')
            .filter(|tag| tag.starts_with("input"))
            .find(|tag| attribute(tag, "name").as_deref() == Some(name))
            .and_then(|tag| attribute(tag, "value"))
    }

    /// The first link whose address begins with this.
    pub fn link(&self, prefix: &str) -> Option<String> {
        let html = self.text();
        html.split('<')
            .filter(|tag| tag.starts_with("a "))
            .filter_map(|tag| attribute(tag, "href"))
            .find(|href| href.starts_with(prefix))
    }
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let from = tag.find(&format!(" {name}=\""))? + name.len() + 3;
    let rest = &tag[from..];
    Some(rest[..rest.find('"')?].replace("&#38;", "&").replace("&amp;", "&"))
}

/// One visitor.
#[derive(Clone)]
pub struct Browser {
    router: Router,
    pub host: String,
    pub cookies: BTreeMap<String, String>,
}

impl Browser {
    pub fn new(router: Router, host: &str) -> Self {
        Self { router, host: host.to_owned(), cookies: BTreeMap::new() }
    }

    /// Opens a page and follows redirects.
    pub async fn get(&mut self, path: &str) -> Reply {
        let reply = self.send("GET", path, "", Vec::new()).await;
        self.follow(reply).await
    }

    /// Posts fields as the site's own page would, with the session's form token, and follows redirects.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Reply {
        let reply = self.post_only(path, fields).await;
        self.follow(reply).await
    }

    /// Posts and gives the answer as it is.
    pub async fn post_only(&mut self, path: &str, fields: &[(&str, &str)]) -> Reply {
        let mut pairs: Vec<(String, String)> =
            fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        if !pairs.iter().any(|(name, _)| name == "csrf") {
            pairs.push(("csrf".into(), self.form_token(path).await));
        }
        let body = pairs
            .iter()
            .map(|(name, value)| format!("{}={}", encode(name), encode(value)))
            .collect::<Vec<_>>()
            .join("&");
        self.send("POST", path, "application/x-www-form-urlencoded", body.into_bytes()).await
    }

    /// Posts fields and one file.
    pub async fn upload(&mut self, path: &str, fields: &[(&str, &str)], file: (&str, &str, &[u8])) -> Reply {
        const BORDER: &str = "----ratusz-test-border";
        let token = self.form_token(path).await;
        let mut body = Vec::new();
        for (name, value) in fields.iter().copied().chain([("csrf", token.as_str())]) {
            body.extend(
                format!("--{BORDER}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
                    .bytes(),
            );
        }
        let (field, name, bytes) = file;
        body.extend(
            format!(
                "--{BORDER}\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\n\
                 Content-Type: application/octet-stream\r\n\r\n"
            )
            .bytes(),
        );
        body.extend(bytes);
        body.extend(format!("\r\n--{BORDER}--\r\n").bytes());
        let reply = self.send("POST", path, &format!("multipart/form-data; boundary={BORDER}"), body).await;
        self.follow(reply).await
    }

    /// The form token as any signed-in page carries it.
    async fn form_token(&mut self, path: &str) -> String {
        if !self.cookies.contains_key("__Host-sesja") {
            return String::new();
        }
        for page in [path, "/", "/urzad"] {
            let reply = self.send("GET", page, "", Vec::new()).await;
            if let Some(token) = reply.value_of("csrf").filter(|token| !token.is_empty()) {
                return token;
            }
        }
        String::new()
    }

    async fn follow(&mut self, mut reply: Reply) -> Reply {
        for _ in 0..5 {
            if !reply.status.is_redirection() || !reply.location().starts_with('/') {
                return reply;
            }
            let to = reply.location().to_owned();
            reply = self.send("GET", &to, "", Vec::new()).await;
        }
        panic!("too many redirects, last to {}", reply.location());
    }

    /// One request as it is, without following anything.
    pub async fn send(&mut self, method: &str, path: &str, kind: &str, body: Vec<u8>) -> Reply {
        let cookies =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ");
        let mut request = Request::builder().method(method).uri(path).header(header::HOST, &self.host);
        if !cookies.is_empty() {
            request = request.header(header::COOKIE, cookies);
        }
        if method != "GET" {
            request = request.header("sec-fetch-site", "same-origin").header(header::CONTENT_TYPE, kind);
        }
        let request = request.body(Body::from(body)).expect("a request");
        let response = self.router.clone().oneshot(request).await.expect("an answer");
        let (parts, body) = response.into_parts();
        for cookie in parts.headers.get_all(header::SET_COOKIE) {
            self.keep(cookie.to_str().expect("a readable cookie"));
        }
        let body = if parts.headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind == "text/event-stream")
        {
            Vec::new()
        } else {
            to_bytes(body, 64 << 20).await.expect("a body").to_vec()
        };
        Reply { status: parts.status, headers: parts.headers, body, path: path.to_owned() }
    }

    fn keep(&mut self, cookie: &str) {
        let Some((name, rest)) = cookie.split_once('=') else { return };
        let value = rest.split(';').next().unwrap_or_default();
        if rest.contains("Max-Age=0") {
            self.cookies.remove(name);
        } else {
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
    }
}

fn encode(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}
