//! The operator's logo: an SVG without anything that could run or fetch (U72).

use super::error::RenderError;

/// What a logo must not hold, and why.
const FORBIDDEN: [(&str, &str); 9] = [
    ("<script", "a script"),
    ("<foreignobject", "foreign content"),
    ("<iframe", "a frame"),
    ("<!doctype", "a document type, which can declare entities"),
    ("<!entity", "an entity"),
    ("<?xml-stylesheet", "a style sheet from elsewhere"),
    ("javascript:", "a script address"),
    ("@import", "a style sheet from elsewhere"),
    ("<set", "an animation that can change links"),
];

/// Refuses a file that is no SVG or that holds scripts, handlers or outside references.
pub(super) fn check(file: &str, svg: &str) -> Result<(), RenderError> {
    for (number, line) in svg.lines().enumerate() {
        let lower = line.to_ascii_lowercase();
        let found = FORBIDDEN
            .iter()
            .find(|(needle, _)| lower.contains(needle))
            .map(|(_, what)| *what)
            .or_else(|| has_handler(&lower).then_some("an event handler"))
            .or_else(|| has_reference(&lower).then_some("a reference to something outside the file"));
        if let Some(what) = found {
            return Err(refuse(file, number + 1, &format!("the picture holds {what}; export it as a plain SVG")));
        }
    }
    if svg.to_ascii_lowercase().contains("<svg") { Ok(()) } else { Err(refuse(file, 1, "this is no SVG picture")) }
}

fn refuse(file: &str, line: usize, problem: &str) -> RenderError {
    RenderError::Override { file: file.to_owned(), line, problem: problem.to_owned() }
}

/// ` onload=`, with white space round the sign or without.
fn has_handler(lower: &str) -> bool {
    lower.match_indices('=').any(|(at, _)| {
        let head = lower.get(..at).unwrap_or_default().trim_end();
        let start = head.rfind(|c: char| !c.is_ascii_alphabetic()).map_or(0, |i| i + 1);
        let name = head.get(start..).unwrap_or_default();
        name.len() > 2 && name.starts_with("on")
    })
}

/// `href="…"` or `url(…)` to anything but a fragment of the same file.
fn has_reference(lower: &str) -> bool {
    let outside = |rest: &str| {
        let value = rest.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '=' | '"' | '\'' | '('));
        !value.starts_with('#')
    };
    ["href", "url(", "src="]
        .iter()
        .any(|mark| lower.match_indices(mark).any(|(at, _)| lower.get(at + mark.len()..).is_some_and(outside)))
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn plain_pictures_pass_and_active_ones_do_not() {
        let plain = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 9 9\">\n<use href=\"#a\"/>\
                     <path fill=\"url(#g)\" d=\"M0 0\"/></svg>";
        check("logo.svg", plain).unwrap();
        for bad in [
            "<script>alert(1)</script>",
            "<g onload=\"alert(1)\"/>",
            "<g ONCLICK = 'alert(1)'/>",
            "<a href=\"javascript:alert(1)\"/>",
            "<image href=\"https://evil.example/x.png\"/>",
            "<image xlink:href='//evil.example/x.png'/>",
            "<style>@import 'x'</style>",
            "<path fill=\"url(https://evil.example/)\"/>",
            "<foreignObject/>",
            "<a href=\"&#106;avascript:alert(1)\"/>",
        ] {
            let error = check("logo.svg", &format!("<svg>\n{bad}\n</svg>")).unwrap_err().to_string();
            assert!(error.starts_with("logo.svg, line 2: "), "{error}");
        }
        assert!(check("logo.svg", "<html></html>").is_err());
    }
}
