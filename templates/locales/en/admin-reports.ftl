# The overview and the reports.
admin-reports-day = { $day } { $month ->
    [1] Jan
    [2] Feb
    [3] Mar
    [4] Apr
    [5] May
    [6] Jun
    [7] Jul
    [8] Aug
    [9] Sep
    [10] Oct
    [11] Nov
   *[other] Dec
 } { $year }
admin-reports-share = { $share } of { $all }
admin-reports-seconds = { $seconds } s
admin-reports-minutes = { $minutes } min { $seconds } s
admin-reports-in-days = in { $days ->
    [one] 1 day
   *[other] { $days } days
 }
admin-reports-span = { $days ->
    [one] Today
   *[other] { $days } days
 }
admin-reports-tabs = Reports
admin-reports-tab-coverage = Coverage
admin-reports-tab-registrations = Registrations
admin-reports-tab-resets = Resets
admin-reports-tab-failures = Not finished
admin-reports-choose-days = Period
admin-reports-choose-policy = Policy
admin-reports-choose-ending = Result
admin-reports-policy-all = All policies
admin-reports-policy = Policy
admin-reports-pager = Pages
admin-reports-next = Next page
admin-reports-as-table = Show as a table
admin-reports-who = Who
admin-reports-people = Accounts
admin-reports-share-heading = Share
admin-reports-share-of-all = Share of all
admin-reports-times = How often
admin-reports-what = What
admin-reports-method = Method
admin-reports-reason = Reason
admin-reports-came-to = Came as far as
admin-reports-stage = Step
admin-reports-left-before = Lost before
admin-reports-day-heading = Day
admin-reports-never = never
admin-reports-none = nothing
admin-reports-can-reset = Can reset
admin-reports-unknown-person = unknown name
admin-reports-overview-lead = How many people can get back to work by themselves, and how it goes.
admin-reports-counted-at = Counted { $at }.
admin-reports-coverage-title = Coverage
admin-reports-coverage-lead = Each number opens the list of the accounts that it counts.
admin-reports-coverage-empty = No account was counted yet. It begins by itself after the first scan of the directory.
admin-reports-figure-all = All accounts
admin-reports-figure-counted = People who count
admin-reports-figure-enabled = In scope
admin-reports-figure-not-enabled = Not in scope
admin-reports-figure-registered = Registered
admin-reports-figure-not-registered = Not registered enough
admin-reports-figure-nothing = Nothing registered
admin-reports-figure-single = One method only
admin-reports-figure-capable = Can reset now
admin-reports-figure-not-capable = In scope, but cannot reset
admin-reports-figure-stale = Not confirmed for too long
admin-reports-figure-disabled = Switched off or ended
admin-reports-figure-service = Services and machines
admin-reports-figure-excluded = Excluded by the policy
admin-reports-figure-protected = Protected
admin-reports-figure-with-passkey = With a passkey
admin-reports-figure-with-app = With an authenticator app
admin-reports-figure-with-phone = With a phone
admin-reports-figure-with-office = With a desk phone
admin-reports-figure-with-mailbox = With a private email address
admin-reports-figure-with-recovery-codes = With recovery codes
admin-reports-figure-with-questions = With security questions
admin-reports-figure-help = Requests for help wait
admin-reports-waits = the first for { $span }
admin-reports-span-minutes = { $count ->
    [0] less than a minute
    [one] one minute
   *[other] { $count } minutes
}
admin-reports-span-hours = { $count ->
    [one] one hour
   *[other] { $count } hours
}
admin-reports-span-days = { $count ->
    [one] one day
   *[other] { $count } days
}
admin-reports-figure-done = Finished
admin-reports-figure-median = Half took less than
admin-reports-figure-most = Nine of ten took less than
admin-reports-figure-calls = Calls saved
admin-reports-figure-money = Money saved
admin-reports-short-counted = Count
admin-reports-short-enabled = In scope
admin-reports-short-registered = Registered
admin-reports-short-capable = Can reset
admin-reports-short-single = One method
admin-reports-stack-capable = Can reset now
admin-reports-stack-not-capable = In scope, but cannot
admin-reports-stack-not-enabled = Not in scope
admin-reports-now-title = Where people stand
admin-reports-now-text = { $capable } of { $enabled } people in scope can reset now. { $counted } people count.
admin-reports-kinds-title = What people have
admin-reports-kinds-text = Of the people in scope, with what the directory holds where the policy counts that.
admin-reports-quality-title = Who needs a nudge
admin-reports-quality-text = People in scope who would be stuck, or soon may be.
admin-reports-apart-title = Not counted
admin-reports-apart-text = Of all { $all } accounts, these are left out of every percentage.
admin-reports-policies-title = By policy
admin-reports-time-title = Over time
admin-reports-line-capable = Can reset, of those in scope
admin-reports-line-registered = Registered, of those in scope
admin-reports-forecast = At this pace, { $share } of the people in scope can reset on { $day }.
admin-reports-forecast-reached = 90 percent of the people in scope can reset already.
admin-reports-forecast-none = There is no steady rise that tells when 90 percent are reached.
admin-reports-files-title = Take it away
admin-reports-files-lead = Files have no limit of rows. Taking one is written down in the audit log.
admin-reports-file-csv = As a table (CSV)
admin-reports-file-json = For programs (JSON)
admin-reports-file-days = Figures of each day
admin-reports-list-count = { $count } accounts.
admin-reports-list-empty = Nobody is in this list. That is good news for some lists; if not, choose another policy.
admin-reports-back-coverage = Back to coverage
admin-reports-back-resets = Back to resets
admin-reports-column-name = Name
admin-reports-column-login = Sign-in name
admin-reports-column-policy = Policy
admin-reports-column-kinds = Has
admin-reports-column-state = State
admin-reports-column-updated = Last confirmed
admin-reports-column-began = Began
admin-reports-column-support = Support number
admin-reports-column-came-to = Came as far as
admin-reports-column-result = Result
admin-reports-column-took = Took
admin-reports-column-at = When
admin-reports-column-what = What
admin-reports-resets-title = Resets
admin-reports-resets-lead = How far people come, what stops them, and how long it takes.
admin-reports-resets-empty = Nobody began a reset in this time. Choose a longer one, or tell people where to find this portal.
admin-reports-funnel-title = { $days ->
    [one] Today, step by step
   *[other] The last { $days } days, step by step
 }
