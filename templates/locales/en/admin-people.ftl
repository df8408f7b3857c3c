# People and the help desk.

admin-people-title = People
admin-people-search-label = Name, user name or email
admin-people-search = Search
admin-people-search-hint = The beginnings of words are enough: “ma lid” finds Mary Liddell.
admin-people-search-whole = Type a whole user name.
admin-people-never-scanned = Only whole user names can be found: the directory has not been read yet.
admin-people-scan-on = To search by parts of names, set “enabled = true” in the section [sync] of the configuration file and start again. Or run “latchkey sync now” once.
admin-people-scan-page = How the reading stands
admin-people-found = People found
admin-people-name = Name
admin-people-login = User name
admin-people-place = Place in the directory
admin-people-state = State
admin-people-tag-active = active
admin-people-tag-gone = gone
admin-people-tag-disabled = disabled
admin-people-tag-expired = past its end date
admin-people-tag-locked = locked
admin-people-tag-protected = protected
admin-people-tag-password-due = password to change
admin-people-go-on = Nobody on this page. The search goes on behind it.
admin-people-nobody = Nobody found for “{ $text }”
admin-people-nobody-next = Try fewer letters, or only the surname.
admin-people-nobody-whole = Check the spelling. It has to be the whole user name.
admin-people-ask = Type a name to find somebody.
admin-places-only = { $count ->
    [one] You help people in this part of the directory:
   *[other] You help people in these parts of the directory:
 }
admin-people-more = More
admin-people-as-of = As the directory was read on { $time }. A person’s page always shows how it is now.
admin-people-back-search = Back to the search
admin-people-back-person = Back to the person
admin-people-cancel = Cancel
admin-people-gone-title = This account is gone
admin-people-gone-text = The directory has no account with this number any more. What it did is still in the audit log.
admin-people-gone-since = Gone since
admin-people-not-here-title = Nobody here
admin-people-not-here-text = There is nobody with this number in the part of the directory that you help in.

admin-people-can = This person can reset their password
admin-people-can-how = { $gates ->
    [one] The policy “{ $policy }” applies. It takes { $gates } proof.
   *[other] The policy “{ $policy }” applies. It takes { $gates } proofs.
 }
admin-people-cannot = This person cannot reset their password
admin-people-acts = Help this person
admin-people-verified = You checked this caller less than 15 minutes ago
admin-people-not-verified = You have not checked who is calling. Do that first.
admin-people-do-caller = Check a caller
admin-people-do-pass = Issue a temporary pass
admin-people-reveal = Show contacts in full
admin-people-revealed = Contacts in full
admin-people-revealed-audited = That you looked is in the audit log. Leave this page to hide them.
admin-people-registered-here = registered here
admin-people-of-records = of your organisation’s records
admin-people-no-contacts = There are none.

admin-people-act-unlock = Unlock the account
admin-people-act-unfreeze = Open self-service again
admin-people-act-register = Ask for a new registration
admin-people-act-sign-out = Sign out everywhere
admin-people-act-revoke = Remove
admin-people-act-revoke-pass = Revoke the temporary pass
admin-people-will = What will happen
admin-people-will-unlock = The lock in the directory is lifted. The password stays as it is. The person is told at every contact, and has to sign in here again.
admin-people-will-unfreeze = Somebody said that a change was not theirs, so resets were stopped. Find out what happened before you go on. Then the person can reset again, wrong tries are forgotten, and the person is told at every contact.
admin-people-will-register = At the next sign-in the person is asked to register again. What is registered stays until then. The person is told at every contact.
admin-people-will-sign-out = Every open session of this person on this portal ends at once. The person is told at every contact.
admin-people-will-revoke = This way to prove who they are works no more, and every session ends. The person is told at every contact, this one too.
admin-people-will-revoke-pass = The pass works no more. The person is told at every contact.

admin-people-who = Who this is
admin-people-roles = Roles in this console
admin-people-account = Account
admin-people-password = Password
admin-people-password-valid = Works.
admin-people-password-expired = Past its age. It has to be changed.
admin-people-password-must-change = Has to be changed at the next sign-in.
admin-people-password-set = Set on { $time }.
admin-people-locked = After wrong passwords. A reset or an unlock lifts it.
admin-people-locked-since = After wrong passwords, since { $time }. A reset or an unlock lifts it.
admin-people-locked-admin = By an administrator of the directory. Nothing here lifts it.
admin-people-self-service = Self-service
admin-people-frozen-since = Stopped since { $time }: somebody said “this was not me”.
admin-people-pass-until = Works until { $time }.
admin-people-due = At the next sign-in
admin-people-due-nothing = Nothing is asked for.
admin-people-due-register = { $missing ->
    [0] Asked to register again.
    [one] Asked to register: { $missing } way is missing.
   *[other] Asked to register: { $missing } ways are missing.
 }
