# The audit log in the console.

admin-audit-number-only = { $number }
admin-audit-unknown = none
admin-audit-look-again = Look again
admin-audit-search = Search the log
admin-audit-who = User or account no.
admin-audit-support = Support number
admin-audit-from = From
admin-audit-to = To
admin-audit-kind = What happened
admin-audit-outcome = How it ended
admin-audit-any = Any
admin-audit-outcome-success = done
admin-audit-outcome-failure = failed
admin-audit-outcome-pending = open
admin-audit-show = Show
admin-audit-clear = Show everything
admin-audit-error-day = Write the days like this: 2026-11-21
admin-audit-health-unknown = The whole log was not checked yet.
admin-audit-health-holds = The last check found nothing altered, left out or put in.
admin-audit-health-broken = The log was altered.
admin-audit-health-running = The whole log is being checked.
admin-audit-chain-link = Checks, copies, how long names are kept
admin-audit-one-journey = All events of one journey.
admin-audit-view-journeys = Journeys
admin-audit-view-events = Every event
admin-audit-to-journeys = As journeys
admin-audit-to-events = Every event
admin-audit-col-when = When
admin-audit-col-what = What
admin-audit-col-person = Who
admin-audit-col-outcome = Ended
admin-audit-nobody = no name
admin-audit-number = no. { $number }
admin-audit-more = All { $count } events of this journey
admin-audit-none = Nothing is in the log yet. It fills as soon as people use the portal.
admin-audit-none-found = Nothing in the log fits what you look for. Take away a filter, or look at other days.
admin-audit-pages = Pages
admin-audit-told = The person was told
admin-audit-login = User name
admin-audit-actor = Done by
admin-audit-contact = Sent to
admin-audit-address = From
admin-audit-diagnostic = Said by the server
admin-audit-name = In the log
admin-audit-entra = In Microsoft Entra
admin-audit-account = Account
admin-audit-export-title = Take this list away
admin-audit-export-lead = All of it, however long, with the filter above. That you did is written in the log.
admin-audit-export-names = With names, contacts and addresses
admin-audit-export-csv = Download CSV
admin-audit-export-json = Download JSON lines
admin-audit-back = Back to the log

admin-audit-chain-title = Is the log whole?
admin-audit-chain-lead = Each event is chained to the one before it. So a check finds the first one that was altered, left out or put in.
admin-audit-checking = The log is being checked
admin-audit-progress = { $done } of { $total } events
admin-audit-wanted = It begins in a moment.
admin-audit-verify = Check the whole log now
admin-audit-holds-title = The log holds.
admin-audit-holds-text = { $events ->
    [one] One event
   *[other] { $events } events
} and { $checkpoints ->
    [one] one checkpoint
   *[other] { $checkpoints } checkpoints
}: nothing was altered, left out or put in.
admin-audit-checked-at = Checked { $time }.
admin-audit-never-checked = The whole log was not checked yet. Check it now; it changes nothing.
admin-audit-broken-title = The log was altered by someone else than the portal
admin-audit-broken-text = The first event that does not hold is no. { $number }:
admin-audit-broken-copy = Make a copy of the database as it is, before anything else.
admin-audit-broken-compare = Compare this event with your copy of the log.
admin-audit-broken-access = Find out who can reach the database, and change its password.
admin-audit-figures = Figures
admin-audit-events = Events
admin-audit-checkpoint = Last checkpoint
admin-audit-checkpoint-at = up to event { $number }, { $time }
admin-audit-shredded = Events whose names were erased
admin-audit-next-check = Next check
admin-audit-only-asked = only when someone asks
admin-audit-retention = Names, contacts and addresses are kept
admin-audit-retention-days = { $days ->
    [one] one day
   *[other] { $days } days
}
admin-audit-in-config = How often the log is checked is set in the configuration file. What happened and when stays for ever.
admin-audit-retention-set = (set here)
admin-audit-retention-change = Change how long
admin-audit-retention-saved = Saved. Names are kept { $days ->
    [one] one day
   *[other] { $days } days
} from now on; older ones go within minutes.
admin-audit-copies = Copies of the log
admin-audit-copy-failing = does not get through
admin-audit-copy-behind = behind
admin-audit-copy-well = has everything
admin-audit-copy-lag = { $count ->
    [one] One entry waits.
   *[other] { $count } entries wait.
}
admin-audit-copy-at = Last sent { $time }.
admin-audit-no-copies = There is no copy. An intruder who can write to the database could erase traces. Set up a copy in the configuration file, in [audit].

