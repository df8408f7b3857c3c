//! Real servers for the tests of this area: a Samba domain controller and a slapd of one's own, each on an address
//! of its own, ended together with the test process.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        LazyLock, Mutex,
        atomic::{AtomicU8, AtomicU32, Ordering},
    },
    time::{Duration, Instant},
};

use latchkey::directory::ldap::{Kind, LdapSettings};
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use url::Url;

pub const START: &str = "Start1ng!Pass";
pub const BASE: &str = "DC=contoso,DC=test";
pub const LBASE: &str = "dc=contoso,dc=test";
pub const SERVICE: &str = "svcportal@contoso.test";
pub const SERVICE_PASSWORD: &str = "Svc!Portal-2024-long";
pub const ADMIN: &str = "administrator@contoso.test";
pub const ADMIN_PASSWORD: &str = "Adm1n!Passw0rd";

/// A folder for what this run makes.
pub fn scratch() -> &'static Path {
    static DIR: LazyLock<PathBuf> = LazyLock::new(|| {
        let all = Path::new(env!("CARGO_TARGET_TMPDIR"));
        // What runs left behind that are over.
        for old in fs::read_dir(all).into_iter().flatten().flatten() {
            let name = old.file_name().to_string_lossy().into_owned();
            if let Some(pid) = name.strip_prefix("directory-")
                && !Path::new("/proc").join(pid).exists()
            {
                drop(fs::remove_dir_all(old.path()));
            }
        }
        let dir = all.join(format!("directory-{}", std::process::id()));
        fs::create_dir_all(&dir).unwrap();
        dir
    });
    &DIR
}

/// An address that no other server of this run has.
pub fn address() -> String {
    static NEXT: AtomicU8 = AtomicU8::new(1);
    let net = std::process::id() % 200 + 40;
    format!("127.40.{net}.{}", NEXT.fetch_add(1, Ordering::Relaxed))
}

/// A certificate authority.
pub struct Authority {
    issuer: Issuer<'static, KeyPair>,
    pub file: PathBuf,
}

impl Authority {
    pub fn new(name: &str) -> Self {
        let mut params = CertificateParams::new(Vec::<String>::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.distinguished_name.push(rcgen::DnType::CommonName, name);
        let key = KeyPair::generate().unwrap();
        let certificate = params.self_signed(&key).unwrap();
        let file = scratch().join(format!("{name}.pem"));
        fs::write(&file, certificate.pem()).unwrap();
        Self { issuer: Issuer::new(params, key), file }
    }

    /// Certificate and key for `names`, as files.
    pub fn issue(&self, dir: &Path, names: &[&str]) -> (PathBuf, PathBuf) {
        let (key, pem, private) = self.leaf(names);
        fs::create_dir_all(dir).unwrap();
        let (cert_file, key_file) = (dir.join("cert.pem"), dir.join("key.pem"));
        fs::write(&cert_file, pem).unwrap();
        fs::write(&key_file, private).unwrap();
        drop(key);
        run("chmod", &["600", key_file.to_str().unwrap()]);
        (cert_file, key_file)
    }

    pub fn leaf(&self, names: &[&str]) -> (KeyPair, String, String) {
        let params = CertificateParams::new(names.iter().map(|n| (*n).to_owned()).collect::<Vec<_>>()).unwrap();
        let key = KeyPair::generate().unwrap();
        let pem = params.signed_by(&key, &self.issuer).unwrap().pem();
        let private = key.serialize_pem();
        (key, pem, private)
    }
}

/// The authority that the servers of the tests have their certificates from.
pub static CA: LazyLock<Authority> = LazyLock::new(|| Authority::new("contoso"));

/// Runs a program that must succeed; its output.
pub fn run(program: &str, args: &[&str]) -> String {
    let out = Command::new(program).args(args).output().unwrap_or_else(|e| panic!("{program}: {e}"));
    let text = format!("{}{}", String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr));
    assert!(out.status.success(), "{program} {args:?}: {text}");
    text
}

/// Names the files of changes.
static NEXT_CHANGE: AtomicU32 = AtomicU32::new(0);

/// A server process that ends when this process does: its shell waits for our end of a pipe to close.
pub struct Daemon {
    _shell: Child,
    pid: String,
}

