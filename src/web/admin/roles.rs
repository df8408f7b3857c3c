//! Who has which role. A change needs a fresh proof (R143) and is written down.

use std::sync::Arc;

use actix_web::{HttpRequest, http::StatusCode, web};
use url::form_urlencoded;

use super::{Console, console, fresh};
use crate::{
    app::App,
    directory::GroupEntry,
    domain::{
        dn::Place,
        error::Code,
        role::{Right, Role},
    },
    flows::{
        StepError,
        admin::{
            Stale,
            roles::{self, By, GrantError},
            setup,
        },
    },
    render::{
        contexts::admin::{
            door::GroupError,
            policy_parts::Member,
            roles::{GroupState, RoleAdd, RoleFlash, RoleRemove, RoleRow, Roles},
        },
        paths_admin as paths,
    },
    store::role_bindings::RoleBinding,
    web::{
        form::Form,
        pages::{Answer, Portal, Visit},
        problem::Failure,
        routes::Entry,
    },
};

/// Groups that a search shows.
const FOUND: usize = 20;
/// Longest search, in code points.
const LONGEST: usize = 500;

/// The routes of this file.
#[must_use]
pub fn entries_roles() -> Vec<Entry> {
    vec![
        Entry::console_read(Right::ManageRoles, paths::ROLES, || web::to(list)),
        Entry::console_read(Right::ManageRoles, paths::ROLES_ADD, || web::to(show_add)),
        Entry::console_form(Right::ManageRoles, paths::ROLES_ADD, || web::to(add)),
        Entry::console_read(Right::ManageRoles, paths::ROLES_REMOVE, || web::to(show_remove)),
        Entry::console_form(Right::ManageRoles, paths::ROLES_REMOVE, || web::to(remove)),
    ]
}

/// The bindings there are; the inner error is the answer.
async fn bindings(console: Console) -> Result<Result<(Console, Vec<RoleBinding>), Answer>, Failure> {
    let app = Arc::clone(&console.visit.portal.app);
    let found = console.visit.offload(async move { app.core.store.role_bindings(app.core.tenant).await }).await?;
    Ok(match found {
        Ok(found) => Ok((console, found)),
        Err(error) => Err(console.step_error(&error.into())),
    })
}

/// `GET /admin/roles`.
async fn list(request: HttpRequest, portal: web::Data<Portal>) -> Answer {
    let console = console!(&request, &portal);
    let (console, found) = match bindings(console).await? {
        Ok(found) => found,
        Err(answer) => return answer,
    };
    let Stale { gone, unreadable } = console.admin.stale.clone();
    let owner = |binding: &RoleBinding| binding.role == Role::Owner && !gone.contains(&binding.group);
    let owners = found.iter().filter(|binding| owner(binding)).count();
    let row = |binding: RoleBinding| RoleRow {
        query: query_of(&binding),
        last: owner(&binding) && owners == 1,
        state: match &binding.group {
            group if gone.contains(group) => GroupState::Gone,
            group if unreadable.contains(group) => GroupState::Unreadable,
            _ => GroupState::There,
        },
        role: binding.role,
        group: binding.group,
        scope: binding.scope.map(|place| place.as_str().to_owned()),
        since: binding.created_at,
    };
    let flashes = [("added", RoleFlash::Added), ("removed", RoleFlash::Removed), ("last", RoleFlash::Last)];
    let flash = flashes.into_iter().find(|(name, _)| console.visit.has_flag(name)).map(|(_, flash)| flash);
    let rows = found.into_iter().map(row).collect();
    let context = Roles { rows, flash, gone: !gone.is_empty(), unreadable: !unreadable.is_empty() };
    console.html(StatusCode::OK, &context)
}

fn query_of(binding: &RoleBinding) -> String {
    let mut pairs = form_urlencoded::Serializer::new(String::new());
    pairs.append_pair("role", binding.role.as_str()).append_pair("group", &binding.group);
    if let Some(place) = &binding.scope {
        pairs.append_pair("scope", place.as_str());
    }
    pairs.finish()
}

/// What stands in a form of a role to be given.
#[derive(Debug, Clone, Default)]
struct Typed {
    role: Option<Role>,
    group: String,
    /// The part of the directory; empty for all.
    scope: String,
}

/// The full name of a part of the directory: what was typed, or what has that for a name of its own, if that is one.
async fn full_name(app: &App, typed: &str) -> Result<String, GrantError> {
    if typed.contains('=') {
        return Ok(typed.to_owned());
    }
    let found = app.groups.find_places(typed, FOUND).await.map_err(|error| GrantError::Down(error.to_string()))?;
    let mut named = found.into_iter().filter(|place| place.display_name.to_lowercase() == typed.to_lowercase());
    match (named.next(), named.next()) {
        (Some(one), None) => Ok(one.name),
        _ => Err(GrantError::NoPlace),
    }
}