admin-audit-retention-title = How long names are kept in the log
admin-audit-retention-back = Back to the checks of the log
admin-audit-retention-lead = After this time user names, contacts and addresses go from an event. What happened and when stays, and the log still holds.
admin-audit-retention-now-owner = { $days ->
    [one] Now they are kept one day, as set here.
   *[other] Now they are kept { $days } days, as set here.
}
admin-audit-retention-now-file = { $days ->
    [one] Now they are kept one day, as the configuration file says.
   *[other] Now they are kept { $days } days, as the configuration file says.
}
admin-audit-retention-label = Days
admin-audit-retention-hint = A number from { $least } to { $most }
admin-audit-retention-error = Enter a number of days from { $least } to { $most }
admin-audit-retention-would = { $events ->
    [one] One event from before { $time } loses
   *[other] { $events } events from before { $time } lose
} user name, contact and address for good.
admin-audit-retention-none = No event from before { $time } has a name. Nothing goes now.
admin-audit-retention-oldest = The oldest of them is from { $time }.
admin-audit-retention-stays = What happened, when, how it ended and the account number stay.
admin-audit-retention-backups = Backups still hold the names until they expire.
admin-audit-retention-longer = Nothing goes now. What is erased already does not come back.
admin-audit-retention-same = That is how it is now.
admin-audit-retention-same-file = That is how it is now. Set here, it stays so whatever the configuration file says.
admin-audit-retention-button = { $days ->
    [one] Keep names one day
   *[other] Keep names { $days } days
}
admin-audit-retention-other = Choose another number

admin-audit-forget-title = Erase a person’s names from the log
admin-audit-forget-link = Erase a person’s names
admin-audit-forget-short = Names, contacts and addresses of one person go from every event. What happened and when stays, and the log still holds.
admin-audit-forget-look = See what would happen
admin-audit-forget-who = Person:
admin-audit-forget-count = { $events ->
    [one] One event
   *[other] { $events } events
} of { $accounts ->
    [one] one account
   *[other] { $accounts } accounts
} still have a name, a contact or an address.
admin-audit-forget-gone = They go for good: user name, contact, address, browser, and who helped.
admin-audit-forget-stays = What happened, when, how it ended and the account number stay.
admin-audit-forget-elsewhere = The account and what the person registered stay as they are. Backups still hold the names until they expire.
admin-audit-forget-copied = A copy of the log was sent out with names. Have them erased there too.
admin-audit-forget-no-way-back = There is no way back.
admin-audit-forget-button = { $count ->
    [one] Erase the names from one event
   *[other] Erase the names from { $count } events
}
admin-audit-forget-cancel = Keep them
admin-audit-forget-nothing = No event has a name, a contact or an address of this person.
admin-audit-forget-another = Look for someone else
admin-audit-forgot = { $count ->
    [one] The names are gone from one event. The log still holds.
   *[other] The names are gone from { $count } events. The log still holds.
}

