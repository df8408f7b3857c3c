//! Registering a phone, a desk phone or a mailbox.

use std::sync::Arc;

use actix_web::{HttpRequest, http::StatusCode, web};
use uuid::Uuid;

use super::{
    Answer, Portal,
    prove::{Around, UNPROCESSABLE, code_error, code_page, send_again},
    signed_in::SignedIn,
};
use crate::{
    domain::{method::Method, security_info::Kind},
    flows::{
        StepError,
        security_info::{
            code::{self, AnswerError, CodeView},
            contact::{self, AddError, ContactRefusal, Wanted},
        },
        session::SessionError,
    },
    render::{
        contexts::{AddChoice, AddMailbox, AddOffice, AddPhone, CodePurpose, HeldContact, KindChoice, NewContactError},
        paths,
    },
    store::ceremonies::CeremonyPurpose,
    web::form::Form,
};

/// Where a kind is registered.
const fn path_of(kind: Kind) -> &'static str {
    match kind {
        Kind::Passkey => paths::ADD_PASSKEY,
        Kind::App => paths::ADD_APP,
        Kind::Phone => paths::ADD_PHONE,
        Kind::Office => paths::ADD_OFFICE,
        Kind::Mailbox => paths::ADD_MAILBOX,
        Kind::RecoveryCodes => paths::ADD_RECOVERY,
        Kind::Questions => paths::ADD_QUESTIONS,
    }
}

/// `GET /security-info/add`.
pub async fn choice(request: HttpRequest, portal: web::Data<Portal>) -> Answer {
    let signed = match SignedIn::open(&request, &portal).await? {
        Ok(signed) => signed,
        Err(answer) => return answer,
    };
    let core = &signed.visit.app().core;
    // A desk phone that the directory does not hold can not be added here.
    let can = |kind: &Kind| *kind != Kind::Office || !contact::held(core, &signed.desk, *kind).is_empty();
    let kinds: Vec<Kind> = signed.desk.addable(core).into_iter().filter(can).collect();
    let has = |kind: Kind| signed.desk.means.registered.iter().any(|item| item.kind() == kind);
    let strongest = kinds.first().copied();
    let choice = |kind| KindChoice { kind, path: path_of(kind), more: has(kind), strongest: Some(kind) == strongest };
    let context = AddChoice { kinds: kinds.into_iter().map(choice).collect() };
    let (token, visit) = (signed.token, signed.visit);
    visit.html(StatusCode::OK, &context, Some((token.expose(), paths::SECURITY_INFO)))
}

/// What was typed, and what is wrong with it.
#[derive(Default)]
struct Typed {
    value: String,
    replaces: Option<Uuid>,
    error: Option<NewContactError>,
}

/// `GET /security-info/add/phone`.
pub async fn phone(request: HttpRequest, portal: web::Data<Portal>) -> Answer {
    show(&request, &portal, Kind::Phone).await
}

/// `GET /security-info/add/mailbox`.
pub async fn mailbox(request: HttpRequest, portal: web::Data<Portal>) -> Answer {
    show(&request, &portal, Kind::Mailbox).await
}

/// `GET /security-info/add/office`.
pub async fn office(request: HttpRequest, portal: web::Data<Portal>) -> Answer {
    show(&request, &portal, Kind::Office).await
}

async fn show(request: &HttpRequest, portal: &web::Data<Portal>, kind: Kind) -> Answer {
    let signed = match SignedIn::open(request, portal).await? {
        Ok(signed) => signed,
        Err(answer) => return answer,
    };
    let replaces = signed.visit.id_parameter("replaces");
    if replaces.is_none() && !signed.desk.addable(&signed.visit.app().core).contains(&kind) {
        return signed.visit.see(paths::ADD);
    }
    if signed.needs_proof() {
        return signed.ask_for_proof();
    }
    // Back from the code's page: a wrong number is easily changed (U83).
    let (app, desk) = (Arc::clone(&signed.visit.portal.app), signed.desk);
    let (desk, under_way) = signed
        .visit
        .offload(async move {
            let view = code::view(&app.core, &desk, CeremonyPurpose::Register).await;
            (desk, view)
        })
        .await?;
    let signed = SignedIn { visit: signed.visit, token: signed.token, desk };
    let same = |view: &CodeView| Kind::of(view.method) == Some(kind);
    let under_way = under_way.ok().flatten().filter(same);
    let value = under_way.and_then(|view| view.typed).unwrap_or_default();
    form_page(signed, kind, Typed { value, replaces, error: None })
}

