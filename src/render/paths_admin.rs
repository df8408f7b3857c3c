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
    /// Who has which role.
    ROLES, roles = "/admin/roles";
    /// Give a role to a group: GET (`?role=`, `?group=`, `?find=`), POST `do` (`give`, `find-group`, `add-group:NAME`,
    /// `remove-group:0`), `role`, `group`, `find-group`.
    ROLES_ADD, roles_add = "/admin/roles/add";
    /// Take a role from a group: GET `?role=`, `?group=`, POST `role`, `group`.
    ROLES_REMOVE, roles_remove = "/admin/roles/remove";

    // People.
    /// Search: GET (`?q=`, `?after=`).
    PEOPLE, people = "/admin/people";
    /// One person: GET (`?done=`, what was just done).
    PERSON, person = "/admin/people/{id}";
    /// Contacts in full, once: POST.
    PERSON_REVEAL, person_reveal = "/admin/people/{id}/reveal";
    /// Lift the limits in force: POST.
    PERSON_CLEAR, person_clear = "/admin/people/{id}/clear";
    /// One act: GET `?do=` (and `?method=`) shows what will happen, POST `do`, `method`.
    PERSON_ACT, person_act = "/admin/people/{id}/act";
    /// Check a caller: GET, POST `contact` sends a code.
    PERSON_CALLER, person_caller = "/admin/people/{id}/caller";
    /// POST `code`: what the caller read out.
    PERSON_CALLER_CODE, person_caller_code = "/admin/people/{id}/caller/code";
    /// A temporary pass: GET, POST `minutes`, `reason`.
    PERSON_PASS, person_pass = "/admin/people/{id}/pass";

    // Requests for help.
    /// The queue: GET (`?state=`, `?after=`).
    REQUESTS, requests = "/admin/requests";
    /// One request: GET (`?template=`, an answer to begin with; `?done=`).
    REQUEST, request = "/admin/requests/{id}";
    /// POST `text`: the answer.
    REQUEST_ANSWER, request_answer = "/admin/requests/{id}/answer";
    /// POST: close it.
    REQUEST_CLOSE, request_close = "/admin/requests/{id}/close";

    /// The answers to begin with.
    ANSWERS, answers = "/admin/policy/answers";
    /// One of them, or `new`: GET, POST `do` (`keep`, `preview`), `revision`, and for each language `title-en`, `text-en`.
    ANSWER, answer = "/admin/policy/answers/{answer}";
    /// Take one away, or bring it back: GET, POST `do` (`remove`, `restore`), `revision`.
    ANSWER_REMOVE, answer_remove = "/admin/policy/answers/{answer}/remove";

    // Policy.
    /// The policies in force.
    POLICY, policy = "/admin/policy";
    /// One policy of the draft, by its place, `everybody`, or `shared`: GET (`?list=`, `?find=`), POST `do`, `revision`
    /// and its settings.
    POLICY_EDIT, policy_edit = "/admin/policy/edit/{place}";
    /// The draft: GET, POST `do` (`add`, `up-0`, `down-0`, `remove-0`, `discard`, `merge`), `revision`, `name`.
    POLICY_DRAFT, policy_draft = "/admin/policy/draft";
    /// What the draft would do: GET, POST `revision`, `base`, `comment`: save it (R143).
    POLICY_PREVIEW, policy_preview = "/admin/policy/preview";
    /// Whom it meets: GET (`?after=`).
    POLICY_AFFECTED, policy_affected = "/admin/policy/preview/{effect}";
    /// The versions: GET (`?before=`).
    POLICY_VERSIONS, policy_versions = "/admin/policy/versions";
    /// One version: GET (`?with=`, another to compare it with), POST: make it the draft.
    POLICY_VERSION, policy_version = "/admin/policy/versions/{version}";
    /// A version as a file: GET (`?version=`).
    POLICY_EXPORT, policy_export = "/admin/policy/export";
    /// A file as the draft: GET, POST `text` or `file`.
    POLICY_IMPORT, policy_import = "/admin/policy/import";
    /// The kill switch: GET, POST `base`, `writeback` (R143).
    POLICY_SWITCH, policy_switch = "/admin/policy/switch";

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
    /// How long names are kept in it: GET (`?days=` to see what would go), POST `days`.
    AUDIT_RETENTION, audit_retention = "/admin/audit/retention";
    /// What is being alarmed about: GET (`?before=`, `?after=`).
    ALARMS, alarms = "/admin/alarms";
    /// The scan of the directory: GET (`?before=`).
    DIRECTORY, directory = "/admin/directory";
    /// POST `what` (`changes`, `full` or `full-accepting`): scan now.
    DIRECTORY_SCAN, directory_scan = "/admin/directory/scan";
}
