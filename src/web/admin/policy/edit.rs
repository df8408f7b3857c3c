//! One policy of the draft, or what all share. One form: each of its buttons keeps what was typed first.

use std::sync::Arc;

use actix_web::{HttpRequest, http::StatusCode, web};
use url::form_urlencoded;

use super::{checked, form, log_down};
use crate::{
    app::App,
    domain::{
        error::Code,
        method::Method,
        policy::{
            Document,
            document::{Bound, Rules},
            fault::At,
            field::{Field, Part},
            set::EVERYBODY,
            validate::Problem,
        },
    },
    flows::{
        StepError,
        admin::policy::draft::{self, DraftError},
    },
    render::{
        contexts::admin::{
            policy::{PolicyEdit, PolicyShared},
            policy_parts::{GroupList, Member, MethodBox, ShownProblem, TextField, short},
        },
        paths_admin as paths,
    },
    store::policy_drafts::PolicyDraft,
    web::{
        admin::{Console, console},
        form::{Fields, Form},
        pages::{Answer, Portal},
        problem::Failure,
    },
};
use form::Typed;

/// Groups and places that a search shows.
const FOUND: usize = 20;
const LISTS: [(&str, bool); 4] =
    [("for-groups", false), ("for-below", true), ("groups", false), ("except-groups", false)];

/// What is edited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Shared,
    Everybody,
    Policy(usize),
}

impl Place {
    fn of(request: &HttpRequest) -> Result<Self, Failure> {
        match request.match_info().get("place") {
            Some("shared") => Ok(Self::Shared),
            Some(EVERYBODY) => Ok(Self::Everybody),
            Some(text) => text.parse().map(Self::Policy).map_err(|_| Failure(Code::NotFound)),
            None => Err(Failure(Code::NotFound)),
        }
    }

    fn name(self) -> String {
        match self {
            Self::Shared => "shared".to_owned(),
            Self::Everybody => EVERYBODY.to_owned(),
            Self::Policy(n) => n.to_string(),
        }
    }

    const fn at(self) -> At {
        match self {
            Self::Shared => At::Shared,
            Self::Everybody => At::Everybody,
            Self::Policy(n) => At::Policy(n),
        }
    }

    fn path(self) -> String {
        paths::POLICY_EDIT.replace("{place}", &self.name())
    }
}

/// What was searched for, in which list, and what was found.
#[derive(Debug, Default)]
struct Search {
    list: String,
    text: String,
    found: Vec<Member>,
    down: bool,
}

impl Search {
    async fn run(app: &App, list: String, text: String) -> Self {
        let places = list == "for-below";
        let found = if places {
            app.groups.find_places(&text, FOUND).await
        } else {
            app.groups.find_groups(&text, FOUND).await
        };
        let down = found.as_ref().err().inspect(|error| log_down(error)).is_some();
        let member = |entry: crate::directory::GroupEntry| Member {
            short: entry.display_name,
            description: entry.description,
            name: entry.name,
        };
        Self { list, text, found: found.unwrap_or_default().into_iter().map(member).collect(), down }
    }
}

/// `GET /admin/policy/edit/{place}`.
pub async fn edit(request: HttpRequest, portal: web::Data<Portal>) -> Answer {
    let console = console!(&request, &portal);
    let place = Place::of(&request)?;
    let (app, account) = (Arc::clone(&console.visit.portal.app), console.admin.account.id);
    let list = console.visit.parameter("list").filter(|list| LISTS.iter().any(|(id, _)| id == list));
    let text = console.visit.parameter("find").unwrap_or_default();
    let read = async move {
        let draft = draft::open(&app.core, account).await?;
        let (problems, _) = checked(&app, &draft.document).await;
        let search = match list {
            Some(list) => Search::run(&app, list, text).await,
            None => Search::default(),
        };
        Ok::<_, StepError>((draft, problems, search))
    };
    match console.visit.offload(read).await? {
        Ok((draft, problems, search)) => show(console, place, &draft, &problems, &search, &Typed::default()),
        Err(error) => console.step_error(&error),
    }
}

