//! The addresses of the console; templates see them as `admin.roles`. Every one begins with [`HOME`].

use serde::Serialize;

paths! {
    /// The overview, and where everything of the console is below.
    HOME, home = "/admin";

    // The way in.
    /// Sign in: GET (`?next=`, a page of the console), POST `login`, `password`, `next`.
    SIGN_IN, sign_in = "/admin/sign-in";
    /// The second factor, and a fresh proof (R143): GET (`?next=`), POST `code` or `credential`, `next`.
    PROVE, prove = "/admin/prove";
    /// POST `method` (`passkey` or `app`), `next`: which one.
    PROVE_WAY, prove_way = "/admin/prove/way";
    /// POST: sign out.
    SIGN_OUT, sign_out = "/admin/sign-out";
    /// The first set-up (R141): GET, POST `setup-token`.
    SETUP, setup = "/admin/setup";
    /// Its second step: GET, POST `group`, `login`.
    SETUP_GROUP, setup_group = "/admin/setup/group";
    /// Who has which role: GET, POST `role`, `group`.
    ROLES, roles = "/admin/roles";
    /// Take a role from a group: GET `?role=`, `?group=`, POST `role`, `group`.
    ROLES_REMOVE, roles_remove = "/admin/roles/remove";

    // People.
    /// Search.
    PEOPLE, people = "/admin/people";

    // Requests for help.
    /// The queue.
    REQUESTS, requests = "/admin/requests";

    // Policy.
    /// The policies in force.
    POLICY, policy = "/admin/policy";

    // Reports.
    /// The reports.
    REPORTS, reports = "/admin/reports";

    // Audit, alarms, directory.
    /// The log: GET (`?who=`, `?support=`, `?from=`, `?to=`, `?kind=`, `?outcome=`, `?flow=`, `?view=events`; `?before=`,
    /// `?after=` for its pages).
    AUDIT, audit = "/admin/audit";
    /// Whether all of it holds, its copies, how long names are kept: GET.
    AUDIT_CHAIN, audit_chain = "/admin/audit/chain";
    /// POST: look through all of it.
    AUDIT_VERIFY, audit_verify = "/admin/audit/verify";
    /// POST the filter's fields, `format` (`csv` or `jsonl`), `names`: the log as a file.
    AUDIT_EXPORT, audit_export = "/admin/audit/export";
    /// Erase a person's names from it: GET (`?who=`), POST `who`.
    AUDIT_FORGET, audit_forget = "/admin/audit/forget";
    /// What is being alarmed about: GET (`?before=`, `?after=`).
    ALARMS, alarms = "/admin/alarms";
    /// The scan of the directory: GET (`?before=`).
    DIRECTORY, directory = "/admin/directory";
    /// POST `what` (`changes`, `full` or `full-accepting`): scan now.
    DIRECTORY_SCAN, directory_scan = "/admin/directory/scan";
}
