//! Answers to begin with: the list, one of them in each language, a preview, and taking one away.

use std::sync::Arc;

use actix_web::{HttpRequest, http::StatusCode, web};

use super::{Console, console, people::parameter};
use crate::{
    domain::{
        answer::{self, LONGEST, MOST, Texts, Words, in_language},
        contact::Mailbox,
        error::Code,
        locale::Locale,
        message::{Address, Envelope, Message},
        role::Right,
    },
    flows::{
        StepError,
        admin::answers::{self, Answer as Kept, AnswerError, BuiltIn, Change},
    },
    render::{
        Language, Rendered,
        contexts::admin::answers::{
            AnswerEdit, AnswerFault, AnswerLanguage, AnswerLine, AnswerRemove, AnswerState, Answers, DONE, MailPreview,
            ShownFault,
        },
        paths_admin as paths,
    },
    web::{
        form::{Fields, Form},
        pages::{Answer, Portal, Visit},
        problem::Failure,
        routes::Entry,
    },
};

/// How much of a text the list shows, in code points.
const SHORT: usize = 160;
/// The address of a new one.
const NEW: &str = "new";
/// Bytes of a form: each language has a text.
const FORM_MOST: usize = 256 * 1024;
/// Whom a preview is for.
const SAMPLE_SUPPORT: &str = "K7Q2-M4XD";

/// The routes of this file.
#[must_use]
pub fn entries_answers() -> Vec<Entry> {
    let right = Right::EditAnswers;
    vec![
        Entry::console_read(right, paths::ANSWERS, || web::to(list)),
        Entry::console_read(right, paths::ANSWER, || web::to(show)),
        Entry::console_form(right, paths::ANSWER, || web::to(write)).taking(FORM_MOST),
        Entry::console_read(right, paths::ANSWER_REMOVE, || web::to(show_remove)),
        Entry::console_form(right, paths::ANSWER_REMOVE, || web::to(remove)),
    ]
}

/// The texts from the start.
///
/// # Errors
/// [`Code::Internal`].
pub fn built_in(visit: &Visit) -> Result<BuiltIn, Failure> {
    visit.app().renderer.built_in_answers().map_err(|error| {
        tracing::error!(%error, "the answers from the start can not be made");
        Failure(Code::Internal)
    })
}

/// What an answer is called on a page in `locale`.
pub fn title_of(texts: &Texts, locale: &Locale, default: &Locale) -> String {
    let found = in_language(texts, locale.as_str(), &[default.as_str()]);
    found.map(|(_, words)| words.title.clone()).unwrap_or_default()
}

fn languages(visit: &Visit) -> &[Language] {
    visit.app().renderer.languages().all()
}

fn default(visit: &Visit) -> Locale {
    visit.app().core.locales.first().cloned().unwrap_or_else(Locale::english)
}

const fn state_of(answer: &Kept) -> AnswerState {
    match (answer.built_in.is_some(), answer.own, answer.hidden) {
        (true, _, true) => AnswerState::Hidden,
        (true, true, false) => AnswerState::Changed,
        (true, false, false) => AnswerState::BuiltIn,
        (false, ..) => AnswerState::Own,
    }
}

/// The page when a change was not made.
fn answer_error(console: Console, error: &AnswerError) -> Answer {
    let support_id = console.admin.session.support_id.clone();
    match error {
        AnswerError::Unknown => Err(Failure(Code::NotFound)),
        AnswerError::Stale | AnswerError::TooMany => console.visit.see(&format!("{}?done=stale", paths::ANSWERS)),
        AnswerError::Store(_) => {
            tracing::error!(%error, support_id, "an answer can not be read or changed");
            console.step_error(&StepError::Problem { code: Code::Internal, support_id })
        }
    }
}

/// `GET /admin/policy/answers`.
async fn list(request: HttpRequest, portal: web::Data<Portal>) -> Answer {
    let console = console!(&request, &portal);
    let done = parameter(&request, "done").and_then(|done| DONE.into_iter().find(|known| *known == done));
    let (app, texts) = (Arc::clone(&console.visit.portal.app), built_in(&console.visit)?);
    let found = console.visit.offload(async move { answers::all(&app.core, &texts).await }).await?;
    let found = match found {
        Ok(found) => found,
        Err(error) => return console.step_error(&error.into()),
    };
    let visit = &console.visit;
    let (locale, default) = (&visit.locale, default(visit));
    let line = |answer: &Kept| {
        let words = in_language(&answer.texts, locale.as_str(), &[default.as_str()]);
        let (title, text) = words.map(|(_, words)| (words.title.clone(), words.text.as_str())).unwrap_or_default();
        let spoken = languages(visit).iter().filter(|language| answer.texts.contains_key(language.tag.as_str()));
        AnswerLine {
            key: answer.key.clone(),
            title,
            text: text.chars().take(SHORT).collect(),
            languages: spoken.map(|language| language.name.clone()).collect(),
            state: state_of(answer),
        }
    };
    let context = Answers {
        answers: found.iter().map(line).collect(),
        room: found.len() < MOST,
        may_help: console.admin.may(Right::HelpPeople),
        done,
    };
    console.html(StatusCode::OK, &context)
}