impl Daemon {
    fn start(dir: &Path, command: &[&str]) -> Self {
        let pid_file = dir.join("pid");
        drop(fs::remove_file(&pid_file));
        let script = r#"f=$1; l=$2; shift 2; "$@" </dev/null >"$l" 2>&1 & echo $! >"$f.new"; mv "$f.new" "$f"; read -r _; kill -KILL $!"#;
        let shell = Command::new("sh")
            .args(["-c", script, "sh", pid_file.to_str().unwrap(), dir.join("out").to_str().unwrap()])
            .args(command)
            .stdin(Stdio::piped())
            .spawn()
            .unwrap();
        eventually("the server's process", || pid_file.exists());
        let pid = fs::read_to_string(&pid_file).unwrap().trim().to_owned();
        Self { _shell: shell, pid }
    }

    /// Sends a signal: `STOP`, `CONT`, `KILL`.
    pub fn signal(&self, signal: &str) {
        run("kill", &[&format!("-{signal}"), &self.pid]);
    }
}

/// Waits for a condition, at most 30 s.
pub fn eventually(what: &str, mut done: impl FnMut() -> bool) {
    let end = Instant::now() + Duration::from_secs(30);
    while !done() {
        assert!(Instant::now() < end, "waited too long for {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn answers(url: &str) -> bool {
    let out = Command::new("ldapsearch")
        .args(["-x", "-o", "nettimeout=1", "-H", url, "-s", "base", "-b", "", "-LLL", "namingContexts"])
        .env("LDAPTLS_REQCERT", "never")
        .output()
        .unwrap();
    out.status.success() && String::from_utf8_lossy(&out.stdout).to_lowercase().contains("namingcontexts")
}

/// A Samba domain controller of `contoso.test`.
pub struct Samba {
    pub dir: PathBuf,
    pub ip: String,
    pub daemon: Mutex<Option<Daemon>>,
}

/// The one that tests share which do not stop it.
pub static SAMBA: LazyLock<Samba> = LazyLock::new(Samba::start);

/// A provisioned domain with its people, made once per run and copied.
static GOLDEN: LazyLock<PathBuf> = LazyLock::new(|| {
    let dir = scratch().join("golden");
    let text = dir.to_str().unwrap();
    let mut args = vec!["domain", "provision", "--configfile=/dev/null", "--realm=CONTOSO.TEST", "--domain=CONTOSO"];
    args.extend(["--server-role=dc", "--dns-backend=NONE", "--host-name=dc1", "--host-ip=127.0.0.1"]);
    let (target, password) = (format!("--targetdir={text}"), format!("--adminpass={ADMIN_PASSWORD}"));
    args.extend([target.as_str(), password.as_str()]);
    run("samba-tool", &args);
    for sub in ["run", "log", "ntp"] {
        fs::create_dir_all(dir.join(sub)).unwrap();
    }
    let sam = dir.join("private/sam.ldb");
    let sam = sam.to_str().unwrap();
    let people = dir.join("people.ldif");
    fs::write(&people, super::people::active_directory()).unwrap();
    run("ldbmodify", &["-H", sam, people.to_str().unwrap()]);
    delegate(&dir, sam);
    dir
});

/// Reset password, lockoutTime and pwdLastSet on the people of `OU=Staff`, and reading password settings: all the
/// rights that the product asks for.
fn delegate(dir: &Path, sam: &str) {
    let found = run("ldbsearch", &["-H", sam, "(sAMAccountName=svcportal)", "objectSid"]);
    let sid = found.lines().find_map(|l| l.strip_prefix("objectSid: ")).unwrap().to_owned();
    let user = "bf967aba-0de6-11d0-a285-00aa003049e2";
    let staff = format!(
        "(OA;CIIO;CR;00299570-246d-11d0-a768-00aa006e0529;{user};{sid})\
         (OA;CIIO;WP;28630ebf-41d5-11d1-a9c1-0000f80367c1;{user};{sid})\
         (OA;CIIO;WP;bf967a0a-0de6-11d0-a285-00aa003049e2;{user};{sid})"
    );
    let conf = dir.join("etc/smb.conf");
    let pso = format!("(A;CI;RPLCLORC;;;{sid})");
    for (dn, sddl) in
        [(format!("OU=Staff,{BASE}"), staff), (format!("CN=Password Settings Container,CN=System,{BASE}"), pso)]
    {
        let (dn, sddl) = (format!("--objectdn={dn}"), format!("--sddl={sddl}"));
        run("samba-tool", &["dsacl", "set", "-s", conf.to_str().unwrap(), "-H", sam, &dn, &sddl]);
    }
}

impl Samba {
    pub fn start() -> Self {
        let ip = address();
        let dir = scratch().join(format!("dc-{ip}"));
        run("cp", &["-a", GOLDEN.to_str().unwrap(), dir.to_str().unwrap()]);
        let (cert, key) = CA.issue(&dir.join("tls"), &["dc1.contoso.test", &ip]);
        let d = dir.to_str().unwrap();
        let conf = format!(
            "[global]\nrealm = CONTOSO.TEST\nworkgroup = CONTOSO\nnetbios name = DC1\n\
             server role = active directory domain controller\nserver services = ldap, kdc\n\
             interfaces = {ip}/8\nbind interfaces only = yes\nprivate dir = {d}/private\nstate directory = {d}/state\n\
             cache directory = {d}/cache\nlock directory = {d}\npid directory = {d}/run\nncalrpc dir = {d}/run/ncalrpc\n\
             winbindd socket directory = {d}/run/winbindd\nntp signd socket directory = {d}/ntp\nbinddns dir = {d}/bind-dns\n\
             log file = {d}/log/log.%m\nlogging = file\nlog level = 1\ntls enabled = yes\ntls certfile = {}\n\
             tls keyfile = {}\ntls cafile = {}\nold password allowed period = 0\n",
            cert.display(),
            key.display(),
            CA.file.display()
        );
        fs::write(dir.join("etc/smb.conf"), conf).unwrap();
        let samba = Self { dir, ip, daemon: Mutex::new(None) };
        samba.up();
        samba
    }

    pub fn up(&self) {
        let conf = self.dir.join("etc/smb.conf");
        let conf = conf.to_str().unwrap();
        let command = ["samba", "-F", "--model=single", "--no-process-group", "-s", conf, "--debug-stdout"];
        *self.daemon.lock().unwrap() = Some(Daemon::start(&self.dir, &command));
        eventually("Samba", || answers(self.url().as_str()));
    }

    pub fn signal(&self, signal: &str) {
        self.daemon.lock().unwrap().as_ref().unwrap().signal(signal);
    }

    pub fn url(&self) -> Url {
        format!("ldaps://{}", self.ip).parse().unwrap()
    }

    pub fn settings(&self) -> LdapSettings {
        settings(Kind::ActiveDirectory, vec![self.url()], BASE, SERVICE, SERVICE_PASSWORD)
    }

    /// A third party's word on a password: what `kinit` says, empty when it let the person in.
    pub fn kinit(&self, name: &str, password: &str) -> String {
        let conf = self.dir.join("krb5.conf");
        let text = format!(
            "[libdefaults]\ndefault_realm = CONTOSO.TEST\ndns_lookup_kdc = false\ndns_lookup_realm = false\nrdns = false\n\
             [realms]\nCONTOSO.TEST = {{\n kdc = {}\n}}\n",
            self.ip
        );
        fs::write(&conf, text).unwrap();
        let mut child = Command::new("kinit")
            .args(["-c", "MEMORY:", name])
            .env("KRB5_CONFIG", &conf)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        std::io::Write::write_all(&mut child.stdin.take().unwrap(), format!("{password}\n").as_bytes()).unwrap();
        let out = child.wait_with_output().unwrap();
        if out.status.success() { String::new() } else { String::from_utf8_lossy(&out.stderr).into_owned() }
    }

    /// Changes the directory behind everybody's back, without the limits of LDAP.
    pub fn ldif(&self, text: &str) {
        self.ldbmodify(text, &["--controls=local_oid:1.3.6.1.4.1.7165.4.3.12:0"]);
    }

    /// Changes the directory as its owner.
    pub fn plain_ldif(&self, text: &str) {
        self.ldbmodify(text, &[]);
    }

    fn ldbmodify(&self, text: &str, more: &[&str]) {
        let file = self.dir.join(format!("change-{}.ldif", NEXT_CHANGE.fetch_add(1, Ordering::Relaxed)));
        fs::write(&file, text).unwrap();
        let sam = self.dir.join("private/sam.ldb");
        let mut args = vec!["-H", sam.to_str().unwrap(), file.to_str().unwrap()];
        args.extend(more);
        run("ldbmodify", &args);
    }

    /// One attribute of one person, as the administrator reads it; empty when absent.
    pub fn read(&self, sam: &str, attribute: &str) -> String {
        let filter = format!("(sAMAccountName={sam})");
        let url = self.url().to_string();
        ldapsearch(&url, ADMIN, ADMIN_PASSWORD, BASE, &filter, attribute)
    }
}

/// One attribute of the entry that matches, read with OpenLDAP's own client.
pub fn ldapsearch(url: &str, who: &str, password: &str, base: &str, filter: &str, attribute: &str) -> String {
    let out = Command::new("ldapsearch")
        .args(["-x", "-LLL", "-o", "ldif-wrap=no", "-H", url, "-D", who, "-w", password, "-b", base, filter, attribute])
        .env("LDAPTLS_CACERT", &CA.file)
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&out.stdout).into_owned();
    let prefix = format!("{attribute}: ");
    text.lines().find_map(|l| l.strip_prefix(&prefix)).unwrap_or_default().to_owned()
}

/// Whether OpenLDAP's own client gets in.
pub fn lets_in(url: &str, who: &str, password: &str) -> bool {
    let args = ["-x", "-H", url, "-D", who, "-w", password, "-s", "base", "-b", "", "1.1"];
    Command::new("ldapsearch").args(args).env("LDAPTLS_CACERT", &CA.file).output().unwrap().status.success()
}

pub fn settings(kind: Kind, servers: Vec<Url>, base: &str, who: &str, password: &str) -> LdapSettings {
    let mut settings = LdapSettings::new(kind, servers, base, who, password.to_owned().into());
    settings.ca_file = Some(CA.file.clone());
    settings
}

/// An OpenLDAP server with the password policy overlay.
pub struct Slapd {
    pub ip: String,
    _daemon: Daemon,
}

pub static SLAPD: LazyLock<Slapd> = LazyLock::new(Slapd::start);

impl Slapd {
    pub fn start() -> Self {
        Self::with(&super::people::slapd_conf(), &super::people::openldap())
    }

    /// With a certificate for `name` only.
    pub fn named(name: &str) -> Self {
        Self::build(&super::people::slapd_conf(), &super::people::openldap(), Some(name))
    }

    /// With a configuration (`@DIR@`, `@CERT@`, `@KEY@`, `@CA@` are filled in) and entries.
    pub fn with(conf: &str, ldif: &str) -> Self {
        Self::build(conf, ldif, None)
    }

    fn build(conf: &str, ldif: &str, name: Option<&str>) -> Self {
        let ip = address();
        let dir = scratch().join(format!("slapd-{ip}"));
        fs::create_dir_all(dir.join("db")).unwrap();
        let (cert, key) = CA.issue(&dir.join("tls"), &[name.unwrap_or(&ip)]);
        let conf = conf
            .replace("@DIR@", dir.to_str().unwrap())
            .replace("@CERT@", cert.to_str().unwrap())
            .replace("@KEY@", key.to_str().unwrap())
            .replace("@CA@", CA.file.to_str().unwrap());
        let (file, entries) = (dir.join("slapd.conf"), dir.join("entries.ldif"));
        fs::write(&file, &conf).unwrap();
        fs::write(&entries, ldif).unwrap();
        run("slapadd", &["-q", "-f", file.to_str().unwrap(), "-l", entries.to_str().unwrap()]);
        let tls = if conf.contains("TLSCertificateFile") { format!(" ldaps://{ip}:6360") } else { String::new() };
        let listen = format!("ldap://{ip}:3890{tls}");
        let daemon = Daemon::start(&dir, &["slapd", "-d", "0", "-f", file.to_str().unwrap(), "-h", &listen]);
        let slapd = Self { ip, _daemon: daemon };
        eventually("slapd", || answers(&format!("ldap://{}:3890", slapd.ip)));
        slapd
    }

    pub fn url(&self) -> String {
        format!("ldaps://{}:6360", self.ip)
    }

    pub fn settings(&self) -> LdapSettings {
        let who = "cn=portal,ou=services,dc=contoso,dc=test";
        let mut settings = settings(Kind::OpenLdap, vec![self.url().parse().unwrap()], LBASE, who, "svcsecret");
        settings.password_policy = Some("cn=default,ou=policies,dc=contoso,dc=test".to_owned());
        settings
    }

    pub fn read(&self, uid: &str, attribute: &str) -> String {
        let filter = format!("(uid={uid})");
        ldapsearch(&self.url(), "cn=root,dc=contoso,dc=test", "rootsecret", LBASE, &filter, attribute)
    }

    pub fn lets_in(&self, uid: &str, password: &str) -> bool {
        lets_in(&self.url(), &format!("uid={uid},ou=people,{LBASE}"), password)
    }
}
