//! Whole-program figures: start to first answer, memory, requests a second for "Moje należności", 200 municipalities.
//!
//! `cargo bench -p ratusz --bench office`. The load comes from this process over loopback, so both cores are shared.
#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

use std::error::Error;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

type Outcome<T> = Result<T, Box<dyn Error>>;

const CONNECTIONS: usize = 8;
const SECONDS: u64 = 10;

struct Program {
    child: Child,
    pages: SocketAddr,
    first_answer: Duration,
}

impl Program {
    fn start(folder: &Path, host: &str, most_open: usize) -> Outcome<Self> {
        let pages = free_address()?;
        let begun = Instant::now();
        let child = Command::new(env!("CARGO_BIN_EXE_ratusz"))
            .arg("serve")
            .envs(environment(folder))
            .env("RATUSZ_LISTEN", pages.to_string())
            .env("RATUSZ_INTERNAL", free_address()?.to_string())
            .env("RATUSZ_MOST_OPEN", most_open.to_string())
            .env("RUST_LOG", "error")
            .stdout(Stdio::null())
            .spawn()?;
        let mut program = Self { child, pages, first_answer: Duration::ZERO };
        while begun.elapsed() < Duration::from_secs(30) {
            if let Ok(mut connection) = Connection::open(pages)
                && connection.get(host, "/marka.css", "").is_ok_and(|status| status == 200)
            {
                program.first_answer = begun.elapsed();
                return Ok(program);
            }
            std::thread::sleep(Duration::from_millis(2));
        }
        Err("the program did not answer within 30 s".into())
    }

    fn resident_mib(&self) -> Outcome<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).ok_or("no VmRSS")?;
        let kib: f64 = line.split_whitespace().nth(1).ok_or("no figure")?.parse()?;
        Ok(kib / 1024.0)
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // Already ended is as good as killed.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// One kept-alive connection; answers carry Content-Length because nothing asks for compression.
struct Connection {
    reader: BufReader<TcpStream>,
    body: Vec<u8>,
}

impl Connection {
    fn open(to: SocketAddr) -> Outcome<Self> {
        let stream = TcpStream::connect(to)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(Duration::from_secs(20)))?;
        Ok(Self { reader: BufReader::with_capacity(64 << 10, stream), body: Vec::new() })
    }

    fn get(&mut self, host: &str, path: &str, cookie: &str) -> Outcome<u16> {
        let request = format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nCookie: {cookie}\r\n\r\n");
        self.reader.get_mut().write_all(request.as_bytes())?;
        let mut line = String::new();
        self.reader.read_line(&mut line)?;
        let status = line.split_whitespace().nth(1).ok_or("no status")?.parse()?;
        let mut length = 0;
        loop {
            line.clear();
            self.reader.read_line(&mut line)?;
            if line.trim().is_empty() {
                break;
            }
            if let Some((name, value)) = line.split_once(':')
                && name.eq_ignore_ascii_case("content-length")
            {
                length = value.trim().parse()?;
            }
        }
        self.body.resize(length, 0);
        self.reader.read_exact(&mut self.body)?;
        Ok(status)
    }
}

fn free_address() -> Outcome<SocketAddr> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?)
}