admin-reports-funnel-text = { $started } began, { $done } finished.
admin-reports-stage-started = Typed a name
admin-reports-stage-found = Account found and may reset
admin-reports-stage-first-gate = First proof given
admin-reports-stage-all-gates = All proofs given
admin-reports-stage-tried = Tried a new password
admin-reports-stage-done = Finished
admin-reports-not-done = Not finished
admin-reports-days-title = Day by day
admin-reports-days-text = What began on each day, and how much of it ended well.
admin-reports-reasons-title = Why resets were not finished
admin-reports-reasons-text = The last thing that went wrong, and how far people had come by then. Those still under way are here too.
admin-reports-reason-left = Left, nothing went wrong
admin-reports-reason-rule = New password refused: { $rule }
admin-reports-reason-limit = Stopped by a limit: { $limit }
admin-reports-methods-title = By method
admin-reports-methods-text = Proofs given with each method, and what went wrong on the way.
admin-reports-others-title = Also in this time
admin-reports-counter-refused = New passwords refused
admin-reports-counter-proof-passed = Proofs given
admin-reports-counter-proof-failed = Wrong tries
admin-reports-counter-code-sent = Codes sent
admin-reports-counter-code-not-sent = Codes not sent
admin-reports-counter-not-written = Not taken by the directory
admin-reports-counter-blocked = Stopped by a limit
admin-reports-counter-help = Requests for help
admin-reports-counter-changed = Passwords changed with the old one
admin-reports-counter-registered = Methods registered
admin-reports-counter-method-changed = Methods changed
admin-reports-counter-removed = Methods removed
admin-reports-counter-confirmed = Lists confirmed
admin-reports-counter-postponed = Put off with “remind me later”
admin-reports-counter-completed = Enough registered for the first time
admin-reports-counter-not-registered = Registrations that failed
admin-reports-counter-undelivered = Messages not delivered
admin-reports-counter-frozen = Stopped with “this was not me”
admin-reports-counter-pass-issued = Passes issued by the help desk
admin-reports-rule-tooshort = too short
admin-reports-rule-toolong = too long
admin-reports-rule-complexity = too few kinds of characters
admin-reports-rule-containsname = holds the name
admin-reports-rule-toocommon = too easy to guess
admin-reports-rule-leaked = known from a leak
admin-reports-rule-leakunknown = leaks could not be looked up
admin-reports-rule-usedbefore = used before
admin-reports-rule-tooyoung = changed too recently
admin-reports-rule-characters = a character that cannot be used
admin-reports-rule-empty = empty
admin-reports-rule-likelyusedbefore = probably used before
admin-reports-rule-likelyfilter = probably a filter of the directory
admin-reports-rule-unnamed = the directory did not say why
admin-reports-code-switched-off = Reset is switched off
admin-reports-code-writeback-off = Writing is switched off
admin-reports-code-not-in-scope = Not in scope
admin-reports-code-not-enough-methods = Too few usable methods
admin-reports-code-protected = Protected account
admin-reports-code-account-off = Account switched off or ended
admin-reports-code-unknown-account = Nobody has this name
admin-reports-code-ambiguous-account = Several accounts match
admin-reports-code-administrator-lock = Locked by an administrator
admin-reports-code-account-gone = Account gone since the start
admin-reports-code-frozen = Stopped by its owner
admin-reports-code-directory-denied = The portal lacks a right in the directory
admin-reports-code-directory-down = The directory did not answer
admin-reports-code-outcome-unknown = The directory gave no answer to a write
admin-reports-code-directory-refused = The directory refused
admin-reports-code-password-refused = The directory refused the new password
admin-reports-code-wrong-code = Wrong code
admin-reports-code-expired-code = Code too old
admin-reports-code-too-many-tries = Too many wrong codes
admin-reports-code-malformed-code = Not a code
admin-reports-code-passkey-refused = Passkey not taken
admin-reports-code-throttled = Too much in a short time
admin-reports-price-title = What a call costs
admin-reports-price-label = Price of one call to the help desk
admin-reports-price-currency = Currency
admin-reports-price-button = Save the price
admin-reports-price-wrong = Type an amount such as 20 or 17.50, at most one million.
admin-reports-count-button = Count again now
admin-reports-count-failed = The accounts could not be counted: { $error }
admin-reports-behind = The figures are { $events } events behind; they catch up by themselves.
admin-reports-journeys-title = Resets
admin-reports-failures-title = Resets that were not finished
admin-reports-journeys-count = { $count } from { $since } to { $until }.
admin-reports-journeys-stopped = They came as far as: { $stage }.
admin-reports-journeys-reached = They came at least as far as: { $stage }.
admin-reports-journeys-empty = There is nothing in this list. Without a choice of days it is of the last { $days ->
    [one] day
   *[other] { $days } days
 }.
