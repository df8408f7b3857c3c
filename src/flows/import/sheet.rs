//! The file of an import: CSV (RFC 4180) with a heading of `login`, `method`, `value` in any order. Commas, semicolons or
//! tabs, as spreadsheets write them.

use csv::{ByteRecord, ReaderBuilder, Trim};

use super::Refusal;
use crate::domain::method::Method;

/// The columns, all of them needed.
const COLUMNS: [&str; 3] = ["login", "method", "value"];
/// Parts of names of columns that hold what must be in no file.
const SECRETS: [&str; 9] = ["seed", "secret", "totp", "otp", "password", "passcode", "token", "private", "hash"];
/// What is registered by its owner alone, in the words of those who try.
const OWNER_ONLY: [&str; 16] = [
    "app",
    "totp",
    "hotp",
    "otp",
    "oath",
    "seed",
    "authenticator",
    "passkey",
    "fido",
    "fido2",
    "webauthn",
    "recovery-code",
    "recovery-codes",
    "questions",
    "pass",
    "password",
];

/// A file that is not looked at any further. No text shows a value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SheetError {
    /// Not UTF-8 from the first line on.
    #[error("the file is not UTF-8: save it as \"CSV UTF-8\"")]
    NotText,
    /// A column that is needed is not there.
    #[error("the heading has no column {0:?}: the first line is login,method,value")]
    Missing(&'static str),
    /// A column that is none of ours.
    #[error("the column {0:?} is none of login, method, value: delete it")]
    Unknown(String),
    /// A column is there twice.
    #[error("the column {0:?} is there twice")]
    Twice(&'static str),
    /// A column of seeds, passwords and the like.
    #[error(
        "the column {0:?} looks like one of secrets. Authenticator apps are registered by their owner; nothing was read. \
         Delete the column, and the file wherever it is"
    )]
    Secret(String),
    /// The library can not read on.
    #[error("the file can not be read: {0}")]
    Unreadable(String),
}

/// One line of the file that says something.
#[derive(Debug, Clone)]
pub struct Line {
    /// Its number, from 1; the heading counts.
    pub number: u64,
    /// The login name; untrusted text, empty when it can not be read.
    pub login: String,
    /// What it brings in.
    pub row: Result<Row, Refusal>,
}

/// What a line brings in.
#[derive(Clone)]
pub struct Row {
    /// By which method: one that sends codes.
    pub method: Method,
    /// The number or address, as it was written.
    pub value: String,
}

impl std::fmt::Debug for Row {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Row({}, ..)", self.method.as_str())
    }
}

/// Reads a file.
///
/// # Errors
/// [`SheetError`] where nothing of it can be used; what is wrong with one line is in that [`Line`].
pub fn read(bytes: &[u8]) -> Result<Vec<Line>, SheetError> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut reader = ReaderBuilder::new().delimiter(delimiter(bytes)).flexible(true).trim(Trim::All).from_reader(bytes);
    let unreadable = |error: csv::Error| SheetError::Unreadable(error.to_string());
    let heading = reader.byte_headers().map_err(unreadable)?.clone();
    let places = places(&heading)?;
    let mut lines = Vec::new();
    let (mut number, mut counted) = (1, 0);
    for record in reader.byte_records() {
        let record = record.map_err(unreadable)?;
        // The library's own count is one short behind lines that end in two signs, and behind empty lines.
        let begin = begin(bytes, &record);
        number += ends(bytes.get(counted..begin).unwrap_or_default());
        counted = begin;
        // Spreadsheets leave lines of nothing but separators.
        if record.iter().any(|cell| !cell.is_empty()) {
            lines.push(line(&record, number, heading.len(), places));
        }
    }
    Ok(lines)
}

/// Where the first cell of a record begins.
fn begin(bytes: &[u8], record: &ByteRecord) -> usize {
    let at = record.position().map_or(0, csv::Position::byte);
    let at = usize::try_from(at).unwrap_or(usize::MAX);
    let ends = bytes.get(at..).unwrap_or_default().iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
    at.saturating_add(ends)
}

/// How many lines end in a piece of the file that ends with a line, or is empty.
fn ends(piece: &[u8]) -> u64 {
    let mut before = None;
    let mut ends = 0;
    for byte in piece {
        ends += u64::from(*byte == b'\r' || (*byte == b'\n' && before != Some(b'\r')));
        before = Some(*byte);
    }
    ends
}

/// What stands between the cells: what the heading has.
fn delimiter(bytes: &[u8]) -> u8 {
    let heading = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    [b',', b';', b'\t'].into_iter().find(|sign| heading.contains(sign)).unwrap_or(b',')
}

/// Where each of [`COLUMNS`] is.
fn places(heading: &ByteRecord) -> Result<[usize; 3], SheetError> {
    let mut found: [Option<usize>; 3] = [None; 3];
    for (place, cell) in heading.iter().enumerate() {
        let name = std::str::from_utf8(cell).map_err(|_| SheetError::NotText)?.to_lowercase();
        if SECRETS.iter().any(|secret| name.contains(secret)) {
            return Err(SheetError::Secret(name));
        }
        let Some((column, slot)) = COLUMNS.into_iter().zip(&mut found).find(|(column, _)| *column == name) else {
            return Err(SheetError::Unknown(name));
        };
        if slot.replace(place).is_some() {
            return Err(SheetError::Twice(column));
        }
    }
    let [login, method, value] = found;
    let needed = |place: Option<usize>, name| place.ok_or(SheetError::Missing(name));
    Ok([needed(login, "login")?, needed(method, "method")?, needed(value, "value")?])
}