/// Which answer the address names; none for a new one.
fn key_of(request: &HttpRequest) -> Result<String, Failure> {
    request.match_info().get("answer").map(str::to_owned).ok_or(Failure(Code::NotFound))
}

/// The answer of the address; the inner error is the page.
async fn open(console: Console, key: &str) -> Result<Result<(Console, Option<Kept>), Answer>, Failure> {
    if key == NEW {
        return Ok(Ok((console, None)));
    }
    let (app, texts, key) = (Arc::clone(&console.visit.portal.app), built_in(&console.visit)?, key.to_owned());
    let found = console.visit.offload(async move { answers::one(&app.core, &texts, &key).await }).await?;
    Ok(match found {
        Ok(found) => Ok((console, Some(found))),
        Err(error) => Err(answer_error(console, &error)),
    })
}

macro_rules! open {
    ($console:expr, $key:expr) => {
        match open($console, $key).await? {
            Ok(opened) => opened,
            Err(answer) => return answer,
        }
    };
}

/// `GET /admin/policy/answers/{answer}`.
async fn show(request: HttpRequest, portal: web::Data<Portal>) -> Answer {
    let console = console!(&request, &portal);
    let key = key_of(&request)?;
    let (console, kept) = open!(console, &key);
    let texts = kept.as_ref().map(|kept| kept.texts.clone()).unwrap_or_default();
    let revision = kept.as_ref().map_or(0, |kept| kept.revision);
    let page = page(&console.visit, &key, kept.as_ref(), revision, &texts);
    console.html(StatusCode::OK, &page)
}

fn page(visit: &Visit, key: &str, kept: Option<&Kept>, revision: i64, texts: &Texts) -> AnswerEdit {
    let language = |language: &Language| {
        let Words { title, text } = texts.get(language.tag.as_str()).cloned().unwrap_or_default();
        AnswerLanguage {
            tag: language.tag.as_str().to_owned(),
            name: language.name.clone(),
            dir: language.dir,
            title,
            text,
            title_fault: None,
            text_fault: None,
            preview: None,
        }
    };
    AnswerEdit {
        key: key.to_owned(),
        title: kept.map(|kept| title_of(&kept.texts, &visit.locale, &default(visit))),
        state: kept.map_or(AnswerState::Own, state_of),
        revision,
        languages: languages(visit).iter().map(language).collect(),
        error: None,
        place: String::new(),
        blanks: AnswerEdit::blanks(),
        most: LONGEST,
    }
}

/// What was typed, by language; one that was left empty is not there.
fn typed(visit: &Visit, fields: &Fields) -> Result<Texts, Failure> {
    let mut texts = Texts::new();
    for language in languages(visit) {
        let tag = language.tag.as_str();
        let id = tag.to_lowercase();
        let words = Words {
            title: answer::tidy_title(fields.text(&format!("title-{id}"))?),
            text: answer::tidy(fields.text(&format!("text-{id}"))?),
        };
        if !words.is_empty() {
            texts.insert(tag.to_owned(), words);
        }
    }
    Ok(texts)
}

/// Marks what is wrong; true when nothing is.
fn judged(page: &mut AnswerEdit, texts: &Texts) -> bool {
    let mut first: Option<(ShownFault, String)> = None;
    for language in &mut page.languages {
        let Some(words) = texts.get(&language.tag) else { continue };
        let shown = |fault| ShownFault::from(&AnswerFault::Of(fault));
        language.title_fault = words.title_fault().map(shown);
        language.text_fault = words.text_fault().map(shown);
        let id = language.tag.to_lowercase();
        let title = language.title_fault.clone().map(|fault| (fault, format!("title-{id}")));
        let text = language.text_fault.clone().map(|fault| (fault, format!("text-{id}")));
        first = first.or(title).or(text);
    }
    if texts.is_empty()
        && let Some(language) = page.languages.first_mut()
    {
        let fault = ShownFault::from(&AnswerFault::Nothing);
        language.text_fault = Some(fault.clone());
        first = Some((fault, format!("text-{}", language.tag.to_lowercase())));
    }
    match first {
        None => true,
        Some((fault, place)) => {
            (page.error, page.place) = (Some(fault), place);
            false
        }
    }
}

