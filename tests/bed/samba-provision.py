"""samba-provision.py DIR: provisions a Samba AD domain with people in every state, offline, in one process.

The harness runs it once, keeps the folder and starts copies of it. It works without root: only the ACL step of
the file share, which nobody here uses, needs root.
"""
import os
import sys

import ldb
import samba.provision
from samba.auth import system_session
from samba.dcerpc import security
from samba.ndr import ndr_pack
from samba.netcmd.main import cmd_sambatool
from samba.param import LoadParm
from samba.samdb import SamDB

DIR = sys.argv[1]
BASE = "DC=contoso,DC=test"
PASSWORD = "Start1ng!Pass"
# Lets a local write set what the server otherwise computes (pwdLastSet, adminCount).
BYPASS = "local_oid:1.3.6.1.4.1.7165.4.3.12:0"
ENABLED, DISABLED, NEVER_EXPIRES = 512, 514, 66048

samba.provision.setsysvolacl = lambda *args, **kwargs: None
os.makedirs(DIR, exist_ok=True)
failed = cmd_sambatool()._run(
    "samba-tool", "domain", "provision",
    "--configfile=/dev/null",  # else Debian's own smb.conf is merged in
    f"--targetdir={DIR}", "--realm=CONTOSO.TEST", "--domain=CONTOSO", "--server-role=dc", "--dns-backend=NONE",
    "--adminpass=Adm1n!Passw0rd", "--host-name=dc1", "--host-ip=127.0.0.1",
    "--option=interfaces=127.0.0.1/8", "--option=bind interfaces only=yes",
)
if failed:
    sys.exit(1)

lp = LoadParm()
lp.load(f"{DIR}/etc/smb.conf")
db = SamDB(url=f"{DIR}/private/sam.ldb", session_info=system_session(), lp=lp)


def quoted(password):
    return ('"%s"' % password).encode("utf-16-le")


def change(dn, controls=(), **attributes):
    message = ldb.Message(ldb.Dn(db, dn))
    for name, value in attributes.items():
        message[name] = ldb.MessageElement(value, ldb.FLAG_MOD_REPLACE, name)
    db.modify(message, controls=list(controls))


def person(sam, given, family="Test", ou="Staff", password=PASSWORD, uac=ENABLED, **more):
    dn = f"CN={given} {family},OU={ou},{BASE}"
    db.add({
        "dn": dn, "objectClass": "user", "sAMAccountName": sam, "userPrincipalName": f"{sam}@contoso.test",
        "givenName": given, "sn": family, "displayName": f"{given} {family}",
        "userAccountControl": str(uac), "unicodePwd": quoted(password), **more,
    })
    return dn


def group(name, *members):
    dn = f"CN={name},OU=Groups,{BASE}"
    db.add({"dn": dn, "objectClass": "group", "sAMAccountName": name, "groupType": "-2147483646"})
    join(dn, *members)
    return dn


def join(group_dn, *members):
    message = ldb.Message(ldb.Dn(db, group_dn))
    message["member"] = ldb.MessageElement(list(members), ldb.FLAG_MOD_ADD, "member")
    db.modify(message)


def sid(dn):
    raw = db.search(dn, scope=ldb.SCOPE_BASE, attrs=["objectSid"])[0]["objectSid"][0]
    return db.schema_format_value("objectSID", raw).decode()


def grant(dn, sddl):
    """Adds access control entries, as `samba-tool dsacl set` does."""
    failed = cmd_sambatool()._run("samba-tool", "dsacl", "set", "-s", f"{DIR}/etc/smb.conf",
                                  "-H", f"{DIR}/private/sam.ldb", f"--objectdn={dn}", f"--sddl={sddl}")
    if failed:
        sys.exit(1)


# Ten years, so that a kept folder does not expire; no minimum age, so that a change can follow a reset; a day, so that
# who is locked when the server starts is still locked when the last test comes.
change(BASE, maxPwdAge=str(-3650 * 86400 * 10**7), minPwdAge="0", lockoutThreshold="5",
       lockoutDuration=str(-86400 * 10**7))
for ou in ("Staff", "Other", "Service", "Groups"):
    db.add({"dn": f"OU={ou},{BASE}", "objectClass": "organizationalUnit", "ou": ou})

# Contacts in every spelling that people type.
alice = person("alice", "Alice", mail="alice@mail.example", mobile="+1 202-555-0101")
bob = person("bob", "Bob", mail="bob@mail.example", mobile="(202) 555-0102",
             otherMailbox=["bob.home@post.example", "smtp:ignored"])
carol = person("carol", "Carol", otherMailbox=["Carol.Home@Post.Example"], mobile="001 202 555 0103",
               preferredLanguage="fr-FR")
