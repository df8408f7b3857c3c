//! The directory alone: what a reset asks of it, with nothing around it.
//!
//! `Bare` speaks LDAP through the protocol library, one connection a worker: find the account, read it again, write
//! the password. `driver` does what the portal's flows ask of the product's own directory driver.

use std::{
    net::{TcpStream, ToSocketAddrs as _},
    path::Path,
    sync::{Arc, Mutex},
};

use latchkey::{
    directory::{
        DirectoryRead as _, Found, PasswordWrite as _,
        ldap::{LdapDirectory, LdapSettings},
    },
    domain::{identifier::LoginName, password::NewPassword},
};
use ldap3::{Ldap, LdapConnAsync, LdapConnSettings, Mod, Scope, StdStream, exop::PasswordModify};
use rustls::pki_types::{CertificateDer, pem::PemObject as _};

use crate::{
    harness::clock::TestClock,
    resets::{Person, Times, many, new_password},
};

/// A directory that is measured.
pub struct Target {
    /// `active-directory` or `openldap`.
    pub kind: &'static str,
    /// Its URL, an address in it.
    pub url: String,
    /// The naming context.
    pub base: &'static str,
    /// The portal's account.
    pub bind_dn: &'static str,
    /// Its password.
    pub password: &'static str,
    /// The authority of its certificate.
    pub ca_file: std::path::PathBuf,
}

impl Target {
    fn is_ad(&self) -> bool {
        self.kind == "active-directory"
    }

    /// Resets all these passwords with three operations each, over `parallel` connections.
    pub async fn bare(&self, people: &[Person], parallel: usize) -> Times {
        let mut connections = Vec::new();
        for _ in 0..parallel {
            connections.push(self.connect().await);
        }
        let idle = Mutex::new(connections);
        many(people, parallel, async |person: &Person| {
            let mut ldap = idle.lock().expect("lock").pop().expect("a connection for each worker");
            self.reset(&mut ldap, person).await;
            idle.lock().expect("lock").push(ldap);
        })
        .await
    }

    /// Resets all these passwords through the product's driver, `parallel` at once.
    pub async fn driver(&self, people: &[Person], parallel: usize) -> Times {
        let settings: LdapSettings = serde_json::from_value(serde_json::json!({
            "kind": self.kind, "servers": [self.url], "base": self.base, "bind-dn": self.bind_dn,
            "bind-password": self.password, "ca-file": self.ca_file, "default-region": "US",
        }))
        .expect("settings");
        let directory = LdapDirectory::new(settings, Arc::new(TestClock::real())).expect("a directory");
        many(people, parallel, async |person: &Person| {
            let name = LoginName::parse(&person.login).expect("a login name");
            let Found::One(account) = directory.find(&name).await.expect("an answer") else {
                panic!("{} is not found", person.login)
            };
            directory.password_rules(account.id).await.expect("rules");
            let aim = directory.aim(account.id).await.expect("a server to write to");
            directory.reset(&aim, &NewPassword::new(&new_password())).await.expect("the password is taken");
        })
        .await
    }

    async fn connect(&self) -> Ldap {
        let url = url::Url::parse(&self.url).expect("a URL");
        let (host, port) = (url.host_str().expect("a host"), url.port().unwrap_or(636));
        let address = (host, port).to_socket_addrs().expect("an address").next().expect("an address");
        let tcp = TcpStream::connect(address).expect("connected");
        // Without it the first answer of each connection comes 40 ms late.
        tcp.set_nodelay(true).expect("an option");
        tcp.set_nonblocking(true).expect("an option");
        let settings = LdapConnSettings::new().set_config(tls(&self.ca_file)).set_std_stream(StdStream::Tcp(tcp));
        let (connection, mut ldap) = LdapConnAsync::with_settings(settings, &self.url).await.expect("connected");
        ldap3::drive!(connection);
        let bound = ldap.simple_bind(self.bind_dn, self.password).await.expect("an answer");
        bound.success().expect("the portal's account is let in");
        ldap
    }

    async fn reset(&self, ldap: &mut Ldap, person: &Person) {
        let filter = if self.is_ad() {
            format!("(&(objectCategory=person)(objectClass=user)(sAMAccountName={}))", person.login)
        } else {
            format!("(&(objectClass=inetOrgPerson)(uid={}))", person.login)
        };
        for (base, scope, filter) in
            [(self.base, Scope::Subtree, filter.as_str()), (&person.dn, Scope::Base, "(objectClass=*)")]
        {
            let found = ldap.search(base, scope, filter, vec!["*", "+"]).await.expect("an answer");
            let (entries, _) = found.success().expect("a search works");
            assert!(!entries.is_empty(), "{} is there", person.login);
        }
        let new = new_password();
        if self.is_ad() {
            let quoted: Vec<u8> = format!("\"{new}\"").encode_utf16().flat_map(u16::to_le_bytes).collect();
            let change = Mod::Replace(b"unicodePwd".to_vec(), [quoted].into());
            let written = ldap.modify(&person.dn, vec![change]).await.expect("an answer");
            written.success().expect("the password is taken");
        } else {
            let change = PasswordModify { user_id: Some(&person.dn), old_pass: None, new_pass: Some(&new) };
            let written = ldap.extended(change).await.expect("an answer");
            written.success().expect("the password is taken");
        }
    }
}

fn tls(ca_file: &Path) -> Arc<rustls::ClientConfig> {
    let mut roots = rustls::RootCertStore::empty();
    for certificate in CertificateDer::pem_file_iter(ca_file).expect("a PEM file") {
        roots.add(certificate.expect("a certificate")).expect("an authority");
    }
    Arc::new(rustls::ClientConfig::builder().with_root_certificates(roots).with_no_client_auth())
}