/// The mail that a text would be, with the name of who looks.
fn preview(console: &Console, tag: &str, words: &Words) -> Result<MailPreview, Failure> {
    let app = console.visit.app();
    let name = console.frame().console.map(|frame| frame.name).unwrap_or_default();
    let portal = &app.org.public_url;
    let text = words.filled(&answer::Filling { name: &name, support_number: SAMPLE_SUPPORT, portal });
    let envelope = Envelope {
        to: Address::Mail(Mailbox::parse("preview@example.net").map_err(|_| Failure(Code::Internal))?),
        locale: Locale(tag.to_owned()),
        name,
        message: Message::HelpAnswer { text, support_id: SAMPLE_SUPPORT.to_owned() },
    };
    match app.renderer.message(&envelope, &app.org) {
        Ok(Rendered::Mail { subject, text, .. }) => Ok(MailPreview { subject, text }),
        Ok(_) => Err(Failure(Code::Internal)),
        Err(error) => {
            tracing::error!(%error, "a mail can not be shown before it is sent");
            Err(Failure(Code::Internal))
        }
    }
}

/// `POST /admin/policy/answers/{answer}`: shows the mail that it would be, or keeps it.
async fn write(request: HttpRequest, portal: web::Data<Portal>, form: Form) -> Answer {
    let console = console!(&request, &portal);
    let key = key_of(&request)?;
    let mut names = vec!["do".to_owned(), "revision".to_owned()];
    for language in languages(&console.visit) {
        let id = language.tag.as_str().to_lowercase();
        names.extend([format!("title-{id}"), format!("text-{id}")]);
    }
    form.fields.only(&names.iter().map(String::as_str).collect::<Vec<_>>())?;
    let revision: i64 = form.fields.choice("revision")?;
    let (console, kept) = open!(console, &key);
    let texts = typed(&console.visit, &form.fields)?;
    let mut page = page(&console.visit, &key, kept.as_ref(), revision, &texts);
    if !judged(&mut page, &texts) {
        return console.html(StatusCode::UNPROCESSABLE_ENTITY, &page);
    }
    let change = match form.fields.text("do")? {
        "preview" => {
            for language in &mut page.languages {
                if let Some(words) = texts.get(&language.tag) {
                    language.preview = Some(preview(&console, &language.tag, words)?);
                }
            }
            return console.html(StatusCode::OK, &page);
        }
        "keep" if kept.is_none() => Change::Add(texts),
        "keep" => Change::Write(texts),
        _ => return Err(Failure(Code::BadRequest)),
    };
    let done = if kept.is_none() { "added" } else { "changed" };
    apply(console, key, revision, change, done).await
}

async fn apply(console: Console, key: String, revision: i64, change: Change, done: &str) -> Answer {
    let Console { visit, token, admin } = console;
    let (app, texts) = (Arc::clone(&visit.portal.app), built_in(&visit)?);
    let (changed, admin) = visit
        .offload(async move {
            let changed = answers::change(&app.core, &texts, &admin, (&key, revision), change).await;
            (changed, admin)
        })
        .await?;
    let console = Console { visit, token, admin };
    match changed {
        Ok(()) => console.visit.see(&format!("{}?done={done}", paths::ANSWERS)),
        Err(error) => answer_error(console, &error),
    }
}

/// `GET /admin/policy/answers/{answer}/remove`: what will happen.
async fn show_remove(request: HttpRequest, portal: web::Data<Portal>) -> Answer {
    let console = console!(&request, &portal);
    let key = key_of(&request)?;
    let (console, kept) = open!(console, &key);
    let kept = kept.ok_or(Failure(Code::NotFound))?;
    let title = title_of(&kept.texts, &console.visit.locale, &default(&console.visit));
    let context = AnswerRemove { key, title, state: state_of(&kept), revision: kept.revision };
    console.html(StatusCode::OK, &context)
}

/// `POST /admin/policy/answers/{answer}/remove`: takes it away, or brings back what it was from the start.
async fn remove(request: HttpRequest, portal: web::Data<Portal>, form: Form) -> Answer {
    let console = console!(&request, &portal);
    let key = key_of(&request)?;
    form.fields.only(&["do", "revision"])?;
    let revision: i64 = form.fields.choice("revision")?;
    let (change, done) = match form.fields.text("do")? {
        "remove" => (Change::Remove, "removed"),
        "restore" => (Change::Restore, "restored"),
        _ => return Err(Failure(Code::BadRequest)),
    };
    apply(console, key, revision, change, done).await
}
