//! OpenLDAP: `dc=contoso,dc=test` with password policy and people in each of its states, or ([`Flavour`]) a
//! directory that answers with Active Directory's own error texts. Needs no root: its ports are high.

use std::{fs, net::TcpStream, path::PathBuf, process::Command, sync::Mutex, time::Duration};

use latchkey::{
    directory::ldap::{Kind, LdapSettings},
    domain::time::Timestamp,
};
use rustix::process::Signal;

use super::{bed_data, new_address, new_dir, pki, process, process::Server};

/// What the server plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Flavour {
    /// OpenLDAP with the ppolicy overlay; people are `uid=NAME,ou=people`.
    #[default]
    Ppolicy,
    /// Active Directory's attributes and error texts by the retcode overlay; people are `cn=NAME,ou=Staff`, and
    /// writing to one, or binding as one, gets the error that its entry names (`tests/bed/slapd-ad.ldif`).
    ActiveDirectoryErrors,
}

/// How new passwords are hashed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Hash {
    /// Salted SHA-1: fast.
    #[default]
    Ssha,
    /// Argon2id, 7 MiB, 5 passes.
    Argon2,
}

/// How to start a server.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// What it plays.
    pub flavour: Flavour,
    /// How it hashes.
    pub hash: Hash,
    /// More entries, LDIF.
    pub entries: String,
}

/// A running server.
pub struct Slapd {
    /// Its address.
    pub ip: String,
    /// Its folder.
    pub dir: PathBuf,
    server: Mutex<Option<Server>>,
}

/// The naming context.
pub const BASE: &str = "dc=contoso,dc=test";
/// Everybody's password at the start.
pub const PASSWORD: &str = "Start1ng!Pass";
/// The portal's account: may set passwords and lift locks.
pub const SERVICE_DN: &str = "cn=portal,ou=services,dc=contoso,dc=test";
/// An account without rights.
pub const WEAK_DN: &str = "cn=weak,ou=services,dc=contoso,dc=test";
/// The password of both.
pub const SERVICE_PASSWORD: &str = "Svc!Portal-2024-long";
/// The database's owner, above policy and rights.
pub const ROOT_DN: &str = "cn=root,dc=contoso,dc=test";
/// Its password.
pub const ROOT_PASSWORD: &str = "R00t!Secret-2024";
/// The port of `ldap://`, for StartTLS.
pub const PORT: u16 = 3890;
/// The port of `ldaps://`.
pub const TLS_PORT: u16 = 6360;

impl Slapd {
    /// Loads the people, starts the server and waits until it answers.
    pub fn start(options: Options) -> Self {
        let (dir, ip) = (new_dir("slapd"), new_address());
        let taken = [PORT, TLS_PORT].iter().any(|&port| TcpStream::connect((ip.as_str(), port)).is_ok());
        assert!(!taken, "another server answers at {ip}, and would answer for this one");
        fs::create_dir_all(dir.join("db")).expect("a folder can be made");
        pki::issue(&dir, &["ldap.contoso.test", &ip]);
        let (flavour, hash) = match options.flavour {
            Flavour::Ppolicy => ("slapd", options.hash),
            Flavour::ActiveDirectoryErrors => ("slapd-ad", Hash::Ssha),
        };
        let conf = fs::read_to_string(bed_data().join(format!("{flavour}.conf"))).expect("read");
        let conf = conf
            .replace("@DIR@", &dir.display().to_string())
            .replace("@BED@", &bed_data().display().to_string())
            .replace("@HASH@", if hash == Hash::Argon2 { "{ARGON2}" } else { "{SSHA}" });
        fs::write(dir.join("slapd.conf"), conf).expect("written");
        let ldif = fs::read_to_string(bed_data().join(format!("{flavour}.ldif"))).expect("read");
        fs::write(dir.join("data.ldif"), format!("{ldif}\n{}", options.entries)).expect("written");
        process::run(
            Command::new("/usr/sbin/slapadd")
                .args(["-q", "-f"])
                .arg(dir.join("slapd.conf"))
                .arg("-l")
                .arg(dir.join("data.ldif")),
        );
        let slapd = Self { ip, dir, server: Mutex::new(None) };
        slapd.restart();
        if options.flavour == Flavour::Ppolicy {
            slapd.lock("grace");
        }
        slapd
    }

    /// `ldaps://` with address and port; its certificate names the address.
    pub fn url(&self) -> String {
        format!("ldaps://{}:{TLS_PORT}", self.ip)
    }

    /// `ldap://` with address and port, for StartTLS.
    pub fn plain_url(&self) -> String {
        format!("ldap://{}:{PORT}", self.ip)
    }

    /// The certificate authority of its certificate.
    pub fn ca_file(&self) -> PathBuf {
        self.dir.join("ca.pem")
    }

