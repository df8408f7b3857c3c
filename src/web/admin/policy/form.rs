//! Reading the forms of a policy: what was typed goes into the draft; what can not be read is told beside its field.

use std::collections::BTreeMap;

use crate::{
    domain::{
        error::Code,
        method::Method,
        policy::{
            document::{Rules, Scope, Shared, WrittenHelpDesk},
            fault::{Fault, Severity},
            field::{Field, Part, Value},
        },
    },
    render::contexts::admin::policy_parts::{NumberField, Setting, ShownProblem},
    web::{form::Fields, problem::Failure},
};

/// A number that could not be read, and every number as it was typed.
#[derive(Debug, Default)]
pub struct Typed {
    /// The first field that could not be read.
    pub error: Option<(Field, Fault)>,
    texts: BTreeMap<Field, String>,
}

impl Typed {
    fn number(&mut self, fields: &Fields, field: Field) -> Result<Option<u64>, Failure> {
        let text = fields.text(&field.id())?.trim();
        self.texts.insert(field, text.chars().take(20).collect());
        if text.is_empty() && field == Field::MethodsToRegister {
            return Ok(None);
        }
        let fault = match (text.parse::<u64>(), field.range()) {
            (Ok(number), Some((least, most))) if !(least..=most).contains(&number) => {
                Fault::OutOfRange(number, least, most)
            }
            (Ok(number), _) => return Ok(Some(number)),
            (Err(_), _) => Fault::NoNumber(text.chars().take(20).collect()),
        };
        self.error.get_or_insert((field, fault));
        Ok(None)
    }

    /// Reads a number into its place; what can not be read leaves it as it is.
    fn put<T: TryFrom<u64>>(&mut self, fields: &Fields, field: Field, place: &mut T) -> Result<(), Failure> {
        if let Some(number) = self.number(fields, field)? {
            *place = T::try_from(number).map_err(|_| Failure(Code::BadRequest))?;
        }
        Ok(())
    }

    /// The fields for numbers of a part, with what was typed in them, or what stands there.
    pub fn number_fields(&self, part: Part, value: impl Fn(Field) -> Value) -> Vec<NumberField> {
        let of = |field: Field| {
            let (least, most) = field.range().filter(|_| field != Field::Gates)?;
            let stands = if let Value::Number(number) = value(field) { number.to_string() } else { String::new() };
            Some(NumberField {
                id: field.id(),
                value: self.texts.get(&field).cloned().unwrap_or(stands),
                least,
                most,
                usual: field.usual().into(),
                bad: self.error.as_ref().is_some_and(|(bad, _)| *bad == field),
            })
        };
        Field::of(part).filter_map(of).collect()
    }

    /// What could not be read.
    pub fn shown(&self) -> Option<ShownProblem> {
        self.error.as_ref().map(|(field, fault)| ShownProblem::bare(*field, fault, Severity::Error))
    }
}

/// The settings of a part that are yes or no.
pub fn flags(part: Part, value: impl Fn(Field) -> Value) -> Vec<Setting> {
    let all = Field::of(part).map(|field| (field, value(field)));
    all.filter(|(_, value)| matches!(value, Value::Flag(_))).map(|(field, value)| Setting::new(field, value)).collect()
}

/// The names of the fields of a policy's form.
pub fn rule_names() -> Vec<String> {
    let mut names: Vec<String> = Field::of(Part::Rules).map(Field::id).collect();
    names.extend(Method::ALL.map(|method| format!("method-{}", method.as_str())));
    names.extend(["name", "do", "revision"].map(str::to_owned));
    names.extend(["for-groups", "for-below", "groups", "except-groups"].map(|list| format!("find-{list}")));
    names
}