person("chen", "Chén", "李小龙", mail="chen@mail.example", mobile="\uff0b1\u00a0\uff12\uff10\uff12.555.0104")
person("zoe", "Zoe", mail="zoe@mail.example", mobile="+1 (202) 555-0142")
person("uma", "Uma", mobile="+44 (0)20 7946 0958 ext. 12")
person("odd", "Odd", mail="not an address", mobile="ask the desk")
person("none", "None")
person("maxim", "Maximilian-Александр-" + "Ω" * 20, mail="maxim@mail.example", mobile="+12025550105")
person("o'brien", "Siobhán", "O'Brien (Ops*)", mail="o'brien@mail.example", mobile="+12025550106")
person("jose", "Jose", "Plain", mail="jose@mail.example", mobile="+12025550107")
person("josé", "José", "Accent", mail="jose.accent@mail.example", mobile="+12025550108")
for n in range(1, 21):  # plain people, one for each test that writes
    person(f"user{n:02}", f"User{n:02}", mail=f"user{n:02}@mail.example", mobile=f"+120655501{n:02}")

# States.
reach = {"mobile": "+12025550120"}
person("dave", "Dave", uac=DISABLED, mail="dave@mail.example", **reach)
person("erin", "Erin", accountExpires="130000000000000000", mail="erin@mail.example", **reach)
person("frank", "Frank", pwdLastSet="0", mail="frank@mail.example", **reach)
olden = person("olden", "Olden", mail="olden@mail.example", **reach)
change(olden, [BYPASS], pwdLastSet="130000000000000000")
person("grace", "Grace", mail="grace@mail.example", **reach)  # locked when the server starts
heidi = person("heidi", "Heidi", mail="heidi@mail.example", **reach)
person("ivan", "Ivan", ou="Other", mail="ivan@mail.example", **reach)
vic = person("vic", "Vic", mail="vic@mail.example", **reach)

# Protected.
adam = person("adam", "Adam", mail="adam@mail.example", **reach)    # Domain Admins, adminCount=1
nina = person("nina", "Nina", mail="nina@mail.example", **reach)    # Domain Admins through a group, no adminCount
olga = person("olga", "Olga", mail="olga@mail.example", **reach)    # adminCount=1 left over, no group
person("svcbackup", "Backup", "Service", servicePrincipalName="backup/host1.contoso.test",
       mail="svcbackup@mail.example", **reach)
db.add({"dn": f"CN=WKS01,OU=Staff,{BASE}", "objectClass": "computer", "sAMAccountName": "WKS01$",
        "userAccountControl": "4096", "mail": "wks01@mail.example"})
db.add({"dn": f"CN=gmsaweb,OU=Staff,{BASE}", "objectClass": "msDS-GroupManagedServiceAccount",
        "sAMAccountName": "gmsaweb$", "userAccountControl": "4096", "msDS-ManagedPasswordInterval": "30",
        "mail": "gmsaweb@mail.example"})

inner = group("G-Inner", heidi)
middle = group("G-Mid", inner)
group("G-Outer", middle, alice)
group("G-Excluded", bob)
vips = group("G-VIP", vic)
nested_admins = group("G-Nested-Admins", nina)
join(f"CN=Domain Admins,CN=Users,{BASE}", adam, nested_admins)

# What AdminSDHolder does on Active Directory and Samba does not.
full = "RPWPCRCCDCLCLORCWOWDSDDTSW"
protected = ndr_pack(security.descriptor.from_sddl(
    f"O:DAG:DAD:PAI(A;;{full};;;DA)(A;;{full};;;SY)(A;;RPLCLORC;;;AU)",
    security.dom_sid(db.get_domain_sid())))
for dn in (adam, olga):
    change(dn, [BYPASS, "sd_flags:1:4"], adminCount="1", nTSecurityDescriptor=protected)

# A stricter rule for some.
db.add({"dn": f"CN=strict,CN=Password Settings Container,CN=System,{BASE}", "objectClass": "msDS-PasswordSettings",
        "msDS-PasswordSettingsPrecedence": "10", "msDS-PasswordReversibleEncryptionEnabled": "FALSE",
        "msDS-PasswordHistoryLength": "24", "msDS-PasswordComplexityEnabled": "TRUE",
        "msDS-MinimumPasswordLength": "20", "msDS-MinimumPasswordAge": "0",
        "msDS-MaximumPasswordAge": str(-3650 * 86400 * 10**7), "msDS-LockoutThreshold": "5",
        "msDS-LockoutObservationWindow": "-18000000000", "msDS-LockoutDuration": "-18000000000",
        "msDS-PSOAppliesTo": vips})

# The portal's account: reset password, write lockoutTime and pwdLastSet of the people in Staff, read the PSOs.
portal = sid(person("svcportal", "Portal", "Service", ou="Service", password="Svc!Portal-2024-long", uac=NEVER_EXPIRES))
person("svcweak", "Weak", "Service", ou="Service", password="Svc!Portal-2024-long", uac=NEVER_EXPIRES)  # no rights
users = "bf967aba-0de6-11d0-a285-00aa003049e2"
grant(f"OU=Staff,{BASE}",
      f"(OA;CIIO;CR;00299570-246d-11d0-a768-00aa006e0529;{users};{portal})"
      f"(OA;CIIO;WP;28630ebf-41d5-11d1-a9c1-0000f80367c1;{users};{portal})"
      f"(OA;CIIO;WP;bf967a0a-0de6-11d0-a285-00aa003049e2;{users};{portal})")
grant(f"CN=Password Settings Container,CN=System,{BASE}", f"(A;CI;RPLCLORC;;;{portal})")
