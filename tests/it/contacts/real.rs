//! The same against real servers: mail by SMTP, text messages and calls over HTTP, people in OpenLDAP.

use std::{path::Path, sync::Arc};

use latchkey::{
    app::{App, Replace},
    config::{Config, Environment},
    crypto::{keyring::Keyring, random::SystemRng},
    directory::Found,
    domain::{account::AccountId, identifier::LoginName, security_info::Detail, session::Entry},
    web::portal,
};
use tokio_util::sync::CancellationToken;

use super::visitor::begin_session;
use crate::harness::{
    http::{self, Client, Page},
    init, new_address, new_dir, pki,
    postgres::free_port,
    slapd::{self, Slapd},
    sms::{ACCOUNT, SmsDouble, TOKEN},
    smtp::{self, SmtpSink},
};

struct Real {
    app: Arc<App>,
    url: String,
    smtp: SmtpSink,
    sms: SmsDouble,
    slapd: Slapd,
    stop: CancellationToken,
}

impl Drop for Real {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

impl Real {
    async fn start() -> Self {
        init();
        let entries = person("dora", "+12025550171", "+12025550123", "dora@home.example");
        let slapd = Slapd::start(slapd::Options { entries, ..slapd::Options::default() });
        let (smtp, sms) = (SmtpSink::start(smtp::Options::default()).await, SmsDouble::start().await);
        let folder = new_dir("contacts");
        pki::write_secret(&folder.join("bind-password"), slapd::SERVICE_PASSWORD);
        pki::write_secret(&folder.join("twilio-token"), TOKEN);
        Keyring::generate_file(&folder.join("keys"), &SystemRng).expect("a key file");
        let (address, port) = (new_address(), free_port());
        let text = format!(
            r#"
[server]
listen = "{address}:{port}"
public_url = "http://{address}:{port}"

[organisation]
name = "Contoso & <Söhne>"

[organisation.help_desk]
text = "+1 202 555 0100"

[database]
url = "sqlite:{folder}/latchkey.db"

[keys]
file = "{folder}/keys"

[directory]
kind = "openldap"
servers = ["{ldap}"]
base = "{base}"
bind_dn = "{bind_dn}"
bind_password_file = "{folder}/bind-password"
ca_file = "{ca}"
default_region = "US"

[mail]
host = "127.0.0.1"
port = {smtp_port}
security = "none"
from = "passwords@contoso.test"

[sms]
provider = "twilio"
countries = ["US"]

[sms.twilio]
account_sid = "{ACCOUNT}"
auth_token_file = "{folder}/twilio-token"
from = "+15005550006"
voice_from = "+15005550007"
base_url = "{twilio}"

[policy]
enabled = "all"
methods = ["sms", "voice", "office", "email"]
own_mail_domains = ["contoso.test"]
minimum_password_length = 8
"#,
            folder = folder.display(),
            ldap = slapd.url(),
            base = slapd::BASE,
            bind_dn = slapd::SERVICE_DN,
            ca = slapd.ca_file().display(),
            smtp_port = smtp.address.port(),
            twilio = sms.url(),
        );
        let config = Config::parse(Path::new("real.toml"), &text, &Environment::default()).expect("a configuration");
        let app = Arc::new(App::build(config, Replace::default()).await.expect("a house"));
        let mut settings = portal::settings(&app);
        settings.health_listen.clear();
        settings.workers = Some(1);
        let open = portal::open(Arc::clone(&app), settings).expect("a port");
        let stop = CancellationToken::new();
        tokio::spawn(open.run(None, stop.clone()));
        drop(app.start_jobs(&stop));
        Self { app, url: format!("http://{address}:{port}"), smtp, sms, slapd, stop }
    }

