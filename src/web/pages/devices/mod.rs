//! Pages on which a person registers what is not a contact: an app, a passkey, recovery codes, security questions.

pub mod app;
pub mod passkey;
pub mod questions;
pub mod recovery;

use actix_web::{HttpRequest, http::StatusCode, web};

use super::{Answer, Portal, signed_in::SignedIn};
use crate::{domain::security_info::Kind, render::paths, web::problem::Failure};

const UNPROCESSABLE: StatusCode = StatusCode::UNPROCESSABLE_ENTITY;

/// The desk of someone who may register something of `kind`; else the answer: the way to sign-in, or to the list where
/// the policy does not allow it or there are as many as one may have.
async fn open(
    request: &HttpRequest,
    portal: &web::Data<Portal>,
    kind: Kind,
) -> Result<Result<SignedIn, Answer>, Failure> {
    let signed_in = match SignedIn::open(request, portal).await? {
        Ok(signed_in) => signed_in,
        Err(answer) => return Ok(Err(answer)),
    };
    if signed_in.desk.addable(&signed_in.visit.app().core).contains(&kind) {
        return Ok(Ok(signed_in));
    }
    Ok(Err(signed_in.visit.see(paths::SECURITY_INFO)))
}

/// The status of a page with or without something wrong on it.
const fn status(wrong: bool) -> StatusCode {
    if wrong { UNPROCESSABLE } else { StatusCode::OK }
}
