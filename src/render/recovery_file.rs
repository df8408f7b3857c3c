//! Recovery codes as a file of text.

use super::{Arg, Frame, RenderError, Renderer, clock};

/// The file: whose codes, made when, the codes, how to keep them. Lines end as the oldest editor wants them.
///
/// # Errors
/// [`RenderError::Text`] for a message that is missing.
pub fn recovery_file<'a>(
    renderer: &Renderer,
    frame: &Frame,
    login: &str,
    codes: impl Iterator<Item = &'a str>,
) -> Result<String, RenderError> {
    let date = clock::machine(frame.now).chars().take(10).collect();
    let args = [
        ("login", Arg::Text(login.to_owned())),
        ("org", Arg::Text(frame.organisation.clone())),
        ("date", Arg::Bare(date)),
    ];
    let text = |key: &str, args: &[(&str, Arg)]| renderer.text(&frame.locale, key, args);
    let mut lines = vec![text("recovery-file-head", &args)?, String::new()];
    lines.extend(codes.enumerate().map(|(place, code)| format!("{:>2}. {code}", place.saturating_add(1))));
    lines.extend([String::new(), text("recovery-once", &[])?, text("recovery-print-safe", &[])?, String::new()]);
    Ok(lines.join("\r\n"))
}