fn show(
    console: Console,
    place: Place,
    draft: &PolicyDraft,
    problems: &[Problem],
    search: &Search,
    typed: &Typed,
) -> Answer {
    let document = &draft.document;
    let own: Vec<Problem> = problems.iter().filter(|problem| problem.at == place.at()).cloned().collect();
    let problems = ShownProblem::of(document, &own);
    let status = if typed.error.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let (name, rules) = match place {
        Place::Shared => return console.html(status, &shared(draft, problems, typed)),
        Place::Everybody => (None, &document.everybody),
        Place::Policy(n) => match document.policies.get(n) {
            Some(bound) => (Some(bound), &bound.rules),
            None => return console.visit.see(paths::POLICY_DRAFT),
        },
    };
    let lists = LISTS.iter().filter(|(id, _)| name.is_some() || !id.starts_with("for-"));
    let carried = &console.visit.app().carried;
    let context = PolicyEdit {
        revision: draft.revision,
        place: place.name(),
        name: name.map(|bound| TextField { id: Field::Name.id(), value: bound.name.clone() }),
        enabled: rules.enabled,
        lists: lists.map(|(id, _)| group_list(id, name, rules, search)).collect(),
        methods: Method::ALL
            .map(|method| MethodBox { method, on: rules.methods.contains(&method), carried: carried.contains(&method) })
            .into(),
        gates: rules.gates,
        flags: form::flags(Part::Rules, |field| field.in_rules(rules)),
        numbers: typed.number_fields(Part::Rules, |field| field.in_rules(rules)),
        problems,
        error: typed.shown(),
    };
    console.html(status, &context)
}

fn shared(draft: &PolicyDraft, problems: Vec<ShownProblem>, typed: &Typed) -> PolicyShared {
    let shared = &draft.document.shared;
    let text = |field: Field, value: String| TextField { id: field.id(), value };
    let lines = |list: &[String]| list.join("\n");
    let own = shared.questions.own.iter();
    let questions: Vec<String> = own.flat_map(|(tag, all)| all.iter().map(move |q| format!("{tag}: {q}"))).collect();
    let desk = &shared.help_desk;
    PolicyShared {
        revision: draft.revision,
        flags: form::flags(Part::Shared, |field| field.in_shared(shared)),
        numbers: typed.number_fields(Part::Shared, |field| field.in_shared(shared)),
        texts: vec![
            text(Field::HelpDeskLink, desk.link.clone().unwrap_or_default()),
            text(Field::HelpDeskText, desk.text.clone()),
            text(Field::HelpDeskMailbox, desk.mailbox.clone().unwrap_or_default()),
        ],
        areas: vec![
            text(Field::OwnMailDomains, lines(&shared.own_mail_domains)),
            text(Field::ReturnTo, lines(&shared.return_to)),
            text(Field::BannedWords, lines(&shared.banned_words)),
            text(Field::QuestionsOwn, lines(&questions)),
        ],
        problems,
        error: typed.shown(),
    }
}

fn group_list(id: &str, bound: Option<&Bound>, rules: &Rules, search: &Search) -> GroupList {
    let none = Vec::new();
    let names = match id {
        "for-groups" => bound.map_or(&none, |bound| &bound.for_groups),
        "for-below" => bound.map_or(&none, |bound| &bound.for_below),
        "groups" => &rules.groups,
        _ => &rules.except_groups,
    };
    let member = |name: &String| Member { name: name.clone(), short: short(name), description: None };
    let searched = search.list == id;
    let new = |found: &&Member| !names.contains(&found.name);
    GroupList {
        id: id.to_owned(),
        entries: names.iter().map(member).collect(),
        find: searched.then(|| search.text.clone()),
        found: if searched { search.found.iter().filter(new).cloned().collect() } else { Vec::new() },
        down: searched && search.down,
    }
}

/// What a button of the form does when the rest is kept.
#[derive(Debug)]
enum Act {
    Keep,
    Preview,
    Find(String, String),
    Add(String, String),
    Remove(String, usize),
}

impl Act {
    fn read(fields: &Fields) -> Result<Self, Failure> {
        let bad = || Failure(Code::BadRequest);
        let act = fields.text("do")?;
        let typed =
            |list: &str| fields.optional(&format!("find-{list}")).map(str::trim).filter(|text| !text.is_empty());
        let known = |list: &str| LISTS.iter().find(|(id, _)| *id == list).map(|(id, _)| (*id).to_owned());
        if let Some(list) = act.strip_prefix("find-") {
            let list = known(list).ok_or_else(bad)?;
            let text = typed(&list).unwrap_or_default().chars().take(100).collect();
            return Ok(Self::Find(list, text));
        }
        if let Some((list, name)) = act.strip_prefix("add-").and_then(|rest| rest.split_once(':')) {
            return Ok(Self::Add(known(list).ok_or_else(bad)?, name.to_owned()));
        }
        if let Some((list, n)) = act.strip_prefix("remove-").and_then(|rest| rest.split_once(':')) {
            return Ok(Self::Remove(known(list).ok_or_else(bad)?, n.parse().map_err(|_| bad())?));
        }
        // Whoever typed a name and pressed Enter, or another button, means to find it first.
        if let Some((list, text)) = LISTS.iter().find_map(|(id, _)| Some((*id, typed(id)?))) {
            return Ok(Self::Find(list.to_owned(), text.chars().take(100).collect()));
        }
        match act {
            "keep" => Ok(Self::Keep),
            "preview" => Ok(Self::Preview),
            _ => Err(bad()),
        }
    }

