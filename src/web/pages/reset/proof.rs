//! The answer to a proof, as its form brought it, and what is said when it is not taken.

use std::sync::Arc;

use actix_web::{HttpRequest, web};

use super::{Wrong, again, look};
use crate::{
    domain::code::Malformed,
    flows::{
        StepError,
        reset::{
            self, CodeError,
            prove::Given,
            view::{Page, View},
        },
    },
    render::{
        contexts::{self, AnswersError, ResetPasskeyError},
        paths,
    },
    web::{
        form::Form,
        pages::{Answer, Portal, Visit},
        problem::Failure,
    },
};

/// What a form of `/reset/code` brought.
enum Answered {
    Typed(String),
    Passkey(String),
    Answers(Vec<String>),
}

/// The fields of answers to security questions, as many as there can be.
const ANSWERS: [&str; 5] = ["answer-1", "answer-2", "answer-3", "answer-4", "answer-5"];

impl Answered {
    fn read(form: &Form) -> Result<Self, Failure> {
        let [first, second, third, fourth, fifth] = ANSWERS;
        form.fields.only(&["code", "credential", first, second, third, fourth, fifth])?;
        let answers: Vec<String> =
            ANSWERS.iter().map_while(|name| form.fields.optional(name)).map(str::to_owned).collect();
        Ok(match form.fields.optional("credential") {
            Some(credential) => Self::Passkey(credential.to_owned()),
            None if !answers.is_empty() => Self::Answers(answers),
            None => Self::Typed(form.fields.text("code")?.to_owned()),
        })
    }

    fn given(&self) -> Given<'_> {
        match self {
            Self::Typed(typed) => Given::Typed(typed),
            Self::Passkey(answer) => Given::Passkey(answer),
            Self::Answers(answers) => Given::Answers(answers),
        }
    }
}

/// `POST /reset/code`: a code, a passkey's answer, or answers.
pub async fn prove(request: HttpRequest, portal: web::Data<Portal>, form: Form) -> Answer {
    let mut visit = Visit::new(&request, &portal)?;
    let answered = Answered::read(&form)?;
    drop(form);
    let Some(token) = visit.token() else { return visit.step_error(&StepError::Over) };
    let app = Arc::clone(&visit.portal.app);
    let proved = visit
        .offload(async move {
            let proved = reset::prove::prove(&app.core, &token, answered.given()).await;
            proved.map_err(|error| (error, answered))
        })
        .await?;
    let wrong = match proved {
        Ok(cookie) => {
            visit.set_flow(&cookie);
            return visit.see(paths::RESET_RESULT);
        }
        Err((CodeError::Step(StepError::OutOfOrder), _)) => return visit.see(paths::RESET_RESULT),
        Err((CodeError::Step(error), _)) => return visit.step_error(&error),
        Err((error, Answered::Typed(_))) => Wrong::Code(code_error(&visit, &error).await?),
        Err((error, Answered::Passkey(_))) => Wrong::Passkey(match error {
            CodeError::Malformed(_) => ResetPasskeyError::Empty,
            CodeError::PasskeyRefused { left: 1.. } => ResetPasskeyError::Refused,
            _ => ResetPasskeyError::TooManyTries,
        }),
        Err((error, Answered::Answers(_))) => Wrong::Answers(match error {
            CodeError::Malformed(_) => AnswersError::Empty,
            CodeError::AnswersWrong { left: left @ 1..=2 } => AnswersError::WrongTriesLeft(left),
            CodeError::AnswersWrong { left: 3.. } => AnswersError::Wrong,
            _ => AnswersError::TooManyTries,
        }),
    };
    again(visit, wrong).await
}

/// What is said about a code that was typed.
async fn code_error(visit: &Visit, error: &CodeError) -> Result<contexts::CodeError, Failure> {
    Ok(match error {
        CodeError::Malformed(malformed) => {
            let digits = digits_asked(visit).await?;
            match malformed {
                Malformed::Empty => contexts::CodeError::Empty,
                Malformed::TooFew => contexts::CodeError::TooFew(digits),
                Malformed::TooMany => contexts::CodeError::TooMany(digits),
                Malformed::NotDigits => contexts::CodeError::Letters,
            }
        }
        CodeError::Wrong { left: left @ 1..=2 } => contexts::CodeError::WrongTriesLeft(*left),
        CodeError::Wrong { left: 3.. } => contexts::CodeError::Wrong,
        _ => contexts::CodeError::Expired,
    })
}

async fn digits_asked(visit: &Visit) -> Result<u8, Failure> {
    Ok(match look(visit).await? {
        Ok((_, View { page: Page::Code { digits, .. }, .. })) => digits,
        _ => 0,
    })
}
