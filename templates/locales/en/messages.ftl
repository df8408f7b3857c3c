# Mails and text messages. A text message has at most 140 characters with its last line.

mail-hello = Hello { $name },
mail-hello-nobody = Hello,
mail-from = This message was sent by { $org }. It needs no answer.
mail-help = Help desk: { $help }
mail-support = Support number: { $support_id }
mail-not-you = Was this not you? Call the help desk at once and give them the support number.

mail-code-subject = Your code for { $org }
mail-code-lead = This is your code:
mail-code-life = { $minutes ->
    [one] It works for { $minutes } minute.
   *[other] It works for { $minutes } minutes.
 }
mail-code-where = Type it on the page where you asked for it. We never ask you for it by phone or email.
mail-code-not-you = Did you not ask for a code? Nothing has changed. Someone may have typed your name by mistake. You do not need to do anything. If it goes on, call the help desk.

mail-password-reset-subject = Your { $org } password was changed
mail-password-reset-lead = The password of your { $org } account was reset.
mail-account-unlocked-subject = Your { $org } account was unlocked
mail-account-unlocked-lead = Your { $org } account was unlocked. The password stayed the same.
mail-when = When: { $time }
mail-device = Browser: { $device }
mail-network = Network: { $network }
mail-outcome-unknown-subject = Check your { $org } password
mail-outcome-unknown-lead = We could not find out whether the last change to your { $org } account was saved.
mail-outcome-unknown-next = Sign in with your new password first, then with the old one. If neither works, start again or call the help desk.
mail-was-you = If this was you, you do not need to do anything.

mail-other-methods-subject = Other ways to prove who you are at { $org }
mail-other-methods-lead = Someone, most likely you, chose a way to prove who you are that is not on record for you.
mail-other-methods-have = These ways work for your account:
mail-other-methods-start = Start again and choose one of them:
mail-method-sms = A code by text message to your mobile phone
mail-method-email = A code to your private email address
mail-nothing-changed = Nothing has changed. If this was not you, someone may have typed your name by mistake. You do not need to do anything. If it goes on, call the help desk.

mail-cannot-reset-subject = About your { $org } password
mail-cannot-reset-lead = Someone, most likely you, asked for a new password for your { $org } account. It cannot be reset on that page.
mail-cannot-reset-help = The help desk can help you. Give them the support number.

mail-password-expires-subject = { $days ->
    [one] Your { $org } password ends in { $days } day
   *[other] Your { $org } password ends in { $days } days
 }
mail-password-expires-lead = Your { $org } password works until { $time }.
mail-password-expires-change = Choose a new one before then. You need the password you have now:
mail-password-expires-why = You get this message because your organisation asks for a new password from time to time. We never ask for your password by phone or email.

mail-help-wanted-subject = A person asks for help with a password
mail-help-wanted-lead = A person asks for help to get into an account.
mail-help-wanted-login = User name, as it was typed: { $login }
mail-help-wanted-warn = The person is not proven to own this account. Call back on a number that you know. Never ask for a password or a code.

mail-alarm-raised-subject = { $org } password portal: something needs a look
mail-alarm-raised-lead = Something about the password portal needs a look:
mail-alarm-cleared-subject = { $org } password portal: it is over
mail-alarm-cleared-lead = This is over. You do not need to do anything.
alarm-spraying = Wrong codes were typed for { $figure } people within a few minutes. Someone may be trying many names.
alarm-unusual-volume = { $figure } people began to reset a password within an hour. That is far more than usual at this time of day.
alarm-changed-before-reset = A password was reset shortly after the ways to prove who the person is were changed. Support number: { $subject }. Call the person.
alarm-sms-budget = { $figure } of the text messages for one day are used.
alarm-sms-conversion = Codes sent to numbers that begin with { $subject } are hardly ever used ({ $figure }). Text messages to these numbers are paused.
alarm-directory-down = No account server answers ({ $subject }). Nobody can reset a password.
alarm-certificate = The certificate of the pages ends in { $figure } days ({ $subject }). After that, browsers refuse the pages.
alarm-server-certificate = The certificate of a server that the portal needs ends in { $figure } days ({ $subject }). After that, the portal does not talk to it.
alarm-chain-broken = The audit log was changed by someone else than the portal: { $figure }. Keep a copy of the database as it is.
alarm-outbox-stuck = Messages have waited for { $figure } minutes to be sent.
alarm-sink-stuck = The audit log does not reach its copy “{ $subject }”. { $figure } entries wait.
alarm-key-age = The newest key of the key file has been used for { $figure } days. Add a new one.

sms-code = { $code } is your { $org } password code. It works for { $minutes } min. We never ask you for it.
sms-code-short = { $code } is your password code. It works for { $minutes } min.
call-code = Hello. This is { $org }. Your code is: { $code }. Once more: { $code }. We never ask you for it. Goodbye.
sms-outcome-unknown = { $org }: we do not know if your new password was saved. Try it, then the old one. Help desk: { $help }
sms-outcome-unknown-short = We do not know if your new password was saved. Try it, then the old one.
sms-password-reset = { $org }: your password was changed, { $time }. Not you? Help desk: { $help }
sms-password-reset-short = Your password was changed, { $time }. Was this not you? Call your help desk at once.
sms-account-unlocked = { $org }: your account was unlocked, { $time }. Not you? Help desk: { $help }
sms-account-unlocked-short = Your account was unlocked, { $time }. Was this not you? Call your help desk at once.
sms-other-methods = { $org }: the way you chose is not on record for you. Choose another one. Nothing has changed.
sms-other-methods-short = The way you chose to prove who you are is not on record. Choose another one. Nothing has changed.
sms-cannot-reset = { $org }: your password cannot be reset on that page. Nothing has changed. Help desk: { $help }
sms-cannot-reset-short = Your password cannot be reset on that page. Nothing has changed. Call your help desk.
sms-password-expires = { $org }: your password works until { $time }. Change it before then. Help desk: { $help }
sms-password-expires-short = Your password works until { $time }. Change it before then.
sms-help-wanted = { $org }: a person asks for help with a password, { $time }. See your mail.
sms-help-wanted-short = A person asks for help with a password, { $time }. See your mail.
sms-alarm-raised = { $org }: the password portal needs a look, { $time }. See your mail.
sms-alarm-raised-short = The password portal needs a look, { $time }. See your mail.
sms-alarm-cleared = { $org }: the password portal is well again, { $time }. See your mail.
sms-alarm-cleared-short = The password portal is well again, { $time }. See your mail.
