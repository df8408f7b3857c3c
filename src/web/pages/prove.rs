//! A fresh proof before a change (R131).

use std::sync::Arc;

use actix_web::{HttpRequest, http::StatusCode, web};

use super::{Answer, Portal, next, signed_in::SignedIn};
use crate::{
    domain::{code::Malformed, method::Method},
    flows::{
        StepError,
        security_info::{
            code::{self, AnswerError, CodeView, Resent},
            prove::{self, Asked, Given},
        },
        session::{self, SessionError},
    },
    render::{
        contexts::{
            AskedQuestion, CodeError, CodePurpose, CodeStatus, InfoCode, MethodError, ProofError, ProofWay, Prove,
            ProveOther,
        },
        paths,
    },
    store::ceremonies::CeremonyPurpose,
    web::{form::Form, problem::Failure},
};

pub(super) const UNPROCESSABLE: StatusCode = StatusCode::UNPROCESSABLE_ENTITY;

impl SignedIn {
    /// Whether a change needs a fresh proof first.
    #[must_use]
    pub fn needs_proof(&self) -> bool {
        !session::may_change(&self.visit.app().core, &self.desk.session, &self.desk.means)
    }

    /// On to the page of a fresh proof, which leads back here.
    ///
    /// # Errors
    /// As [`super::Visit::see`].
    pub fn ask_for_proof(self) -> Answer {
        let path = self.visit.proof_path();
        self.visit.see(&path)
    }
}

/// What a code page shows besides the code.
pub(super) struct Around {
    pub(super) purpose: CodePurpose,
    pub(super) action: &'static str,
    pub(super) resend: &'static str,
    pub(super) back: String,
    pub(super) error: Option<CodeError>,
}

/// The page of a code of digits.
pub(super) fn code_page(signed: SignedIn, view: CodeView, around: Around) -> Answer {
    let status = match () {
        () if signed.visit.has_flag("sent") => Some(CodeStatus::Resent),
        () if signed.visit.has_flag("wait") => Some(CodeStatus::Wait),
        () => None,
    };
    let status_code = if around.error.is_some() { UNPROCESSABLE } else { StatusCode::OK };
    let context = InfoCode {
        purpose: around.purpose,
        method: view.method,
        digits: view.digits,
        works_until: view.works_until,
        resend_at: view.resend_at,
        typed: view.typed.filter(|typed| Some(typed) != view.to.as_ref()),
        to: view.to,
        error: around.error,
        status,
        action: around.action,
        resend: around.resend,
        back: around.back,
    };
    let (token, visit) = (signed.token, signed.visit);
    visit.html(status_code, &context, Some((token.expose(), paths::SECURITY_INFO)))
}

/// What is wrong with a code, in the words of its page; an error that is not about the code stays one.
pub(super) fn code_error(error: AnswerError, digits: u8) -> Result<CodeError, SessionError> {
    Ok(match error {
        AnswerError::Malformed(Malformed::Empty) => CodeError::Empty,
        AnswerError::Malformed(Malformed::TooFew) => CodeError::TooFew(digits),
        AnswerError::Malformed(Malformed::TooMany) => CodeError::TooMany(digits),
        AnswerError::Malformed(Malformed::NotDigits) => CodeError::Letters,
        AnswerError::Wrong { left: left @ 1..=2 } => CodeError::WrongTriesLeft(left),
        AnswerError::Wrong { left: 0 } | AnswerError::Dead => CodeError::Expired,
        AnswerError::Wrong { .. } => CodeError::Wrong,
        AnswerError::Session(error) => return Err(error),
    })
}

/// `GET /security-info/prove`.
pub async fn choice(request: HttpRequest, portal: web::Data<Portal>) -> Answer {
    let signed = match SignedIn::open(&request, &portal).await? {
        Ok(signed) => signed,
        Err(answer) => return answer,
    };
    // From the page of a code, this is the way back to the choice: it leads where it led before.
    let asked = signed.visit.parameter("next").or_else(|| signed.desk.session.state.next.clone());
    let next = asked.and_then(|next| next::own(&next));
    if !signed.needs_proof() {
        return signed.visit.see(next.as_deref().unwrap_or(paths::SECURITY_INFO));
    }
    show_choice(signed, next.unwrap_or_default(), None)
}

