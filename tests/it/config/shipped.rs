//! The unit file and the proxy examples.

use std::process::Command;

fn shipped(name: &str) -> String {
    format!("{}/config/{name}", env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn r175_the_unit_is_hardened() {
    // Tenths: 20 is "exposure level 2.0".
    let output = Command::new("systemd-analyze")
        .args(["security", "--offline=true", "--threshold=20", "--no-pager"])
        .arg(shipped("latchkey.service"))
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && text.contains("Overall exposure level"), "{text}");
}

#[test]
fn r175_the_unit_runs_as_a_user_of_its_own_and_writes_one_folder() {
    let unit = std::fs::read_to_string(shipped("latchkey.service")).unwrap();
    let lines: Vec<_> = unit.lines().collect();
    for line in
        ["User=latchkey", "ProtectSystem=strict", "StateDirectory=latchkey", "CapabilityBoundingSet=", "LimitCORE=0"]
    {
        assert!(lines.contains(&line), "{line}");
    }
    assert!(!unit.contains("ReadWritePaths"));
}

#[test]
fn r85_proxies_send_one_address_that_they_saw() {
    let nginx = std::fs::read_to_string(shipped("nginx.conf")).unwrap();
    assert!(nginx.contains("proxy_set_header X-Forwarded-For $remote_addr;"), "appending would keep a forged address");
    assert!(!nginx.contains("$proxy_add_x_forwarded_for"));
    assert!(!nginx.contains("return 308 https://$host"), "R83: a redirect names the configured host");
    let caddy = std::fs::read_to_string(shipped("Caddyfile")).unwrap();
    assert!(caddy.contains("header_up X-Forwarded-For {remote_host}"));
}