admin-reports-ending-all = All
admin-reports-ending-open = Not finished
admin-reports-ending-reset = Password reset
admin-reports-ending-unlocked = Account unlocked
admin-reports-events-count = { $count } times from { $since } to { $until }.
admin-reports-events-empty = Nothing of this kind happened in this time.
admin-reports-registrations-title = Registrations
admin-reports-registrations-lead = What people registered, changed and confirmed.
admin-reports-registrations-empty = Nobody registered anything in this time. Tell people about the page “Security info”.
admin-reports-registrations-days-title = Day by day
admin-reports-registrations-days-text = Methods registered and removed on each day.
admin-reports-todo-title = What to do next
admin-reports-todo-lead = A new portal needs these. What is done leaves the list.
admin-reports-todo-mail = Name a mail server, so that codes and notices can be sent (section [mail] of the configuration file)
admin-reports-todo-scan = Let the directory be scanned, so that people can be found and counted
admin-reports-todo-roles = Give the help desk, policy admins or auditors a role
admin-reports-todo-policy = Look at the policy, and save it here
admin-reports-todo-pilot = Choose a pilot group: nobody is in scope yet
admin-reports-scan-title = The directory
admin-reports-scan-never = The directory was never scanned. It begins by itself; nothing is written to it.
admin-reports-scan-first = The first scan is under way.
admin-reports-scan-at = Last scanned { $at }: { $accounts } accounts.
admin-reports-scan-failed = The last scan failed: { $error }
admin-reports-scan-more = More about the scan
