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
    /// Coverage: GET (`?policy=`).
    REPORTS, reports = "/admin/reports";
    /// The accounts behind a figure: GET `?figure=`, `?policy=`, `?after=`.
    REPORT_PEOPLE, report_people = "/admin/reports/people";
    /// Resets of some days: GET (`?days=`).
    REPORT_RESETS, report_resets = "/admin/reports/resets";
    /// The journeys behind a figure: GET `?since=`, `?until=`, `?least=`, `?most=`, `?ending=`, `?reason=`, `?before=`.
    REPORT_JOURNEYS, report_journeys = "/admin/reports/journeys";
    /// Registrations of some days: GET (`?days=`).
    REPORT_REGISTRATIONS, report_registrations = "/admin/reports/registrations";
    /// The events behind a counter: GET `?counter=`, `?subject=`, `?since=`, `?until=`, `?before=`.
    REPORT_EVENTS, report_events = "/admin/reports/events";
    /// A report as a file: GET `?report=`, `?format=`, and what its page asks for.
    REPORT_FILE, report_file = "/admin/reports/file";
    /// POST: count all accounts anew.
    REPORT_COUNT, report_count = "/admin/reports/count";
    /// POST `price`, `currency`: what a call costs.
    REPORT_PRICE, report_price = "/admin/reports/price";

    // Audit, alarms, directory.
    /// The log.
    AUDIT, audit = "/admin/audit";
    /// What is being alarmed about.
    ALARMS, alarms = "/admin/alarms";
    /// The scan of the directory.
    DIRECTORY, directory = "/admin/directory";
}
