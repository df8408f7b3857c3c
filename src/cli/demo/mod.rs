//! `latchkey demo`: a portal with a directory, people and an outbox of its own.

use std::{
    fs::Permissions,
    io,
    net::{IpAddr, SocketAddr, TcpListener},
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
};

use anyhow::Context as _;
use serde::Serialize;
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;

use super::{Demo, output, serve};
use crate::{
    app::{App, Replace, SystemClock},
    config::{Config, Environment},
    crypto::{
        keyring::Keyring,
        random::{SystemRng, uuid_v7},
        totp,
    },
    directory::embedded::{Embedded, NewAccount},
    domain::{
        account::{AccountId, Contact, TenantId},
        contact::{Mailbox, Phone},
        password::NewPassword,
        role::Role,
        security_info::{Detail, Registered},
    },
    notify::recorder::Recorder,
    render::contexts::DemoLogin,
    telemetry::{self, Format},
    web::portal,
};

mod people;

use people::{PASSWORD, PEOPLE, Person, group_of};

/// The configuration file in the folder of the data, made anew at each start.
const CONFIG: &str = "demo.toml";

/// What `--json` prints, on one line.
#[derive(Serialize)]
struct Printed {
    url: String,
    console: String,
    outbox: String,
    outbox_json: String,
    config: PathBuf,
    logins: Vec<Login>,
}

#[derive(Serialize)]
struct Login {
    login: &'static str,
    password: &'static str,
    note: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<Role>,
}

/// Runs the demonstration until it is stopped.
pub async fn run(options: Demo) -> ExitCode {
    match demo(options).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => output::fail(format_args!("{error:#}")),
    }
}

async fn demo(options: Demo) -> anyhow::Result<()> {
    let filter = if options.json { "error" } else { "warn" };
    telemetry::init(Format::Text, filter, Arc::new(SystemClock))?;
    // The folder goes with this value, when it is a temporary one.
    let temporary = if options.data.is_none() { Some(private_temporary()?) } else { None };
    let folder = match (&options.data, &temporary) {
        (Some(folder), _) => folder.clone(),
        (None, Some(temporary)) => temporary.path().to_owned(),
        (None, None) => std::env::temp_dir(),
    };
    make_private(&folder)?;
    let listen = with_port(options.listen)?;
    let keys = folder.join("keys");
    if !keys.exists() {
        Keyring::generate_file(&keys, &SystemRng)?;
    }
    let config = config(&folder, listen)?;
    let recorder = Arc::new(Recorder::new(Arc::new(SystemClock)));
    let app = App::build(config, Replace { recorder: Some(recorder), ..Replace::default() }).await?;
    if let Some(embedded) = &app.embedded {
        fill(&app, embedded).await?;
    }
    let app = Arc::new(app);
    let mut settings = portal::settings(&app);
    settings.health_listen.clear();
    let mut open = portal::open(Arc::clone(&app), settings)?;
    let note = |person: &Person| DemoLogin {
        login: person.login.to_owned(),
        password: PASSWORD.to_owned(),
        note: person.note.to_owned(),
        role: person.role,
        code: None,
    };
    open.set_demo_logins(PEOPLE.iter().map(note).collect());
    announce(&app, options.json, &folder, temporary.is_none());
    let stop = CancellationToken::new();
    serve::stop_on_signals(&stop)?;
    let jobs = app.start_jobs(&stop);
    open.run(None, stop.clone()).await?;
    stop.cancel();
    jobs.await?;
    app.core.store.close().await;
    Ok(())
}

/// Port 0 means any free one; the addresses in messages need to know which.
fn with_port(listen: SocketAddr) -> io::Result<SocketAddr> {
    if listen.port() == 0 { TcpListener::bind(listen)?.local_addr() } else { Ok(listen) }
}

/// A folder of its owner's, as [`make_private`] makes it; gone with the value.
fn private_temporary() -> io::Result<TempDir> {
    tempfile::Builder::new().prefix("latchkey-demo-").permissions(Permissions::from_mode(0o700)).tempdir()
}

