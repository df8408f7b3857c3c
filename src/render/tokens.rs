//! The operator's `tokens.css`: custom properties and nothing else, and colours that people can read (U71).

use std::collections::BTreeMap;

use super::{colour::Colour, error::RenderError};

/// WCAG 2.2, 1.4.3: text.
const TEXT: f64 = 4.5;

/// What is written on what.
const PAIRS: [(&str, &str); 16] = [
    ("--on-accent", "--accent"),
    ("--accent", "--paper"),
    ("--accent", "--ground"),
    ("--ink", "--paper"),
    ("--ink", "--ground"),
    ("--ink-soft", "--paper"),
    ("--ink-soft", "--ground"),
    ("--good", "--paper"),
    ("--good", "--good-tint"),
    ("--ink", "--good-tint"),
    ("--warn", "--paper"),
    ("--warn", "--warn-tint"),
    ("--ink", "--warn-tint"),
    ("--bad", "--paper"),
    ("--bad", "--bad-tint"),
    ("--ink", "--bad-tint"),
];

/// A token's value and the line it is on; line 0 is the built-in style sheet's.
type Values = BTreeMap<String, (String, usize)>;

/// Light and dark values.
#[derive(Debug, Default, Clone)]
struct Scheme {
    light: Values,
    dark: Values,
}

/// Reads the operator's tokens, checks them together with the built-in ones in `base`, and gives back the style
/// sheet to append. Dark values that are not given are the light ones only where the built-in sheet has no own.
pub(super) fn check(file: &str, css: &str, base: &str) -> Result<String, RenderError> {
    let fail = |line: usize, problem: String| RenderError::Override { file: file.to_owned(), line, problem };
    let theirs = read(css).map_err(|(line, problem)| fail(line, problem))?;
    let ours = built_in(base);
    for (name, (value, line)) in theirs.light.iter().chain(&theirs.dark) {
        let known = ours.light.get(name).ok_or_else(|| fail(*line, format!("there is no token `{name}`")))?;
        let is_colour = Colour::parse(&known.0).is_some();
        if is_colour && Colour::parse(value).is_none() {
            return Err(fail(*line, format!("`{name}` must be a colour like #1d5bd6, not `{value}`")));
        }
    }
    let light = merge(&ours.light, &theirs.light);
    let dark = merge(&merge(&ours.light, &ours.dark), &theirs.dark);
    contrast(&light, "light").map_err(|(line, problem)| fail(line, problem))?;
    contrast(&dark, "dark").map_err(|(line, problem)| fail(line, problem))?;
    let block =
        |values: &Values| values.iter().map(|(name, (value, _))| format!("{name}:{value};")).collect::<String>();
    // The built-in dark values are repeated after the operator's light ones, which would win over them otherwise.
    let dark = block(&merge(&ours.dark, &theirs.dark));
    Ok(format!("\n:root{{{}}}\n@media (prefers-color-scheme:dark){{:root{{{dark}}}}}\n", block(&theirs.light)))
}

fn merge(under: &Values, over: &Values) -> Values {
    let mut all = under.clone();
    all.extend(over.iter().map(|(name, value)| (name.clone(), value.clone())));
    all
}

fn contrast(values: &Values, scheme: &str) -> Result<(), (usize, String)> {
    for (front, back) in PAIRS {
        let (Some((text, line)), Some((ground, other))) = (values.get(front), values.get(back)) else { continue };
        let (Some(a), Some(b)) = (Colour::parse(text), Colour::parse(ground)) else { continue };
        let ratio = a.contrast(b);
        if ratio < TEXT {
            let problem = format!(
                "in the {scheme} scheme `{front}` {text} on `{back}` {ground} has a contrast of {ratio:.2}:1, and \
                 4.5:1 is the least that people can read; make one of them darker or the other lighter"
            );
            return Err(((*line).max(*other).max(1), problem));
        }
    }
    Ok(())
}

/// The `:root` blocks at the head of the built-in sheet.
fn built_in(css: &str) -> Scheme {
    let end = css.find("/* end of tokens */").unwrap_or(css.len());
    let mut scheme = read(css.get(..end).unwrap_or_default()).unwrap_or_default();
    for values in [&mut scheme.light, &mut scheme.dark] {
        for (_, line) in values.values_mut() {
            *line = 0;
        }
    }
    scheme
}

/// Reads `:root { --name: value; }`, alone or inside `@media (prefers-color-scheme: dark)`.
fn read(css: &str) -> Result<Scheme, (usize, String)> {
    let mut scheme = Scheme::default();
    let mut open: Vec<bool> = Vec::new();
    let mut word = String::new();
    let mut line = 1;
    let mut rest = without_comments(css);
    rest.push('\n');
    for c in rest.chars() {
        match c {
            '{' => {
                let head: String = word.split_whitespace().collect();
                match (open.as_slice(), head.as_str()) {
                    ([], ":root") | ([true], ":root") => open.push(false),
                    ([], "@media(prefers-color-scheme:dark)") => open.push(true),
                    _ => return Err((line, format!("only `:root` may be styled here, not `{}`", word.trim()))),
                }
                word.clear();
            }
            ';' | '}' => {
                let dark = open.first() == Some(&true);
                if !word.trim().is_empty() {
                    declaration(&word, line, if dark { &mut scheme.dark } else { &mut scheme.light })?;
                }
                word.clear();
                if c == '}' && open.pop().is_none() {
                    return Err((line, "a closing brace too many".to_owned()));
                }
            }
            _ => word.push(c),
        }
        if c == '\n' {
            line += 1;
        }
    }
    if open.is_empty() && word.trim().is_empty() {
        Ok(scheme)
    } else {
        Err((line - 1, "a brace is not closed".to_owned()))
    }
}

fn declaration(text: &str, line: usize, into: &mut Values) -> Result<(), (usize, String)> {
    let (name, value) = text.split_once(':').map(|(n, v)| (n.trim(), v.trim())).unwrap_or((text.trim(), ""));
    if name == "color-scheme" {
        return Ok(());
    }
    if !name.starts_with("--") || value.is_empty() {
        return Err((
            line,
            format!("`{}` is no token; only custom properties (`--name: value`) belong here", text.trim()),
        ));
    }
    if value.to_ascii_lowercase().contains("url(") || value.contains(['\\', '@', '<']) {
        return Err((line, format!("`{name}` must not fetch anything")));
    }
    into.insert(name.to_owned(), (value.to_owned(), line));
    Ok(())
}

/// Blanks comments out, and keeps the line breaks in them.
fn without_comments(css: &str) -> String {
    let mut out = String::with_capacity(css.len());
    let mut rest = css;
    while let Some((before, after)) = rest.split_once("/*") {
        out.push_str(before);
        let (comment, after) = after.split_once("*/").unwrap_or((after, ""));
        out.extend(comment.chars().filter(|c| *c == '\n'));
        rest = after;
    }
    out.push_str(rest);
    out
}