admin-people-due-reconfirm = Asked whether the list is still true.

admin-people-why = Which policy applies, and why
admin-people-policy-is = { $gates ->
    [one] The policy is “{ $policy }”. A reset takes { $gates } proof.
   *[other] The policy is “{ $policy }”. A reset takes { $gates } proofs.
 }
admin-people-applies = applies
admin-people-fits = would apply, an earlier one counts
admin-people-fits-not = does not apply
admin-people-policy-everybody = It is for everybody whom no policy before it is for.
admin-people-policy-group = The account is in the group
admin-people-policy-place = The account is below
admin-people-policy-neither = The account is in none of these groups or places:
admin-people-policy-unreadable = It cannot be told: the directory cannot read the group
admin-people-checks = Every check
admin-people-ok = yes
admin-people-not-ok = no
admin-people-why-switched-on = Resets are switched on.
admin-people-why-switched-off = Resets are switched off in this policy.
admin-people-do-switched-off = Switch them on in the policy, for all or for a group.
admin-people-why-scope-all = The policy lets everybody reset.
admin-people-why-scope-group = The group { $subject } may reset, and the account is in it.
admin-people-why-scope-no-group = The account is in none of the groups that may reset: { $subject }.
admin-people-do-scope-no-group = Add the account to one of these groups, or name another group in the policy.
admin-people-why-scope-nobody = The policy names no group, so nobody may reset.
admin-people-do-scope-nobody = Name a group in the policy, or let everybody reset.
admin-people-why-scope-excluded = The account is in the group { $subject }, which is left out.
admin-people-do-scope-excluded = Take the account out of this group, or take the group out of the policy. A group that is left out always wins.
admin-people-why-scope-unreadable = The directory cannot read the group { $subject }.
admin-people-do-scope-unreadable = Check that the group still exists and that the service account may read it. “latchkey doctor” tells more.
admin-people-why-writeback-on = New passwords are written to the directory.
admin-people-why-writeback-off = Writing to the directory is switched off for all.
admin-people-do-writeback-off = Switch it on in the policy.
admin-people-why-unprotected = It is no protected account.
admin-people-why-protected-allowed = It is a protected account. The policy allows that, with two proofs.
admin-people-why-protected-admin-count = It is a protected account: adminCount is 1 in the directory.
admin-people-do-protected-admin-count = Reset it with the tools of the directory. Is it no administrator any more? Then clear adminCount there.
admin-people-why-protected-group = It is a protected account: a member of { $subject }.
admin-people-do-protected-group = Reset it with the tools of the directory, or take it out of this group.
admin-people-why-protected-service = It is the account of a service.
admin-people-do-protected-service = Services do not reset passwords. Use the tools of the directory.
admin-people-why-protected-machine = It is the account of a computer.
admin-people-do-protected-machine = Computers do not reset passwords.
admin-people-why-protected-configured = It is named as protected in the configuration file.
admin-people-do-protected-configured = Take it out of the list there, or use the tools of the directory.
admin-people-why-enabled = The account is enabled.
admin-people-why-disabled = The account is disabled.
admin-people-do-disabled = Enable it in the directory, if it should be in use.
admin-people-why-not-ended = The account is not past its end date.
admin-people-why-ended = The account is past its end date.
admin-people-do-ended = Move the end date in the directory.
admin-people-why-no-admin-lock = No administrator locked the account.
admin-people-why-admin-lock = An administrator of the directory locked the account.
admin-people-do-admin-lock = Ask who locked it. Only the directory can lift that.
admin-people-why-not-frozen = Self-service is open.
admin-people-why-frozen = Somebody said “this was not me” on { $time }, so self-service is stopped.
admin-people-do-frozen = Call the person on a number that you know. Then open self-service again on this page.
admin-people-why-enough-ways = { $have ->
    [one] There is { $have } way to prove who it is, and { $want } is asked for.
   *[other] There are { $have } ways to prove who it is, and { $want } are asked for.
 }
admin-people-why-too-few-ways = { $have ->
    [one] There is only { $have } way to prove who it is, and { $want } are asked for.
   *[other] There are { $have } ways to prove who it is, and { $want } are asked for.
 }
admin-people-do-too-few-ways = Look below at what is missing. Let the person register more, or issue a temporary pass.
admin-people-why-no-limit = No limit is in force.
admin-people-why-limited = Too many codes were asked for or typed. It goes on at { $time }.
admin-people-do-limited = Wait, or clear the limits on this page once you know who tried.
admin-people-limits = Limits in force
admin-people-limits-none = None stops this person now.
admin-people-limits-shared = Limits for a network and for your whole organisation protect everybody. They end by themselves and cannot be cleared for one person. Only networks that this person used lately are looked at.
admin-people-limited = stopped
admin-people-limit-soon = filling up
admin-people-limit-full-minutes = { $per ->
    [one] { $used } of { $most } within { $per } minute
   *[other] { $used } of { $most } within { $per } minutes
 }