    /// Where it goes on.
    fn leads(&self, place: Place) -> String {
        let page = place.path();
        match self {
            Self::Keep => format!("{}?kept", paths::POLICY_DRAFT),
            Self::Preview => paths::POLICY_PREVIEW.to_owned(),
            Self::Find(list, text) => {
                let mut query = form_urlencoded::Serializer::new(String::new());
                let query = query.append_pair("list", list).append_pair("find", text).finish();
                format!("{page}?{query}#list-{list}")
            }
            Self::Add(list, _) | Self::Remove(list, _) => format!("{page}#list-{list}"),
        }
    }

    fn apply(&self, document: &mut Document, place: Place) -> Option<()> {
        let (Self::Add(list, _) | Self::Remove(list, _)) = self else { return Some(()) };
        let names = match (list.as_str(), place) {
            ("for-groups", Place::Policy(n)) => &mut document.policies.get_mut(n)?.for_groups,
            ("for-below", Place::Policy(n)) => &mut document.policies.get_mut(n)?.for_below,
            ("groups", Place::Policy(n)) => &mut document.policies.get_mut(n)?.rules.groups,
            ("except-groups", Place::Policy(n)) => &mut document.policies.get_mut(n)?.rules.except_groups,
            ("groups", Place::Everybody) => &mut document.everybody.groups,
            ("except-groups", Place::Everybody) => &mut document.everybody.except_groups,
            _ => return None,
        };
        match self {
            Self::Add(_, name) if !name.trim().is_empty() && !names.contains(name) => names.push(name.clone()),
            Self::Remove(_, n) if *n < names.len() => drop(names.remove(*n)),
            _ => {}
        }
        Some(())
    }
}

/// `POST /admin/policy/edit/{place}`.
pub async fn change(request: HttpRequest, portal: web::Data<Portal>, form: Form) -> Answer {
    let console = console!(&request, &portal);
    let place = Place::of(&request)?;
    let fields = &form.fields;
    let names = if place == Place::Shared { form::shared_names() } else { form::rule_names() };
    fields.only(&names.iter().map(String::as_str).collect::<Vec<_>>())?;
    let revision: i64 = fields.choice("revision")?;
    let act = Act::read(fields)?;
    let (app, account) = (Arc::clone(&console.visit.portal.app), console.admin.account.id);
    let opened = {
        let app = Arc::clone(&app);
        console.visit.offload(async move { draft::open(&app.core, account).await }).await?
    };
    let mut wanted = match opened {
        Ok(draft) if draft.revision == revision => draft,
        Ok(_) => return console.visit.see(&format!("{}?stale", paths::POLICY_DRAFT)),
        Err(error) => return console.step_error(&error.into()),
    };
    let document = &mut wanted.document;
    let typed = match place {
        Place::Shared => form::read_shared(fields, &mut document.shared)?,
        Place::Everybody => read_policy(fields, None, &mut document.everybody)?,
        Place::Policy(n) => match document.policies.get_mut(n) {
            Some(Bound { name, rules, .. }) => read_policy(fields, Some(name), rules)?,
            None => return console.visit.see(paths::POLICY_DRAFT),
        },
    };
    if typed.error.is_some() {
        return show(console, place, &wanted, &[], &Search::default(), &typed);
    }
    let leads = act.leads(place);
    let work = async move {
        let document = wanted.document;
        draft::change(&app.core, account, revision, move |kept| {
            *kept = document;
            act.apply(kept, place)
        })
        .await
    };
    match console.visit.offload(work).await? {
        Ok(_) => console.visit.see(&leads),
        Err(DraftError::Stale) => console.visit.see(&format!("{}?stale", paths::POLICY_DRAFT)),
        Err(DraftError::Missing) => Err(Failure(Code::BadRequest)),
        Err(DraftError::Step(error)) => console.step_error(&error),
    }
}

fn read_policy(fields: &Fields, name: Option<&mut String>, rules: &mut Rules) -> Result<Typed, Failure> {
    if let Some(name) = name {
        *name = fields.text("name")?.trim().chars().take(200).collect();
    }
    form::read_rules(fields, rules)
}