/// Reads a policy's settings, all but its groups and places, which have buttons of their own.
pub fn read_rules(fields: &Fields, rules: &mut Rules) -> Result<Typed, Failure> {
    let mut typed = Typed::default();
    let on = |field: Field| fields.optional(&field.id()).is_some_and(|value| !value.is_empty());
    rules.enabled = match fields.text("enabled")? {
        "none" => Scope::None,
        "selected" => Scope::Selected,
        "all" => Scope::All,
        _ => return Err(Failure(Code::BadRequest)),
    };
    if rules.enabled != Scope::Selected {
        // They would have no meaning, and the form does not show them then.
        rules.groups.clear();
    }
    let box_of = |method: &Method| fields.optional(&format!("method-{}", method.as_str()));
    let allowed = |method: &Method| box_of(method).is_some_and(|value| !value.is_empty());
    rules.methods = Method::ALL.into_iter().filter(allowed).collect();
    typed.put(fields, Field::Gates, &mut rules.gates)?;
    rules.accept_one_gate_risk = on(Field::AcceptOneGateRisk);
    rules.accept_sms_only_risk = on(Field::AcceptSmsOnlyRisk);
    rules.unlock_without_reset = on(Field::UnlockWithoutReset);
    rules.require_registration = on(Field::RequireRegistration);
    let kinds = typed.number(fields, Field::MethodsToRegister)?;
    rules.methods_to_register = kinds.and_then(|kinds| u8::try_from(kinds).ok());
    typed.put(fields, Field::ReconfirmDays, &mut rules.reconfirm_days)?;
    typed.put(fields, Field::PostponeTimes, &mut rules.postpone_times)?;
    typed.put(fields, Field::PostponeDays, &mut rules.postpone_days)?;
    typed.put(fields, Field::CoolingOffHours, &mut rules.cooling_off_hours)?;
    typed.put(fields, Field::QuestionsToRegister, &mut rules.questions_to_register)?;
    typed.put(fields, Field::QuestionsToAnswer, &mut rules.questions_to_answer)?;
    Ok(typed)
}

/// The names of the fields of the shared settings' form.
pub fn shared_names() -> Vec<String> {
    let mut names: Vec<String> = Field::of(Part::Shared).map(Field::id).collect();
    names.extend(["do", "revision"].map(str::to_owned));
    names
}

/// Reads what all policies share.
pub fn read_shared(fields: &Fields, shared: &mut Shared) -> Result<Typed, Failure> {
    let mut typed = Typed::default();
    let on = |field: Field| fields.optional(&field.id()).is_some_and(|value| !value.is_empty());
    let line = |field: Field| fields.text(&field.id()).map(|text| text.trim().to_owned());
    let lines = |field: Field| -> Result<Vec<String>, Failure> {
        let text = fields.text(&field.id())?;
        Ok(text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect())
    };
    shared.writeback = on(Field::Writeback);
    shared.notify_people = on(Field::NotifyPeople);
    shared.notify_admins = on(Field::NotifyAdmins);
    shared.ask_whole_contact = on(Field::AskWholeContact);
    shared.directory_contacts = on(Field::DirectoryContacts);
    shared.protected_accounts = on(Field::ProtectedAccounts);
    shared.questions.built_in = on(Field::QuestionsBuiltIn);
    typed.put(fields, Field::MinimumPasswordLength, &mut shared.minimum_password_length)?;
    typed.put(fields, Field::PassMinutes, &mut shared.pass_minutes)?;
    let filled = |text: String| (!text.is_empty()).then_some(text);
    shared.help_desk = WrittenHelpDesk {
        link: filled(line(Field::HelpDeskLink)?),
        text: line(Field::HelpDeskText)?,
        mailbox: filled(line(Field::HelpDeskMailbox)?),
    };
    shared.own_mail_domains = lines(Field::OwnMailDomains)?;
    // An origin as browsers spell it: without the slash behind it.
    shared.return_to = lines(Field::ReturnTo)?.iter().map(|line| line.trim_end_matches('/').to_owned()).collect();
    shared.banned_words = lines(Field::BannedWords)?;
    shared.questions.own.clear();
    for line in lines(Field::QuestionsOwn)? {
        let (tag, question) = line.split_once(':').unwrap_or(("", &line));
        shared.questions.own.entry(tag.trim().to_owned()).or_default().push(question.trim().to_owned());
    }
    Ok(typed)
}