# Kinds of events, by their names in the log.
admin-audit-kind-reset-started = Reset begun
admin-audit-kind-reset-account-looked-up = Account looked up
admin-audit-kind-reset-method-chosen = Way to prove chosen
admin-audit-kind-reset-code-sent = Code sent
admin-audit-kind-reset-gate-passed = Proof given
admin-audit-kind-reset-gate-failed = Wrong proof
admin-audit-kind-reset-action-chosen = Reset or unlock chosen
admin-audit-kind-writeback-intended = Write to the directory begun
admin-audit-kind-writeback-settled = Write to the directory settled
admin-audit-kind-password-refused = New password refused
admin-audit-kind-password-reset = Password reset
admin-audit-kind-password-changed = Password changed
admin-audit-kind-account-unlocked = Account unlocked
admin-audit-kind-reset-blocked = Stopped by a limit
admin-audit-kind-help-requested = Help asked for
admin-audit-kind-session-signed-in = Sign-in
admin-audit-kind-session-signed-out = Sign-out
admin-audit-kind-session-proof-given = Proof before a change
admin-audit-kind-security-info-registered = Security info registered
admin-audit-kind-security-info-changed = Security info changed
admin-audit-kind-security-info-removed = Security info removed
admin-audit-kind-security-info-imported = Security info brought in by an administrator
admin-audit-kind-security-info-import-used = First use of security info that was brought in
admin-audit-kind-security-info-confirmed = Security info confirmed
admin-audit-kind-security-info-postponed = Registration put off
admin-audit-kind-security-info-completed = Registration completed
admin-audit-kind-security-info-worn-out = Way to prove switched off after wrong tries
admin-audit-kind-pass-issued = Temporary pass issued
admin-audit-kind-pass-used = Temporary pass used or revoked
admin-audit-kind-account-frozen = Self-service stopped for an account
admin-audit-kind-account-unfrozen = Self-service allowed again
admin-audit-kind-message-failed = Message not delivered
admin-audit-kind-service = Portal started or stopped
admin-audit-kind-alarm-raised = Alarm raised
admin-audit-kind-alarm-cleared = Alarm over
admin-audit-kind-audit-person-forgotten = Names erased from the log
admin-audit-kind-audit-retention-changed = How long names are kept was changed
admin-audit-kind-account-departed = Account gone: what it had registered was removed
admin-audit-kind-audit-verified = Log checked
admin-audit-kind-audit-exported = Log taken as a file
admin-audit-kind-directory-scan-asked = Scan asked for
admin-audit-kind-console-entered = Console entered
admin-audit-kind-console-denied = Not allowed in the console
admin-audit-kind-console-outage = In the console without the directory
admin-audit-kind-role-granted = Role given
admin-audit-kind-role-revoked = Role taken
admin-audit-kind-console-set-up = First set-up
admin-audit-kind-help-desk-caller-checked = Caller checked
admin-audit-kind-help-desk-contact-revealed = Contact shown in full
admin-audit-kind-help-desk-limits-lifted = Limits cleared
admin-audit-kind-help-desk-unlock-asked = Unlock by the help desk
admin-audit-kind-help-answered = Request answered
admin-audit-kind-help-closed = Request closed
admin-audit-kind-help-answers-changed = Answer to begin with changed
admin-audit-kind-policy-changed = Policy changed
admin-audit-kind-reports-price-changed = Price of a call changed
admin-audit-kind-reports-exported = Report taken as a file

# Facts of events, by their names in the log.
admin-audit-fact-method = Method
admin-audit-fact-why = Why
admin-audit-fact-outage = While the directory did not answer
admin-audit-fact-gate = Proof no.
admin-audit-fact-limit = Limit
admin-audit-fact-rules = Rules
admin-audit-fact-rule = Rule
admin-audit-fact-server = Server
admin-audit-fact-found = Found
admin-audit-fact-how = How
admin-audit-fact-what = What
admin-audit-fact-act = Act
admin-audit-fact-answer = Answer
admin-audit-fact-purpose = For
admin-audit-fact-channel = Sent by
admin-audit-fact-prefix = Country code
admin-audit-fact-alarm = Alarm
admin-audit-fact-subject = About
admin-audit-fact-figure = Figure
admin-audit-fact-events = Events
admin-audit-fact-accounts = Accounts
admin-audit-fact-version = Version
admin-audit-fact-route = Page
admin-audit-fact-role = Role
admin-audit-fact-scope = Only in
admin-audit-fact-group = Group
admin-audit-fact-person = Account of the person
admin-audit-fact-format = Format
admin-audit-fact-names = With names
admin-audit-fact-asked = Asked for
admin-audit-fact-checkpoints = Checkpoints
admin-audit-fact-shredded = Without names
admin-audit-fact-record = Event no.
admin-audit-fact-protection = Protected as
admin-audit-fact-minutes = Minutes
admin-audit-fact-days-before = Days before
admin-audit-fact-days-after = Days now
admin-audit-fact-methods = Registered entries
admin-audit-fact-sessions = Sign-ins
admin-audit-fact-passwords = Former passwords