fn form_page(signed: SignedIn, kind: Kind, typed: Typed) -> Answer {
    let core = &signed.visit.app().core;
    let held = contact::held(core, &signed.desk, kind);
    let held: Vec<_> = held.into_iter().map(|(value, hint)| HeldContact { value, hint }).collect();
    let ways = contact::ways(core, &signed.desk, kind);
    let safer = signed.desk.addable(core).iter().any(|kind| matches!(kind, Kind::Passkey | Kind::App));
    let Typed { value, replaces, error } = typed;
    let replaces = replaces.map(|id| id.to_string());
    let status = if error.is_some() { UNPROCESSABLE } else { StatusCode::OK };
    let (token, visit) = (signed.token, signed.visit);
    let bound = Some((token.expose(), paths::SECURITY_INFO));
    match kind {
        Kind::Phone => {
            let (by_text, by_call) = (ways.contains(&Method::Sms), ways.contains(&Method::Voice));
            visit.html(status, &AddPhone { value, held, by_text, by_call, replaces, safer, error }, bound)
        }
        Kind::Office => visit.html(status, &AddOffice { held: held.into_iter().next(), error }, bound),
        _ => visit.html(status, &AddMailbox { value, held, replaces, error }, bound),
    }
}

/// `POST /security-info/add/phone`.
pub async fn give_phone(request: HttpRequest, portal: web::Data<Portal>, form: Form) -> Answer {
    form.fields.only(&["phone", "held", "by", "replaces"])?;
    let by = form.fields.optional("by").and_then(Method::from_name);
    take(&request, &portal, &form, Kind::Phone, by).await
}

/// `POST /security-info/add/mailbox`.
pub async fn give_mailbox(request: HttpRequest, portal: web::Data<Portal>, form: Form) -> Answer {
    form.fields.only(&["mailbox", "held", "replaces"])?;
    take(&request, &portal, &form, Kind::Mailbox, None).await
}

/// `POST /security-info/add/office`.
pub async fn give_office(request: HttpRequest, portal: web::Data<Portal>, form: Form) -> Answer {
    form.fields.only(&["held"])?;
    take(&request, &portal, &form, Kind::Office, None).await
}

async fn take(
    request: &HttpRequest,
    portal: &web::Data<Portal>,
    form: &Form,
    kind: Kind,
    by: Option<Method>,
) -> Answer {
    let signed = match SignedIn::open(request, portal).await? {
        Ok(signed) => signed,
        Err(answer) => return answer,
    };
    let field = if kind == Kind::Phone { "phone" } else { "mailbox" };
    let value = form.fields.optional(field).unwrap_or_default().to_owned();
    let held = form.fields.optional("held").map(|held| Wanted::Held(held.to_owned()));
    let wanted = held.unwrap_or_else(|| Wanted::Typed(value.clone()));
    let replaces: Option<Uuid> = form.fields.optional("replaces").and_then(|id| id.parse().ok());
    let ways = contact::ways(&signed.visit.app().core, &signed.desk, kind);
    // The key "enter" presses no button: then it is the first one.
    let Some(method) = by.or_else(|| ways.first().copied()) else { return signed.visit.see(paths::ADD) };
    let SignedIn { visit, token, desk } = signed;
    let app = Arc::clone(&visit.portal.app);
    let (desk, begun) = visit
        .offload(async move {
            let begun = contact::begin(&app.core, &desk, kind, wanted, method, replaces).await;
            (desk, begun)
        })
        .await?;
    let error = match begun {
        Ok(()) => return visit.see(paths::ADD_CODE),
        Err(AddError::Session(error)) => return visit.session_error(&error),
        Err(AddError::Refused(refusal)) => match refusal {
            ContactRefusal::Full | ContactRefusal::NotOffered => return visit.see(paths::ADD),
            ContactRefusal::Empty => NewContactError::Empty,
            ContactRefusal::Malformed => NewContactError::Malformed,
            ContactRefusal::NoCountry => NewContactError::NoCountry,
            ContactRefusal::Landline => NewContactError::Landline,
            ContactRefusal::NumberKind => NewContactError::NumberKind,
            ContactRefusal::Country => NewContactError::Country,
            ContactRefusal::OwnDomain => NewContactError::OwnDomain,
            ContactRefusal::Yours => NewContactError::Yours,
            ContactRefusal::NotHeld => NewContactError::NotHeld,
        },
    };
    form_page(SignedIn { visit, token, desk }, kind, Typed { value, replaces, error: Some(error) })
}