admin-people-limit-full-hours = { $per ->
    [one] { $used } of { $most } within { $per } hour
   *[other] { $used } of { $most } within { $per } hours
 }
admin-people-limit-full-days = { $per ->
    [one] { $used } of { $most } within { $per } day
   *[other] { $used } of { $most } within { $per } days
 }
admin-people-limit-full-row = { $used } of { $most } in a row
admin-people-limit-in-unknown = It counts in browsers that this person has not finished a reset in.
admin-people-limit-in-known = It counts in a browser that this person has finished a reset in.
admin-people-limit-in-signed-in = It counts while this person is signed in here.
admin-people-limit-stays = It protects everybody and cannot be cleared here.
admin-people-limit-try-code = Wrong codes
admin-people-limit-ask-for-code = Codes asked for by this name
admin-people-limit-send-to-account = Codes sent to this account
admin-people-limit-send-to-destination = Codes sent to one of the contacts
admin-people-limit-try-old-password = Passwords tried
admin-people-limit-register-phone = Codes to new phones
admin-people-limit-new-number = New phone numbers
admin-people-limit-register-mailbox = Codes to new mailboxes
admin-people-limit-identify = Names typed from a network
admin-people-limit-sms-budget = Text messages and calls of your organisation
admin-people-limit-sms-country = Text messages and calls to one country
admin-people-limit-sms-prefix = Text messages and calls to this country are paused by an alarm
admin-people-limit-worn-out = Switched off by wrong tries
admin-people-limit-until = until { $time }
admin-people-clear = Clear the limits

admin-people-ways = Ways to prove who it is
admin-people-no-ways = The policy allows none.
admin-people-way-usable = works.
admin-people-way-missing = is not registered.
admin-people-way-resting = is new, and works from { $time } on.
admin-people-way-worn-out = was switched off by too many wrong tries.
admin-people-way-own-mailbox = does not count: the only mailbox is one of your organisation.
admin-people-way-not-counted = does not count: the organisation knows it, and the policy asks people to register or confirm it.
admin-people-registered = What is registered
admin-people-nothing-registered = Nothing yet.
admin-people-what = What
admin-people-since = Registered
admin-people-used = Last used
admin-people-never = never
admin-people-help = Help
admin-people-worn = switched off
admin-people-imported = brought in, not confirmed by the person
admin-people-imported-verified = brought in, confirmed on { $time }
admin-people-resting = from { $time } on
admin-people-codes-left = { $left ->
    [one] { $left } left
   *[other] { $left } left
 }
admin-people-held = Contacts in the directory
admin-people-journeys = What happened lately
admin-people-no-journeys = Nothing is in the log.
admin-people-writes = Written to the directory lately
admin-people-no-writes = Nothing in the last 30 days.
admin-people-write-intended = finding out
admin-people-write-done = done
admin-people-write-refused = refused
admin-people-write-not-done = not done
admin-people-write-unknown = not known
admin-people-write-kind-reset = New password
admin-people-write-kind-unlock = Unlock
admin-people-write-kind-change = Changed password
admin-people-server = server { $server }
admin-people-by = by { $actor }
admin-people-sessions = Sessions on this portal
admin-people-no-sessions = Not signed in here.
admin-people-session = Since { $began }, last seen { $seen }.
admin-people-outcome-success = done
admin-people-outcome-failure = failed
admin-people-outcome-pending = begun

