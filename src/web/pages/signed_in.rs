//! What every page of a signed-in person begins with: the session of the cookie, and the desk that it opens.

use std::sync::Arc;

use actix_web::{HttpRequest, web};

use super::{Answer, Portal, Visit};
use crate::{
    crypto::random::Token,
    flows::{
        security_info::{self, Desk},
        session::{self, SessionError},
    },
    render::paths,
    web::problem::Failure,
};

/// A request of a signed-in person.
pub struct SignedIn {
    /// The request.
    pub visit: Visit,
    /// The session's cookie.
    pub token: Token,
    /// What the page is made of.
    pub desk: Desk,
}

impl SignedIn {
    /// Opens the desk; the inner error is the answer for who is not signed in: the way to sign-in, and back.
    ///
    /// # Errors
    /// [`Failure`].
    pub async fn open(request: &HttpRequest, portal: &web::Data<Portal>) -> Result<Result<Self, Answer>, Failure> {
        let visit = Visit::new(request, portal)?;
        let Some(token) = visit.token() else { return Ok(Err(visit.see(paths::SIGN_IN))) };
        let app = Arc::clone(&visit.portal.app);
        let (opened, token) = visit
            .offload(async move {
                let opened = async {
                    let session = session::of(&app.core, &token).await?;
                    security_info::desk(&app.core, app.directory.as_ref(), session).await
                };
                (opened.await, token)
            })
            .await?;
        Ok(match opened {
            Ok(desk) => Ok(Self { visit, token, desk }),
            Err(error) => Err(visit.session_error(&error)),
        })
    }

    /// The cookie and pattern that the forms of these pages are bound to.
    #[must_use]
    pub fn bound(&self) -> Option<(&str, &str)> {
        Some((self.token.expose(), paths::SECURITY_INFO))
    }
}

impl Visit {
    /// The answer for a session's step that could not be taken.
    ///
    /// # Errors
    /// As [`Visit::html`].
    pub fn session_error(self, error: &SessionError) -> Answer {
        match error {
            SessionError::Over => self.see(paths::SIGN_IN),
            SessionError::ProofNeeded => {
                let path = self.proof_path();
                self.see(&path)
            }
            SessionError::Step(error) => self.step_error(error),
        }
    }
}
