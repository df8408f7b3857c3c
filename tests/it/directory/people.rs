//! Who lives in the test directories.

use base64::{Engine as _, engine::general_purpose::STANDARD};

use super::bed::{BASE, LBASE, SERVICE_PASSWORD, START};

/// `unicodePwd` for an LDIF file.
pub fn unicode(password: &str) -> String {
    let bytes: Vec<u8> = format!("\"{password}\"").encode_utf16().flat_map(u16::to_le_bytes).collect();
    STANDARD.encode(bytes)
}

pub fn dn(sam: &str) -> String {
    format!("CN={sam},OU=Staff,{BASE}")
}

fn user(sam: &str, ou: &str, password: &str, control: u32, more: &str) -> String {
    format!(
        "dn: CN={sam},OU={ou},{BASE}\nchangetype: add\nobjectClass: user\nsAMAccountName: {sam}\n\
         userPrincipalName: {sam}@contoso.test\nmail: {sam}@mail.example\ngivenName: {sam}\nsn: Test\n\
         displayName: {sam} Test\nuserAccountControl: {control}\nunicodePwd:: {}\n{more}\n",
        unicode(password)
    )
}

fn group(name: &str, members: &[&str]) -> String {
    let members: String = members.iter().map(|m| format!("member: {m}\n")).collect();
    format!(
        "dn: CN={name},OU=Groups,{BASE}\nchangetype: add\nobjectClass: group\nsAMAccountName: {name}\ngroupType: -2147483646\n{members}\n"
    )
}

pub fn active_directory() -> String {
    let mut all: Vec<String> = ["Staff", "Other", "Service", "Groups"]
        .map(|ou| format!("dn: OU={ou},{BASE}\nchangetype: add\nobjectClass: organizationalUnit\n\n"))
        .into();
    for sam in [
        "alice", "bob", "carol", "grace", "heidi", "ivan", "judy", "kate", "leo", "mona", "nina", "oscar", "pat",
        "quinn", "ruth",
    ] {
        all.push(user(sam, "Staff", START, 512, ""));
    }
    all.push(user("dave", "Staff", START, 514, ""));
    all.push(user("erin", "Staff", START, 512, "accountExpires: 130000000000000000\n"));
    all.push(user("frank", "Staff", START, 512, "pwdLastSet: 0\n"));
    all.push(user("tina", "Staff", START, 512, "pwdLastSet: 0\n"));
    let zoe = "mobile: 06 12 34 56 78\notherMailbox: zoe@home.example\notherMailbox: broken@@\n\
               telephoneNumber: ask Bob\npreferredLanguage: fr-CA\n";
    all.push(user("zoe", "Staff", START, 512, zoe));
    all.push(user("other", "Other", START, 512, ""));
    all.push(user("svcportal", "Service", SERVICE_PASSWORD, 66048, ""));
    // The kinds of R114.
    all.push(user("adam", "Staff", START, 512, ""));
    all.push(user("nested", "Staff", START, 512, ""));
    all.push(user("operator", "Staff", START, 512, ""));
    all.push(user("dnsadmin", "Staff", START, 512, ""));
    all.push(user("delegated", "Staff", START, 512, ""));
    all.push(user("former", "Staff", START, 512, "adminCount: 1\n"));
    all.push(user("websvc", "Staff", START, 512, "servicePrincipalName: HTTP/web.contoso.test\n"));
    all.push(user("batch", "Service", START, 512, ""));
    all.push(user("named", "Staff", START, 512, ""));
    all.push(group("G-Inner", &[&dn("heidi")]));
    all.push(group("G-Mid", &[&format!("CN=G-Inner,OU=Groups,{BASE}")]));
    all.push(group("G-Portal", &[&format!("CN=G-Mid,OU=Groups,{BASE}"), &dn("alice")]));
    all.push(group("G-Deputies", &[&dn("nested")]));
    all.push(group("G-HelpDesk", &[&dn("delegated")]));
    all.push(group("DnsAdmins", &[&dn("dnsadmin")]));
    let deputies = format!("CN=G-Deputies,OU=Groups,{BASE}");
    for (name, place, member) in [
        ("Domain Admins", "CN=Users", dn("adam")),
        ("Domain Admins", "CN=Users", deputies),
        ("Account Operators", "CN=Builtin", dn("operator")),
    ] {
        all.push(format!("dn: CN={name},{place},{BASE}\nchangetype: modify\nadd: member\nmember: {member}\n\n"));
    }
    all.concat()
}

