//! Former passwords that we remember ourselves, where the directory can not: Argon2id with a pepper, never the
//! passwords. One is written down with the intent, and counts once the write is known to have happened.

use super::{Judge, JudgeError, StepError};
use crate::{
    domain::{account::AccountId, error::Code, password::NewPassword},
    flows::Core,
};

impl Judge {
    /// Whether it is one of the last passwords that were set here.
    pub(super) async fn is_remembered(
        &self,
        core: &Core,
        account: AccountId,
        new: &NewPassword,
    ) -> Result<bool, JudgeError> {
        if self.remembered == 0 {
            return Ok(false);
        }
        for former in core.store.former_passwords(core.tenant, account, self.remembered).await? {
            match self.hasher.verify(new.expose().as_bytes(), &former).await {
                Ok(true) => return Ok(true),
                Ok(false) => {}
                // Made with another key or planted: it vouches for nothing, and stops nobody.
                Err(error) => tracing::warn!(%error, "a former password can not be compared"),
            }
        }
        Ok(false)
    }

    /// The hash to write down with the intent; none when we remember nothing.
    ///
    /// # Errors
    /// [`StepError`] when the service is stopping.
    pub async fn keepsake(&self, new: &NewPassword, support_id: &str) -> Result<Option<String>, StepError> {
        if self.remembered == 0 {
            return Ok(None);
        }
        let hash = self.hasher.hash(new.expose().as_bytes()).await;
        hash.map(Some).map_err(|error| {
            tracing::error!(%error, "a password can not be hashed");
            StepError::Problem { code: Code::Internal, support_id: support_id.to_owned() }
        })
    }
}
