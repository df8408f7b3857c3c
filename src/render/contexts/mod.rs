//! The typed context of every page, and the samples that prove its template.

mod change;
mod demo;
mod devices;
mod fields;
mod gates;
mod help;
mod landing;
mod reset;
mod reset_end;

pub use change::{Change, ChangeDone, ChangeError};
pub use demo::{DemoLogin, DemoMessage, DemoOutbox};
pub use devices::{
    AddApp, AddPasskey, AddQuestions, AddRecovery, AppError, AppFinished, PasskeyError, QuestionText, QuestionsError,
    RecoveryCodes, RecoveryError, question_key,
};
pub use fields::{FieldError, RefusalText, Rules, Step};
pub use gates::{AnswersError, Asked, NotMe, NotMeDone, NotMeOpen, PasskeyError, ResetPasskey, ResetQuestions};
pub use help::{Help, HelpError, HelpSent, How, Problem, RegisterFromDirectory, WayOn};
pub use landing::{Landing, Link};
pub use reset::{
    ActionError, CodeError, CodeStatus, ContactError, MethodChoice, MethodError, ResetAction, ResetCode, ResetMethods,
    ResetPassword, ResetStart, StartError, WholeContact,
};
pub use reset_end::{Outcome, OverReason, ResetChecking, ResetDone, ResetFinished, ResetOver};
