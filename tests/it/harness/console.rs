//! Admins: people whose group has a role, signed in to the console past its pages.

use latchkey::{
    crypto::random::Token,
    domain::{
        account::{AccountId, TenantId},
        client::Client as From,
        dn::Place,
        locale::Locale,
        role::Role,
        session::Entry,
        time::Clock as _,
    },
    flows::session,
};

use super::{app::House, http::Client};

impl House {
    /// The group that has `role`; the first call gives it.
    pub async fn role_group(&self, role: Role, members: &[AccountId]) -> String {
        let name = format!("Console {role}");
        self.group(&name, members, &[]).await;
        let mut tx = self.app.core.store.begin().await.expect("a transaction");
        tx.bind_role(TenantId::DEFAULT, role, &name, None).await.expect("a role");
        tx.commit().await.expect("committed");
        name
    }

    /// A browser in which somebody new with `role` (or none) is in the console, proved a moment ago.
    pub async fn admin(&self, login: &str, role: Option<Role>) -> Client {
        let id = self.person(login).await;
        if let Some(role) = role {
            self.role_group(role, &[id]).await;
        }
        self.in_console(id).await
    }

    /// A browser in which somebody new is in the console: of a help desk that is limited to these parts of the directory.
    pub async fn help_desk_of(&self, login: &str, places: &[&str]) -> Client {
        let id = self.person(login).await;
        let group = format!("Desk {login}");
        self.group(&group, &[id], &[]).await;
        let mut tx = self.app.core.store.begin().await.expect("a transaction");
        for place in places {
            let place = Place::parse(place).expect("a part of the directory");
            tx.bind_role(TenantId::DEFAULT, Role::HelpDesk, &group, Some(&place)).await.expect("a role");
        }
        tx.commit().await.expect("committed");
        self.in_console(id).await
    }

    /// A browser in which somebody is in the console, proved a moment ago.
    pub async fn in_console(&self, id: AccountId) -> Client {
        let mut client = self.client();
        client.cookies.insert("ra".into(), self.console_session(id, true).await.expose().to_owned());
        client
    }

    /// A session of the console; without its second factor if not `proved`.
    pub async fn console_session(&self, id: AccountId, proved: bool) -> Token {
        let core = &self.app.core;
        let account = self.app.directory.get(id).await.expect("an answer").expect("an account");
        let client = From { address: "198.51.100.9".parse().expect("an address"), agent: "Test".to_owned() };
        let mut tx = core.store.begin().await.expect("a transaction");
        let begin = session::Begin {
            account: &account,
            login: &account.login,
            entry: Entry::Admin,
            applied: core.policies.current().applied(&account, &Default::default()),
            client: &client,
            locale: &Locale::english(),
            return_to: None,
        };
        let (token, _) = session::begin(core, &mut tx, begin).await.expect("a session");
        tx.commit().await.expect("committed");
        if proved {
            let digest = core.cookie_digest(&token);
            let found = core.store.session_by_cookie(&digest).await.expect("an answer").expect("a session");
            let mut tx = core.store.begin().await.expect("a transaction");
            let mut row = session::lock(core, &mut tx, &found).await.expect("a living session");
            row.proved_at = Some(self.clock.now());
            tx.save_session(&row).await.expect("saved");
            tx.commit().await.expect("committed");
        }
        token
    }
}
