//! The strict grammar of a request head (RFC 9112). Pure: bytes in, verdict out.

use super::refusal::Refusal;
use crate::web::settings::Limits;

/// What is known of the head at the front of a buffer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Head {
    /// More bytes are needed.
    Partial,
    /// The head is whole.
    Complete {
        /// Its bytes, the empty line included.
        length: usize,
        /// The bytes of the body that follow.
        body: u64,
    },
}

/// Looks at the head at the front of `bytes`.
///
/// # Errors
/// The [`Refusal`] for a head that is not strictly well-formed, or larger than `limits`.
pub fn inspect(bytes: &[u8], limits: &Limits) -> Result<Head, Refusal> {
    let Some(line_end) = next_line(bytes)? else {
        return if bytes.len() > limits.line { Err(Refusal::LineTooLong) } else { Ok(Head::Partial) };
    };
    let (line, rest) = split_line(bytes, line_end);
    if line.len() > limits.line {
        return Err(Refusal::LineTooLong);
    }
    request_line(line)?;

    let mut fields = Fields::default();
    let mut remaining = rest;
    loop {
        if rest.len() - remaining.len() > limits.headers || fields.count > limits.header_lines {
            return Err(Refusal::HeadersTooLarge);
        }
        let Some(end) = next_line(remaining)? else {
            return if rest.len() > limits.headers { Err(Refusal::HeadersTooLarge) } else { Ok(Head::Partial) };
        };
        let (field, after) = split_line(remaining, end);
        remaining = after;
        if field.is_empty() {
            return Ok(Head::Complete { length: bytes.len() - remaining.len(), body: fields.body()? });
        }
        fields.add(field)?;
    }
}

/// Where the first line ends. A CR or LF that is not half of a CRLF is refused, whatever follows.
fn next_line(bytes: &[u8]) -> Result<Option<usize>, Refusal> {
    let Some(end) = bytes.iter().position(|byte| matches!(byte, b'\r' | b'\n')) else { return Ok(None) };
    match (bytes.get(end), bytes.get(end + 1)) {
        (Some(b'\r'), Some(b'\n')) => Ok(Some(end)),
        (Some(b'\r'), None) => Ok(None),
        _ => Err(Refusal::Malformed),
    }
}

fn split_line(bytes: &[u8], end: usize) -> (&[u8], &[u8]) {
    (bytes.get(..end).unwrap_or_default(), bytes.get(end + 2..).unwrap_or_default())
}

fn request_line(line: &[u8]) -> Result<(), Refusal> {
    let mut parts = line.split(|byte| *byte == b' ');
    let (Some(method), Some(target), Some(version), None) = (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(Refusal::Malformed);
    };
    if method.is_empty() || !method.iter().all(|byte| is_token(*byte)) || !matches!(version, b"HTTP/1.1" | b"HTTP/1.0")
    {
        return Err(Refusal::Malformed);
    }
    // Tunnels have a target of their own form; there are none here.
    if method == b"CONNECT" {
        return Err(Refusal::Connect);
    }
    // Only the origin form. The absolute form would name a second host beside the `Host` header (R84).
    let plain = |byte: &u8| matches!(byte, b'!'..=b'~') && !matches!(byte, b'#' | b'"' | b'<' | b'>' | b'\\');
    if target.first() != Some(&b'/') || !target.iter().all(plain) {
        return Err(Refusal::Malformed);
    }
    Ok(())
}

#[derive(Default)]
struct Fields {
    count: usize,
    hosts: usize,
    length: Option<u64>,
    chunked: bool,
}

