//! A mail server on loopback (RFC 5321): takes messages and keeps them, and can be told to refuse, to be busy or to hang up.

use std::collections::HashSet;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// A message the server took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Received {
    /// Envelope addresses, without angle brackets.
    pub from: String,
    pub to: Vec<String>,
    /// The message as sent, lines ended with CRLF, leading dots put back.
    pub data: String,
}

impl Received {
    /// The value of the first header of that name, folded lines joined.
    pub fn header(&self, name: &str) -> Option<String> {
        let (head, _) = self.data.split_once("\r\n\r\n")?;
        let unfolded = head.replace("\r\n ", " ").replace("\r\n\t", " ");
        unfolded.split("\r\n").find_map(|line| {
            let (own, value) = line.split_once(':')?;
            own.eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
        })
    }
}

#[derive(Debug, Default)]
struct State {
    received: Vec<Received>,
    busy: usize,
    refused: HashSet<String>,
    hang_ups: usize,
}

/// The running server; it stops when dropped.
#[derive(Debug)]
pub struct SmtpServer {
    address: SocketAddr,
    state: Arc<Mutex<State>>,
    listening: JoinHandle<()>,
}

impl SmtpServer {
    /// Listens on a free port of loopback.
    pub async fn start() -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let state = Arc::new(Mutex::new(State::default()));
        let shared = Arc::clone(&state);
        let listening = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let state = Arc::clone(&shared);
                tokio::spawn(async move {
                    if let Err(error) = Conversation::new(stream, state).hold().await {
                        tracing::debug!(%error, "mail conversation broken off");
                    }
                });
            }
        });
        Ok(Self { address, state, listening })
    }

    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// The messages taken so far, oldest first.
    pub fn received(&self) -> Vec<Received> {
        self.lock().received.clone()
    }

    /// Answers the next `times` messages with 451, "try later".
    pub fn be_busy(&self, times: usize) {
        self.lock().busy = times;
    }

    /// Answers every message for this address with 550, "no such mailbox".
    pub fn refuse(&self, address: &str) {
        self.lock().refused.insert(address.to_owned());
    }

    /// Takes the next `times` messages but hangs up before saying so, as a broken network does.
    pub fn hang_up_after_data(&self, times: usize) {
        self.lock().hang_ups = times;
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }
}

impl Drop for SmtpServer {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Takes one away when there is one.
fn take_one(count: &mut usize) -> bool {
    let some = *count > 0;
    *count = count.saturating_sub(1);
    some
}

/// What one client says and is told.
struct Conversation {
    stream: BufReader<TcpStream>,
    state: Arc<Mutex<State>>,
    from: Option<String>,
    to: Vec<String>,
}

impl Conversation {
    fn new(stream: TcpStream, state: Arc<Mutex<State>>) -> Self {
        Self { stream: BufReader::new(stream), state, from: None, to: Vec::new() }
    }

    async fn hold(mut self) -> io::Result<()> {
        self.say("220 loopback ESMTP").await?;
        while let Some(line) = self.hear().await? {
            let (verb, rest) = line.split_once(' ').unwrap_or((&line, ""));
            match verb.to_ascii_uppercase().as_str() {
                "EHLO" => self.say("250-loopback\r\n250-8BITMIME\r\n250 SIZE 10485760").await?,
                "HELO" | "NOOP" => self.say("250 OK").await?,
                "MAIL" => self.mail(rest).await?,
                "RCPT" => self.rcpt(rest).await?,
                "DATA" if self.to.is_empty() => self.say("503 RCPT first").await?,
                "DATA" => {
                    if !self.data().await? {
                        return Ok(());
                    }
                }
                "RSET" => {
                    self.reset();
                    self.say("250 OK").await?;
                }
                "QUIT" => return self.say("221 Bye").await,
                _ => self.say("500 unknown command").await?,
            }
        }
        Ok(())
    }

    async fn mail(&mut self, rest: &str) -> io::Result<()> {
        match address(rest) {
            Some(from) => {
                self.reset();
                self.from = Some(from);
                self.say("250 OK").await
            }
            None => self.say("501 MAIL FROM:<address>").await,
        }
    }

    async fn rcpt(&mut self, rest: &str) -> io::Result<()> {
        let Some(to) = address(rest) else { return self.say("501 RCPT TO:<address>").await };
        if self.from.is_none() {
            return self.say("503 MAIL first").await;
        }
        if lock(&self.state).refused.contains(&to) {
            return self.say("550 5.1.1 no such mailbox").await;
        }
        self.to.push(to);
        self.say("250 OK").await
    }

    /// Takes the message; false when the server hangs up.
    async fn data(&mut self) -> io::Result<bool> {
        if take_one(&mut lock(&self.state).busy) {
            self.reset();
            self.say("451 4.3.0 try later").await?;
            return Ok(true);
        }
        self.say("354 end with a dot").await?;
        let mut data = String::new();
        while let Some(line) = self.hear().await? {
            if line == "." {
                let message = Received {
                    from: self.from.take().unwrap_or_default(),
                    to: std::mem::take(&mut self.to),
                    data,
                };
                let hangs_up = {
                    let mut state = lock(&self.state);
                    state.received.push(message);
                    take_one(&mut state.hang_ups)
                };
                if !hangs_up {
                    self.say("250 2.0.0 taken").await?;
                }
                return Ok(!hangs_up);
            }
            // RFC 5321 § 4.5.2: a dot the client put before a line that begins with a dot.
            data.push_str(line.strip_prefix('.').unwrap_or(&line));
            data.push_str("\r\n");
        }
        Ok(false)
    }

    fn reset(&mut self) {
        self.from = None;
        self.to.clear();
    }

    async fn say(&mut self, line: &str) -> io::Result<()> {
        self.stream.write_all(format!("{line}\r\n").as_bytes()).await
    }

    /// The next line without its end; nothing when the client is gone.
    async fn hear(&mut self) -> io::Result<Option<String>> {
        let mut line = Vec::new();
        if self.stream.read_until(b'\n', &mut line).await? == 0 {
            return Ok(None);
        }
        let text = String::from_utf8_lossy(&line);
        Ok(Some(text.trim_end_matches(['\r', '\n']).to_owned()))
    }
}

/// `FROM:<a@b.example> SIZE=12` gives the address; the empty return path is an address too.
fn address(rest: &str) -> Option<String> {
    let (_, after) = rest.split_once('<')?;
    let (address, _) = after.split_once('>')?;
    Some(address.to_owned())
}
