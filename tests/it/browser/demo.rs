//! The demo of the real binary, and the messages that it "sent".

use std::{
    collections::BTreeSet,
    path::PathBuf,
    process::{Command, Output},
    sync::Mutex,
    time::{Duration, Instant},
};

use rustix::process::Signal;
use serde_json::Value;

use crate::harness::{
    self, new_dir,
    process::{self, Server},
    wait_until,
};

/// Everybody's password until it is changed.
pub const OLD: &str = "Contoso-demo-2026";

/// A running demo with people and an outbox of its own.
pub struct Demo {
    /// Its address, without a slash at the end.
    pub url: String,
    /// From the start of the process to its line of JSON: it listens from then on.
    pub announced: Duration,
    /// Its configuration file.
    pub config: PathBuf,
    http: reqwest::Client,
    seen: Mutex<BTreeSet<String>>,
    shift: PathBuf,
    _server: Server,
}

impl Demo {
    /// Starts one with the machine's clock.
    pub async fn start() -> Self {
        Self::launch(false).await
    }

    /// Starts one whose clock can be moved on ([`Demo::later`]).
    pub async fn with_moving_clock() -> Self {
        Self::launch(true).await
    }

    async fn launch(moving: bool) -> Self {
        harness::init();
        let dir = new_dir("demo");
        let (log, shift) = (dir.join("log"), dir.join("shift"));
        let mut command = Command::new(env!("CARGO_BIN_EXE_latchkey"));
        command.args(["demo", "--json", "--listen", "127.0.0.1:0"]).env("TMPDIR", &dir);
        if moving {
            std::fs::write(&shift, "+0s").unwrap();
            command
                .env("LD_PRELOAD", faketime())
                .env("FAKETIME_TIMESTAMP_FILE", &shift)
                .env("FAKETIME_NO_CACHE", "1")
                .env("FAKETIME_DONT_FAKE_MONOTONIC", "1");
        }
        let started = Instant::now();
        let server = Server::start("latchkey demo", &command, &log, Signal::TERM);
        let mut line = String::new();
        server.wait_ready(&log, || {
            let text = std::fs::read_to_string(&log).unwrap_or_default();
            line = text.lines().find(|line| line.starts_with('{')).unwrap_or_default().to_owned();
            line.ends_with('}')
        });
        let announced = started.elapsed();
        let printed: Value = serde_json::from_str(&line).unwrap();
        let url = printed["url"].as_str().unwrap().to_owned();
        let config = printed["config"].as_str().unwrap().into();
        let http = reqwest::Client::new();
        Self { url, announced, config, http, seen: Mutex::default(), shift, _server: server }
    }

    /// Moves the demo's clock this far ahead of the machine's.
    pub fn later(&self, by: Duration) {
        let new = self.shift.with_extension("new");
        std::fs::write(&new, format!("+{}s", by.as_secs())).unwrap();
        std::fs::rename(new, &self.shift).unwrap();
    }

    /// Runs another command of the program beside it; the configuration file is the last argument.
    pub fn command(&self, args: &[&str]) -> Output {
        process::output(Command::new(env!("CARGO_BIN_EXE_latchkey")).args(args).arg(&self.config))
    }

    /// An address in it.
    pub fn at(&self, path: &str) -> String {
        format!("{}{path}", self.url)
    }

    /// Everything sent so far, newest first.
    pub async fn messages(&self) -> Vec<Value> {
        let answer = self.http.get(self.at("/demo/outbox.json")).send().await.unwrap();
        answer.json().await.unwrap()
    }

    /// Waits for the next message by `channel` (`mail`, `sms`) to a contact that has `to` in it; each is given once.
    pub async fn message(&self, channel: &str, to: &str) -> String {
        let what = format!("a message by {channel} to {to}");
        wait_until(&what, Duration::from_secs(20), async || {
            let all = self.messages().await;
            let mut seen = self.seen.lock().unwrap();
            all.iter()
                .rev()
                .filter(|m| m["channel"] == channel && m["to"].as_str().is_some_and(|t| t.contains(to)))
                .find(|m| seen.insert(m["id"].to_string()))
                .map(|m| m["text"].as_str().unwrap().to_owned())
        })
        .await
    }

    /// The code in the next message that holds one: notices come between.
    pub async fn code(&self, channel: &str, to: &str) -> String {
        let digits = if channel == "sms" { 6 } else { 8 };
        loop {
            let text = self.message(channel, to).await;
            let mut runs = text.split(|c: char| !c.is_ascii_digit());
            if let Some(code) = runs.rfind(|run| run.len() == digits) {
                return code.to_owned();
            }
        }
    }
}

fn faketime() -> PathBuf {
    let libs = std::fs::read_dir("/usr/lib").unwrap().filter_map(Result::ok);
    let found = libs.map(|dir| dir.path().join("faketime/libfaketime.so.1")).find(|lib| lib.exists());
    found.expect("the package faketime (tests/run installs it)")
}