fn show_choice(signed: SignedIn, next: String, error: Option<MethodError>) -> Answer {
    let ways = prove::ways(&signed.visit.app().core, &signed.desk);
    let ways = ways.into_iter().map(|w| ProofWay { value: w.value, method: w.method, hint: w.hint }).collect();
    let status = if error.is_some() { UNPROCESSABLE } else { StatusCode::OK };
    let context = Prove { ways, next, error };
    let (token, visit) = (signed.token, signed.visit);
    visit.html(status, &context, Some((token.expose(), paths::SECURITY_INFO)))
}

/// `POST /security-info/prove`.
pub async fn choose(request: HttpRequest, portal: web::Data<Portal>, form: Form) -> Answer {
    let signed = match SignedIn::open(&request, &portal).await? {
        Ok(signed) => signed,
        Err(answer) => return answer,
    };
    form.fields.only(&["method", "next"])?;
    let next = next::own(form.fields.optional("next").unwrap_or_default());
    let value = form.fields.optional("method").unwrap_or_default().to_owned();
    if !signed.needs_proof() {
        return signed.visit.see(next.as_deref().unwrap_or(paths::SECURITY_INFO));
    }
    let (again, app) = (next.clone(), Arc::clone(&signed.visit.portal.app));
    let SignedIn { visit, token, desk } = signed;
    let (desk, begun) = visit
        .offload(async move {
            let begun = prove::begin(&app.core, &desk, &value, next).await;
            (desk, begun)
        })
        .await?;
    match begun {
        Ok(()) => visit.see(paths::PROVE_ANSWER),
        Err(SessionError::Step(StepError::OutOfOrder)) => {
            let signed = SignedIn { visit, token, desk };
            show_choice(signed, again.unwrap_or_default(), Some(MethodError::NoneChosen))
        }
        Err(error) => visit.session_error(&error),
    }
}

/// `GET /security-info/prove/answer`.
pub async fn question(request: HttpRequest, portal: web::Data<Portal>) -> Answer {
    match SignedIn::open(&request, &portal).await? {
        Ok(signed) => show_question(signed, None).await,
        Err(answer) => answer,
    }
}

/// The page of what is asked, with what was wrong.
async fn show_question(signed: SignedIn, wrong: Option<AnswerError>) -> Answer {
    let SignedIn { visit, token, desk } = signed;
    let app = Arc::clone(&visit.portal.app);
    let (desk, asked) = visit
        .offload(async move {
            let asked = prove::asked(&app.core, &desk, CeremonyPurpose::Prove).await;
            (desk, asked)
        })
        .await?;
    let signed = SignedIn { visit, token, desk };
    match asked {
        Ok(Some(Asked::Digits(view))) => {
            let error = match wrong.map(|wrong| code_error(wrong, view.digits)).transpose() {
                Ok(error) => error,
                Err(error) => return signed.visit.session_error(&error),
            };
            let around = Around {
                purpose: CodePurpose::Prove,
                action: paths::PROVE_ANSWER,
                resend: paths::PROVE_RESEND,
                back: paths::PROVE.to_owned(),
                error,
            };
            code_page(signed, view, around)
        }
        Ok(Some(asked)) => show_other(signed, asked, wrong),
        Ok(None) => signed.visit.see(paths::PROVE),
        Err(error) => signed.visit.session_error(&error),
    }
}

fn show_other(signed: SignedIn, asked: Asked, wrong: Option<AnswerError>) -> Answer {
    let (method, options, questions) = match asked {
        Asked::Passkey(options) => (Method::Passkey, Some(options), Vec::new()),
        Asked::Questions(questions) => (Method::Questions, None, questions),
        Asked::RecoveryCode | Asked::Digits(_) => (Method::RecoveryCode, None, Vec::new()),
    };
    let error = match wrong.map(proof_error).transpose() {
        Ok(error) => error,
        Err(error) => return signed.visit.session_error(&error),
    };
    let questions = (1..).zip(questions).map(|(number, question)| asked_question(number, question)).collect();
    let status = if error.is_some() { UNPROCESSABLE } else { StatusCode::OK };
    let (token, visit) = (signed.token, signed.visit);
    let context = ProveOther { method, options, questions, error };
    visit.html(status, &context, Some((token.expose(), paths::SECURITY_INFO)))
}