pub fn slapd_conf() -> String {
    let schemas: String =
        ["core", "cosine", "inetorgperson", "nis"].map(|s| format!("include /etc/ldap/schema/{s}.schema\n")).concat();
    format!(
        "{schemas}modulepath /usr/lib/ldap\nmoduleload back_mdb\nmoduleload ppolicy\npidfile @DIR@/slapd.pid\n\
         TLSCertificateFile @CERT@\nTLSCertificateKeyFile @KEY@\nTLSCACertificateFile @CA@\n\
         security ssf=0 simple_bind=128\npassword-hash {{SSHA}}\nsizelimit 1000\n\
         database mdb\nsuffix \"{LBASE}\"\nrootdn \"cn=root,{LBASE}\"\nrootpw rootsecret\ndirectory @DIR@/db\n\
         index objectClass,uid,mail,cn,entryUUID,member eq\noverlay ppolicy\n\
         ppolicy_default \"cn=default,ou=policies,{LBASE}\"\nppolicy_use_lockout\nppolicy_hash_cleartext\n\
         access to attrs=userPassword by dn.exact=\"cn=portal,ou=services,{LBASE}\" write by self write by anonymous auth by * none\n\
         access to attrs=pwdAccountLockedTime,pwdReset,pwdFailureTime,pwdPolicySubentry by dn.exact=\"cn=portal,ou=services,{LBASE}\" write by * read\n\
         access to * by users read by * none\n"
    )
}

pub fn openldap() -> String {
    let mut all =
        vec![format!("dn: {LBASE}\nobjectClass: dcObject\nobjectClass: organization\no: Contoso\ndc: contoso\n\n")];
    for ou in ["people", "services", "groups", "policies"] {
        all.push(format!("dn: ou={ou},{LBASE}\nobjectClass: organizationalUnit\nou: {ou}\n\n"));
    }
    all.push(format!(
        "dn: cn=default,ou=policies,{LBASE}\nobjectClass: device\nobjectClass: pwdPolicy\ncn: default\n\
         pwdAttribute: userPassword\npwdMinLength: 8\npwdCheckQuality: 2\npwdInHistory: 3\npwdMaxAge: 7776000\n\
         pwdLockout: TRUE\npwdMaxFailure: 3\npwdLockoutDuration: 600\npwdFailureCountInterval: 600\n\
         pwdMustChange: TRUE\npwdAllowUserChange: TRUE\npwdSafeModify: FALSE\n\n"
    ));
    all.push(format!(
        "dn: cn=portal,ou=services,{LBASE}\nobjectClass: device\nobjectClass: simpleSecurityObject\ncn: portal\nuserPassword: svcsecret\n\n"
    ));
    for (uid, more) in [
        ("alice", ""),
        ("bob", ""),
        ("carol", ""),
        ("grace", ""),
        ("heidi", ""),
        ("ivan", ""),
        ("exp", "pwdChangedTime: 20200101000000Z\n"),
        ("mustch", "pwdReset: TRUE\n"),
        ("perma", "pwdAccountLockedTime: 000001010000Z\n"),
    ] {
        all.push(format!(
            "dn: uid={uid},ou=people,{LBASE}\nobjectClass: inetOrgPerson\nuid: {uid}\ncn: {uid}\nsn: Test\n\
             mail: {uid}@mail.example\nmobile: +33 6 12 34 56 78\nuserPassword: {START}\n{more}\n"
        ));
    }
    let group = |name: &str, member: &str| {
        format!("dn: cn={name},ou=groups,{LBASE}\nobjectClass: groupOfNames\ncn: {name}\nmember: {member}\n")
    };
    let person = |uid: &str| format!("uid={uid},ou=people,{LBASE}");
    all.push(format!("{}member: cn=outer,ou=groups,{LBASE}\n\n", group("inner", &person("heidi"))));
    all.push(group("outer", &format!("cn=inner,ou=groups,{LBASE}")) + "\n");
    all.push(group("vip", &person("ivan")) + "\n");
    all.push(format!(
        "dn: cn=posix,ou=groups,{LBASE}\nobjectClass: posixGroup\ncn: posix\ngidNumber: 7\nmemberUid: heidi\n\n"
    ));
    all.concat()
}