admin-people-event-reset-started = A reset was begun
admin-people-event-reset-account-looked-up = The account was looked up
admin-people-event-reset-method-chosen = A way was chosen
admin-people-event-reset-code-sent = A code was to be sent
admin-people-event-reset-gate-passed = A proof was right
admin-people-event-reset-gate-failed = A proof was wrong
admin-people-event-reset-action-chosen = Reset or unlock was chosen
admin-people-event-writeback-intended = About to write to the directory
admin-people-event-writeback-settled = What became of a write
admin-people-event-password-refused = A new password was refused
admin-people-event-password-reset = The password was reset
admin-people-event-password-changed = The password was changed
admin-people-event-account-unlocked = The account was unlocked
admin-people-event-reset-blocked = A limit stopped it
admin-people-event-help-requested = Help was asked for
admin-people-event-session-signed-in = Sign-in
admin-people-event-session-signed-out = Sign-out
admin-people-event-session-proof-given = A proof before a change
admin-people-event-security-info-registered = Registered
admin-people-event-security-info-changed = Changed
admin-people-event-security-info-removed = Removed
admin-people-event-security-info-imported = Brought in by an administrator
admin-people-event-security-info-import-used = First use of what was brought in
admin-people-event-security-info-confirmed = The list was confirmed
admin-people-event-security-info-postponed = “Remind me later”
admin-people-event-security-info-completed = Registration
admin-people-event-security-info-worn-out = Switched off after wrong tries
admin-people-event-pass-issued = A temporary pass was issued
admin-people-event-pass-used = A temporary pass was used or revoked
admin-people-event-account-frozen = “This was not me” was pressed
admin-people-event-account-unfrozen = Self-service was opened again
admin-people-event-message-failed = A message could not be delivered
admin-people-event-help-desk-caller-checked = A caller was checked
admin-people-event-help-desk-contact-revealed = Contacts were looked at in full
admin-people-event-help-desk-limits-lifted = Limits were cleared
admin-people-event-help-desk-unlock-asked = The help desk asked for an unlock
admin-people-event-help-answered = A request was answered
admin-people-event-help-closed = A request was closed
admin-people-event-console-entered = Came into the console
admin-people-event-console-denied = The console refused something
admin-people-event-console-outage = Went on in the console while the directory did not answer
admin-people-event-other = { $kind }

admin-people-done-verified = The code was right. You can help this caller for 15 minutes.
admin-people-done-unlocked = The account is unlocked.
admin-people-done-unlock-open = The directory has not answered yet. Look again in a minute.
admin-people-done-unfrozen = Self-service is open again, and the person is told.
admin-people-done-register = The person is asked to register at the next sign-in, and told so.
admin-people-done-signed-out = Every session was ended, and the person is told.
admin-people-done-revoked = It was removed, and the person is told.
admin-people-done-pass-revoked = The pass works no more, and the person is told.
admin-people-done-cleared = The limits were cleared, and the person is told.
admin-people-done-nothing = There was nothing to do any more.

admin-people-caller-title = Check who is calling
admin-people-caller-lead = A code goes to a contact on record. The message shows two words that you say first, so that the caller knows it is you.
admin-people-caller-where = Where shall the code go?
admin-people-caller-send = Send the code
admin-people-caller-nowhere = There is no contact that a code could go to. New ones and those of your own mail domains do not count. Check the person in another way.
admin-people-caller-say = Say these two words. The message shows the same.
admin-people-caller-ask = Ask for the code that was sent to { $contact }.
admin-people-caller-code = Code that the caller reads out
admin-people-caller-until = It works until { $time }.
admin-people-caller-check = Check the code
admin-people-caller-again = Send another code
admin-people-error-no-contact = Choose where the code shall go
admin-people-error-code-empty = Type the code that the caller reads out
admin-people-error-code-malformed = The code has 6 digits
admin-people-error-code-wrong = { $number ->
    [one] This code is not right. You can try once more.
   *[other] This code is not right. You can try { $number } more times.
 }
admin-people-error-code-over = This code works no more. Send another one.
admin-people-error-throttled = { $number ->
    [one] Too many codes were sent. Try again in { $number } minute.
   *[other] Too many codes were sent. Try again in { $number } minutes.
 }
admin-people-error-reason = Say in at least 10 letters how you know this person

admin-people-pass-title = Issue a temporary pass
admin-people-pass-once = It works once, in the place of one proof, and to sign in and register.
admin-people-pass-told = The person is told at every contact, and everything is in the audit log.
admin-people-pass-other = A pass that works until { $time } is revoked.
admin-people-pass-minutes = Minutes that it works, 10 to 480
admin-people-pass-unverified = You have not checked this caller in the last 15 minutes.
admin-people-pass-reason = I know this person. How?
admin-people-pass-reason-hint = For example: stands at my desk with a badge. It is kept in the audit log.
admin-people-pass-issue = Issue the pass
admin-people-issued-title = The temporary pass
admin-people-issued-until = It works once, until { $time }. It is not shown again.
admin-people-issued-tell = Tell it to the person in a way that you know is theirs. Never by the mail that it would open.

admin-people-refused-title = Nothing was done
admin-people-refused-oneself = You cannot help your own account. Ask another agent.
admin-people-refused-elsewhere = This person is not in the part of the directory that you help in. Ask an agent who helps there.
admin-people-refused-not-above = This account has a role as high as yours, or higher. Only somebody above it can help.
admin-people-refused-protected = This is a protected account. Use the tools of the directory.
admin-people-refused-gone = The directory has no such account any more.
admin-people-refused-off = The account is switched off, or past its end date. A pass would open nothing.
admin-people-refused-frozen = Self-service is stopped for this account. Open it again first.
admin-people-refused-no-passes = The policy allows no temporary passes.
admin-people-refused-throttled = Too many codes were sent. Wait a while.
