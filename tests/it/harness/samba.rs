//! Samba as an Active Directory domain controller: `DC=contoso,DC=test` with people in every state.
//!
//! The domain is provisioned once (`tests/bed/samba-provision.py`, eight seconds) and kept; each server is a copy
//! on a loopback address of its own, since Samba's ports are fixed. Two copies are two servers of one domain (same
//! identities, no replication): a second server for failover.

use std::{
    fs,
    hash::{DefaultHasher, Hash as _, Hasher as _},
    net::TcpStream,
    path::{Path, PathBuf},
    process::Command,
    sync::Mutex,
    time::{Duration, Instant},
};

use rustix::process::Signal;

use super::{bed_data, cache, new_address, new_dir, number, pki, process, process::Server};

/// How to start a server.
#[derive(Debug, Clone)]
pub struct Options {
    /// One process (so that freezing and killing hits it whole) instead of four LDAP workers.
    pub single: bool,
    /// More lines for the `[global]` section.
    pub extra: String,
    /// The names in its certificate beside its address.
    pub names: Vec<String>,
}

impl Default for Options {
    fn default() -> Self {
        Self { single: true, extra: String::new(), names: vec!["dc1.contoso.test".into(), "contoso.test".into()] }
    }
}

/// A running domain controller.
pub struct Samba {
    /// Its address; LDAP is on 389, LDAPS on 636, Kerberos on 88.
    pub ip: String,
    /// Its folder.
    pub dir: PathBuf,
    single: bool,
    server: Mutex<Option<Server>>,
}

/// A person made for one test.
#[derive(Debug, Clone)]
pub struct Person {
    /// sAMAccountName.
    pub login: String,
    /// Where it is.
    pub dn: String,
    /// mail.
    pub mail: String,
    /// mobile, in E.164 form.
    pub mobile: String,
}

/// The naming context.
pub const BASE: &str = "DC=contoso,DC=test";
/// Where the people are over whom the portal's account has rights.
pub const STAFF: &str = "OU=Staff,DC=contoso,DC=test";
/// The Kerberos realm.
pub const REALM: &str = "CONTOSO.TEST";
/// Everybody's password at the start.
pub const PASSWORD: &str = "Start1ng!Pass";
/// The domain's administrator.
pub const ADMIN_DN: &str = "CN=Administrator,CN=Users,DC=contoso,DC=test";
/// The administrator's password.
pub const ADMIN_PASSWORD: &str = "Adm1n!Passw0rd";
/// The portal's account: may reset, unlock and set pwdLastSet in [`STAFF`], and read password settings objects.
pub const SERVICE_DN: &str = "CN=Portal Service,OU=Service,DC=contoso,DC=test";
/// An account without any of these rights.
pub const WEAK_DN: &str = "CN=Weak Service,OU=Service,DC=contoso,DC=test";
/// The password of both.
pub const SERVICE_PASSWORD: &str = "Svc!Portal-2024-long";

/// Lets a local write set what the server otherwise computes.
const BYPASS: &str = "--controls=local_oid:1.3.6.1.4.1.7165.4.3.12:0";

impl Samba {
    /// Starts a server of the domain and waits until it answers.
    pub fn start(options: Options) -> Self {
        let (dir, ip) = (new_dir("samba"), new_address());
        let taken = [636, 88].iter().any(|&port| TcpStream::connect((ip.as_str(), port)).is_ok());
        assert!(!taken, "another server answers at {ip}, and would answer for this one");
        process::run(Command::new("cp").args(["-a", "-T"]).arg(template()).arg(&dir));
        for sub in ["run", "log", "ntp"] {
            fs::create_dir_all(dir.join(sub)).expect("a folder can be made");
        }
        let mut names: Vec<&str> = options.names.iter().map(String::as_str).collect();
        names.push(&ip);
        pki::issue(&dir, &names);
        let conf = fs::read_to_string(bed_data().join("smb.conf")).expect("read");
        let conf = conf.replace("@IP@", &ip).replace("@DIR@", &dir.display().to_string());
        fs::write(dir.join("etc/smb.conf"), format!("{conf}{}\n", options.extra)).expect("written");
        fs::write(
            dir.join("krb5.conf"),
            format!(
                "[libdefaults]\n default_realm = {REALM}\n dns_lookup_kdc = false\n dns_lookup_realm = false\n \
                 rdns = false\n dns_canonicalize_hostname = false\n[realms]\n {REALM} = {{\n  kdc = {ip}\n  \
                 kpasswd_server = {ip}:464\n }}\n"
            ),
        )
        .expect("written");
        let samba = Self { ip, dir, single: options.single, server: Mutex::new(None) };
        samba.restart();
        samba.lock("grace");
        samba
    }

