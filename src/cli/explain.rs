//! `latchkey explain`: why does this policy apply to somebody, and why can they reset, or not? In the words of the
//! console's page. Nothing is written anywhere.

use std::process::ExitCode;

use clap::Args;
use serde_json::json;

use super::{ConfigFile, output};
use crate::{
    app::{App, Replace},
    config::Config,
    domain::{
        explain::{Check, PolicyLine},
        locale::Locale,
        time::Timestamp,
    },
    flows::{
        admin::explain::{self, Explained},
        notices::network,
        reset::masked,
        security_info::manage::hint,
    },
    limits::InForce,
    render::{Arg, RenderError, clock},
};

/// Whom to explain.
#[derive(Debug, Clone, Args)]
pub struct Options {
    /// Login name
    #[arg(value_name = "LOGIN")]
    login: String,
    /// Print JSON
    #[arg(long)]
    json: bool,
    /// The configuration file.
    #[command(flatten)]
    file: ConfigFile,
}

/// Explains; ends well whether the person can reset or not.
pub async fn run(options: Options) -> ExitCode {
    match act(&options).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => output::fail(format_args!("{error:#}")),
    }
}

async fn act(options: &Options) -> anyhow::Result<()> {
    let replace = Replace { read_only: true, ..Replace::default() };
    let app = App::build(Config::load(&options.file.config)?, replace).await?;
    let explained = explain::of_login(&app.core, app.directory.as_ref(), &options.login).await;
    app.core.store.close().await;
    let explained = explained?;
    if options.json {
        output::say(as_json(&explained));
        return Ok(());
    }
    for line in (Words { app: &app }).lines(&explained)? {
        output::say(line);
    }
    Ok(())
}

fn when(at: Timestamp) -> String {
    clock::machine(at)
}

fn as_json(explained: &Explained) -> serde_json::Value {
    let Explained { account, standing, means, person, pass_until, due, limits, codes_left, policy: _ } = explained;
    let registered: Vec<_> = means
        .registered
        .iter()
        .map(|item| {
            json!({
                "kind": item.kind(), "hint": hint(item), "usable_from": when(item.usable_from),
                "used_at": item.used_at.map(when), "imported_at": item.imported.map(|brought| when(brought.at)),
                "confirmed_by_owner": !item.is_unverified(),
            })
        })
        .collect();
    let checks: Vec<_> = standing
        .checks
        .iter()
        .map(|check| {
            json!({
                "ok": check.ok, "reason": check.reason, "subject": check.subject, "have": check.have,
                "want": check.want, "at": check.at.map(when),
            })
        })
        .collect();
    let ways: Vec<_> = standing
        .ways
        .iter()
        .map(|way| json!({ "method": way.method, "state": way.state, "from": way.at.map(when) }))
        .collect();
    let limits: Vec<_> = limits
        .iter()
        .map(|limit| {
            json!({
                "limit": limit.limit, "method": limit.method, "browser": limit.browser,
                "network": limit.source.map(network), "used": limit.used, "most": limit.most,
                "seconds": limit.per.as_secs(), "stops": limit.stops, "until": limit.until.map(when),
                "clearable": limit.clearable,
            })
        })
        .collect();
    json!({
        "id": account.id.0, "login": account.login, "principal": account.principal, "name": account.display_name,
        "location": account.location,
        "can_reset": standing.can_reset, "policy": standing.policy, "gates": standing.gates,
        "policies": standing.policies, "checks": checks, "ways": ways,
        "registered": registered, "recovery_codes_left": codes_left,
        "directory_contacts": account.contacts.iter().map(masked).collect::<Vec<_>>(),
        "state": {
            "disabled": account.state.disabled, "expired": account.state.expired,
            "locked": account.state.lock.is_some(),
            "locked_since": account.state.lock.and_then(|lock| lock.since).map(when),
            "locked_by_administrator": account.state.lock.is_some_and(|lock| lock.by_administrator),
        },
        "frozen_since": person.as_ref().and_then(|person| person.frozen_at).map(when),
        "pass_until": pass_until.map(when), "due": due, "limits": limits,
    })
}

/// The page's words.
struct Words<'a> {
    app: &'a App,
}

