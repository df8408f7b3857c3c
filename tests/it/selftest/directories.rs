use std::time::{Duration, Instant};

use latchkey::domain::contact::Phone;

use crate::harness::{bed, samba, slapd};

#[test]
fn kerberos_tells_right_passwords_from_wrong_ones() {
    let dc = bed().samba();
    dc.kinit("alice", samba::PASSWORD).unwrap();
    let said = dc.kinit("alice", "not the password").unwrap_err();
    assert!(said.contains("Password incorrect") || said.contains("Preauthentication failed"), "{said}");
}

#[test]
fn the_domain_has_people_in_every_state() {
    let dc = bed().samba();
    let refusal = |login: &str| dc.bind(&format!("{login}@contoso.test"), samba::PASSWORD).unwrap_err();
    for (login, data) in [("dave", "533"), ("erin", "701"), ("frank", "773"), ("olden", "532"), ("grace", "775")] {
        let said = refusal(login);
        assert!(said.contains(&format!("data {data},")), "{login}: {said}");
    }
    assert!(dc.is_locked("grace") && !dc.is_locked("alice"));
    for (login, count) in [("adam", Some("1")), ("olga", Some("1")), ("nina", None), ("alice", None)] {
        assert_eq!(dc.attribute(login, "adminCount").as_deref(), count, "{login}");
    }
    assert_eq!(dc.attribute("josé", "sn").as_deref(), Some("Accent"));
    assert_eq!(dc.attribute("jose", "sn").as_deref(), Some("Plain"));
    assert_eq!(dc.attribute("chen", "sn").as_deref(), Some("李小龙"));
}

#[test]
fn the_phones_of_the_domain_are_real_spellings_of_valid_numbers() {
    let dc = bed().samba();
    for login in ["alice", "bob", "carol", "chen", "zoe", "uma", "maxim", "user07"] {
        let text = dc.attribute(login, "mobile").unwrap();
        assert!(Phone::parse(&text, Some("US")).is_ok(), "{login}: {text}");
    }
    assert!(Phone::parse(&dc.add_person("").mobile, None).is_ok());
    assert!(Phone::parse(&dc.attribute("odd", "mobile").unwrap(), Some("US")).is_err());
}

#[test]
fn the_portals_account_may_reset_staff_and_nobody_else() {
    let dc = bed().samba();
    let person = dc.add_person("");
    let reset = |name: &str, dn: &str| ldap_reset(dc, name, dn, "An0ther!Passw0rd");
    reset(samba::SERVICE_DN, &person.dn).unwrap();
    dc.kinit(&person.login, "An0ther!Passw0rd").unwrap();
    dc.kinit(&person.login, samba::PASSWORD).unwrap_err();
    assert!(dc.log().contains("\"eventId\": 4724"), "the server's audit names the reset");
    for (name, login) in [
        (samba::WEAK_DN, "alice"),
        (samba::SERVICE_DN, "ivan"),
        (samba::SERVICE_DN, "adam"),
        (samba::SERVICE_DN, "olga"),
    ] {
        let said = reset(name, &dc.dn(login)).unwrap_err();
        assert!(said.contains("(50)"), "{name} on {login}: {said}");
    }
}

#[test]
fn a_second_server_of_the_domain_knows_the_same_people() {
    let (one, two) = (bed().samba(), samba::Samba::start(samba::Options::default()));
    assert_ne!(one.ip, two.ip);
    assert_eq!(one.attribute("alice", "objectGUID"), two.attribute("alice", "objectGUID"));
    two.age_password("alice");
    assert!(two.bind("alice@contoso.test", samba::PASSWORD).unwrap_err().contains("data 532,"));
    one.bind("alice@contoso.test", samba::PASSWORD).unwrap();
}

