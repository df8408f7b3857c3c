//! Security questions.

use std::sync::Arc;

use actix_web::{HttpRequest, web};
use zeroize::Zeroizing;

use super::{open, status};
use crate::{
    domain::{
        error::Code,
        questions::{self, Answered, Question},
        security_info::Kind,
    },
    flows::questions::{self as flow, Kept},
    render::{
        contexts::{AddQuestions, QuestionText, QuestionsError, question_key},
        paths,
    },
    web::{
        form::Form,
        pages::{Answer, Portal, Visit, signed_in::SignedIn},
        problem::Failure,
    },
};

/// The questions that are offered on this page.
fn offered(visit: &Visit) -> Vec<Question> {
    questions::offered(&visit.app().core.common().registration.questions, visit.locale.as_str())
}

/// A question as the person reads it.
fn words(visit: &Visit, question: &Question) -> Result<String, Failure> {
    match question {
        Question::Own { text, .. } => Ok(text.clone()),
        Question::Pool(id) => visit.app().renderer.text(&visit.locale, &question_key(id), &[]).map_err(|error| {
            tracing::error!(%error, "a security question has no words");
            Failure(Code::Internal)
        }),
    }
}

/// `GET /security-info/add/questions`.
pub async fn show(request: HttpRequest, portal: web::Data<Portal>) -> Answer {
    let signed_in = match open(&request, &portal, Kind::Questions).await? {
        Ok(signed_in) => signed_in,
        Err(answer) => return answer,
    };
    let core = &signed_in.visit.app().core;
    if let Err(error) = crate::flows::security_info::may_add(core, &signed_in.desk, Kind::Questions) {
        return signed_in.visit.session_error(&error);
    }
    let places = vec![
        <(String, String)>::default();
        usize::from(core.policy_in(&signed_in.desk.session).registration.questions.register)
    ];
    render(signed_in, places, None)
}

/// `POST /security-info/add/questions`: `question-1`, `answer-1` and so on.
pub async fn keep(request: HttpRequest, portal: web::Data<Portal>, form: Form) -> Answer {
    let signed_in = match open(&request, &portal, Kind::Questions).await? {
        Ok(signed_in) => signed_in,
        Err(answer) => return answer,
    };
    let policy = signed_in.visit.app().core.policy_in(&signed_in.desk.session);
    let many = policy.registration.questions.register;
    let names: Vec<String> = (1..=many).flat_map(|n| [format!("question-{n}"), format!("answer-{n}")]).collect();
    form.fields.only(&names.iter().map(String::as_str).collect::<Vec<_>>())?;
    let offered = offered(&signed_in.visit);
    let (mut places, mut set) = (Vec::new(), Vec::new());
    for n in 1..=many {
        let id = form.fields.text(&format!("question-{n}"))?;
        let answer = form.fields.text(&format!("answer-{n}"))?;
        let question = offered.iter().find(|question| question.id() == id).cloned();
        let words = question.as_ref().map(|question| words(&signed_in.visit, question)).transpose()?;
        places.push((id.to_owned(), answer.to_owned()));
        set.push(Answered {
            question,
            words: words.unwrap_or_default(),
            answer: Zeroizing::new(answer.trim().to_owned()),
        });
    }
    let app = Arc::clone(&signed_in.visit.portal.app);
    let SignedIn { visit, token, desk } = signed_in;
    let (kept, desk) = visit
        .offload(async move {
            let kept = flow::keep(&app.core, &desk, &set).await;
            (kept, desk)
        })
        .await?;
    match kept {
        Ok(Kept::Kept) => visit.see(paths::SECURITY_INFO),
        Ok(Kept::Faulty(place, fault)) => {
            let error = QuestionsError { place: place.saturating_add(1), fault };
            render(SignedIn { visit, token, desk }, places, Some(error))
        }
        Err(error) => visit.session_error(&error),
    }
}

fn render(signed_in: SignedIn, places: Vec<(String, String)>, error: Option<QuestionsError>) -> Answer {
    let SignedIn { visit, token, desk } = signed_in;
    let context = AddQuestions {
        offered: offered(&visit).iter().map(QuestionText::from).collect(),
        places,
        asked: u32::from(visit.app().core.policy_in(&desk.session).registration.questions.answer),
        replaces: desk.means.registered.iter().any(|item| item.kind() == Kind::Questions),
        error,
    };
    visit.html(status(error.is_some()), &context, Some((token.expose(), paths::SECURITY_INFO)))
}
