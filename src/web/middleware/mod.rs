//! What every request passes, outermost first: [`errors`], [`headers`], [`measure`], [`host`], [`client`],
//! [`flood`], [`limits`], [`method`], [`origin`]. [`trace`] is around them all.

pub mod client;
pub mod errors;
pub mod flood;
pub mod headers;
pub mod host;
pub mod limits;
pub mod measure;
pub mod method;
pub mod origin;
pub mod trace;

use std::sync::Arc;

use actix_web::{
    Error,
    body::BoxBody,
    dev::{ServiceRequest, ServiceResponse},
};

use super::{
    problem::{Failure, Problem},
    shell::Shell,
};
use crate::domain::error::Code;

/// What a middleware returns.
pub type Outcome = Result<ServiceResponse<BoxBody>, Error>;

/// The shell; a portal without one answers nothing but errors.
fn shell(request: &ServiceRequest) -> Result<Arc<Shell>, Error> {
    Shell::of(request).ok_or_else(|| Failure(Code::Internal).into())
}

/// Ends a request with the page of `code`.
fn refuse(shell: &Shell, request: ServiceRequest, code: Code) -> Outcome {
    let problem = Problem::of(shell, &request, code);
    Ok(request.into_response(problem.response()))
}
