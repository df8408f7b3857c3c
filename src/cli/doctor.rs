//! `latchkey doctor`: every part that a configuration names is tried; each failure names its remedy. Nothing is
//! written to the directory, no message is sent.

use std::{path::Path, process::ExitCode, sync::Arc};

use super::{Doctor, output};
use crate::{
    app::{SystemClock, key_file, renderer, settings},
    config::Config,
    crypto::keyring::Keyring,
    directory::{DirectoryRead as _, ldap::LdapDirectory},
    domain::{
        account::TenantId,
        eligibility,
        finding::{Finding, FindingStatus},
        identifier::LoginName,
        means::Means,
        method::Method,
        policy::{
            Document,
            validate::{self, Fault, Surroundings},
        },
    },
    notify::check,
    store::{Schema, Store},
};

/// Examines a configuration.
pub async fn run(options: Doctor) -> ExitCode {
    let config = match Config::load(&options.file.config) {
        Ok(config) => config,
        Err(error) => return output::fail(format_args!("{error}")),
    };
    let sample = match options.sample.as_deref().map(LoginName::parse) {
        Some(None) => return output::fail("--sample: that can not be a login name"),
        Some(name) => name,
        None => None,
    };
    let mut findings = Vec::new();
    for warning in &config.warnings {
        findings.push(Finding::warn("configuration", warning.to_string(), String::new()));
    }
    public_url(&config, &mut findings);
    keys_and_database(&config, &mut findings).await;
    pages(&config, &mut findings);
    directory(&config, sample.as_ref(), &mut findings).await;
    messages(&config, &mut findings).await;
    beside(&config, &mut findings).await;
    print(&findings, options.json);
    let failed = findings.iter().any(|finding| finding.status == FindingStatus::Fail);
    if failed { ExitCode::from(output::WRONG) } else { ExitCode::SUCCESS }
}

fn public_url(config: &Config, findings: &mut Vec<Finding>) {
    for url in config.server.urls() {
        let host = url.host_str().unwrap_or_default();
        let port = url.port_or_known_default().unwrap_or(443);
        match std::net::ToSocketAddrs::to_socket_addrs(&(host, port)) {
            Ok(addresses) => {
                let all: Vec<String> = addresses.map(|address| address.ip().to_string()).collect();
                findings.push(Finding::ok("public-url", format!("{url} resolves to {}", all.join(", "))));
            }
            Err(error) => findings.push(Finding::fail(
                "public-url",
                format!("{host} does not resolve: {error}"),
                "add the name to DNS; people and the links in messages need it",
            )),
        }
    }
    if config.server.tls_certificate.is_none() && config.server.urls().any(|url| url.scheme() == "https") {
        if config.server.trusted_proxies.is_empty() {
            findings.push(Finding::warn(
                "proxy",
                "the public URL is https, and neither a certificate nor a trusted proxy is configured",
                "set server.tls_certificate and server.tls_key, or name the reverse proxy in server.trusted_proxies",
            ));
        } else {
            findings.push(Finding::ok("proxy", "a reverse proxy ends TLS"));
        }
    }
    for (key, file) in [("tls-certificate", &config.server.tls_certificate), ("tls-key", &config.server.tls_key)] {
        if let Some(file) = file {
            findings.push(match std::fs::read(file) {
                Ok(_) => Finding::ok(key, format!("{} can be read", file.display())),
                Err(error) => Finding::fail(
                    key,
                    format!("{}: {error}", file.display()),
                    "let the user that Latchkey runs as read it",
                ),
            });
        }
    }
}

async fn keys_and_database(config: &Config, findings: &mut Vec<Finding>) {
    let keyring = match key_file(config)
        .map_err(|e| e.to_string())
        .and_then(|file: &Path| Keyring::load(file).map_err(|error| error.to_string()))
    {
        Ok(keyring) => {
            findings.push(Finding::ok("keys", format!("{} key(s)", keyring.ids().count())));
            Arc::new(keyring)
        }
        Err(error) => {
            findings.push(Finding::fail("keys", error, "make one with `latchkey keys generate FILE`, mode 0600"));
            return;
        }
    };
    // Only looked at: a file that the doctor made would belong to whoever calls it, not to the service.
    findings.push(match Store::look(config.database.url(), &keyring).await {
        Ok(Schema::Current) => Finding::ok("database", "opens with these keys, and has this release's schema"),
        Ok(Schema::Missing) => Finding::ok("database", "is not there yet; the first start makes it"),
        Ok(Schema::Behind(steps)) => Finding::ok(
            "database",
            format!("opens with these keys; the next start brings its schema {steps} step(s) on"),
        ),
        Err(error) => Finding::fail(
            "database",
            error.to_string(),
            "check database.url, the folder's owner and mode, and that the key file belongs to this database",
        ),
    });
}