impl Words<'_> {
    fn say(&self, key: &str, args: &[(&str, Arg)]) -> Result<String, RenderError> {
        self.app.renderer.text(&Locale::english(), key, args)
    }

    fn moment(&self, at: Timestamp) -> Result<Arg, RenderError> {
        let args = clock::arguments(at, self.app.org.time_zone.name());
        Ok(Arg::Bare(self.say("moment", &args)?))
    }

    fn check(&self, check: &Check) -> Result<String, RenderError> {
        let mut args = Vec::new();
        args.extend(check.subject.clone().map(|subject| ("subject", Arg::Text(subject))));
        args.extend(check.have.map(|have| ("have", number(have))));
        args.extend(check.want.map(|want| ("want", number(want))));
        if let Some(at) = check.at {
            args.push(("time", self.moment(at)?));
        }
        self.say(&format!("admin-people-why-{}", check.reason.as_str()), &args)
    }

    fn policy(&self, line: &PolicyLine) -> Result<String, RenderError> {
        let fits = match (line.applies, line.fits) {
            (true, _) => "admin-people-applies",
            (false, true) => "admin-people-fits",
            (false, false) => "admin-people-fits-not",
        };
        let reason = serde_json::to_value(line.reason).unwrap_or_default();
        let why = self.say(&format!("admin-people-policy-{}", reason.as_str().unwrap_or_default()), &[])?;
        Ok(format!("{}: {} ({why} {})", line.name, self.say(fits, &[])?, line.subjects.join(" · ")).replace(" )", ")"))
    }

    fn lines(&self, explained: &Explained) -> Result<Vec<String>, RenderError> {
        let Explained { account, standing, means, limits, .. } = explained;
        let plain = |text: &str| text.escape_debug().collect::<String>();
        let mut lines = vec![format!("{} ({})", plain(&account.login), plain(&account.display_name))];
        lines.push(plain(&account.location));
        lines.push(String::new());
        let verdict = if standing.can_reset { "admin-people-can" } else { "admin-people-cannot" };
        lines.push(self.say(verdict, &[])?);
        for check in standing.obstacles() {
            lines.push(format!("  - {}", self.check(check)?));
            lines.push(format!("    {}", self.say(&format!("admin-people-do-{}", check.reason.as_str()), &[])?));
        }
        lines.push(String::new());
        lines.push(self.say("admin-people-why", &[])?);
        for (n, line) in standing.policies.iter().enumerate() {
            lines.push(format!("  {}. {}", n.saturating_add(1), self.policy(line)?));
        }
        lines.push(self.say("admin-people-checks", &[])?);
        for check in &standing.checks {
            let answer = self.say(if check.ok { "admin-people-ok" } else { "admin-people-not-ok" }, &[])?;
            lines.push(format!("  {answer:<4}{}", self.check(check)?));
        }
        lines.push(self.say("admin-people-ways", &[])?);
        for way in &standing.ways {
            let state = serde_json::to_value(way.state).unwrap_or_default();
            let mut args = Vec::new();
            if let Some(at) = way.at {
                args.push(("time", self.moment(at)?));
            }
            let thing = self.say(&format!("thing-{}", way.method.as_str()), &[])?;
            let words = self.say(&format!("admin-people-way-{}", state.as_str().unwrap_or_default()), &args)?;
            lines.push(format!("  {thing}: {words}"));
        }
        lines.push(self.say("admin-people-registered", &[])?);
        for item in &means.registered {
            let thing = self.say(&format!("thing-{}", item.kind().as_str()), &[])?;
            let brought = if item.is_unverified() { self.say("admin-people-imported", &[])? } else { String::new() };
            lines.push(format!("  {thing} {} {brought}", plain(&hint(item))).trim_end().to_owned());
        }
        lines.push(self.say("admin-people-held", &[])?);
        lines.extend(account.contacts.iter().map(|contact| format!("  {}", masked(contact))));
        lines.push(self.say("admin-people-limits", &[])?);
        if limits.is_empty() {
            lines.push(format!("  {}", self.say("admin-people-limits-none", &[])?));
        }
        for limit in limits {
            lines.push(format!("  - {}", self.limit(limit)?));
        }
        Ok(lines)
    }

    fn limit(&self, limit: &InForce) -> Result<String, RenderError> {
        let mut line = self.say(if limit.stops { "admin-people-limited" } else { "admin-people-limit-soon" }, &[])?;
        line = format!("{line}: {}", self.say(&format!("admin-people-limit-{}", limit.limit), &[])?);
        if let Some(method) = limit.method {
            line = format!("{line} ({})", self.say(&format!("thing-{}", method.as_str()), &[])?);
        }
        if let Some(source) = limit.source {
            line = format!("{line} {}", network(source));
        }
        if limit.most > 0 {
            let (unit, per) = limit.span();
            let counted = |number: u64| Arg::Number(i64::try_from(number).unwrap_or(i64::MAX));
            let mut args = vec![("used", counted(limit.used.into())), ("most", counted(limit.most.into()))];
            args.push(("per", counted(per)));
            line = format!("{line}: {}", self.say(&format!("admin-people-limit-full-{unit}"), &args)?);
        }
        if let Some(until) = limit.until {
            line = format!("{line}, {}", self.say("admin-people-limit-until", &[("time", self.moment(until)?)])?);
        }
        line.push('.');
        if let Some(browser) = limit.browser {
            line = format!("{line} {}", self.say(&format!("admin-people-limit-in-{}", browser.as_str()), &[])?);
        }
        if !limit.clearable {
            line = format!("{line} {}", self.say("admin-people-limit-stays", &[])?);
        }
        Ok(line)
    }
}

fn number(number: usize) -> Arg {
    Arg::Number(i64::try_from(number).unwrap_or(i64::MAX))
}