/// A question by its id: `pet` is one of the pool's, `own:en:Who ...?` the organisation's own.
fn asked_question(number: usize, id: String) -> AskedQuestion {
    let own = id.strip_prefix("own:").and_then(|own| own.split_once(':')).map(|(_, text)| text.to_owned());
    let pool = own.is_none() && id.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
    AskedQuestion { number, question: own.unwrap_or(id), pool }
}

fn proof_error(error: AnswerError) -> Result<ProofError, SessionError> {
    Ok(match error {
        AnswerError::Malformed(Malformed::Empty) => ProofError::Empty,
        AnswerError::Malformed(_) => ProofError::Malformed,
        AnswerError::Wrong { left: left @ 1..=2 } => ProofError::WrongTriesLeft(left),
        AnswerError::Wrong { left: 0 } | AnswerError::Dead => ProofError::Expired,
        AnswerError::Wrong { .. } => ProofError::Wrong,
        AnswerError::Session(error) => return Err(error),
    })
}

/// `POST /security-info/prove/answer`.
pub async fn answer(request: HttpRequest, portal: web::Data<Portal>, form: Form) -> Answer {
    let signed = match SignedIn::open(&request, &portal).await? {
        Ok(signed) => signed,
        Err(answer) => return answer,
    };
    let given = given(&form)?;
    drop(form);
    let SignedIn { mut visit, token, desk } = signed;
    let app = Arc::clone(&visit.portal.app);
    let (desk, proved) = visit
        .offload(async move {
            let proved = prove::answer(&app.core, &desk, CeremonyPurpose::Prove, &given).await;
            (desk, proved)
        })
        .await?;
    match proved {
        Ok(proved) => {
            if let Some(cookie) = &proved.cookie {
                visit.set_flow(cookie);
            }
            let next = proved.next.and_then(|next| next::own(&next));
            visit.see(next.as_deref().unwrap_or(paths::SECURITY_INFO))
        }
        // Answered in another tab: back to what is next.
        Err(AnswerError::Session(SessionError::Step(StepError::OutOfOrder))) => visit.see(paths::PROVE),
        Err(error) => show_question(SignedIn { visit, token, desk }, Some(error)).await,
    }
}

/// The most questions that are asked.
const QUESTIONS: [&str; 5] = ["answer-1", "answer-2", "answer-3", "answer-4", "answer-5"];

fn given(form: &Form) -> Result<Given, Failure> {
    let known: Vec<&str> = ["code", "credential"].into_iter().chain(QUESTIONS).collect();
    form.fields.only(&known)?;
    let text = |name: &str| form.fields.optional(name).map(str::to_owned);
    let answers = QUESTIONS.into_iter().map_while(text).collect();
    Ok(Given { code: text("code"), credential: text("credential"), answers })
}

/// `POST /security-info/prove/resend`.
pub async fn resend(request: HttpRequest, portal: web::Data<Portal>, form: Form) -> Answer {
    form.fields.only(&[])?;
    match SignedIn::open(&request, &portal).await? {
        Ok(signed) => send_again(signed, CeremonyPurpose::Prove, paths::PROVE_ANSWER, paths::PROVE).await,
        Err(answer) => answer,
    }
}

/// Sends a code again and shows its page; `without` is the page for who has none.
pub(super) async fn send_again(
    signed: SignedIn,
    purpose: CeremonyPurpose,
    page: &'static str,
    without: &'static str,
) -> Answer {
    let SignedIn { visit, desk, .. } = signed;
    let app = Arc::clone(&visit.portal.app);
    let sent = visit.offload(async move { code::resend(&app.core, &desk, purpose).await }).await?;
    match sent {
        Ok(Resent::Sent) => visit.see(&format!("{page}?sent")),
        Ok(Resent::TooSoon) => visit.see(&format!("{page}?wait")),
        Err(SessionError::Step(StepError::OutOfOrder)) => visit.see(without),
        Err(error) => visit.session_error(&error),
    }
}