fn pages(config: &Config, findings: &mut Vec<Finding>) {
    let checked = renderer(config).and_then(|renderer| Ok(renderer.check()?));
    findings.push(match checked {
        Ok(()) => Finding::ok("pages", "every page and message renders in every language"),
        Err(error) => Finding::fail("pages", error.to_string(), "mend the file in organisation.theme that is named"),
    });
}

async fn directory(config: &Config, sample: Option<&LoginName>, findings: &mut Vec<Finding>) {
    let ldap = match settings::ldap(config) {
        Ok(Some(ldap)) => ldap,
        Ok(None) => {
            findings.push(Finding::ok("directory", "the embedded directory, in the database"));
            return;
        }
        Err(error) => {
            findings.push(Finding::fail("directory", error.to_string(), "see docs/configuration.md, [directory]"));
            return;
        }
    };
    let directory = match LdapDirectory::new(ldap, Arc::new(SystemClock)) {
        Ok(directory) => directory,
        Err(error) => {
            findings.push(Finding::fail("directory", error.to_string(), "see docs/configuration.md, [directory]"));
            return;
        }
    };
    let examined = directory.diagnose(sample).await;
    let reached = examined.iter().any(|finding| finding.check == "base" && finding.status == FindingStatus::Ok);
    findings.extend(examined);
    if !reached {
        return;
    }
    let policy = config.policy.to_domain(&config.organisation.help_desk, &config.registration);
    let groups = eligibility::groups_of_interest(&policy);
    findings.extend(directory.diagnose_groups(&groups).await);
    if let Some(name) = sample {
        verdict_of(&directory, name, &policy, &groups, findings).await;
    }
}

/// What the policy says of the sample account.
async fn verdict_of(
    directory: &LdapDirectory,
    name: &LoginName,
    policy: &crate::domain::policy::Policy,
    groups: &[String],
    findings: &mut Vec<Finding>,
) {
    let Ok(crate::directory::Found::One(account)) = directory.find(name).await else { return };
    let member_of =
        if groups.is_empty() { Ok(Default::default()) } else { directory.memberships(account.id, groups).await };
    // What they registered is in the database, which may not be there yet: the directory's contacts only.
    let means = Means { directory: account.contacts.clone(), ..Means::default() };
    match member_of {
        Ok(member_of) => {
            let verdict = eligibility::verdict(
                policy,
                &account,
                &member_of,
                &means,
                crate::domain::time::Clock::now(&SystemClock),
            );
            let groups: Vec<&str> = member_of.iter().map(String::as_str).collect();
            let groups = if groups.is_empty() { "none".to_owned() } else { groups.join(", ") };
            findings.push(match verdict {
                Ok(()) => Finding::ok("policy", format!("the sample account can be reset here; groups: {groups}")),
                Err(code) => Finding::warn(
                    "policy",
                    format!(
                        "the sample account can not be reset here: {code}, {}; groups: {groups}",
                        code.meaning().trim()
                    ),
                    "see docs/errors.md for the code",
                ),
            });
        }
        Err(error) => findings.push(Finding::fail(
            "groups",
            error.to_string(),
            "name groups by DN or by a name that exists once, and let the service account read them",
        )),
    }
}

async fn messages(config: &Config, findings: &mut Vec<Finding>) {
    match settings::mail(config) {
        Ok(Some(mail)) => findings.extend(check::check_mail(&mail).await),
        Ok(None) => findings.push(Finding::ok("mail", "mail is not configured")),
        Err(error) => findings.push(Finding::fail("mail", error.to_string(), "see docs/configuration.md, [mail]")),
    }
    match settings::sms(config) {
        Ok(Some(sms)) => findings.extend(check::check_sms(&sms).await),
        Ok(None) => findings.push(Finding::ok("sms", "text messages are not configured")),
        Err(error) => findings.push(Finding::fail("sms", error.to_string(), "see docs/configuration.md, [sms]")),
    }
}

