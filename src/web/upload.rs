//! Forms that may carry one file (RFC 7578). Read as strictly as all forms, and never without a good token. A browser
//! without scripts sends a file in no other way.

use actix_multipart::{Field, Multipart};
use actix_web::{
    Error, FromRequest, HttpRequest,
    dev::Payload,
    http::header,
    web::{Bytes, BytesMut},
};
use futures_util::{StreamExt as _, future::LocalBoxFuture, stream};

use super::{
    form::{self, Fields, Form},
    problem::Failure,
};
use crate::domain::error::Code;

/// The name of the field for the file.
pub const FILE: &str = "file";

/// A posted form, and the file that was chosen. Without a file it may come as any other form does.
#[derive(Debug)]
pub struct Upload {
    /// The form.
    pub form: Form,
    /// What the file holds; none when none was chosen.
    pub file: Option<Bytes>,
}

impl FromRequest for Upload {
    type Error = Error;
    type Future = LocalBoxFuture<'static, Result<Self, Error>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let request = request.clone();
        let payload = payload.take();
        Box::pin(async move { read(&request, payload).await.map_err(Into::into) })
    }
}

async fn read(request: &HttpRequest, payload: Payload) -> Result<Upload, Failure> {
    if form::is_form(request) {
        return Ok(Upload { form: form::read(request, payload).await?, file: None });
    }
    if !has_parts(request) {
        return Err(Failure(Code::BadRequest));
    }
    // The whole of it first: it is small, and limits and times of bodies are kept in one place.
    let body = form::own_body(request, payload).await?;
    let body = Bytes::copy_from_slice(&body);
    let mut parts = Multipart::new(request.headers(), stream::iter([Ok(body)]));
    let (mut fields, mut file) = (Fields::default(), None);
    while let Some(part) = parts.next().await {
        let mut part = part.map_err(|_| Failure(Code::BadRequest))?;
        let name = part.name().ok_or(Failure(Code::BadRequest))?.to_owned();
        let named = part.content_disposition().is_some_and(|disposition| disposition.get_filename().is_some());
        let bytes = whole(&mut part).await?;
        if !named {
            fields.add(name, form::text(&bytes)?)?;
        } else if name == FILE && file.is_none() {
            file = Some(bytes);
        } else {
            return Err(Failure(Code::BadRequest));
        }
    }
    // A file that was not chosen is sent too, without a byte.
    Ok(Upload { form: form::checked(request, fields)?, file: file.filter(|bytes| !bytes.is_empty()) })
}

async fn whole(part: &mut Field) -> Result<Bytes, Failure> {
    let mut all = BytesMut::new();
    while let Some(chunk) = part.next().await {
        all.extend_from_slice(&chunk.map_err(|_| Failure(Code::BadRequest))?);
    }
    Ok(all.freeze())
}

fn has_parts(request: &HttpRequest) -> bool {
    let mut values = request.headers().get_all(header::CONTENT_TYPE);
    let (Some(value), None) = (values.next().and_then(|value| value.to_str().ok()), values.next()) else {
        return false;
    };
    value.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("multipart/form-data"))
}
