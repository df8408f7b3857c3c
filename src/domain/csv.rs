//! Cells of a CSV file (RFC 4180) that no spreadsheet takes for a formula (R102).

use std::fmt::Write as _;

/// Signs that make a spreadsheet compute a cell instead of showing it.
const FORMULA: [char; 7] = ['=', '+', '-', '@', '\t', '\r', '\0'];

/// One line with its end. A cell that could be a formula begins with an apostrophe.
#[must_use]
pub fn line<'a>(cells: impl IntoIterator<Item = &'a str>) -> String {
    let mut out = String::new();
    for (place, cell) in cells.into_iter().enumerate() {
        if place > 0 {
            out.push(',');
        }
        put(&mut out, cell);
    }
    out.push_str("\r\n");
    out
}

fn put(out: &mut String, cell: &str) {
    // Blanks before the sign do not stop every spreadsheet.
    let first = cell.trim_start_matches([' ', '\n', '\u{a0}', '\u{feff}']).chars().next();
    let first_of_all = cell.chars().next();
    let guard = [first, first_of_all].into_iter().flatten().any(|c| FORMULA.contains(&c));
    let guard = if guard { "'" } else { "" };
    if guard.is_empty() && !cell.contains([',', '"', '\r', '\n']) {
        out.push_str(cell);
        return;
    }
    // Writing to a String does not fail.
    let _ = write!(out, "\"{guard}{}\"", cell.replace('\0', "").replace('"', "\"\""));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r102_no_cell_is_a_formula() {
        for (cell, written) in [
            ("alice", "alice"),
            ("=HYPERLINK(\"http://x\")", "\"'=HYPERLINK(\"\"http://x\"\")\""),
            ("+1", "\"'+1\""),
            ("-1", "\"'-1\""),
            ("@SUM(A1)", "\"'@SUM(A1)\""),
            ("\t=1", "\"'\t=1\""),
            ("  =1", "\"'  =1\""),
            ("\0=1", "\"'=1\""),
            ("a,b", "\"a,b\""),
            ("a\r\nb", "\"a\r\nb\""),
            ("", ""),
        ] {
            assert_eq!(line([cell]), format!("{written}\r\n"), "{cell:?}");
        }
        assert_eq!(line(["a", "", "=b"]), "a,,\"'=b\"\r\n");
    }
}
