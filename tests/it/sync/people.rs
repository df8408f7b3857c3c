//! People for slapd, in LDIF: loaded long ago, some with names that every layer must leave alone.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use latchkey::directory::ldap::{Kind, LdapSettings, dn::escaped};

use crate::harness::slapd::{BASE, SERVICE_DN, SERVICE_PASSWORD, Slapd};

/// Login name and common name of people whose names are not plain.
pub const ODD: [(&str, &str); 8] = [
    ("odd1", "Smith, \"Jo\" + <Co>; #1\\"),
    ("odd2", "#leading hash"),
    ("odd3", "José María Ñandú"),
    ("odd4", "a*b(c)d\\28"),
    ("odd5", "李 小龍"),
    ("odd6", "Müßig=Gang"),
    ("odd7", "محمد علي"),
    ("odd8", "O'Brien / Quality & Co"),
];

/// `count` people and the odd ones, changed last in 2024, with identities that are the same each time.
pub fn ldif(count: usize) -> String {
    let plain = (0..count).map(|n| {
        let (given, sn) = (["Anna", "Bert", "Carla", "Dino"][n % 4], format!("Family{:03}", n % 500));
        entry(n, &format!("p{n:05}"), &format!("{given} {sn} {n}"), &sn, "ou=people")
    });
    let odd = ODD.iter().enumerate().map(|(n, (login, name))| entry(900_000 + n, login, name, "Odd", "ou=people"));
    let teams = "dn: ou=team,ou=people,dc=contoso,dc=test\nobjectClass: organizationalUnit\nou: team\n\n\
        dn: ou=left,dc=contoso,dc=test\nobjectClass: organizationalUnit\nou: left\n\n";
    let team =
        (0..3).map(|n| entry(800_000 + n, &format!("team{n}"), &format!("Team {n}"), "Team", "ou=team,ou=people"));
    let all: Vec<String> = plain.chain(odd).chain(team).collect();
    format!("{teams}{}", all.join("\n"))
}

pub fn entry(n: usize, login: &str, name: &str, sn: &str, place: &str) -> String {
    let coded = |name: &str, value: &str| format!("{name}:: {}", STANDARD.encode(value));
    let dn = coded("dn", &format!("cn={},{place},{BASE}", escaped(name)));
    let (cn, display) = (coded("cn", name), coded("displayName", name));
    format!(
        "{dn}\nobjectClass: inetOrgPerson\nuid: {login}\n{cn}\n{display}\nsn: {sn}\nmail: {login}@mail.example\n\
         mobile: +12025550{:03}\nentryUUID: 5f0c0000-0000-4000-8000-{n:012}\nmodifyTimestamp: 20240101000000Z\n\
         entryCSN: 20240101000000.000000Z#000000#000#000000\n",
        100 + n % 100
    )
}

pub fn settings(servers: &[&Slapd]) -> LdapSettings {
    let urls = servers.iter().map(|server| server.url().parse().unwrap()).collect();
    let mut settings = LdapSettings::new(Kind::OpenLdap, urls, BASE, SERVICE_DN, SERVICE_PASSWORD.into());
    settings.ca_file = Some(servers[0].ca_file());
    settings.password_policy = Some(format!("cn=default,ou=policies,{BASE}"));
    settings.default_region = Some("US".into());
    settings
}
