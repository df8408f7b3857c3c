//! One language's messages: parsed, complete, and with the variables that English has.

use std::collections::{BTreeMap, BTreeSet};

use fluent_bundle::{FluentResource, concurrent::FluentBundle};
use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};
use unic_langid::LanguageIdentifier;

use super::error::RenderError;

/// The variables of each message.
type Variables = BTreeMap<String, BTreeSet<String>>;

/// One language.
pub(super) struct Catalogue {
    /// Its tag.
    pub(super) id: LanguageIdentifier,
    /// Its messages.
    pub(super) bundle: FluentBundle<FluentResource>,
    /// Every message's variables.
    pub(super) variables: Variables,
}

impl Catalogue {
    /// An empty catalogue.
    pub(super) fn new(tag: &str, file: &str) -> Result<Self, RenderError> {
        let id: LanguageIdentifier = tag.parse().map_err(|_| RenderError::Override {
            file: file.to_owned(),
            line: 1,
            problem: format!("{tag:?} is not a language tag such as `de` or `pt-BR`"),
        })?;
        let mut bundle = FluentBundle::new_concurrent(vec![id.clone()]);
        // Isolation is done by `text`, which knows whether it writes HTML, a mail or a subject.
        bundle.set_use_isolating(false);
        Ok(Self { id, bundle, variables: Variables::new() })
    }

    /// Adds a built-in file; a message that is there already is an error.
    pub(super) fn add(&mut self, file: &str, source: String) -> Result<(), RenderError> {
        let (resource, found) = parse(file, source)?;
        self.variables.extend(found.into_iter().map(|(key, (variables, _))| (key, variables)));
        self.bundle.add_resource(resource).map_err(|errors| RenderError::Override {
            file: file.to_owned(),
            line: 1,
            problem: errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "),
        })
    }

    /// Adds an operator's file: its messages win. One that `reference` does not have is a typing error, and so is
    /// a variable that the message is never given.
    pub(super) fn add_override(
        &mut self,
        file: &str,
        source: String,
        reference: &Variables,
    ) -> Result<(), RenderError> {
        let (resource, found) = parse(file, source)?;
        for (key, (variables, at)) in &found {
            let problem = match reference.get(key) {
                None => format!("no message is called `{key}`; compare the names with the English catalogue"),
                Some(known) => match variables.difference(known).next() {
                    Some(extra) => format!("`{key}` is never given a variable `${extra}`"),
                    None => continue,
                },
            };
            let line = line(resource.source(), *at);
            return Err(RenderError::Override { file: file.to_owned(), line, problem });
        }
        self.variables.extend(found.into_iter().map(|(key, (variables, _))| (key, variables)));
        self.bundle.add_resource_overriding(resource);
        Ok(())
    }

    /// Compares with the reference language: the same messages, none missing, none unknown.
    pub(super) fn compare(&self, reference: &Variables) -> Result<(), RenderError> {
        let fail = |problem: String| Err(RenderError::Catalogue { locale: self.id.to_string(), problem });
        let missing: Vec<_> = reference.keys().filter(|key| !self.variables.contains_key(*key)).collect();
        if let Some(first) = missing.first() {
            return fail(format!(
                "{} messages are missing, the first is `{first}`; a language is offered only when it is complete",
                missing.len()
            ));
        }
        for (key, variables) in &self.variables {
            let Some(known) = reference.get(key) else {
                return fail(format!("no English message is called `{key}`"));
            };
            if let Some(extra) = variables.difference(known).next() {
                return fail(format!("`{key}` uses `${extra}`, which the English one does not have"));
            }
        }
        Ok(())
    }
}

/// The parsed resource, and each message's variables and where it begins, in bytes.
type Parsed = (FluentResource, BTreeMap<String, (BTreeSet<String>, usize)>);

fn parse(file: &str, source: String) -> Result<Parsed, RenderError> {
    let resource = FluentResource::try_new(source).map_err(|(resource, errors)| {
        let first = errors.into_iter().next();
        let at = first.as_ref().map_or(0, |error| error.pos.start);
        RenderError::Override {
            file: file.to_owned(),
            line: line(resource.source(), at),
            problem: first.map_or_else(String::new, |error| error.to_string()),
        }
    })?;
    let mut found = BTreeMap::new();
    let start = resource.source().as_ptr() as usize;
    for entry in resource.entries() {
        if let Entry::Message(message) = entry
            && let Some(pattern) = &message.value
        {
            let mut variables = BTreeSet::new();
            in_pattern(pattern, &mut variables);
            let at = (message.id.name.as_ptr() as usize).saturating_sub(start);
            found.insert(message.id.name.to_owned(), (variables, at));
        }
    }
    Ok((resource, found))
}

fn line(source: &str, at: usize) -> usize {
    source.bytes().take(at).filter(|byte| *byte == b'\n').count().saturating_add(1)
}

fn in_pattern(pattern: &Pattern<&str>, found: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        if let PatternElement::Placeable { expression } = element {
            in_expression(expression, found);
        }
    }
}

fn in_expression(expression: &Expression<&str>, found: &mut BTreeSet<String>) {
    match expression {
        Expression::Inline(inline) => in_inline(inline, found),
        Expression::Select { selector, variants } => {
            in_inline(selector, found);
            for variant in variants {
                in_pattern(&variant.value, found);
            }
        }
    }
}

fn in_inline(inline: &InlineExpression<&str>, found: &mut BTreeSet<String>) {
    match inline {
        InlineExpression::VariableReference { id } => {
            found.insert(id.name.to_owned());
        }
        InlineExpression::Placeable { expression } => in_expression(expression, found),
        InlineExpression::FunctionReference { arguments, .. } => {
            for argument in &arguments.positional {
                in_inline(argument, found);
            }
            for argument in &arguments.named {
                in_inline(&argument.value, found);
            }
        }
        _ => {}
    }
}
