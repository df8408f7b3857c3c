# Proofs that are not sent from here, notices of changes, "this wasn't me".

code-app-title = Enter the code from your app
code-app-lead = Open your authenticator app and type the { $digits } digits that it shows for this account now.
code-app-trouble = Is the code not taken?
code-app-trouble-text = Each code works once and for half a minute. Wait for the next one. Check that the clock of your phone sets itself.
code-app-error-empty = Enter the code that the app shows
code-app-error-too-few = Enter all { $number } digits of the code
code-app-error-too-many = The code has only { $number } digits. Check what you typed
code-app-error-letters = The code has digits only. Check what you typed
code-app-error-wrong = This code is not right. Wait until the app shows the next one
code-app-error-wrong-left = { $number ->
    [one] This code is not right. Wait until the app shows the next one. You can try once more
   *[other] This code is not right. Wait until the app shows the next one. You can try { $number } more times
 }
code-app-error-expired = That was one try too many. Use another way, or choose the app again
code-app-error-too-many-tries = That was one try too many. Use another way, or choose the app again
code-recovery-code-title = Type one of your recovery codes
code-recovery-code-lead = It has { $digits } letters and digits. Use one that you have not used before. Capital letters, spaces and dashes make no difference.
code-recovery-code-trouble = Can you not find your codes?
code-recovery-code-trouble-text = You got ten of them on one page. Look where you keep valuable papers, or in your password manager.
code-pass-title = Type your temporary pass
code-pass-lead = It has { $digits } letters and digits. Capital letters, spaces and dashes make no difference.
code-pass-trouble = Is the pass not taken?
code-pass-trouble-text = It works once, and only for a short time. Ask the help desk for a new one.
code-grouped-error-empty = Enter the code
code-grouped-error-too-few = The code has { $number } letters and digits. Check whether some are missing
code-grouped-error-too-many = The code has only { $number } letters and digits. Check what you typed
code-grouped-error-letters = There is a sign in it that no code has. Check what you typed
code-grouped-error-wrong = This code is not right, or it was used before. Check what you typed
code-grouped-error-wrong-left = { $number ->
    [one] This code is not right, or it was used before. You can try once more
   *[other] This code is not right, or it was used before. You can try { $number } more times
 }
code-grouped-error-expired = That was one try too many. Use another way, or choose this one again
code-grouped-error-too-many-tries = That was one try too many. Use another way, or choose this one again

code-call-again = Call me again
gate-passkey-title = Show your passkey
gate-passkey-lead = Your browser asks for your passkey or security key. Use your finger, your face or your PIN.
gate-passkey-button = Use my passkey
gate-passkey-trouble = Does it not work?
gate-passkey-trouble-text = Your passkey may be on another device. Open this page there, or scan what your browser shows with your phone.
gate-passkey-error-empty = Your passkey was not used. Try again, or use another way
gate-passkey-error-refused = That passkey is not on record for this account. Try another one, or use another way
gate-passkey-error-too-many-tries = That was one try too many. Use another way, or choose the passkey again
gate-questions-title = Answer these questions
gate-questions-lead = Type the answers that you gave when you set them up. Capital letters, accents and spaces make no difference.
gate-questions-button = Check answers
gate-questions-error-empty = Answer all questions
gate-questions-error-wrong = Not all answers were right. Here are other questions
gate-questions-error-wrong-left = { $number ->
    [one] Not all answers were right. Here are other questions. You can try once more
   *[other] Not all answers were right. Here are other questions. You can try { $number } more times
 }
gate-questions-error-too-many-tries = That was one try too many. Use another way, or choose the questions again

mail-method-passkey = Your passkey or security key
mail-method-app = The code of your authenticator app
mail-method-voice = A code in a call to your mobile phone
mail-method-office = A code in a call to your desk phone
mail-method-recovery-code = One of your recovery codes
mail-method-questions = Your security questions, as a second check
mail-method-pass = A temporary pass from the help desk

mail-what-passkey = Passkey or security key
mail-what-app = Authenticator app
mail-what-phone = Phone
mail-what-office = Desk phone
mail-what-mailbox = Private email address
mail-what-recovery-codes = Recovery codes
mail-what-questions = Security questions
mail-what-hint = ({ $hint })
mail-password-changed-subject = Your { $org } password was changed
mail-password-changed-lead = The password of your { $org } account was changed by someone who knew the old one.
mail-info-registered-subject = New security info for your { $org } account
mail-info-registered-lead = Security info was added to your { $org } account.
mail-info-changed-subject = The security info of your { $org } account was changed
mail-info-changed-lead = Security info of your { $org } account was changed.
mail-info-removed-subject = Security info was removed from your { $org } account
mail-info-removed-lead = Security info was removed from your { $org } account.
mail-import-used-subject = A contact from your organisation was used for your { $org } account
mail-import-used-lead = Your organisation added this to your { $org } account. You have not confirmed it yet, and it was used for the first time.
mail-recovery-code-used-subject = A recovery code for your { $org } account was used
mail-recovery-code-used-lead = One of the recovery codes of your { $org } account was used.
mail-recovery-codes-left = { $left ->
    [0] That was your last one. Make new ones soon.
    [one] You have one code left. Make new ones soon.
   *[other] You have { $left } codes left.
 }
