//! Pages per second, by wrk.

use std::{fs, process::Command, time::Duration};

use crate::harness::{bed, process};

/// What wrk measured.
#[derive(Debug, Clone, Copy)]
pub struct Pages {
    /// Answers per second.
    pub per_second: f64,
    /// Number of answers.
    pub answers: f64,
    /// Half of the answers were as fast.
    pub p50: Duration,
    /// 99 of 100 were.
    pub p99: Duration,
}

/// Every request comes from another of 4,096 addresses, since the flood guard counts by address.
const SCRIPT: &str = r#"
local requests, n = {}, 0
init = function()
  for i = 0, 4095 do
    wrk.headers["X-Forwarded-For"] = string.format("198.18.%d.%d", i / 256, i % 256)
    requests[i + 1] = wrk.format("GET")
  end
end
request = function()
  n = n % 4096 + 1
  return requests[n]
end
"#;

/// Asks for a page for some seconds over that many connections. Fails when any answer is not a page.
pub fn measure(url: &str, connections: u32, seconds: u32) -> Pages {
    let script = bed().dir.join("pages.lua");
    fs::write(&script, SCRIPT).expect("written");
    let mut wrk = Command::new("wrk");
    wrk.args(["--latency", "-t1", &format!("-c{connections}"), &format!("-d{seconds}s"), "-s"]);
    let output = process::run(wrk.arg(&script).arg(url));
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    for trouble in ["Non-2xx", "Socket errors"] {
        assert!(!text.contains(trouble), "{url}: {text}");
    }
    let after = |label: &str| {
        let line = text.lines().map(str::trim).find_map(|line| line.strip_prefix(label));
        line.unwrap_or_else(|| panic!("wrk did not say {label:?}: {text}")).trim().to_owned()
    };
    let answers = text.lines().find_map(|line| line.trim().split_once(" requests in ")).expect("a count").0;
    Pages {
        per_second: after("Requests/sec:").parse().expect("a rate"),
        answers: answers.parse().expect("a count"),
        p50: duration(&after("50%")),
        p99: duration(&after("99%")),
    }
}

fn duration(text: &str) -> Duration {
    let unit = text.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    let value: f64 = text.trim_end_matches(unit).parse().expect("a time");
    let seconds = match unit {
        "us" => 1e-6,
        "ms" => 1e-3,
        "s" => 1.0,
        other => panic!("an unknown unit of time: {other}"),
    };
    Duration::from_secs_f64(value * seconds)
}
