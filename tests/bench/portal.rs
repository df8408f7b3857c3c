//! The release binary with a configuration of its own, and what the kernel says it uses.

use std::{
    fs,
    io::{Read as _, Write as _},
    net::TcpStream,
    path::Path,
    process::Command,
    time::{Duration, Instant},
};

use rustix::process::Signal;

use crate::{
    harness::{new_dir, pki::write_secret, postgres::free_port, process, process::Server, wait_for},
    inbox::Inbox,
};

const BINARY: &str = env!("CARGO_BIN_EXE_latchkey");

/// A running portal.
pub struct Portal {
    server: Server,
    /// Its address, as its pages and its configuration name it.
    pub url: String,
    /// From the start of the process to the first whole page.
    pub first_page: Duration,
}

/// What a process used so far.
#[derive(Debug, Clone, Copy)]
pub struct Usage {
    /// Processor time, to 10 ms.
    pub cpu: Duration,
    /// Resident memory now, in MiB.
    pub resident: f64,
    /// The most resident memory there ever was, in MiB.
    pub peak: f64,
}

impl Portal {
    /// Starts a portal over `directory` (the `[directory]` section), with two gates.
    pub fn start(directory: &str, inbox: &Inbox) -> Self {
        let (dir, port) = (new_dir("portal"), free_port());
        let config = configuration(&dir, port, directory, inbox);
        let path = dir.join("latchkey.toml");
        write_secret(&path, &config);
        process::run(Command::new(BINARY).args(["keys", "generate"]).arg(dir.join("keys")));
        let mut command = Command::new(BINARY);
        command.arg("serve").arg("--config").arg(&path);
        let started = Instant::now();
        let log = dir.join("log");
        let server = Server::start("latchkey", &command, &log, Signal::KILL);
        server.wait_ready(&log, || first_page(port));
        Self { server, url: format!("http://localhost:{port}"), first_page: started.elapsed() }
    }

    /// What it used so far.
    pub fn usage(&self) -> Usage {
        let read = |name: &str| fs::read_to_string(format!("/proc/{}/{name}", self.server.pid())).expect("read");
        let stat = read("stat");
        let fields: Vec<&str> = stat.rsplit(')').next().expect("fields").split_whitespace().collect();
        // utime and stime are the 14th and 15th of all, in hundredths of a second.
        let ticks: u64 = [11, 12].iter().map(|&n: &usize| fields[n].parse::<u64>().expect("ticks")).sum();
        let status = read("status");
        let mebibytes = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name)).expect("a line");
            line.trim_start_matches(':').trim().trim_end_matches(" kB").parse::<f64>().expect("a size") / 1024.0
        };
        Usage { cpu: Duration::from_millis(ticks * 10), resident: mebibytes("VmRSS"), peak: mebibytes("VmHWM") }
    }

    /// Waits until it uses no processor time for half a second.
    pub fn settle(&self) {
        let mut last = self.usage().cpu;
        wait_for("the portal rests", Duration::from_secs(120), || {
            std::thread::sleep(Duration::from_millis(500));
            let before = std::mem::replace(&mut last, self.usage().cpu);
            (last.saturating_sub(before) < Duration::from_millis(20)).then_some(())
        });
    }
}

fn first_page(port: u16) -> bool {
    let mut answer = String::new();
    TcpStream::connect(("127.0.0.1", port)).is_ok_and(|mut stream| {
        let request = format!("GET / HTTP/1.1\r\nhost: localhost:{port}\r\nconnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).is_ok() && stream.read_to_string(&mut answer).is_ok()
    }) && answer.starts_with("HTTP/1.1 200")
        && answer.contains("</html>")
}

/// Limits are as wide as the configuration lets them be; each person of the measurement comes from an address of
/// their own (`X-Forwarded-For`), as people do.
fn configuration(dir: &Path, port: u16, directory: &str, inbox: &Inbox) -> String {
    let secret = dir.join("bind-password");
    write_secret(&secret, crate::harness::samba::SERVICE_PASSWORD);
    format!(
        r#"
[server]
listen = "127.0.0.1:{port}"
public_url = "http://localhost:{port}"
trusted_proxies = ["127.0.0.1/32"]
health_listen = "127.0.0.1:{health}"
[organisation]
name = "Contoso"
[database]
url = "sqlite:{dir}/latchkey.db"
[keys]
file = "{dir}/keys"
[directory]
{directory}
bind_password_file = "{secret}"
default_region = "US"
[mail]
host = "127.0.0.1"
port = {smtp}
security = "none"
from = "passwords@contoso.test"
[sms]
provider = "http"
countries = ["US"]
[sms.http]
url = "http://{sms}/send"
format = "text"
body = "{{to}}\n{{text}}"
[policy]
enabled = "all"
gates = 2
methods = ["email", "sms"]
[limits]
sms_per_day = 1000000
[logging]
filter = "warn"
"#,
        health = free_port(),
        dir = dir.display(),
        secret = secret.display(),
        smtp = inbox.smtp.port(),
        sms = inbox.sms,
    )
}

/// The CA file's path as the configuration wants it.
pub fn quoted(path: &Path) -> String {
    format!("\"{}\"", path.display())
}