mail-pass-issued-subject = A temporary pass for your { $org } account
mail-pass-issued-lead = The help desk made a temporary pass for your { $org } account. It is not in this message.
mail-pass-used-subject = The temporary pass for your { $org } account was used
mail-pass-used-lead = The temporary pass for your { $org } account was used. It does not work again.
mail-was-asked = If you asked the help desk for this, you do not need to do anything.
mail-desk-unfrozen-subject = Self-service works again for your { $org } account
mail-desk-unfrozen-lead = The help desk started self-service again for your { $org } account. A password can be reset there again.
mail-desk-signed-out-subject = The help desk signed you out at { $org }
mail-desk-signed-out-lead = The help desk signed you out everywhere on the password portal of { $org }. Your password stayed the same.
mail-desk-register-anew-subject = Register again for your { $org } account
mail-desk-register-anew-lead = The help desk asks you to register again for your { $org } account. You are asked when you next sign in to the password portal. What you registered works until then.
mail-desk-method-removed-subject = The help desk removed security info from your { $org } account
mail-desk-method-removed-lead = The help desk removed security info from your { $org } account and signed you out everywhere on the password portal.
mail-desk-method-imported-subject = The organisation added security info to your { $org } account
mail-desk-method-imported-lead = Your organisation added security info to your { $org } account. You can confirm or remove it in the password portal.
mail-desk-pass-revoked-subject = The temporary pass for your { $org } account was taken back
mail-desk-pass-revoked-lead = The help desk took back the temporary pass for your { $org } account. It does not work any more.
mail-desk-limits-lifted-subject = The help desk cleared limits of your { $org } account
mail-desk-limits-lifted-lead = The help desk cleared the limits of your { $org } account. Wrong tries until now do not count any more.
mail-method-worn-out-subject = Many wrong tries for your { $org } account
mail-method-worn-out-lead = There were too many wrong tries in a row. For your safety, one way to prove who you are no longer works.
mail-worn-out-again = To use it again, remove it from your security info and add it anew. Your other ways still work.
mail-not-me = Was this not you? Open this page and press the button. It stops self-service for your account.
mail-not-me-link = This was not me
mail-not-me-call = You can also call the help desk at once and give them the support number.
mail-account-frozen-subject = Self-service is stopped for your { $org } account
mail-account-frozen-lead = Someone said that a change to your { $org } account was not made by you. So self-service is stopped.
mail-frozen-next = Your password is still the same. Call the help desk. They find out what happened and start it again.
mail-admin-reset-subject = An administrator used self-service
mail-admin-reset-lead = A protected account, or someone with a role in the console, used self-service.
mail-admin-reset-next = Ask them whether it was them. If not, stop the account and find out what happened.
mail-frozen-alert-subject = A person says: this was not me
mail-frozen-alert-lead = A person says that a change to an account was not made by them. Self-service is stopped for the account.
mail-frozen-about = It is about this:
mail-frozen-alert-next = Find out what happened. If the account is in wrong hands, set a new password. When all is well, run: latchkey helpdesk unfreeze