/// What goes on beside resets: who is told of alarms, and the scan that feeds the console.
async fn beside(config: &Config, findings: &mut Vec<Finding>) {
    let told = config.alarms.mail.len();
    findings.push(if told > 0 || config.alarms.webhook.url.is_some() {
        Finding::ok(
            "alarms",
            format!("{told} mailbox(es) and {} webhook", u8::from(config.alarms.webhook.url.is_some())),
        )
    } else {
        Finding::warn("alarms", "nobody is told of alarms", "name a mailbox in alarms.mail")
    });
    let store = store_to_read(config).await;
    findings.push(scan(config, store.as_ref()).await);
    findings.push(console_factor(config, store.as_ref()).await);
    if let Some(store) = store {
        store.close().await;
    }
}

/// The database as it is; none when it is not there yet or can not be opened.
async fn store_to_read(config: &Config) -> Option<Store> {
    let keyring = Arc::new(key_file(config).ok().and_then(|file| Keyring::load(file).ok())?);
    crate::app::open_store_to_read(config, &keyring).await.ok()
}

/// Whether the policy in force lets somebody register what the console asks for as a second proof (R141).
async fn console_factor(config: &Config, store: Option<&Store>) -> Finding {
    let of_the_file = || {
        let policy = config.policy.to_domain(&config.organisation.help_desk, &config.registration);
        Document::from_policy(&policy)
    };
    let document = match store {
        Some(store) => match store.current_policy(TenantId::DEFAULT).await {
            Ok(current) => current.map_or_else(of_the_file, |(_, document)| document),
            // A database that is not there yet, or is older than the policies.
            Err(_) => of_the_file(),
        },
        None => of_the_file(),
    };
    let around = Surroundings { carried: Method::ALL.to_vec(), ..Surroundings::default() };
    let missing = validate::problems(&document, &around).into_iter().find(|p| p.fault == Fault::NoConsoleFactor);
    match missing {
        Some(problem) => Finding::warn(
            "console",
            problem.fault.to_string(),
            "allow `passkey` or `app`: in the console on the page Policy, or in policy.methods of the configuration",
        ),
        None => Finding::ok("console", "a second proof for the console can be registered"),
    }
}

/// The scan of the directory, as far as the database can be read.
async fn scan(config: &Config, store: Option<&Store>) -> Finding {
    if !config.sync.enabled {
        return Finding::warn(
            "scan",
            "the directory is not scanned by itself: the console finds people, and reports count them, as of the last scan",
            "set sync.enabled = true, or run `latchkey sync now` when you need it",
        );
    }
    let every = config.sync.interval_minutes;
    let on = |what: &str| Finding::ok("scan", format!("every {every} minutes; {what}"));
    let Some(store) = store else { return on("none yet") };
    match store.sync_state(TenantId::DEFAULT).await {
        Ok(Some(state)) => match (state.error, state.finished_at) {
            (Some(error), _) => Finding::warn(
                "scan",
                format!("the last {} failed: {error}", state.attempts),
                "it is tried again by itself; see docs/directory-sync.md",
            ),
            (None, Some(at)) => on(&format!(
                "the last ended {} and left {} accounts known",
                crate::domain::export::moment(at),
                state.counts.accounts
            )),
            (None, None) => on("the first is under way"),
        },
        Ok(None) => on("none yet"),
        Err(error) => Finding::warn("scan", error.to_string(), "see the finding on the database"),
    }
}

fn print(findings: &[Finding], json: bool) {
    if json {
        match serde_json::to_string_pretty(findings) {
            Ok(text) => output::say(text),
            Err(error) => output::complain(error),
        }
        return;
    }
    for finding in findings {
        let mark = match finding.status {
            FindingStatus::Ok => "ok   ",
            FindingStatus::Warn => "WARN ",
            FindingStatus::Fail => "FAIL ",
        };
        output::say(format_args!("{mark} {:<18} {}", finding.check, finding.what));
        if !finding.remedy.is_empty() {
            for line in finding.remedy.lines() {
                output::say(format_args!("       {line}"));
            }
        }
    }
    let count = |status| findings.iter().filter(|finding| finding.status == status).count();
    output::say(format_args!(
        "\n{} well, {} to look at, {} failed.",
        count(FindingStatus::Ok),
        count(FindingStatus::Warn),
        count(FindingStatus::Fail)
    ));
}