/// The page of a role to be given: the role and the group chosen so far, and what a search found. Whoever typed the
/// whole name of a group has chosen it.
async fn add_page(console: Console, typed: Typed, find: Option<String>) -> Answer {
    let Typed { role, group, scope } = typed;
    let mut list = RoleAdd::list(&group);
    if let Some(text) = find {
        let app = Arc::clone(&console.visit.portal.app);
        let (text, found) = console
            .visit
            .offload(async move {
                let found = app.groups.find_groups(&text, FOUND).await;
                (text, found)
            })
            .await?;
        match found {
            Ok(found) => {
                let named = |name: &str| name.to_lowercase() == text.to_lowercase();
                match found.as_slice() {
                    [one] if named(&one.name) || named(&one.display_name) => list = RoleAdd::list(&one.name),
                    _ => {
                        let member = |entry: GroupEntry| Member {
                            short: entry.display_name,
                            description: entry.description,
                            name: entry.name,
                        };
                        list.found = found.into_iter().filter(|entry| entry.name != group).map(member).collect();
                        list.find = Some(text);
                    }
                }
            }
            Err(error) => {
                tracing::warn!(%error, "the directory can not be asked for groups");
                (list.down, list.find) = (true, Some(text));
            }
        }
    }
    console.html(StatusCode::OK, &RoleAdd { roles: Role::ALL.to_vec(), role, list, scope, error: None })
}

/// `GET /admin/roles/add`: `?role=`, `?group=`, `?scope=` what was chosen so far, `?find=` a search.
async fn show_add(request: HttpRequest, portal: web::Data<Portal>) -> Answer {
    let console = console!(&request, &portal);
    let console = fresh!(console);
    let role = console.visit.parameter("role").and_then(|role| Role::parse(&role));
    let text = |name: &str| console.visit.parameter(name).map(|text| text.trim().chars().take(LONGEST).collect());
    let group = console.visit.parameter("group").unwrap_or_default();
    let (scope, find) = (text("scope").unwrap_or_default(), text("find"));
    add_page(console, Typed { role, group, scope }, find).await
}

/// Where the page of a role to be given goes on, with what was chosen so far.
fn chosen(typed: &Typed, find: Option<&str>) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    if let Some(role) = typed.role {
        query.append_pair("role", role.as_str());
    }
    for (name, text) in [("group", &typed.group), ("scope", &typed.scope)] {
        if !text.is_empty() {
            query.append_pair(name, text);
        }
    }
    if let Some(find) = find {
        query.append_pair("find", find);
    }
    format!("{}?{}#list-group", paths::ROLES_ADD, query.finish())
}

/// `POST /admin/roles/add`: one of the picker's buttons, or gives the role.
async fn add(request: HttpRequest, portal: web::Data<Portal>, form: Form) -> Answer {
    let console = console!(&request, &portal);
    let console = fresh!(console);
    form.fields.only(&["role", "group", "scope", "find-group", "do"])?;
    let group = form.fields.text("group")?.trim().to_owned();
    // A choice that was not made is not sent.
    let role = Role::parse(form.fields.optional("role").unwrap_or_default());
    let scope = form.fields.optional("scope").unwrap_or_default().trim().to_owned();
    let typed = Typed { role, group: group.clone(), scope };
    let act = form.fields.optional("do").unwrap_or("give").to_owned();
    let find: Option<String> =
        form.fields.optional("find-group").map(|text| text.trim().chars().take(LONGEST).collect());
    drop(form);
    if let Some(name) = act.strip_prefix("add-group:") {
        return console.visit.see(&chosen(&Typed { group: name.to_owned(), ..typed }, None));
    }
    if act == "remove-group:0" {
        return console.visit.see(&chosen(&Typed { group: String::new(), ..typed }, None));
    }
    // Whoever typed a name and pressed Enter, or another button, means to find it first.
    let find = find.unwrap_or_default();
    if act == "find-group" || !find.is_empty() {
        return console.visit.see(&chosen(&typed, Some(&find)));
    }
    if act != "give" {
        return Err(Failure(Code::BadRequest));
    }
    let (console, error) = match role {
        _ if group.is_empty() => (console, GroupError::GroupEmpty),
        None => (console, GroupError::RoleEmpty),
        Some(role) => {
            let (app, name, part) = (Arc::clone(&console.visit.portal.app), group.clone(), typed.scope.clone());
            let Console { visit, token, admin } = console;
            let (granted, admin) = visit
                .offload(async move {
                    let granted = async {
                        let (directory, by) = (app.directory.as_ref(), By::Admin(&admin));
                        let witness = Some(&admin.account);
                        let part = match part.as_str() {
                            "" => None,
                            _ if !role.can_be_limited() => return Err(GrantError::NotLimited),
                            text => Some(full_name(&app, text).await?),
                        };
                        roles::grant(&app.core, directory, (role, &name), part.as_deref(), witness, &by).await
                    };
                    (granted.await, admin)
                })
                .await?;
            match granted {
                Ok(()) => return visit.see(&format!("{}?added", paths::ROLES)),
                Err(error) => match group_error(&visit, error) {
                    Ok(error) => (Console { visit, token, admin }, error),
                    Err(error) => return visit.console_error(&error),
                },
            }
        }
    };
    let context = RoleAdd {
        roles: Role::ALL.to_vec(),
        role,
        list: RoleAdd::list(&group),
        scope: typed.scope,
        error: Some(error),
    };
    console.html(StatusCode::UNPROCESSABLE_ENTITY, &context)
}

