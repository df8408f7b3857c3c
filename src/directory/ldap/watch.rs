//! How each server is now. Asked on a connection of its own, so that the work of others is neither in the way nor
//! disturbed; the answer is shared, so that who looks often asks no more often.

use std::{
    sync::{Arc, PoisonError},
    time::Duration,
};

use async_trait::async_trait;
use futures_util::future::join_all;
use ldap3::Scope;
use tokio::time::{Instant, timeout_at};

use super::{
    LdapDirectory,
    connect::{self, ConnectError},
    servers::Server,
};
use crate::directory::watch::{ServerNow, ServerWatch, Trouble};

/// How long one look may take, for all servers together.
const PATIENCE: Duration = Duration::from_secs(2);
/// How long its answer is given to whoever asks.
const KEPT: Duration = Duration::from_secs(10);
/// How long a server that refused the service account is not asked to let it in: the account must not be locked by us.
const REFUSED: Duration = Duration::from_secs(60);

/// The last look.
#[derive(Default)]
pub(crate) struct LastLook(tokio::sync::Mutex<Option<(Instant, Vec<ServerNow>)>>);

#[async_trait]
impl ServerWatch for LdapDirectory {
    async fn servers(&self) -> Vec<ServerNow> {
        // Who comes while somebody looks waits for that look.
        let mut last = self.last_look.0.lock().await;
        if let Some((_, found)) = last.as_ref().filter(|(at, _)| at.elapsed() < KEPT) {
            return found.clone();
        }
        let found = join_all(self.servers.all().iter().map(|server| self.look(server))).await;
        *last = Some((Instant::now(), found.clone()));
        found
    }
}

impl LdapDirectory {
    async fn look(&self, server: &Arc<Server>) -> ServerNow {
        let asked_at = self.clock.now();
        let deadline = Instant::now() + PATIENCE;
        let mut at = Trouble::Silent;
        let answer = match timeout_at(deadline, ask(server, deadline, &mut at)).await {
            Ok(answer) => answer,
            Err(_) => Err((at, "no answer in time".to_owned())),
        };
        let certificate_ends = server.tls.seen.get();
        let ended = certificate_ends.is_some_and(|end| end <= asked_at);
        let answer = answer.map_err(|(trouble, why)| match trouble {
            Trouble::Certificate if ended => (Trouble::CertificateEnded, why),
            other => (other, why),
        });
        let used_at = server.used_since().map(|since| asked_at.before(since));
        ServerNow { server: server.name.clone(), asked_at, answer, certificate_ends, used_at }
    }
}

/// Connects, signs in, asks one small thing and measures that. `at` is where it would stop, if it were stopped now.
async fn ask(server: &Server, deadline: Instant, at: &mut Trouble) -> Result<Duration, (Trouble, String)> {
    // A little less than there is, so that the step that takes the time can say so itself.
    let left = || deadline.saturating_duration_since(Instant::now()).mul_f32(0.95);
    let mut ldap =
        connect::open(&server.url, &server.tls.anew, left()).await.map_err(|e| (trouble(&e), e.to_string()))?;
    *at = Trouble::SignIn;
    {
        let refused = server.refused.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, why)) = refused.as_ref().filter(|(when, _)| when.elapsed() < REFUSED) {
            return Err((Trouble::SignIn, why.clone()));
        }
    }
    if let Err(error) = server.sign_in(&mut ldap, left()).await {
        let (step, why) = (trouble(&error), error.to_string());
        if step == Trouble::SignIn {
            let now = Some((Instant::now(), why.clone()));
            *server.refused.lock().unwrap_or_else(PoisonError::into_inner) = now;
            return Err((step, why));
        }
        return Err((Trouble::Silent, why));
    }
    *at = Trouble::Answer;
    let begun = Instant::now();
    let asked = ldap.with_timeout(left()).search("", Scope::Base, "(objectClass=*)", ["1.1"]).await;
    let took = begun.elapsed();
    // Closing is a courtesy: the answer does not wait for it.
    tokio::spawn(async move { drop(ldap.unbind().await) });
    match asked {
        Ok(answer) if answer.1.rc == 0 => Ok(took),
        Ok(answer) => Err((Trouble::Answer, format!("rc={} {}", answer.1.rc, answer.1.text))),
        Err(error) => Err((Trouble::Answer, connect::describe(&error))),
    }
}

const fn trouble(error: &ConnectError) -> Trouble {
    match error {
        ConnectError::Name(_) => Trouble::Name,
        ConnectError::Tcp(_) => Trouble::Connection,
        ConnectError::Silent(_) => Trouble::Silent,
        ConnectError::Tls(_) => Trouble::Certificate,
        ConnectError::Bind(_) => Trouble::SignIn,
    }
}
