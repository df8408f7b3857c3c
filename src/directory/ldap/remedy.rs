//! What to do about a finding: the exact command, with the names filled in.

use super::settings::{Kind, LdapSettings};

pub(super) const DNS: &str =
    "Check the host name in `directory.servers` and this machine's name servers: `getent hosts NAME`.";
pub(super) const TCP: &str =
    "Open the port from this machine to the server in the firewall: 636 for ldaps://, 389 for ldap://.";
pub(super) const TLS: &str = "Use the host name that the server's certificate names, and give its certificate authority as \
    `directory.ca_file`. On a domain controller: `certutil -store my` shows the certificates, `certutil -ca.cert ca.cer` exports the authority's.";
pub(super) const RENEW: &str = "Renew the server's certificate.";
pub(super) const BIND: &str = "Check `directory.bind_dn` and `directory.bind_password_file`, and that the account is neither disabled, locked nor expired: \
    `Get-ADUser NAME -Properties LockedOut,PasswordExpired,Enabled` (data 52e: wrong name or password; 533: disabled; 775: locked; 532: expired).";
pub(super) const READ_ONLY: &str = "Put a writable domain controller first in `directory.servers`: `Get-ADDomainController -Filter {IsReadOnly -eq $false}`.";
pub(super) const POLICY_HINTS: &str = "Install the updates of the domain controller (Windows Server 2008 R2 SP1 or newer has it); Samba does not have it.";
pub(super) const CLOCK: &str =
    "Set both clocks by the same source: `timedatectl set-ntp true` here, `w32tm /resync` there.";

/// Reading below the base.
pub(super) fn base(kind: Kind, settings: &LdapSettings) -> String {
    let (base, who) = (&settings.base, &settings.bind_dn);
    match kind {
        Kind::ActiveDirectory => {
            format!("Correct `directory.base`, or give the right to read: dsacls \"{base}\" /I:T /G \"{who}:GR\"")
        }
        Kind::OpenLdap => format!(
            "Correct `directory.base`, or add to slapd's access rules: access to dn.subtree=\"{base}\" by dn.exact=\"{who}\" read"
        ),
        Kind::Ds389 | Kind::FreeIpa => format!(
            "Correct `directory.base`, or add to {base}: aci: (targetattr=\"*\")(version 3.0; acl \"password portal reads\"; allow (read,search,compare) userdn=\"ldap:///{who}\";)"
        ),
    }
}

/// Reading the password rules.
pub(super) fn rules(kind: Kind, settings: &LdapSettings) -> String {
    let who = &settings.bind_dn;
    match kind {
        Kind::ActiveDirectory => policies(&format!("CN=Password Settings Container,CN=System,{}", settings.base), who),
        Kind::OpenLdap => format!(
            "Name the default policy as `directory.password_policy`, and let it be read: access to dn.exact=\"POLICY\" by dn.exact=\"{who}\" read"
        ),
        Kind::Ds389 => format!(
            "Add to cn=config: aci: (targetattr=\"passwordMinLength || passwordCheckSyntax || passwordHistory || passwordInHistory || passwordMinAge\")(version 3.0; acl \"password portal reads rules\"; allow (read,search) userdn=\"ldap:///{who}\";)"
        ),
        Kind::FreeIpa => "ipa permission-find --name='System: Read Group Password Policy', and give its privilege to the service account's role.".to_owned(),
    }
}

/// Reading fine-grained policies.
pub(super) fn policies(container: &str, who: &str) -> String {
    format!("dsacls \"{container}\" /I:T /G \"{who}:GR\"")
}

/// Resetting passwords.
pub(super) fn reset(branch: &str, who: &str) -> String {
    format!("dsacls \"{branch}\" /I:S /G \"{who}:CA;Reset Password;user\"")
}

/// Unlocking.
pub(super) fn unlock(branch: &str, who: &str) -> String {
    format!("dsacls \"{branch}\" /I:S /G \"{who}:RPWP;lockoutTime;user\"")
}

/// Leaving a privileged group.
pub(super) fn demote(group: &str, who: &str) -> String {
    format!(
        "Remove-ADGroupMember -Identity \"{group}\" -Members (Get-ADUser -Filter \"UserPrincipalName -eq '{who}' -or DistinguishedName -eq '{who}'\")"
    )
}

/// Losing rights over an administrator.
pub(super) fn revoke(dn: &str, who: &str) -> String {
    format!("dsacls \"{dn}\" /R \"{who}\" (and on CN=AdminSDHolder,CN=System: it is copied from there every hour)")
}

pub(super) const GROUPS: &str = "Correct `policy.groups` or `policy.except_groups`: name groups by DN, or by a name that exists once, and let the service account read them.";