    async fn sign_in(&self, login: &str) -> (AccountId, Client) {
        let name = LoginName::parse(login).expect("a name");
        let Found::One(account) = self.app.directory.find(&name).await.expect("an answer") else {
            panic!("no {login}")
        };
        let mut client = Client::over(&self.url, http::connections(reqwest::Client::builder()));
        client.headers.insert("Accept-Language".into(), "en".into());
        let cookie = begin_session(&self.app, account.id, login, Entry::Password, "en").await;
        client.cookies.insert("rs".into(), cookie);
        (account.id, client)
    }
}

fn person(login: &str, mobile: &str, office: &str, mailbox: &str) -> String {
    format!(
        "dn: uid={login},ou=people,{base}\nobjectClass: inetOrgPerson\nuid: {login}\ncn: {login}\nsn: {login}\n\
         mail: {mailbox}\nmobile: {mobile}\ntelephoneNumber: {office}\nuserPassword: {password}\n\n",
        base = slapd::BASE,
        password = slapd::PASSWORD,
    )
}

async fn fill(client: &mut Client, path: &str, fields: &[(&str, &str)]) -> Page {
    let page = client.get(path).await;
    client.submit_once(&page, fields).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r132_text_call_and_mail_go_out_and_come_back() {
    let real = Real::start().await;
    let (id, mut client) = real.sign_in("dora").await;
    // The directory's phone proves it first: it counts by the usual policy.
    let page = client.get("/security-info/add/phone").await;
    assert_eq!(page.url.path(), "/security-info/prove");
    let csrf = page.field("csrf").unwrap();
    let next = page.field("next").unwrap();
    assert_eq!(next, "/security-info/add/phone");
    let page = client.post_once("/security-info/prove", &[("csrf", &csrf), ("next", &next)]).await;
    assert_eq!(page.status, 422, "several ways, none chosen: {}", page.text());
    let fields = [("csrf", csrf.as_str()), ("next", &next), ("method", "voice")];
    let page = client.post_once("/security-info/prove", &fields).await;
    assert_eq!(page.header("location"), "/security-info/prove/answer", "{}", page.text());
    let call = real.sms.wait_for(|message| message.call).await;
    assert_eq!(call.to, "+12025550171");
    assert!(call.text.contains("Contoso & <Söhne>"), "a name can not break the document: {}", call.text);
    let code = call.code().expect("digits apart");
    assert_eq!(call.text.matches(&code.chars().map(String::from).collect::<Vec<_>>().join(", ")).count(), 4);
    let request = real.sms.requests().into_iter().find(|request| request.path.ends_with("/Calls.json")).unwrap();
    assert_eq!(request.field("From").as_deref(), Some("+15005550007"));
    let page = fill(&mut client, "/security-info/prove/answer", &[("code", &code)]).await;
    assert_eq!(page.header("location"), "/security-info/add/phone", "{}", page.text());
    // A new phone, by text message.
    let page = fill(&mut client, "/security-info/add/phone", &[("phone", "202 555 0188"), ("by", "sms")]).await;
    assert_eq!(page.header("location"), "/security-info/add/code", "{}", page.text());
    let sms = real.sms.wait_for(|message| message.to == "+12025550188").await;
    let page = fill(&mut client, "/security-info/add/code", &[("code", &sms.code().unwrap())]).await;
    assert_eq!(page.header("location"), "/security-info", "{}", page.text());
    // The desk phone of the directory, by a call.
    let page = fill(&mut client, "/security-info/add/office", &[]).await;
    assert_eq!(page.header("location"), "/security-info/add/code", "{}", page.text());
    let call = real.sms.wait_for(|message| message.to == "+12025550123").await;
    assert!(call.call);
    let page = fill(&mut client, "/security-info/add/code", &[("code", &call.code().unwrap())]).await;
    assert_eq!(page.header("location"), "/security-info", "{}", page.text());
    // A mailbox.
    let page = fill(&mut client, "/security-info/add/mailbox", &[("mailbox", "dora@other.example")]).await;
    assert_eq!(page.header("location"), "/security-info/add/code", "{}", page.text());
    let mail = real.smtp.wait_for(|mail| mail.recipients.iter().any(|to| to.contains("dora@other.example"))).await;
    let code = mail.code().expect("a code");
    let page = fill(&mut client, "/security-info/add/code", &[("code", &code)]).await;
    assert_eq!(page.header("location"), "/security-info", "{}", page.text());
    let core = &real.app.core;
    let kept = core.store.methods(core.tenant, id).await.unwrap();
    assert!(matches!(
        kept.iter().map(|item| &item.detail).collect::<Vec<_>>()[..],
        [Detail::Phone { .. }, Detail::Office { .. }, Detail::Mailbox { .. }]
    ));
    // Nothing of it is written to the directory.
    assert_eq!(real.slapd.attribute("dora", "mobile").as_deref(), Some("+12025550171"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r71_an_account_that_was_taken_away_changes_nothing_any_more() {
    let real = Real::start().await;
    let (_, mut client) = real.sign_in("dora").await;
    assert_eq!(client.get("/security-info/add").await.status, 200);
    let dn = format!("uid=dora,ou=people,{}", slapd::BASE);
    real.slapd.modify(&format!("dn: {dn}\nchangetype: delete\n"));
    let page = client.send(reqwest::Method::GET, "/security-info/add", None, "none").await;
    assert_eq!(page.header("location"), "/sign-in");
    let counts = real.app.core.store.row_counts().await.unwrap();
    assert!(counts.contains(&("outbox".to_owned(), 0)), "nothing waits to be sent: {counts:?}");
    assert!(real.sms.messages().is_empty() && real.smtp.mails().is_empty());
}