impl Fields {
    fn add(&mut self, field: &[u8]) -> Result<(), Refusal> {
        self.count += 1;
        // A first byte that is no token also catches folded lines, and no token has a space before its colon.
        let colon = field.iter().position(|byte| *byte == b':').ok_or(Refusal::Malformed)?;
        let (name, value) = field.split_at_checked(colon).ok_or(Refusal::Malformed)?;
        let value = value.get(1..).unwrap_or_default().trim_ascii();
        if name.is_empty() || !name.iter().all(|byte| is_token(*byte)) {
            return Err(Refusal::Malformed);
        }
        if !value.iter().all(|byte| matches!(byte, b'\t' | b' '..=b'~' | 0x80..)) {
            return Err(Refusal::Malformed);
        }
        match name.to_ascii_lowercase().as_slice() {
            b"host" => self.hosts += 1,
            b"content-length" => {
                let digits = std::str::from_utf8(value).ok().filter(|text| text.bytes().all(|b| b.is_ascii_digit()));
                let length = digits.and_then(|text| text.parse().ok()).ok_or(Refusal::Malformed)?;
                if self.length.replace(length).is_some() {
                    return Err(Refusal::Malformed);
                }
            }
            b"transfer-encoding" => self.chunked = true,
            // The library hands the rest of such a connection to the request as its body.
            b"upgrade" if value.to_ascii_lowercase().windows(9).any(|part| part == b"websocket") => {
                return Err(Refusal::Malformed);
            }
            _ => {}
        }
        Ok(())
    }

    fn body(&self) -> Result<u64, Refusal> {
        match (self.hosts, self.chunked, self.length) {
            (1, false, length) => Ok(length.unwrap_or(0)),
            // Browsers and proxies know the length of a form. To refuse the other way of saying it (RFC 9112
            // section 6.3 allows 411) leaves no two readings of where a body ends.
            (1, true, None) => Err(Refusal::LengthRequired),
            _ => Err(Refusal::Malformed),
        }
    }
}

const fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(
            byte,
            b'!' | b'#' | b'$' | b'%' | b'&' | b'\'' | b'*' | b'+' | b'-' | b'.' | b'^' | b'_' | b'`' | b'|' | b'~'
        )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn look(text: &str) -> Result<Head, Refusal> {
        inspect(text.as_bytes(), &Limits::default())
    }

    #[test]
    fn a_whole_head_tells_its_length_and_its_body() {
        let head = "POST /reset?x=1 HTTP/1.1\r\nHost: a\r\nContent-Length: 12\r\n\r\n";
        assert_eq!(look(&format!("{head}login=alice&")), Ok(Head::Complete { length: head.len(), body: 12 }));
        for cut in 0..head.len() {
            assert_eq!(look(&head[..cut]), Ok(Head::Partial), "cut at {cut}");
        }
    }

    #[test]
    fn r89_long_lines_and_headers_are_told_apart() {
        let limits = Limits::default();
        let line = |size: usize| format!("GET /{} HTTP/1.1\r\nHost: a\r\n\r\n", "a".repeat(size - 14));
        assert!(matches!(look(&line(limits.line)), Ok(Head::Complete { .. })));
        assert_eq!(look(&line(limits.line + 1)), Err(Refusal::LineTooLong));
        assert_eq!(look(&"a".repeat(limits.line + 1)), Err(Refusal::LineTooLong));
        assert_eq!(
            look(&format!("GET / HTTP/1.1\r\nX: {}", "a".repeat(limits.headers))),
            Err(Refusal::HeadersTooLarge)
        );
        assert_eq!(look(&format!("GET / HTTP/1.1\r\n{}", "X: a\r\n".repeat(65))), Err(Refusal::HeadersTooLarge));
    }

    proptest! {
        /// However a head is cut into reads, and whatever is in it, the verdict is of the bytes alone, and a whole
        /// head never claims more bytes than there are.
        #[test]
        fn any_bytes_get_a_verdict(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
            if let Ok(Head::Complete { length, .. }) = inspect(&bytes, &Limits::default()) {
                prop_assert!(length <= bytes.len());
                prop_assert!(bytes[..length].ends_with(b"\r\n\r\n"));
            }
        }

        #[test]
        fn r87_a_bare_line_feed_anywhere_is_refused(at in 0_usize..50) {
            let head = "GET / HTTP/1.1\r\nHost: a\r\nAccept: text/html\r\n\r\n";
            let mut bytes = head.as_bytes().to_vec();
            let at = at.min(bytes.len() - 1);
            prop_assume!(bytes[at] != b'\n' && bytes[at] != b'\r' && bytes[at - usize::from(at > 0)] != b'\r');
            bytes[at] = b'\n';
            prop_assert!(inspect(&bytes, &Limits::default()).is_err());
        }
    }
}
