//! A recording double: a TLS server that speaks LDAP by another library's codec, keeps every message, and plays
//! an Active Directory domain controller that lists the policy-hints control.

use std::sync::{Arc, Mutex};

use futures_util::{SinkExt as _, StreamExt as _};
use latchkey::{
    directory::{DirectoryRead as _, Found, PasswordWrite as _, WriteError, ldap::Kind},
    domain::account::AccountId,
};
use ldap3_proto::{
    LdapCodec,
    control::LdapControl,
    proto::{
        LdapBindResponse, LdapModifyType, LdapMsg, LdapOp, LdapPartialAttribute, LdapResult, LdapResultCode,
        LdapSearchResultEntry, LdapSearchScope,
    },
};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_util::codec::Framed;
use uuid::Uuid;

use super::{
    aim,
    bed::{BASE, CA, address, settings},
    directory, find, password,
};

const HINTS: &str = "1.2.840.113556.1.4.2239";
const GUID: Uuid = Uuid::from_u128(0x0102_0304_0506_0708_090a_0b0c_0d0e_0f10);

/// How the double answers a modify.
#[derive(Clone, Copy)]
enum Modify {
    Succeed,
    Refer,
    CommitAndDrop,
}

struct Double {
    url: String,
    seen: Arc<Mutex<Vec<LdapMsg>>>,
}

impl Double {
    async fn start(modify: Modify, login: &'static str) -> Self {
        let ip = address();
        let (_, pem, key) = CA.leaf(&[&ip]);
        let tls = tls(&pem, &key);
        let listener = TcpListener::bind((ip.as_str(), 0)).await.unwrap();
        let url = format!("ldaps://{ip}:{}", listener.local_addr().unwrap().port());
        let seen = Arc::new(Mutex::new(Vec::new()));
        let record = Arc::clone(&seen);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (tls, record) = (tls.clone(), Arc::clone(&record));
                tokio::spawn(async move {
                    let Ok(stream) = tls.accept(stream).await else { return };
                    let mut framed = Framed::new(stream, LdapCodec::default());
                    while let Some(Ok(message)) = framed.next().await {
                        record.lock().unwrap().push(message.clone());
                        let Some(answers) = answers(&message, modify, login) else { return };
                        for answer in answers {
                            framed.send(LdapMsg::new(message.msgid, answer)).await.unwrap();
                        }
                    }
                });
            }
        });
        Self { url, seen }
    }

    fn directory(&self) -> latchkey::directory::ldap::LdapDirectory {
        directory(settings(Kind::ActiveDirectory, vec![self.url.parse().unwrap()], BASE, "portal", "secret"))
    }

    fn modifies(&self) -> Vec<LdapMsg> {
        let seen = self.seen.lock().unwrap();
        seen.iter().filter(|m| matches!(m.op, LdapOp::ModifyRequest(_))).cloned().collect()
    }
}

