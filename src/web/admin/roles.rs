//! Who has which role. A change needs a fresh proof (R143) and is written down.

use std::sync::Arc;

use actix_web::{HttpRequest, http::StatusCode, web};
use url::form_urlencoded;

use super::{Console, console, fresh};
use crate::{
    domain::role::{Right, Role},
    flows::{
        StepError,
        admin::{
            roles::{self, By, GrantError},
            setup,
        },
    },
    render::{
        contexts::admin::{
            door::GroupError,
            roles::{RoleAdd, RoleFlash, RoleRemove, RoleRow, Roles},
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
    let owners = found.iter().filter(|binding| binding.role == Role::Owner).count();
    let row = |binding: RoleBinding| RoleRow {
        query: query_of(binding.role, &binding.group),
        last: binding.role == Role::Owner && owners == 1,
        role: binding.role,
        group: binding.group,
        since: binding.created_at,
    };
    let flashes = [("added", RoleFlash::Added), ("removed", RoleFlash::Removed), ("last", RoleFlash::Last)];
    let flash = flashes.into_iter().find(|(name, _)| console.visit.has_flag(name)).map(|(_, flash)| flash);
    console.html(StatusCode::OK, &Roles { rows: found.into_iter().map(row).collect(), flash })
}

fn query_of(role: Role, group: &str) -> String {
    let mut pairs = form_urlencoded::Serializer::new(String::new());
    pairs.append_pair("role", role.as_str()).append_pair("group", group).finish()
}

/// `GET /admin/roles/add`.
async fn show_add(request: HttpRequest, portal: web::Data<Portal>) -> Answer {
    let console = console!(&request, &portal);
    let console = fresh!(console);
    console.html(StatusCode::OK, &RoleAdd { roles: Role::ALL.to_vec(), ..RoleAdd::default() })
}

/// `POST /admin/roles/add`.
async fn add(request: HttpRequest, portal: web::Data<Portal>, form: Form) -> Answer {
    let console = console!(&request, &portal);
    let console = fresh!(console);
    form.fields.only(&["role", "group"])?;
    let group = form.fields.text("group")?.trim().to_owned();
    // A choice that was not made is not sent.
    let role = Role::parse(form.fields.optional("role").unwrap_or_default());
    drop(form);
    let (console, error) = match role {
        _ if group.is_empty() => (console, GroupError::GroupEmpty),
        None => (console, GroupError::RoleEmpty),
        Some(role) => {
            let (app, name) = (Arc::clone(&console.visit.portal.app), group.clone());
            let Console { visit, token, admin } = console;
            let (granted, admin) = visit
                .offload(async move {
                    let (directory, by) = (app.directory.as_ref(), By::Admin(&admin));
                    let witness = Some(&admin.account);
                    let granted = roles::grant(&app.core, directory, (role, &name), witness, &by).await;
                    (granted, admin)
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
    let context = RoleAdd { roles: Role::ALL.to_vec(), role, group, error: Some(error) };
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
    let known = found.into_iter().find(|binding| Some(binding.role) == role && binding.group == group);
    let Some(RoleBinding { role, group, .. }) = known else { return console.visit.see(paths::ROLES) };
    let (app, account, name) = (Arc::clone(&console.visit.portal.app), console.admin.account.id, vec![group.clone()]);
    // A group that can not be read is no reason to keep its role.
    let own = console.visit.offload(async move { app.directory.memberships(account, &name).await }).await?;
    let own = own.is_ok_and(|found| !found.is_empty());
    console.html(StatusCode::OK, &RoleRemove { role, group, own })
}

/// `POST /admin/roles/remove`.
async fn remove(request: HttpRequest, portal: web::Data<Portal>, form: Form) -> Answer {
    let console = console!(&request, &portal);
    let console = fresh!(console);
    form.fields.only(&["role", "group"])?;
    let group = form.fields.text("group")?.to_owned();
    let Some(role) = Role::parse(form.fields.text("role")?) else { return console.visit.see(paths::ROLES) };
    drop(form);
    let Console { visit, admin, .. } = console;
    let app = Arc::clone(&visit.portal.app);
    let done = visit.offload(async move { roles::revoke(&app.core, (role, &group), &By::Admin(&admin)).await }).await?;
    match done {
        Ok(()) | Err(GrantError::Missing) => visit.see(&format!("{}?removed", paths::ROLES)),
        Err(GrantError::LastOwner) => visit.see(&format!("{}?last", paths::ROLES)),
        Err(GrantError::Store(error)) => visit.console_error(&error.into()),
        Err(_) => visit.see(paths::ROLES),
    }
}
