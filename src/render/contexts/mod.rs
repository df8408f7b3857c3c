//! The typed context of every page, and the samples that prove its template.

mod activity;
pub mod admin;
mod change;
mod contacts;
mod demo;
mod devices;
mod fields;
mod gates;
mod help;
mod landing;
mod prove;
mod reset;
mod reset_end;
mod rules;
mod security_info;
mod sign_in;

pub use activity::{Activity, ActivityEntry, SessionLine, Sessions};
pub use change::{Change, ChangeDone, ChangeError};
pub use contacts::{
    AddChoice, AddMailbox, AddOffice, AddPhone, HeldContact, InfoTried, KindChoice, NewContactError, RemoveInfo,
};
pub use demo::{DemoLogin, DemoMessage, DemoOutbox};
pub use devices::{
    AddApp, AddPasskey, AddQuestions, AddRecovery, AppError, AppFinished, PasskeyError, QuestionText, QuestionsError,
    RecoveryCodes, RecoveryError, question_key,
};
pub use fields::{FieldError, RefusalText, Step};
pub use gates::{AnswersError, Asked, NotMe, NotMeDone, NotMeOpen, ResetPasskey, ResetPasskeyError, ResetQuestions};
pub use help::{Help, HelpError, HelpSent, How, Problem, WayOn};
pub use landing::{Landing, Link};
pub use prove::{AskedQuestion, CodePurpose, InfoCode, ProofError, ProofWay, Prove, ProveOther};
pub use reset::{
    ActionError, CodeError, CodeStatus, ContactError, MethodChoice, MethodError, ResetAction, ResetCode, ResetMethods,
    ResetPassword, ResetStart, StartError, WholeContact,
};
pub use reset_end::{Outcome, OverReason, ResetChecking, ResetDone, ResetFinished, ResetOver};
pub use rules::{Advice, HouseRules, RuleLine, RuleState, Rules};
pub use security_info::{
    Back, Flash, InfoChoice, InfoDone, InfoItem, InfoList, InfoReconfirm, InfoWizard, SecurityInfo,
};
pub use sign_in::{SignIn, SignInError, SignInNote, SignInPass};
