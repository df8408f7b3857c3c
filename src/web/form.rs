//! Forms: strictly read, and never without a good token (R61, R92).

use actix_web::{Error, FromRequest, HttpRequest, dev::Payload, http::header};
use futures_util::{StreamExt as _, future::LocalBoxFuture};
use secrecy::SecretString;
use zeroize::Zeroizing;

use super::{cookies, csrf, problem::Failure, shell::Shell};
use crate::domain::error::Code;

/// More fields than any form of ours has.
const FIELDS: usize = 32;
const NAME_CHARACTERS: usize = 64;

/// The fields of a posted form, in which none occurs twice. What was read is wiped from memory when this goes.
#[derive(Default)]
pub struct Fields(Vec<(String, Zeroizing<String>)>);

impl std::fmt::Debug for Fields {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Fields(..)")
    }
}

impl Fields {
    /// Reads an `application/x-www-form-urlencoded` body.
    ///
    /// # Errors
    /// [`Code::BadRequest`] for a field that comes twice, a name that no form of ours has (`x[]`), a broken percent
    /// sequence, bytes that are not UTF-8, or NUL.
    pub fn parse(body: &[u8]) -> Result<Self, Failure> {
        let mut fields = Self::default();
        for pair in body.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty()) {
            let split = pair.iter().position(|byte| *byte == b'=').unwrap_or(pair.len());
            let (name, value) = pair.split_at_checked(split).unwrap_or((pair, &[]));
            let name = decode(name)?.to_string();
            fields.add(name, decode(value.get(1..).unwrap_or_default())?)?;
        }
        Ok(fields)
    }

    /// Adds a field, if it is one that a form of ours may have.
    pub(super) fn add(&mut self, name: String, value: Zeroizing<String>) -> Result<(), Failure> {
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'_' | b'-');
        let usual = (1..=NAME_CHARACTERS).contains(&name.len()) && name.bytes().all(plain);
        if !usual || self.0.len() == FIELDS || self.0.iter().any(|(known, _)| *known == name) {
            return Err(Failure(Code::BadRequest));
        }
        self.0.push((name, value));
        Ok(())
    }

    /// Refuses fields that are neither in `names` nor the form token.
    ///
    /// # Errors
    /// [`Code::BadRequest`] when there is another one.
    pub fn only(&self, names: &[&str]) -> Result<&Self, Failure> {
        let known = |name: &String| name == csrf::FIELD || names.contains(&name.as_str());
        if self.0.iter().all(|(name, _)| known(name)) { Ok(self) } else { Err(Failure(Code::BadRequest)) }
    }

    /// The field `name`, when the form has it.
    #[must_use]
    pub fn optional(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The field `name`, which every good form has; it may be empty.
    ///
    /// # Errors
    /// [`Code::BadRequest`] when it is missing.
    pub fn text(&self, name: &str) -> Result<&str, Failure> {
        self.optional(name).ok_or(Failure(Code::BadRequest))
    }

    /// The field `name` as a secret.
    ///
    /// # Errors
    /// [`Code::BadRequest`] when it is missing.
    pub fn secret(&self, name: &str) -> Result<SecretString, Failure> {
        self.text(name).map(SecretString::from)
    }

    /// The field `name` as one of a set of words.
    ///
    /// # Errors
    /// [`Code::BadRequest`] when it is missing or no such word.
    pub fn choice<T: std::str::FromStr>(&self, name: &str) -> Result<T, Failure> {
        self.text(name)?.parse().map_err(|_| Failure(Code::BadRequest))
    }
}

/// Percent-decodes strictly: each `%` has two hex digits, the result is UTF-8 without NUL.
fn decode(raw: &[u8]) -> Result<Zeroizing<String>, Failure> {
    let bad = Failure(Code::BadRequest);
    let mut out = Zeroizing::new(Vec::with_capacity(raw.len()));
    let mut bytes = raw.iter().copied();
    while let Some(byte) = bytes.next() {
        out.push(match byte {
            b'%' => {
                let mut digit = || bytes.next().and_then(|byte| char::from(byte).to_digit(16));
                let (high, low) = (digit().ok_or(bad)?, digit().ok_or(bad)?);
                u8::try_from(high * 16 + low).map_err(|_| bad)?
            }
            b'+' => b' ',
            other => other,
        });
    }
    text(&out)
}

/// What a field holds: UTF-8 without NUL.
pub(super) fn text(bytes: &[u8]) -> Result<Zeroizing<String>, Failure> {
    let text = std::str::from_utf8(bytes).ok().filter(|text| !text.contains('\0'));
    text.map(|text| Zeroizing::new(text.to_owned())).ok_or(Failure(Code::BadRequest))
}