#[test]
fn a_domain_controller_can_be_frozen_killed_and_started_again() {
    let dc = samba::Samba::start(samba::Options::default());
    dc.freeze();
    let start = Instant::now();
    std::thread::scope(|scope| {
        let bind = scope.spawn(|| dc.bind("alice@contoso.test", samba::PASSWORD));
        std::thread::sleep(Duration::from_millis(300));
        assert!(!bind.is_finished(), "nothing answers while it stands still");
        dc.thaw();
        bind.join().unwrap().unwrap();
    });
    assert!(start.elapsed() >= Duration::from_millis(300));
    dc.kill();
    assert!(dc.bind("alice@contoso.test", samba::PASSWORD).unwrap_err().contains("contact LDAP server"));
    dc.restart();
    dc.kinit("alice", samba::PASSWORD).unwrap();
}

#[test]
fn openldap_has_people_in_every_state() {
    let server = bed().slapd();
    let bind = |login: &str| server.bind(&server.dn(login), slapd::PASSWORD);
    bind("alice").unwrap();
    bind("frank").unwrap(); // must change: the bind works, the rest does not
    for (login, text) in [("olden", "Password expired"), ("perma", "Account locked"), ("grace", "Account locked")] {
        let said = bind(login).unwrap_err();
        assert!(said.contains(text), "{login}: {said}");
    }
    server.bind(&server.dn("alice"), "not the password").unwrap_err();
    assert!(server.is_locked("grace") && !server.is_locked("alice"));
    assert!(server.attribute("alice", "entryUUID").is_some());
}

#[test]
fn openldap_can_hash_with_argon2_and_be_frozen() {
    let server = slapd::Slapd::start(slapd::Options { hash: slapd::Hash::Argon2, ..Default::default() });
    let dn = server.dn("user01");
    server.modify(&format!("dn: {dn}\nchangetype: modify\nreplace: userPassword\nuserPassword: An0ther!Passw0rd\n"));
    server.bind(&dn, "An0ther!Passw0rd").unwrap();
    let found = server.search("(uid=user01)");
    let coded = found.lines().find_map(|line| line.strip_prefix("userPassword:: ")).unwrap();
    assert!(coded.starts_with("e0FSR09OMn0k"), "{{ARGON2}}$ in base64: {coded}");
    server.freeze();
    std::thread::scope(|scope| {
        let bind = scope.spawn(|| server.bind(&dn, "An0ther!Passw0rd"));
        std::thread::sleep(Duration::from_millis(200));
        assert!(!bind.is_finished(), "nothing answers while it stands still");
        server.thaw();
        bind.join().unwrap().unwrap();
    });
}

#[test]
fn the_double_answers_with_active_directorys_words() {
    let server = bed().ad_errors();
    let dn = |name: &str| format!("cn={name},ou=Staff,{}", slapd::BASE);
    server.bind(&dn("fine"), slapd::PASSWORD).unwrap();
    let said = server.bind(&dn("locked"), slapd::PASSWORD).unwrap_err();
    assert!(said.contains("AcceptSecurityContext error, data 775, v3839"), "{said}");
    assert_eq!(server.attribute("unwilling", "errCode").as_deref(), Some("53"));
}

/// A reset as Active Directory wants it, by OpenLDAP's client.
fn ldap_reset(dc: &samba::Samba, name: &str, dn: &str, password: &str) -> Result<(), String> {
    use crate::harness::process::output_with;
    use base64::Engine as _;
    let utf16: Vec<u8> = format!("\"{password}\"").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let coded = base64::engine::general_purpose::STANDARD.encode(utf16);
    let mut command = std::process::Command::new("ldapmodify");
    command.env("LDAPTLS_CACERT", dc.ca_file()).args(["-x", "-H", &dc.url(), "-D", name]);
    command.args(["-w", samba::SERVICE_PASSWORD]);
    let dn = base64::engine::general_purpose::STANDARD.encode(dn);
    let ldif = format!("dn:: {dn}\nchangetype: modify\nreplace: unicodePwd\nunicodePwd:: {coded}\n");
    let output = output_with(&mut command, ldif.as_bytes());
    if output.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&output.stderr).into_owned()) }
}