fn line(record: &ByteRecord, number: u64, columns: usize, [login, method, value]: [usize; 3]) -> Line {
    let text = |place: usize| match record.get(place) {
        Some(cell) => std::str::from_utf8(cell).map_err(|_| Refusal::NotText),
        None => Err(Refusal::Columns),
    };
    let row = || {
        if record.len() != columns {
            return Err(Refusal::Columns);
        }
        let (login, method, value) = (text(login)?, text(method)?.to_lowercase(), text(value)?);
        // The guard that our own files have, so that no spreadsheet computes with a number (R102).
        let value = value.strip_prefix('\'').unwrap_or(value).trim();
        let secret = value.to_lowercase().starts_with("otpauth");
        if OWNER_ONLY.contains(&method.as_str()) || secret {
            return Err(Refusal::OwnerOnly);
        }
        let method = Method::from_name(&method).filter(|method| method.sends_code());
        let method = method.ok_or(Refusal::UnknownMethod)?;
        match (login.is_empty(), value.is_empty()) {
            (true, _) => Err(Refusal::NoLogin),
            (_, true) => Err(Refusal::NoValue),
            _ => Ok(Row { method, value: value.to_owned() }),
        }
    };
    Line { number, login: text(login).unwrap_or_default().to_owned(), row: row() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(text: &str) -> Line {
        read(text.as_bytes()).unwrap().remove(0)
    }

    #[test]
    fn columns_stand_in_any_order_between_any_separator() {
        for text in [
            "login,method,value\nalice,sms,+33 6 12 34 56 78\n",
            "\u{feff}Login,Method,Value\r\nalice,SMS,'+33 6 12 34 56 78\r\n",
            "value;method;login\n\"+33 6 12 34 56 78\";sms; alice \n",
            "method\tlogin\tvalue\nsms\talice\t+33 6 12 34 56 78",
        ] {
            let line = one(text);
            let row = line.row.unwrap();
            assert_eq!((line.number, line.login.as_str(), row.method), (2, "alice", Method::Sms), "{text:?}");
            assert_eq!(row.value, "+33 6 12 34 56 78", "{text:?}");
            assert!(!format!("{row:?}").contains("12 34"));
        }
        let lines = read(b"login,method,value\n,,\n\nalice,email,\"a@b.example\"\nbob,voice,1\n").unwrap();
        assert_eq!(lines.iter().map(|line| line.number).collect::<Vec<_>>(), [4, 5]);
        for end in ["\n", "\r\n", "\r"] {
            let rows = ["login,method,value", "a,sms,1", "", "b,sms,\"1", "2\"", "c,sms,3"];
            let lines = read(rows.join(end).as_bytes()).unwrap();
            assert_eq!(lines.iter().map(|line| line.number).collect::<Vec<_>>(), [2, 4, 6], "{end:?}");
        }
    }

    #[test]
    fn what_is_wrong_with_a_line_is_its_own() {
        for (text, refusal) in [
            ("alice,sms", Refusal::Columns),
            ("alice,sms,1,2", Refusal::Columns),
            (",sms,1", Refusal::NoLogin),
            ("alice,sms,", Refusal::NoValue),
            ("alice,pigeon,1", Refusal::UnknownMethod),
            ("alice,passkey,1", Refusal::OwnerOnly),
        ] {
            assert_eq!(one(&format!("login,method,value\n{text}\n")).row.unwrap_err(), refusal, "{text}");
        }
        let line = read(b"login,method,value\nalice,sms,\xff\xfe\n").unwrap().remove(0);
        assert_eq!((line.login.as_str(), line.row.unwrap_err()), ("alice", Refusal::NotText));
    }

    #[test]
    fn r139_a_seed_is_refused_by_its_column_its_method_and_its_looks() {
        for heading in ["login,totp_secret", "login,method,value,seed", "login;method;value;OTP Seed", "login,password"]
        {
            let text = format!("{heading}\nalice,JBSWY3DPEHPK3PXP\n");
            let error = read(text.as_bytes()).unwrap_err();
            assert!(matches!(error, SheetError::Secret(_)), "{heading}: {error:?}");
            assert!(error.to_string().contains("registered by their owner") && !error.to_string().contains("JBSW"));
        }
        for row in ["app,JBSWY3DPEHPK3PXP", "TOTP,JBSWY3DPEHPK3PXP", "oath,3132", "sms,otpauth://totp/a?secret=JBSW"] {
            let line = one(&format!("login,method,value\nalice,{row}\n"));
            assert_eq!(line.row.unwrap_err(), Refusal::OwnerOnly, "{row}");
        }
    }

    #[test]
    fn a_heading_that_is_none_is_named() {
        assert_eq!(read(b"").unwrap_err(), SheetError::Missing("login"));
        assert_eq!(read(b"login,method\n").unwrap_err(), SheetError::Missing("value"));
        assert_eq!(read(b"login,method,value,colour\n").unwrap_err(), SheetError::Unknown("colour".to_owned()));
        assert_eq!(read(b"login,method,value,login\n").unwrap_err(), SheetError::Twice("login"));
        assert_eq!(read(b"\xff\xfel\0o\0g\0").unwrap_err(), SheetError::NotText);
    }
}