fn tls(pem: &str, key: &str) -> TlsAcceptor {
    use rustls_pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject as _};
    let certificate = CertificateDer::from_pem_slice(pem.as_bytes()).unwrap();
    let key = PrivateKeyDer::from_pem_slice(key.as_bytes()).unwrap();
    let config = rustls::ServerConfig::builder_with_provider(Arc::new(rustls::crypto::aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .unwrap();
    TlsAcceptor::from(Arc::new(config))
}

fn result(code: LdapResultCode, referral: Vec<String>) -> LdapResult {
    LdapResult { code, matcheddn: String::new(), message: String::new(), referral }
}

fn ok() -> LdapResult {
    result(LdapResultCode::Success, Vec::new())
}

fn entry(dn: &str, attributes: &[(&str, &[u8])]) -> LdapOp {
    let attributes = attributes
        .iter()
        .map(|(name, value)| LdapPartialAttribute { atype: (*name).to_owned(), vals: vec![value.to_vec()] })
        .collect();
    LdapOp::SearchResultEntry(LdapSearchResultEntry { dn: dn.to_owned(), attributes })
}

fn answers(message: &LdapMsg, modify: Modify, login: &str) -> Option<Vec<LdapOp>> {
    Some(match &message.op {
        LdapOp::BindRequest(_) => vec![LdapOp::BindResponse(LdapBindResponse { res: ok(), saslcreds: None })],
        LdapOp::SearchRequest(search) => {
            let mut all = Vec::new();
            if search.base.is_empty() {
                all.push(entry(
                    "",
                    &[("supportedControl", HINTS.as_bytes()), ("defaultNamingContext", BASE.as_bytes())],
                ));
            } else if search.attrs.iter().any(|a| a == "tokenGroups") {
                let sid = [1, 5, 0, 0, 0, 0, 0, 5, 21, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 1, 2, 0, 0];
                all.push(entry("CN=Alice,DC=contoso,DC=test", &[("tokenGroups", &sid)]));
            } else if search.scope == LdapSearchScope::Subtree && search.attrs.iter().any(|a| a == "pwdLastSet") {
                let guid = GUID.to_bytes_le();
                let attributes: [(&str, &[u8]); 4] = [
                    ("objectGUID", &guid),
                    ("sAMAccountName", login.as_bytes()),
                    ("userAccountControl", b"512"),
                    ("pwdLastSet", b"133000000000000000"),
                ];
                all.push(entry("CN=Alice,DC=contoso,DC=test", &attributes));
            }
            all.push(LdapOp::SearchResultDone(ok()));
            all
        }
        LdapOp::ModifyRequest(_) => match modify {
            Modify::Succeed => vec![LdapOp::ModifyResponse(ok())],
            Modify::Refer => {
                let elsewhere = vec![format!("ldaps://{}/{BASE}", elsewhere())];
                vec![LdapOp::ModifyResponse(result(LdapResultCode::Referral, elsewhere))]
            }
            Modify::CommitAndDrop => return None,
        },
        _ => return None,
    })
}

/// Where referrals lead.
fn elsewhere() -> String {
    static HOST: std::sync::LazyLock<String> = std::sync::LazyLock::new(|| format!("{}:6361", address()));
    HOST.clone()
}

#[tokio::test]
async fn r111_r112_a_reset_is_one_modify_with_one_value_and_the_policy_hints() {
    let double = Double::start(Modify::Succeed, "alice").await;
    let d = double.directory();
    let aim = aim(&d, "alice").await;
    assert_eq!(aim.account.id, AccountId(GUID));
    d.reset(&aim, &password("Pä\"ss🔑")).await.unwrap();
    let modifies = double.modifies();
    let [message] = modifies.as_slice() else { panic!("{} modifies", modifies.len()) };
    let LdapOp::ModifyRequest(request) = &message.op else { unreachable!() };
    assert_eq!(request.dn, format!("<GUID={GUID}>"));
    let [change] = request.changes.as_slice() else { panic!("{} changes", request.changes.len()) };
    assert_eq!(change.operation, LdapModifyType::Replace);
    assert_eq!(change.modification.atype, "unicodePwd");
    let [value] = change.modification.vals.as_slice() else { panic!("more than one value") };
    let units: Vec<u16> = value.chunks(2).map(|c| u16::from_le_bytes([c[0], c[1]])).collect();
    assert_eq!(String::from_utf16(&units).unwrap(), "\"Pä\"ss🔑\"");
    assert_eq!(value.len() % 2, 0);
    let hints = LdapControl::Unknown {
        oid: HINTS.to_owned(),
        criticality: true,
        value: Some(vec![0x30, 0x03, 0x02, 0x01, 0x01]),
    };
    assert!(message.ctrl == vec![hints], "exactly the policy-hints control, critical");
}

#[tokio::test]
async fn r111_a_change_is_one_modify_that_deletes_and_adds() {
    let double = Double::start(Modify::Succeed, "alice").await;
    let d = double.directory();
    let aim = aim(&d, "alice").await;
    d.change(&aim, &password("Old1"), &password("New2")).await.unwrap();
    let modifies = double.modifies();
    let [message] = modifies.as_slice() else { panic!("{} modifies", modifies.len()) };
    let LdapOp::ModifyRequest(request) = &message.op else { unreachable!() };
    let kinds: Vec<_> = request.changes.iter().map(|c| c.operation.clone()).collect();
    assert_eq!(kinds, [LdapModifyType::Delete, LdapModifyType::Add]);
}

#[tokio::test]
async fn r166_a_referral_is_not_followed() {
    let host = elsewhere();
    let listener = TcpListener::bind(&host).await.unwrap();
    let double = Double::start(Modify::Refer, "alice").await;
    let d = double.directory();
    let aim = aim(&d, "alice").await;
    let outcome = d.reset(&aim, &password("Some!Where-else")).await;
    assert!(matches!(outcome, Err(WriteError::Unavailable(_))), "{outcome:?}");
    assert_eq!(double.modifies().len(), 1);
    let visited = tokio::time::timeout(std::time::Duration::from_millis(300), listener.accept()).await;
    assert!(visited.is_err(), "the referral was followed");
}

#[tokio::test]
async fn r156_an_answer_that_never_comes_is_unknown_and_the_write_is_not_repeated() {
    let double = Double::start(Modify::CommitAndDrop, "alice").await;
    let d = double.directory();
    let aim = aim(&d, "alice").await;
    let outcome = d.reset(&aim, &password("Was!It-written")).await;
    assert!(matches!(outcome, Err(WriteError::Unknown(_))), "{outcome:?}");
    assert_eq!(double.modifies().len(), 1);
}

#[tokio::test]
async fn r95_a_name_that_differs_in_an_accent_is_not_that_person() {
    let double = Double::start(Modify::Succeed, "jose").await;
    let d = double.directory();
    assert!(matches!(find(&d, "josé").await, Found::Ambiguous));
    assert!(matches!(find(&d, "JOSE").await, Found::One(_)));
}

#[tokio::test]
async fn no_message_holds_an_empty_password() {
    let double = Double::start(Modify::Succeed, "alice").await;
    let d = double.directory();
    let aim = aim(&d, "alice").await;
    use latchkey::directory::PasswordCheck as _;
    let before = double.seen.lock().unwrap().len();
    d.check_password(aim.account.id, &password("")).await.unwrap();
    assert!(d.reset(&aim, &password("")).await.is_err());
    assert!(d.change(&aim, &password(""), &password("x")).await.is_err());
    assert_eq!(double.seen.lock().unwrap().len(), before, "nothing was sent");
    d.ready().await.unwrap();
}