    /// Ends it if it runs, starts it on the same address and waits until it answers.
    pub fn restart(&self) {
        let mut slot = self.server.lock().expect("lock");
        drop(slot.take());
        let log = self.dir.join("slapd.out");
        let mut command = Command::new("/usr/sbin/slapd");
        command.args(["-d", "0", "-f"]).arg(self.dir.join("slapd.conf"));
        command.args(["-h", &format!("{} {}", self.plain_url(), self.url())]);
        let server = Server::start("slapd", &command, &log, Signal::TERM);
        server.wait_ready(&log, || [PORT, TLS_PORT].iter().all(|&p| TcpStream::connect((self.ip.as_str(), p)).is_ok()));
        *slot = Some(server);
    }

    /// Gives it a certificate that ends at this time, and restarts it.
    pub fn certify(&self, end: Timestamp) {
        let mut params = pki::server(&["ldap.contoso.test", &self.ip]);
        let seconds = u64::try_from(end.millis() / 1000).expect("after 1970");
        params.not_after = rcgen::date_time_ymd(1970, 1, 1) + Duration::from_secs(seconds);
        pki::issue_with(&self.dir, params);
        self.restart();
    }

    /// What the portal's driver needs to use it as the portal does.
    pub fn settings(&self) -> LdapSettings {
        let server = self.url().parse().expect("a URL");
        let mut settings =
            LdapSettings::new(Kind::OpenLdap, vec![server], BASE, SERVICE_DN, SERVICE_PASSWORD.to_owned().into());
        settings.ca_file = Some(self.ca_file());
        settings
    }

    /// Freezes it: connections are taken and nothing answers.
    pub fn freeze(&self) {
        self.with(Server::freeze);
    }

    /// Lets it go on.
    pub fn thaw(&self) {
        self.with(Server::thaw);
    }

    /// Kills it at once.
    pub fn kill(&self) {
        self.with(|server| server.end(Signal::KILL));
    }

    /// The DN of a person.
    pub fn dn(&self, login: &str) -> String {
        format!("uid={login},ou=people,{BASE}")
    }

    /// Binds with OpenLDAP's client. `Err` holds what it said.
    pub fn bind(&self, dn: &str, password: &str) -> Result<(), String> {
        self.tool("ldapwhoami", &["-e", "ppolicy"], dn, password, "").map(drop)
    }

    /// Searches with OpenLDAP's client as the database's owner; gives LDIF, operational attributes included.
    pub fn search(&self, filter: &str) -> String {
        let options = ["-b", BASE, "-LLL", "-o", "ldif-wrap=no", filter, "*", "+"];
        self.tool("ldapsearch", &options, ROOT_DN, ROOT_PASSWORD, "").expect("a search works")
    }

    /// The first value of a person's attribute.
    pub fn attribute(&self, login: &str, name: &str) -> Option<String> {
        let prefix = format!("{name}: ");
        let found = self.search(&format!("(|(uid={login})(cn={login}))"));
        found.lines().find_map(|line| line.strip_prefix(&prefix)).map(str::to_owned)
    }

    /// Applies LDIF change records past rights and policy.
    pub fn modify(&self, ldif: &str) {
        self.tool("ldapmodify", &["-e", "relax"], ROOT_DN, ROOT_PASSWORD, ldif).expect("the change is accepted");
    }

    /// Locks an account as people do: by wrong passwords.
    pub fn lock(&self, login: &str) {
        // Three are enough, unless a busy machine lets the time run out in which they count.
        for _ in 0..9 {
            self.bind(&self.dn(login), "not the password").expect_err("a wrong password is refused");
            if self.is_locked(login) {
                return;
            }
        }
        panic!("{login} is not locked after nine wrong passwords");
    }

    /// Whether the account is locked.
    pub fn is_locked(&self, login: &str) -> bool {
        self.attribute(login, "pwdAccountLockedTime").is_some()
    }

    fn tool(&self, tool: &str, options: &[&str], dn: &str, password: &str, input: &str) -> Result<String, String> {
        let mut command = Command::new(tool);
        command.env("LDAPTLS_CACERT", self.ca_file()).args(["-x", "-o", "nettimeout=5", "-H", &self.url()]);
        command.args(["-D", dn, "-w", password]).args(options);
        let output = process::output_with(&mut command, input.as_bytes());
        if output.status.success() {
            Ok(String::from_utf8_lossy(&output.stdout).into_owned())
        } else {
            let out = String::from_utf8_lossy(&output.stdout);
            Err(format!("{out}{}", String::from_utf8_lossy(&output.stderr)))
        }
    }

    fn with(&self, act: impl FnOnce(&Server)) {
        act(self.server.lock().expect("lock").as_ref().expect("the server was started"));
    }
}