/// A form that one of our pages posted: extracting it checks the content type, the size, the grammar, and that the
/// token was made for this browser's cookie and for this route.
#[derive(Debug)]
pub struct Form {
    /// The fields.
    pub fields: Fields,
    /// The flow or visitor cookie that the token is bound to.
    pub cookie: String,
}

impl FromRequest for Form {
    type Error = Error;
    type Future = LocalBoxFuture<'static, Result<Self, Error>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let request = request.clone();
        let payload = payload.take();
        Box::pin(async move { read(&request, payload).await.map_err(Into::into) })
    }
}

pub(super) async fn read(request: &HttpRequest, payload: Payload) -> Result<Form, Failure> {
    if !is_form(request) {
        return Err(Failure(Code::BadRequest));
    }
    let body = own_body(request, payload).await?;
    checked(request, Fields::parse(&body)?)
}

/// The body of a form, of at most as many bytes as its route takes.
pub(super) async fn own_body(request: &HttpRequest, payload: Payload) -> Result<Zeroizing<Vec<u8>>, Failure> {
    let shell = Shell::of_http(request).ok_or(Failure(Code::Internal))?;
    let pattern = request.match_pattern().ok_or(Failure(Code::Internal))?;
    let most = shell.table.post(&pattern).and_then(|entry| entry.body_max).unwrap_or(shell.limits.form);
    body(payload, most).await
}

/// The form with these fields, if its token was made for this browser's cookie and for this route.
pub(super) fn checked(request: &HttpRequest, fields: Fields) -> Result<Form, Failure> {
    let shell = Shell::of_http(request).ok_or(Failure(Code::Internal))?;
    let pattern = request.match_pattern().ok_or(Failure(Code::Internal))?;
    let purpose = csrf::purpose(&pattern);
    let name = shell.cookies.for_purpose(purpose);
    let cookie = cookies::token(request.headers(), name).ok_or(Failure(Code::ForeignForm))?;
    let token = fields.optional(csrf::FIELD).ok_or(Failure(Code::ForeignForm))?;
    if !shell.csrf.check(token, cookie, purpose) {
        return Err(Failure(Code::ForeignForm));
    }
    Ok(Form { cookie: cookie.to_owned(), fields })
}

/// Reads a whole body of at most `most` bytes.
///
/// # Errors
/// [`Code::TooLarge`] for more, [`Code::BadRequest`] when it ends early.
pub async fn body(mut payload: Payload, most: usize) -> Result<Zeroizing<Vec<u8>>, Failure> {
    // The full size at once: a vector that grows leaves copies behind that nobody wipes.
    let mut body = Zeroizing::new(Vec::with_capacity(most));
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|_| Failure(Code::BadRequest))?;
        if body.len().saturating_add(chunk.len()) > most {
            return Err(Failure(Code::TooLarge));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

pub(super) fn is_form(request: &HttpRequest) -> bool {
    let mut values = request.headers().get_all(header::CONTENT_TYPE);
    let (Some(value), None) = (values.next().and_then(|value| value.to_str().ok()), values.next()) else {
        return false;
    };
    let value = value.to_ascii_lowercase();
    let mut parts = value.split(';').map(str::trim);
    parts.next() == Some("application/x-www-form-urlencoded") && parts.all(|part| part == "charset=utf-8")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_read() {
        let fields = Fields::parse("login=J%C3%BCrgen+M&code=&x=a%3Db%26c=d".as_bytes()).unwrap();
        assert_eq!(fields.text("login").unwrap(), "Jürgen M");
        assert_eq!(fields.text("code").unwrap(), "");
        assert_eq!(fields.text("x").unwrap(), "a=b&c=d");
        assert_eq!(fields.optional("none"), None);
        assert!(fields.only(&["login", "code"]).is_err());
        assert!(fields.only(&["login", "code", "x"]).is_ok());
    }

    #[test]
    fn r92_what_no_form_of_ours_sends_is_refused() {
        for bad in [
            "user=a&user=b",
            "user%5B%5D=a",
            "user[]=a",
            "user[0]=a",
            "a=%",
            "a=%4",
            "a=%zz",
            "a=%00",
            "a=%C3",
            "a=%ED%A0%80",
            "=a",
            "A=1",
            "a.b=1",
            "%61=1&a=2",
            "{\"user\":\"a\"}",
        ] {
            assert_eq!(Fields::parse(bad.as_bytes()).unwrap_err(), Failure(Code::BadRequest), "{bad}");
        }
        let many: String = (0..33).map(|n| format!("f{n}=1&")).collect();
        assert!(Fields::parse(many.as_bytes()).is_err());
    }
}