    /// `ldaps://` and its address, which its certificate names.
    pub fn url(&self) -> String {
        format!("ldaps://{}", self.ip)
    }

    /// The certificate authority of its certificate.
    pub fn ca_file(&self) -> PathBuf {
        self.dir.join("ca.pem")
    }

    /// What it wrote, its audit of password changes included.
    pub fn log(&self) -> String {
        fs::read_to_string(self.dir.join("samba.out")).expect("read")
    }

    /// Freezes it. Needs the single-process model.
    pub fn freeze(&self) {
        assert!(self.single, "only one process can be frozen whole");
        self.with(Server::freeze);
    }

    /// Lets it go on.
    pub fn thaw(&self) {
        self.with(Server::thaw);
    }

    /// Kills it at once, as a power cut would.
    pub fn kill(&self) {
        assert!(self.single, "only one process can be killed whole");
        self.with(|server| server.end(Signal::KILL));
    }

    /// Its process id.
    pub fn pid(&self) -> u32 {
        let mut pid = 0;
        self.with(|server| pid = server.pid());
        pid
    }

    /// Ends it if it runs, starts it on the same address and waits until it answers.
    pub fn restart(&self) {
        let mut slot = self.server.lock().expect("lock");
        drop(slot.take());
        let log = self.dir.join("samba.out");
        let mut command = Command::new("/usr/sbin/samba");
        command.args(["-F", "--no-process-group", "--debug-stdout", "-s"]).arg(self.dir.join("etc/smb.conf"));
        command.arg(if self.single { "--model=single" } else { "--model=prefork" });
        // A copy of an earlier server's ids would be taken for a running one.
        drop(fs::remove_dir_all(self.dir.join("run")));
        fs::create_dir_all(self.dir.join("run")).expect("a folder can be made");
        let ending = if self.single { Signal::KILL } else { Signal::TERM };
        let server = Server::start("samba", &command, &log, ending);
        server.wait_ready(&log, || [636, 88].iter().all(|&port| TcpStream::connect((self.ip.as_str(), port)).is_ok()));
        *slot = Some(server);
    }

    /// Logs on with Kerberos, MIT's client. `Err` holds what it said.
    pub fn kinit(&self, user: &str, password: &str) -> Result<(), String> {
        let mut command = Command::new("kinit");
        command.env("KRB5_CONFIG", self.dir.join("krb5.conf")).env("LC_ALL", "C.UTF-8");
        command.args(["-c", &format!("MEMORY:{}", number()), user]);
        let output = process::output_with(&mut command, format!("{password}\n").as_bytes());
        if output.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&output.stderr).into_owned()) }
    }

    /// Binds with OpenLDAP's client and reads the base. `Err` holds what it said.
    pub fn bind(&self, name: &str, password: &str) -> Result<(), String> {
        let mut command = Command::new("ldapsearch");
        command.env("LDAPTLS_CACERT", self.ca_file()).args(["-x", "-o", "nettimeout=5", "-H", &self.url()]);
        command.args(["-D", name, "-w", password, "-s", "base", "-b", BASE, "-LLL", "dn"]);
        let output = process::output(&mut command);
        if output.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&output.stderr).into_owned()) }
    }

    /// Locks an account as people do: by wrong passwords.
    pub fn lock(&self, login: &str) {
        // Five are enough, once the server counts them: on a busy machine it refuses for other reasons at first.
        let start = Instant::now();
        loop {
            let name = format!("{login}@contoso.test");
            let said = self.bind(&name, "not the password").expect_err("a wrong password is refused");
            if self.is_locked(login) {
                return;
            }
            let counted = self.attribute(login, "badPwdCount");
            assert!(start.elapsed() < Duration::from_secs(90), "{login} is not locked: {counted:?} counted; {said}");
        }
    }

    /// Whether the server holds the account locked (lockoutTime).
    pub fn is_locked(&self, login: &str) -> bool {
        self.attribute(login, "lockoutTime").is_some_and(|time| time != "0")
    }

    /// Applies LDIF change records as the system, past every right.
    pub fn modify(&self, ldif: &str) {
        self.ldb("ldbmodify", &[], ldif);
    }

    /// The same for attributes that the server computes (pwdLastSet).
    pub fn modify_computed(&self, ldif: &str) {
        self.ldb("ldbmodify", &[BYPASS], ldif);
    }

    /// Makes the password years old: expired.
    pub fn age_password(&self, login: &str) {
        let dn = self.dn(login);
        self.modify_computed(&format!(
            "dn: {dn}\nchangetype: modify\nreplace: pwdLastSet\npwdLastSet: 130000000000000000\n"
        ));
    }

    /// Makes a person in [`STAFF`] with [`PASSWORD`], a mailbox and a mobile phone that nobody else has. `more` are
    /// further LDIF lines.
    pub fn add_person(&self, more: &str) -> Person {
        let (person, ldif) = new_person(more);
        self.ldb("ldbadd", &[], &ldif);
        person
    }

    /// Makes many people at once; some 25 ms each.
    pub fn add_people(&self, count: usize) -> Vec<Person> {
        let (people, ldif): (Vec<_>, Vec<_>) = (0..count).map(|_| new_person("")).unzip();
        self.ldb("ldbadd", &[], &ldif.join("\n"));
        people
    }

    /// The DN of a login name.
    pub fn dn(&self, login: &str) -> String {
        self.attribute(login, "distinguishedName").unwrap_or_else(|| panic!("nobody is called {login}"))
    }

    /// The first value of an attribute as the server has it now.
    pub fn attribute(&self, login: &str, name: &str) -> Option<String> {
        let mut command = Command::new("ldbsearch");
        command.arg("-H").arg(self.dir.join("private/sam.ldb")).args(["-b", BASE]);
        command.args([&format!("(sAMAccountName={login})"), name]);
        let text = String::from_utf8(process::run(&mut command).stdout).expect("UTF-8").replace("\n ", "");
        let plain = format!("{name}: ");
        let coded = format!("{name}:: ");
        text.lines().find_map(|line| {
            line.strip_prefix(&plain).map(str::to_owned).or_else(|| {
                use base64::Engine as _;
                let bytes = base64::engine::general_purpose::STANDARD.decode(line.strip_prefix(&coded)?).ok()?;
                Some(String::from_utf8_lossy(&bytes).into_owned())
            })
        })
    }

    fn with(&self, act: impl FnOnce(&Server)) {
        act(self.server.lock().expect("lock").as_ref().expect("the server was started"));
    }

    fn ldb(&self, tool: &str, options: &[&str], ldif: &str) {
        let mut command = Command::new(tool);
        command.arg("-H").arg(self.dir.join("private/sam.ldb")).args(options);
        let output = process::output_with(&mut command, ldif.as_bytes());
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{tool} failed: {said}");
    }
}