/// What is wrong with a group or its member, in the words of the form; what is not about them stays an error.
pub(super) fn group_error(visit: &Visit, error: GrantError) -> Result<GroupError, StepError> {
    match error {
        GrantError::NoGroup(why) => {
            tracing::info!(why, "a group was named that can not be used");
            Ok(GroupError::NoGroup)
        }
        GrantError::NoPerson => Ok(GroupError::NoPerson),
        GrantError::NotMember => Ok(GroupError::NotMember),
        GrantError::Already => Ok(GroupError::Already),
        GrantError::NotLimited => Ok(GroupError::NotLimited),
        GrantError::NoPlace => Ok(GroupError::NoPlace),
        GrantError::Missing | GrantError::LastOwner => Err(StepError::OutOfOrder),
        GrantError::Down(why) => {
            tracing::warn!(why, "a role waits for the directory");
            Err(setup::down(&visit.app().core))
        }
        GrantError::Store(error) => Err(error.into()),
    }
}

/// `GET /admin/roles/remove`.
async fn show_remove(request: HttpRequest, portal: web::Data<Portal>) -> Answer {
    let console = console!(&request, &portal);
    let console = fresh!(console);
    let (console, found) = match bindings(console).await? {
        Ok(found) => found,
        Err(answer) => return answer,
    };
    let role = console.visit.parameter("role").and_then(|role| Role::parse(&role));
    let group = console.visit.parameter("group").unwrap_or_default();
    let scope = console.visit.parameter("scope").as_deref().and_then(Place::parse);
    let asked = |binding: &RoleBinding| Some(binding.role) == role && binding.group == group && binding.scope == scope;
    let known = found.into_iter().find(asked);
    let Some(RoleBinding { role, group, scope, .. }) = known else { return console.visit.see(paths::ROLES) };
    let (app, account, name) = (Arc::clone(&console.visit.portal.app), console.admin.account.id, vec![group.clone()]);
    // A group that can not be read is no reason to keep its role.
    let own = console.visit.offload(async move { app.directory.memberships(account, &name).await }).await?;
    let own = own.is_ok_and(|found| !found.is_empty());
    console.html(StatusCode::OK, &RoleRemove { role, group, scope: scope.map(|place| place.as_str().to_owned()), own })
}

/// `POST /admin/roles/remove`.
async fn remove(request: HttpRequest, portal: web::Data<Portal>, form: Form) -> Answer {
    let console = console!(&request, &portal);
    let console = fresh!(console);
    form.fields.only(&["role", "group", "scope"])?;
    let group = form.fields.text("group")?.to_owned();
    let Some(role) = Role::parse(form.fields.text("role")?) else { return console.visit.see(paths::ROLES) };
    let scope = match form.fields.optional("scope").unwrap_or_default() {
        "" => None,
        text => match Place::parse(text) {
            Some(place) => Some(place),
            None => return console.visit.see(paths::ROLES),
        },
    };
    drop(form);
    let Console { visit, admin, .. } = console;
    let app = Arc::clone(&visit.portal.app);
    let done = visit
        .offload(async move {
            roles::revoke(&app.core, (role, &group), scope.as_ref(), &admin.stale.gone, &By::Admin(&admin)).await
        })
        .await?;
    match done {
        Ok(()) | Err(GrantError::Missing) => visit.see(&format!("{}?removed", paths::ROLES)),
        Err(GrantError::LastOwner) => visit.see(&format!("{}?last", paths::ROLES)),
        Err(GrantError::Store(error)) => visit.console_error(&error.into()),
        Err(_) => visit.see(paths::ROLES),
    }
}
