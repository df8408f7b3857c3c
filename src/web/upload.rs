//! Forms that may carry one file (RFC 7578). Read as strictly as all forms, and never without a good token. A browser
//! without scripts sends a file in no other way.

use actix_multipart::{Field, Multipart};
use actix_web::{
    Error, FromRequest, HttpMessage as _, HttpRequest,
    dev::Payload,
    http::header,
    web::{Bytes, BytesMut},
};
use futures_util::{FutureExt as _, StreamExt as _, future::LocalBoxFuture, stream};

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
    let mark = mark_of(request).ok_or(Failure(Code::BadRequest))?;
    // The whole of it first: it is small, and limits and times of bodies are kept in one place.
    let body = form::own_body(request, payload).await?;
    if !is_whole(&body, &mark) {
        return Err(Failure(Code::BadRequest));
    }
    // All of it is there: whatever the library would wait for never comes.
    let parts = take_apart(request, Bytes::copy_from_slice(&body)).now_or_never();
    let (fields, file) = parts.ok_or(Failure(Code::BadRequest))??;
    // A file that was not chosen is sent too, without a byte.
    Ok(Upload { form: form::checked(request, fields)?, file: file.filter(|bytes| !bytes.is_empty()) })
}

async fn take_apart(request: &HttpRequest, body: Bytes) -> Result<(Fields, Option<Bytes>), Failure> {
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
    Ok((fields, file))
}

async fn whole(part: &mut Field) -> Result<Bytes, Failure> {
    let mut all = BytesMut::new();
    while let Some(chunk) = part.next().await {
        all.extend_from_slice(&chunk.map_err(|_| Failure(Code::BadRequest))?);
    }
    Ok(all.freeze())
}

/// What stands between the parts of a body (RFC 2046, section 5.1.1); none when it is said to have none.
fn mark_of(request: &HttpRequest) -> Option<String> {
    let mut values = request.headers().get_all(header::CONTENT_TYPE);
    let (Some(value), None) = (values.next()?.to_str().ok(), values.next()) else { return None };
    let (kind, _) = value.split_once(';')?;
    let mime = request.mime_type().ok()??;
    let mark = mime.get_param("boundary")?.as_str().to_owned();
    let fits = kind.trim().eq_ignore_ascii_case("multipart/form-data") && (1..=70).contains(&mark.len());
    fits.then_some(mark)
}

/// Whether a body begins and ends with its marks, as every browser's does: without a word before or behind, and not cut
/// off. The library is lenient there, and not everywhere with care.
fn is_whole(body: &[u8], mark: &str) -> bool {
    let (first, last) = (format!("--{mark}\r\n"), format!("\r\n--{mark}--"));
    let body_end = body.strip_suffix(b"\r\n").unwrap_or(body);
    body.starts_with(first.as_bytes()) && body_end.ends_with(last.as_bytes())
}