fn environment(folder: &Path) -> [(&'static str, String); 2] {
    [
        ("RATUSZ_DATA_DIR", folder.join("data").display().to_string()),
        ("RATUSZ_ROOT_KEY_FILE", folder.join("root.key").display().to_string()),
    ]
}

fn ratusz(folder: &Path, arguments: &[&str]) -> Outcome<String> {
    let output = Command::new(env!("CARGO_BIN_EXE_ratusz"))
        .args(arguments)
        .envs(environment(folder))
        .env("RUST_LOG", "error")
        .stderr(Stdio::inherit())
        .output()?;
    if output.status.success() {
        Ok(String::from_utf8(output.stdout)?)
    } else {
        Err(format!("ratusz {arguments:?} ended with {}", output.status).into())
    }
}

fn percentile(sorted: &[Duration], share: f64) -> Duration {
    let index = ((sorted.len() as f64 * share) as usize).min(sorted.len().saturating_sub(1));
    sorted.get(index).copied().unwrap_or_default()
}

/// Requests of signed-in residents from several connections at once.
fn load(to: SocketAddr, host: &str, sessions: &[String]) -> Outcome<(f64, Vec<Duration>)> {
    let begun = Instant::now();
    let end = begun + Duration::from_secs(SECONDS);
    let workers: Vec<_> = (0..CONNECTIONS)
        .map(|worker| {
            let (host, sessions) = (host.to_owned(), sessions.to_vec());
            std::thread::spawn(move || -> Result<Vec<Duration>, String> {
                let mut connection = Connection::open(to).map_err(|error| error.to_string())?;
                let mut times = Vec::with_capacity(1 << 16);
                for cookie in sessions.iter().cycle().skip(worker * 7) {
                    let asked = Instant::now();
                    if asked >= end {
                        break;
                    }
                    match connection.get(&host, "/naleznosci", cookie) {
                        Ok(200) => times.push(asked.elapsed()),
                        Ok(status) => return Err(format!("status {status}")),
                        Err(error) => return Err(error.to_string()),
                    }
                }
                Ok(times)
            })
        })
        .collect();
    let mut times = Vec::new();
    for worker in workers {
        times.extend(worker.join().map_err(|_| "a worker panicked")??);
    }
    let rate = times.len() as f64 / begun.elapsed().as_secs_f64();
    times.sort_unstable();
    Ok((rate, times))
}

fn demo_office() -> Outcome<()> {
    let folder = tempfile::tempdir()?;
    let host = "localhost:8080";
    let begun = Instant::now();
    ratusz(folder.path(), &["demo", "--host", host, "--json"])?;
    println!("demo municipality made in              {:>10.1} s", begun.elapsed().as_secs_f64());
    let sessions: Vec<String> = ratusz(folder.path(), &["demo", "--sessions", "200"])?
        .lines()
        .map(|token| format!("__Host-sesja={token}"))
        .collect();
    let program = Program::start(folder.path(), host, 100)?;
    println!("start to first answer (demo)           {:>10.0} ms", program.first_answer.as_secs_f64() * 1e3);
    std::thread::sleep(Duration::from_secs(3));
    println!("memory at rest                         {:>10.1} MiB", program.resident_mib()?);
    let (rate, times) = load(program.pages, host, &sessions)?;
    println!("\"Moje należności\", {CONNECTIONS} connections      {rate:>10.0} requests/s");
    for (name, share) in [("p50", 0.5), ("p99", 0.99), ("p99.9", 0.999)] {
        println!("  {name:<37}{:>10.2} ms", percentile(&times, share).as_secs_f64() * 1e3);
    }
    println!("memory after the load                  {:>10.1} MiB", program.resident_mib()?);
    Ok(())
}

fn many_offices() -> Outcome<()> {
    let folder = tempfile::tempdir()?;
    for number in 0..200 {
        let code = format!("{:07}", 1_000_000 + number);
        ratusz(
            folder.path(),
            &["municipality", "add", &code, &format!("Gmina {number}"), &format!("g{number}.example")],
        )?;
    }
    let program = Program::start(folder.path(), "g0.example", 250)?;
    let mut connection = Connection::open(program.pages)?;
    let begun = Instant::now();
    for number in 0..200 {
        let status = connection.get(&format!("g{number}.example"), "/kontakt", "")?;
        if status != 200 {
            return Err(format!("g{number}.example answered {status}").into());
        }
    }
    println!("200 municipalities opened in           {:>10.2} s", begun.elapsed().as_secs_f64());
    println!("memory with 200 municipalities open    {:>10.1} MiB", program.resident_mib()?);
    Ok(())
}

fn main() -> Outcome<()> {
    // `cargo test --benches` runs this once without the flag that `cargo bench` gives; it is no test.
    if !std::env::args().any(|argument| argument == "--bench") {
        return Ok(());
    }
    demo_office()?;
    many_offices()
}