fn make_private(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

/// The demonstration's configuration goes the way of every other: as a file, checked. Other commands find it there.
fn config(folder: &Path, listen: SocketAddr) -> anyhow::Result<Config> {
    let port = listen.port();
    let mut urls = vec![format!("http://127.0.0.1:{port}"), format!("http://[::1]:{port}")];
    if let IpAddr::V4(v4) = listen.ip()
        && v4.is_loopback()
    {
        urls.push(format!("http://{v4}:{port}"));
        urls.dedup();
    }
    let text = format!(
        r#"
[server]
listen = "{listen}"
public_url = "http://localhost:{port}"
other_urls = {urls:?}
trusted_proxies = []

[organisation]
name = "Contoso"

[organisation.help_desk]
link = "tel:+12025550100"
text = "+1 202 555 0100, 8:00-18:00"
mailbox = "helpdesk@contoso.test"

[database]
url = "sqlite:{folder}/latchkey.db"

[keys]
file = "{folder}/keys"

[directory]
kind = "embedded"
default_region = "US"

[mail]
host = "localhost"
security = "none"
from = "passwords@contoso.test"

[sms]
provider = "http"
countries = ["US"]

[sms.http]
url = "http://127.0.0.1:9/?to={{to}}&text={{text}}"

[policy]
enabled = "selected"
groups = ["Staff"]
own_mail_domains = ["contoso.test"]
"#,
        folder = folder.display(),
    );
    let file = folder.join(CONFIG);
    std::fs::write(&file, &text).with_context(|| format!("{} can not be written", file.display()))?;
    std::fs::set_permissions(&file, Permissions::from_mode(0o600))?;
    Ok(Config::parse(&file, &text, &Environment::default())?)
}

/// Makes the people, unless an earlier run did.
async fn fill(app: &App, embedded: &Embedded) -> anyhow::Result<()> {
    if !app.core.store.embedded_accounts(TenantId::DEFAULT, "", 1).await?.is_empty() {
        return Ok(());
    }
    let id = || uuid_v7(app.core.now(), app.core.rng.as_ref());
    // One hash for all: they share the password that the page tells.
    let hash = embedded.hash(&NewPassword::new(PASSWORD)).await?;
    let (mut staff, mut others, mut admins) = (Vec::new(), Vec::new(), Vec::new());
    for person in &PEOPLE {
        let account = AccountId(id());
        if person.staff {
            staff.push(account)
        } else {
            others.push(account)
        }
        embedded.import(account, account_of(person)?, hash.clone()).await?;
        admins.extend(person.role.map(|role| (role, account)));
    }
    embedded.fill_group(id(), "Staff", &staff, &[]).await?;
    embedded.fill_group(id(), "Contractors", &others, &[]).await?;
    for (role, account) in &admins {
        embedded.fill_group(id(), group_of(*role), &[*account], &[]).await?;
    }
    let mut tx = app.core.store.begin().await?;
    for (role, account) in admins {
        tx.bind_role(TenantId::DEFAULT, role, group_of(role), None).await?;
        tx.insert_method(TenantId::DEFAULT, &app_of(app, account), None).await?;
    }
    Ok(tx.commit().await?)
}

/// An authenticator app, whose codes the outbox page shows: who only looks has no phone at hand.
fn app_of(app: &App, account: AccountId) -> Registered {
    let now = app.core.now();
    Registered {
        id: uuid_v7(now, app.core.rng.as_ref()),
        account,
        detail: Detail::App { seed: totp::seed(app.core.rng.as_ref()), drift: 0 },
        name: "Demo".to_owned(),
        created_at: now,
        usable_from: now,
        confirmed_at: now,
        used_at: None,
        imported: None,
    }
}

fn account_of(person: &Person) -> anyhow::Result<NewAccount> {
    let mut contacts = Vec::new();
    for address in person.mail {
        contacts.push(Contact::Mail(Mailbox::parse(address)?));
    }
    if let Some(number) = person.mobile {
        // Read as from the store: the tables of numbering plans would take most of the start.
        contacts.push(Contact::Mobile(serde_json::from_value::<Phone>(number.into())?));
    }
    Ok(NewAccount {
        login: person.login.to_owned(),
        principal: Some(format!("{}@contoso.test", person.login)),
        display_name: person.name.to_owned(),
        names: person.name.split(' ').map(str::to_owned).collect(),
        language: Some(person.language.to_owned()),
        contacts,
        locked: person.locked,
        disabled: person.disabled,
        protected: person.protected,
    })
}

fn announce(app: &App, json: bool, folder: &Path, kept: bool) {
    let url = app.org.public_url.clone();
    let config = folder.join(CONFIG);
    let outbox = format!("{url}/demo/outbox");
    if json {
        let login =
            |person: &Person| Login { login: person.login, password: PASSWORD, note: person.note, role: person.role };
        let printed = Printed {
            console: format!("{url}/admin"),
            outbox_json: format!("{outbox}.json"),
            url,
            outbox,
            config,
            logins: PEOPLE.iter().map(login).collect(),
        };
        match serde_json::to_string(&printed) {
            Ok(line) => output::say(line),
            Err(error) => output::complain(error),
        }
        return;
    }
    output::say(format_args!("Latchkey's demonstration runs at {url}\n"));
    output::say("Try this:");
    output::say(format_args!("  1. open {url} and choose \"I forgot my password\""));
    output::say("  2. say that you are alice, and choose a way to get a code");
    output::say(format_args!("  3. read the code at {outbox}, in another tab"));
    output::say("  4. choose a new password\n");
    output::say(format_args!("Everybody's password is {PASSWORD} until it is changed. Who is there:"));
    for person in &PEOPLE {
        output::say(format_args!("  {:<8}{}", person.login, person.note));
    }
    output::say(format_args!(
        "\nThe console for administrators: {url}/admin. Sign in as olga; the code of her app is at"
    ));
    output::say(format_args!("{outbox} too."));
    output::say("\nOther commands work beside it, for example:");
    let program = std::env::args().next().unwrap_or_else(|| "latchkey".to_owned());
    output::say(format_args!("  {program} explain bob --config {}", config.display()));
    if kept {
        output::say(format_args!("\nThe data is kept in {}.", folder.display()));
    } else {
        output::say("\nThe data is gone when this ends; keep it with --data FOLDER.");
    }
    output::say("Stop with Ctrl-C.");
}
