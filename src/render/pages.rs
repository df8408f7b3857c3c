//! The list of pages. A page is a typed context, a template, and samples that prove the one fits the other.

use serde::Serialize;

use super::{Frame, RenderError, Renderer, contexts::*};

/// A page's context.
pub trait Page: Serialize {
    /// Its template.
    const TEMPLATE: &'static str;

    /// Contexts that reach every branch of the template: every error, every optional part there and not there.
    fn sample() -> Vec<Self>
    where
        Self: Sized;
}

macro_rules! pages {
    ($($page:ty),+ $(,)?) => {
        /// Every page's template, in the order of a visit.
        pub const TEMPLATES: &[&str] = &[$( <$page as Page>::TEMPLATE, )+];

        /// Renders every page with every sample, and hands each over with its template and its number.
        pub(super) fn each(
            renderer: &Renderer,
            frame: &Frame,
            mut take: impl FnMut(&'static str, usize, String),
        ) -> Result<(), RenderError> {
            $(
                for (number, sample) in <$page as Page>::sample().iter().enumerate() {
                    take(<$page as Page>::TEMPLATE, number, renderer.render(sample, frame)?);
                }
            )+
            Ok(())
        }
    };
}

pages! {
    Landing, ResetStart, ResetMethods, WholeContact, ResetCode, ResetPasskey, ResetQuestions, ResetAction,
    ResetPassword, ResetChecking, ResetDone, ResetFinished, ResetOver, Change, ChangeDone, Help,
    HelpSent, How, NotMeOpen, NotMe, NotMeDone, Problem, DemoOutbox,
    AddApp, AppFinished, AddPasskey, AddRecovery, RecoveryCodes, AddQuestions,
    Prove, InfoCode, ProveOther,
    AddChoice, AddPhone, AddMailbox, AddOffice, RemoveInfo, InfoTried,
    SignIn, SignInPass, SecurityInfo, InfoWizard, InfoReconfirm, InfoDone, Activity, Sessions,
    // The console, a part a line.
    admin::door::Denied, admin::door::Trouble, admin::door::Arrive, admin::door::SignIn,
    admin::door::Prove, admin::door::NoFactor, admin::door::SetUp, admin::door::SetUpGroup,
    admin::roles::Roles, admin::roles::RoleAdd, admin::roles::RoleRemove,
    admin::policy::PolicyHome, admin::policy::PolicyDraftPage, admin::policy::PolicyEdit,
    admin::policy::PolicyShared, admin::policy::PolicyPreview, admin::policy::PolicyAffected,
    admin::policy::PolicyVersions, admin::policy::PolicyVersionPage, admin::policy::PolicyImport,
    admin::policy::PolicySwitch,
    admin::people::People, admin::people::Gone, admin::person::Person,
    admin::help_desk::Caller, admin::help_desk::Pass, admin::help_desk::Issued, admin::help_desk::Act,
    admin::help_desk::Refused, admin::requests::Requests, admin::requests::Request,
    admin::answers::Answers, admin::answers::AnswerEdit, admin::answers::AnswerRemove,
    admin::reports::Report, admin::reports::Listing,
    admin::audit::AuditLog, admin::audit::AuditChain, admin::audit::AuditForget,
    admin::audit_retention::AuditRetention,
    admin::alarms::Alarms, admin::directory::DirectoryScan,
}
