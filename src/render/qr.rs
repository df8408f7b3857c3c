//! QR codes as SVG paths: made here, so that what they hold goes to no one else (R52).

use qrcode::{Color, EcLevel, QrCode};
use serde::Serialize;

/// Modules of white that a reader needs round the code.
const QUIET: usize = 4;

/// A QR code, for `parts.html`'s `qr`.
#[derive(Debug, Clone, Serialize)]
pub struct Qr {
    /// Width and height in modules, the quiet zone included.
    size: usize,
    /// The dark modules: lines of one module's width, for the `d` of a path.
    path: String,
}

impl Qr {
    /// The code that holds `text`; `None` when that is longer than any code.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
        let width = code.width();
        let colors = code.to_colors();
        let mut path = String::new();
        for (y, row) in colors.chunks(width).enumerate() {
            let mut x = 0_usize;
            for run in row.chunk_by(|a, b| a == b) {
                if run.first() == Some(&Color::Dark) {
                    let (left, top) = (x.saturating_add(QUIET), y.saturating_add(QUIET));
                    path.push_str(&format!("M{left} {top}.5h{}", run.len()));
                }
                x = x.saturating_add(run.len());
            }
        }
        Some(Self { size: width.saturating_add(QUIET.saturating_mul(2)), path })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_three_corners_are_where_a_reader_looks_for_them() {
        let qr = Qr::new("otpauth://totp/Contoso:alice?secret=GEZDGNBVGY3TQOJQ").unwrap();
        let far = qr.size - QUIET - 7;
        for corner in ["M4 4.5h7".to_owned(), format!("M{far} 4.5h7"), format!("M4 {far}.5h7")] {
            assert!(qr.path.contains(&corner), "{corner}: {}", qr.path);
        }
        assert!(qr.path.len() < 6000, "{}", qr.path.len());
        assert!(Qr::new(&"x".repeat(5000)).is_none());
    }
}