/// `GET /security-info/add/code`.
pub async fn code(request: HttpRequest, portal: web::Data<Portal>) -> Answer {
    match SignedIn::open(&request, &portal).await? {
        Ok(signed) => show_code(signed, None).await,
        Err(answer) => answer,
    }
}

async fn show_code(signed: SignedIn, wrong: Option<AnswerError>) -> Answer {
    let SignedIn { visit, token, desk } = signed;
    let app = Arc::clone(&visit.portal.app);
    let (desk, view) = visit
        .offload(async move {
            let view = code::view(&app.core, &desk, CeremonyPurpose::Register).await;
            (desk, view)
        })
        .await?;
    let view = match view {
        Ok(Some(view)) => view,
        Ok(None) => return visit.see(paths::ADD),
        Err(error) => return visit.session_error(&error),
    };
    let error = match wrong.map(|wrong| code_error(wrong, view.digits)).transpose() {
        Ok(error) => error,
        Err(error) => return visit.session_error(&error),
    };
    let path = Kind::of(view.method).map_or(paths::ADD, path_of);
    let back = view.replaces.map_or_else(|| path.to_owned(), |id| format!("{path}?replaces={id}"));
    let (purpose, action, resend) = (CodePurpose::Register, paths::ADD_CODE, paths::ADD_RESEND);
    code_page(SignedIn { visit, token, desk }, view, Around { purpose, action, resend, back, error })
}

/// `POST /security-info/add/code`.
pub async fn give_code(request: HttpRequest, portal: web::Data<Portal>, form: Form) -> Answer {
    form.fields.only(&["code"])?;
    let typed = form.fields.text("code")?.to_owned();
    let signed = match SignedIn::open(&request, &portal).await? {
        Ok(signed) => signed,
        Err(answer) => return answer,
    };
    let SignedIn { visit, token, desk } = signed;
    let app = Arc::clone(&visit.portal.app);
    let (desk, kept) = visit
        .offload(async move {
            let kept = contact::finish(&app.core, &desk, &typed).await;
            (desk, kept)
        })
        .await?;
    match kept {
        Ok(()) => visit.see(paths::SECURITY_INFO),
        // Posted twice, or answered in another tab: the list shows what there is.
        Err(AnswerError::Session(SessionError::Step(StepError::OutOfOrder))) => visit.see(paths::SECURITY_INFO),
        Err(AnswerError::Session(error)) => visit.session_error(&error),
        Err(error) => show_code(SignedIn { visit, token, desk }, Some(error)).await,
    }
}

/// `POST /security-info/add/code/resend`.
pub async fn resend(request: HttpRequest, portal: web::Data<Portal>, form: Form) -> Answer {
    form.fields.only(&[])?;
    match SignedIn::open(&request, &portal).await? {
        Ok(signed) => send_again(signed, CeremonyPurpose::Register, paths::ADD_CODE, paths::ADD).await,
        Err(answer) => answer,
    }
}