fn new_person(more: &str) -> (Person, String) {
    use base64::Engine as _;
    let n = number();
    let login = format!("t{}x{n}", std::process::id() % 10_000);
    let (dn, mail, mobile) = (format!("CN={login},{STAFF}"), format!("{login}@mail.example"), fictional_phone(n));
    let utf16: Vec<u8> = format!("\"{PASSWORD}\"").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let password = base64::engine::general_purpose::STANDARD.encode(utf16);
    let ldif = format!(
        "dn: {dn}\nobjectClass: user\nsAMAccountName: {login}\nuserPrincipalName: {login}@contoso.test\n\
         givenName: {login}\nsn: Test\ndisplayName: {login} Test\nuserAccountControl: 512\n\
         mail: {mail}\nmobile: {mobile}\nunicodePwd:: {password}\n{more}"
    );
    (Person { login, dn, mail, mobile }, ldif)
}

/// The `n`-th of 1,700 valid American numbers that are kept for fiction: 555-0100 to 555-0199 of each area.
pub fn fictional_phone(n: u32) -> String {
    let areas = [201, 203, 205, 208, 209, 210, 212, 213, 214, 215, 216, 217, 218, 219, 301, 302, 303];
    let area = areas[n as usize / 100 % areas.len()];
    format!("+1{area}55501{:02}", n % 100)
}

/// The provisioned domain, made when it is missing or its script changed. Safe when two processes ask at once.
fn template() -> PathBuf {
    let script = bed_data().join("samba-provision.py");
    let mut hasher = DefaultHasher::new();
    fs::read(&script).expect("read").hash(&mut hasher);
    let dir = cache().join(format!("samba-{:016x}", hasher.finish()));
    let lock = fs::File::create(cache().join("samba.lock")).expect("a lock file can be made");
    lock.lock().expect("locked");
    if !dir.exists() {
        let making = dir.with_extension("making");
        drop(fs::remove_dir_all(&making));
        // Debian's Python is the one that has Samba's modules.
        process::run(Command::new("/usr/bin/python3").arg(&script).arg(&making));
        forget_older(&cache());
        fs::rename(&making, &dir).expect("renamed");
    }
    dir
}

fn forget_older(cache: &Path) {
    for entry in fs::read_dir(cache).expect("read").flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with("samba-") && !name.ends_with(".making") {
            drop(fs::remove_dir_all(entry.path()));
        }
    }
}
