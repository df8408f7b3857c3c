# Sign-in to the security info, its list, the wizard, what happened, where one is signed in.

signin-title = Sign in to your security info
signin-lead = Use the user name and password that you use at work.
signin-password = Password
signin-button = Sign in
signin-forgot = I forgot my password
signin-have-pass = Did the help desk give you a temporary pass?
signin-use-pass = Sign in with the pass
signin-note-over = You were signed out, because too much time has passed or your password has changed. What you saved is safe. Sign in again.
signin-note-out = You are signed out.
signin-error-login-empty = Enter your user name or work email
signin-error-empty = Enter your password
signin-error-wrong = The user name or the password is not right. Check both
signin-demo-password = Everybody’s password: { $code }.
signin-must-change = Your password is right, but it must be changed before you go on. Choose a new one here, then sign in with it.
signin-pass-title = Sign in with a temporary pass
signin-pass-lead = The help desk gives you a pass when you are new, or when you have lost everything else. It works once.
signin-pass-label = Temporary pass
signin-pass-hint = 12 letters and digits. Capital letters and hyphens do not matter
signin-pass-other = Sign in with your password
signin-pass-error-empty = Enter the pass
signin-pass-error-wrong = The user name or the pass is not right, or the pass is too old. Check both

thing-passkey = Passkey or security key
thing-app = Authenticator app
thing-phone = Phone
thing-office = Desk phone
thing-mailbox = Private email
thing-recovery-codes = Recovery codes
thing-questions = Security questions
thing-sms = Text message
thing-voice = Phone call
thing-email = Email
thing-recovery-code = Recovery code
thing-pass = Temporary pass

overview-title = Your security info
overview-lead = With these you prove who you are when you have forgotten your password. They are used for nothing else.
overview-empty = Nothing is registered yet.
overview-progress = You have { $have } of { $wanted } ways to prove who you are. Add more, so that you can always get back in.
overview-too-few = Keep at least two ways, so that you can get back in when you lose one.
overview-no-codes = When your phone is lost, recovery codes on paper help you in.
overview-make-codes = Make recovery codes
overview-add = Add another way
overview-first = Shown first
overview-make-first = Show first
overview-try = Try it
overview-remove = Remove
overview-added = Added on { $time }
overview-imported = Added by your organisation on { $time }, not yet confirmed by you
overview-imported-not-counts = It counts only when you have confirmed it.
overview-confirm-own = Confirm that it is yours
overview-used = Last used on { $time }
overview-resting = New. It can be used from { $time }
overview-worn = Switched off after too many wrong tries. Remove it and add it again
overview-codes-left = { $left ->
    [0] No code is left. Make new ones
    [one] { $left } code is left. Make new ones soon
   *[other] { $left } codes are left
 }
overview-held = From your organisation’s records
overview-held-counts = These count too. To keep one of your own, confirm it.
overview-held-not-counts = These count only when you have confirmed them.
overview-held-own = Your work mailbox does not count: you may need your password to read it
overview-held-confirm = Confirm
overview-back = Continue to { $host }
overview-nav = Your security info
overview-sign-out = Sign out
overview-flash-added = It is added. We told all your contacts.
overview-flash-removed = It is removed. We told all your contacts.
overview-flash-confirmed = Thank you. Everything is confirmed.
overview-flash-postponed = We will remind you later.
overview-flash-default = It is shown first from now on.
overview-flash-tried = It works.
overview-flash-verified = It is confirmed, and yours from now on.
overview-flash-others-ended = You are signed out everywhere else.

wizard-title = Keep your account recoverable
wizard-progress = { $have } of { $wanted } done
wizard-lead = { $wanted ->
    [one] Your organisation asks for one way to prove who you are. Then you can set a new password yourself.
   *[other] Your organisation asks for { $wanted } different ways to prove who you are. Then you can set a new password yourself, at any time.
 }
wizard-others = Choose another way
wizard-done-so-far = What you have so far
wizard-nothing-left = Nothing more can be added here. Ask the help desk.
wizard-later = Remind me later
wizard-add-passkey = Add a passkey
wizard-add-app = Add an authenticator app
wizard-add-phone = Add a phone
wizard-add-office = Add your desk phone
wizard-add-mailbox = Add a private email
wizard-add-recovery-codes = Make recovery codes
wizard-add-questions = Answer security questions
wizard-why-passkey = The strongest and quickest: your finger, your face or the screen lock of this device
wizard-why-app = Six digits from an app on your phone. Works without a network
wizard-why-phone = A code by text message or call. Keep a stronger way too
wizard-why-office = A call to the phone on your desk
wizard-why-mailbox = A code to a mailbox that you can open without your work password
wizard-why-recovery-codes = Ten codes on paper, for the day when your phone is lost
wizard-why-questions = Answers that only you know. Weaker than all others

reconfirm-title = Is this still right?
reconfirm-lead = Check your list once in a while. Remove what you no longer have, and add what is new.
reconfirm-button = All of this is still right

registered-title = Your account is recoverable
registered-lead = If you forget your password, you can set a new one yourself with these.
registered-manage = Change your security info

activity-title = What happened
activity-lead = Every use and every change of your security info, the newest first.
activity-empty = Nothing has happened yet.
activity-older = Show older ones
activity-newest = Back to the newest
activity-not-you = Was something not done by you?
activity-signed-in = You signed in here
activity-sign-in-failed = Someone could not sign in here
activity-signed-out = Signed out
activity-proof-given = You proved who you are
activity-proof-failed = A proof was wrong
activity-password-reset = Your password was reset
activity-password-changed = Your password was changed
activity-change-failed = A change of your password failed
activity-unlocked = Your account was unlocked
activity-gate-passed = A step of a reset was passed
activity-gate-failed = A step of a reset failed
activity-imported = Added by your organisation
activity-import-used = First use of what your organisation added
activity-registered = Added
activity-changed = Changed
activity-removed = Removed
activity-confirmed = You confirmed your list
activity-completed = You registered everything that is needed
activity-worn-out = Switched off after too many wrong tries
activity-pass-issued = The help desk made a temporary pass for you
activity-pass-used = A temporary pass was used, or taken back
activity-frozen = Self-service was stopped
activity-unfrozen = Self-service was started again

sessions-title = Where you are signed in
sessions-lead = Do you not know one of these? Sign out everywhere else, then change your password.
sessions-this = This one
sessions-unknown = Unknown browser
sessions-began = Signed in on { $time }
sessions-seen = Last used on { $time }
sessions-network = Network: { $network }
sessions-end-others = Sign out everywhere else