sms-password-changed = { $org }: your password was changed, { $time }. Not you? Help desk: { $help }
sms-password-changed-short = Your password was changed, { $time }. Was this not you? Call your help desk at once.
sms-info-registered = { $org }: security info was added, { $time }. Not you? Help desk: { $help }
sms-info-registered-short = Security info was added to your account, { $time }. Was this not you? Call your help desk at once.
sms-info-changed = { $org }: security info was changed, { $time }. Not you? Help desk: { $help }
sms-info-changed-short = Security info of your account was changed, { $time }. Was this not you? Call your help desk at once.
sms-info-removed = { $org }: security info was removed, { $time }. Not you? Help desk: { $help }
sms-info-removed-short = Security info of your account was removed, { $time }. Was this not you? Call your help desk at once.
sms-import-used = { $org }: a contact from your organisation was used, { $time }. Not you? Help desk: { $help }
sms-import-used-short = A contact that your organisation added was used, { $time }. Was this not you? Call your help desk at once.
sms-recovery-code-used = { $org }: a recovery code was used, { $time }. Not you? Help desk: { $help }
sms-recovery-code-used-short = A recovery code of your account was used, { $time }. Was this not you? Call your help desk at once.
sms-pass-issued = { $org }: the help desk made a temporary pass, { $time }. Not for you? Help desk: { $help }
sms-pass-issued-short = The help desk made a temporary pass for you, { $time }. Not for you? Call your help desk at once.
sms-pass-used = { $org }: your temporary pass was used, { $time }. Not you? Help desk: { $help }
sms-pass-used-short = Your temporary pass was used, { $time }. Was this not you? Call your help desk at once.
sms-desk-unfrozen = { $org }: the help desk started self-service again, { $time }. Not asked for? Help desk: { $help }
sms-desk-unfrozen-short = The help desk started self-service again for you, { $time }. Not asked for? Call your help desk.
sms-desk-signed-out = { $org }: the help desk signed you out everywhere, { $time }. Not asked for? Help desk: { $help }
sms-desk-signed-out-short = The help desk signed you out everywhere, { $time }. Not asked for? Call your help desk.
sms-desk-register-anew = { $org }: the help desk asks you to register again, { $time }. Not asked for? Help desk: { $help }
sms-desk-register-anew-short = The help desk asks you to register again, { $time }. Not asked for? Call your help desk.
sms-desk-method-removed = { $org }: the help desk removed security info, { $time }. Not asked for? Help desk: { $help }
sms-desk-method-removed-short = The help desk removed security info of yours, { $time }. Not asked for? Call your help desk.
sms-desk-method-imported = { $org }: your organisation added security info, { $time }. Not right? Help desk: { $help }
sms-desk-method-imported-short = Your organisation added security info for you, { $time }. Not right? Call your help desk.
sms-desk-pass-revoked = { $org }: the help desk took your pass back, { $time }. Not asked for? Help desk: { $help }
sms-desk-pass-revoked-short = The help desk took your temporary pass back, { $time }. Not asked for? Call your help desk.
sms-desk-limits-lifted = { $org }: the help desk cleared your limits, { $time }. Not asked for? Help desk: { $help }
sms-desk-limits-lifted-short = The help desk cleared the limits of your account, { $time }. Not asked for? Call your help desk.
sms-method-worn-out = { $org }: too many wrong tries for your account, { $time }. Not you? Help desk: { $help }
sms-method-worn-out-short = Too many wrong tries for your account, { $time }. Was this not you? Call your help desk.
sms-account-frozen = { $org }: self-service is stopped for your account, { $time }. Help desk: { $help }
sms-account-frozen-short = Self-service is stopped for your account, { $time }. Call your help desk.
sms-admin-reset = { $org }: an administrator used self-service, { $time }. See your mail.
sms-admin-reset-short = An administrator used self-service, { $time }. See your mail.
sms-frozen-alert = { $org }: a person says "this was not me", { $time }. See your mail.
sms-frozen-alert-short = A person says "this was not me", { $time }. See your mail.

not-me-open-title = One moment
not-me-open-button = Go on
not-me-title = Was this not you?
not-me-what-password-reset = Your password was reset.
not-me-what-account-unlocked = Your account was unlocked.
not-me-what-password-changed = Your password was changed.
not-me-what-info-registered = Security info was added to your account.
not-me-what-info-changed = Security info of your account was changed.
not-me-what-info-removed = Security info was removed from your account.
not-me-what-import-used = A contact that your organisation added was used for the first time.
not-me-what-recovery-code-used = One of your recovery codes was used.
not-me-what-pass-issued = The help desk made a temporary pass for your account.
not-me-what-pass-used = Your temporary pass was used.
not-me-what-method-worn-out = There were too many wrong tries for your account.
not-me-what-desk-unfrozen = The help desk started self-service again for your account.
not-me-what-desk-signed-out = The help desk signed you out everywhere.
not-me-what-desk-register-anew = The help desk asked you to register again.
not-me-what-desk-method-removed = The help desk removed security info from your account.
not-me-what-desk-method-imported = Your organisation added security info to your account.
not-me-what-desk-pass-revoked = The help desk took your temporary pass back.
not-me-what-desk-limits-lifted = The help desk cleared the limits of your account.
not-me-when = That was on { $time }.
not-me-then = If it was not you, press the button. Then:
not-me-stop = nobody can reset your password or change your security info here, not even you
not-me-out = everyone who is signed in here with your account is signed out
not-me-told = the help desk is told, and gets you back in
not-me-button = This was not me
not-me-was-me = It was me
not-me-done-title = Thank you. Your account is protected
not-me-done-text = Nobody can reset your password or change your security info here any more. The help desk has been told.
not-me-done-next = Your password is still the same. If someone else may know it, call the help desk now. They can start everything again.
