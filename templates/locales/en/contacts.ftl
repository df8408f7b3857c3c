# Security info: phones and mailboxes, proofs before a change, removing, trying.

back-to-info = Back to my security info

prove-title = First show that it is you
prove-lead = You are about to change how you get back into your account. One check keeps others from doing that.
prove-error-none-chosen = Choose how we can check that it is you
prove-passkey = Passkey or security key
prove-passkey-hint = Your finger, your face or the PIN of your device
prove-app = Authenticator app
prove-app-hint = The code that your app shows now
prove-sms = Text message
prove-sms-hint = We send a code to the number { $hint }
prove-voice = Phone call
prove-voice-hint = We call the number { $hint } and read out a code
prove-office = Call to your desk phone
prove-office-hint = We call the number { $hint } and read out a code
prove-email = Email
prove-email-hint = We send a code to { $hint }
prove-recovery-code = Recovery code
prove-recovery-code-hint = One of the codes that you printed or saved
prove-questions = Security questions
prove-questions-hint = The answers that you gave when you set them up
prove-none-title = None of these works for you any more?
prove-none-text = The help desk can check who you are and give you a temporary pass. Sign in with it, and you can change everything here.
prove-none-pass = Sign in with a temporary pass

prove-passkey-title = Use your passkey
prove-passkey-lead = Your browser asks for your passkey or security key. Use your finger, your face or your PIN.
prove-passkey-button = Use my passkey
prove-passkey-waiting = Follow the window of your browser.
prove-passkey-cancelled = No passkey was used. The window was closed, or it took too long. Try again, or use another way.
prove-passkey-unsupported = This browser cannot use passkeys. Use another way.
prove-passkey-no-script = A passkey needs JavaScript, and it is off in this browser. Use another way instead.
prove-passkey-error-empty = Your passkey was not used. Try again, or use another way
prove-passkey-error-malformed = Your passkey was not used. Try again, or use another way
prove-passkey-error-wrong = That passkey does not belong to this account. Try another one, or use another way
prove-passkey-error-wrong-left = { $number ->
    [one] That passkey does not belong to this account. You can try once more
   *[other] That passkey does not belong to this account. You can try { $number } more times
 }
prove-passkey-error-expired = This took too long. Choose the passkey again, or use another way
prove-recovery-code-title = Enter a recovery code
prove-recovery-code-lead = Type one of the codes that you have not used yet. Each works once. Capital letters, spaces and dashes do not matter.
prove-recovery-code-label = Recovery code
prove-recovery-code-error-empty = Enter one of your recovery codes
prove-recovery-code-error-malformed = A recovery code has 16 letters and digits. Check what you typed
prove-recovery-code-error-wrong = This recovery code is not right, or you used it before. Try the next one
prove-recovery-code-error-wrong-left = { $number ->
    [one] This recovery code is not right, or you used it before. You can try once more
   *[other] This recovery code is not right, or you used it before. You can try { $number } more times
 }
prove-recovery-code-error-expired = That was one try too many, or it took too long. Choose the way again, or use another one
prove-questions-title = Answer your security questions
prove-questions-lead = Type the answers that you gave when you set them up. Capital letters, accents and spaces do not matter.
prove-questions-error-empty = Answer every question
prove-questions-error-malformed = Answer every question
prove-questions-error-wrong = Not every answer was right. Here are other questions
prove-questions-error-wrong-left = { $number ->
    [one] Not every answer was right. Here are other questions. You can try once more
   *[other] Not every answer was right. Here are other questions. You can try { $number } more times
 }
prove-questions-error-expired = That was one try too many, or it took too long. Choose the way again, or use another one

info-code-sms-title = Enter the code that we texted you
info-code-sms-lead = We sent a code of { $digits } digits to { $contact }.
info-code-sms-not-received = It can take a minute. Check the number above, and that your phone has a signal.
info-code-voice-title = Enter the code that you hear
info-code-voice-lead = We are calling { $contact }. You hear a code of { $digits } digits, more than once.
info-code-voice-not-received = It can take a minute. Check the number above, and that your phone has a signal.
info-code-office-title = Enter the code that you hear
info-code-office-lead = We are calling your desk phone, { $contact }. You hear a code of { $digits } digits, more than once.
info-code-office-not-received = It can take a minute. You must be at your desk to take the call.
info-code-email-title = Enter the code that we mailed you
info-code-email-lead = We sent a code of { $digits } digits to { $contact }.
info-code-email-not-received = It can take a minute or two. Check the address above, and look in your spam folder too.
info-code-app-title = Enter the code that your app shows
info-code-app-lead = Open the app and type the { $digits } digits that it shows for this account now.
info-code-app-wrong = Is the code not taken?
info-code-app-not-received = Each code works once and for half a minute. Wait for the next one. Check that the clock of your phone sets itself.
info-code-typed = You typed { $typed }.
info-code-why = It is added when the code comes back from you. Until then nothing changes.
info-code-change-number = Use another number
info-code-change-mailbox = Use another address

add-title = What would you like to add?
add-lead = With it you get back into your account when you forget your password. The safest one comes first.
add-strongest = The safest way.
add-private = It is used only to check that it is you, and to tell you about changes to your account. Colleagues do not see it.
add-nothing = You have added everything there is. To change something, remove it first.
add-other = Add something else
add-kind-passkey = Passkey or security key
add-kind-passkey-door = Your finger, your face or the PIN of your device. Nobody can trick you out of it.
add-kind-app = Authenticator app
add-kind-app-door = An app on your phone shows a new code every half minute. It works without a signal.
add-kind-phone = Phone
add-kind-phone-door = A code by text message or call.
add-kind-office = Desk phone
add-kind-office-door = A call to your desk that reads out a code.
add-kind-mailbox = Private email
add-kind-mailbox-door = A code to an address outside work.
add-kind-recovery-codes = Recovery codes
add-kind-recovery-codes-door = Ten codes on paper for the day when you have nothing else at hand.
add-kind-questions = Security questions
add-kind-questions-door = Only as a second check, never alone.
add-more-passkey = You can have several.
add-more-app = You can have two.
add-more-phone = You can have three.
add-more-office = You can have one.
add-more-mailbox = You can have two.
add-more-recovery-codes = New ones take the place of the old ones.
add-more-questions = New ones take the place of the old ones.

add-phone-title = Add a phone
add-phone-change-title = Change your phone
add-phone-why = When you forget your password, we send a code to this phone.
add-phone-held = Your organisation has the number { $hint } on record for you. Is it still yours?
add-phone-label = Mobile number that can get text messages
add-phone-label-call = Phone number
add-phone-hint = Type it any way you like. With a number from another country, begin with + and its country code.
add-phone-text = Text me a code
add-phone-call = Call me
add-phone-risk = Text messages and calls can be redirected by someone who takes over your number.
add-phone-safer = Other ways are safer. See them all
add-phone-error-empty = Enter your phone number
add-phone-error-malformed = This is not a full phone number. Type it like 07700 900123 or +44 7700 900123
add-phone-error-no-country = We cannot tell which country this number is from. Begin with + and the country code, like +44 7700 900123
add-phone-error-landline = This is a landline and cannot get text messages. Enter a mobile number
add-phone-error-number-kind = Codes cannot be sent to a paid, satellite or service number. Enter your own mobile number
add-phone-error-country = Codes cannot be sent to this country. Enter another number, or add something else than a phone
add-phone-error-yours = This number is on your list already. Enter another one
add-phone-error-not-held = This number is no longer on record at your organisation. Type your number below

add-mailbox-title = Add a private email address
add-mailbox-change-title = Change your email address
add-mailbox-why = When you forget your password, we send a code to this address.
add-mailbox-held = Your organisation has the address { $hint } on record for you. Is it still yours?
add-mailbox-label = Email address
add-mailbox-hint = One that you can read without your work password, for example { "name@example.com" }
add-mailbox-send = Send a code
add-mailbox-error-empty = Enter your email address
add-mailbox-error-malformed = This is not a full email address. Type it like { "name@example.com" }
add-mailbox-error-own-domain = This is a work address. Without your password you could not read it. Enter a private one
add-mailbox-error-yours = This address is on your list already. Enter another one
add-mailbox-error-not-held = This address is no longer on record at your organisation. Type your address below

add-office-title = Add your desk phone
add-office-why = When you forget your password at your desk, we call this phone and read out a code.
add-office-held = Your desk phone on record is { $hint }. If that is wrong, the help desk can correct it.
add-office-call = Call my desk phone now
add-office-error-not-held = Your organisation has no desk phone on record for you. The help desk can enter it. Or add something else.
add-office-error-number-kind = This number cannot be called from here. The help desk can correct it. Or add something else
add-office-error-landline = This number cannot be called from here. The help desk can correct it. Or add something else
add-office-error-country = This country cannot be called from here. Add something else
add-office-error-yours = This number is on your list already. Add something else

remove-title-passkey = Remove this passkey?
remove-title-app = Remove this authenticator app?
remove-title-phone = Remove this phone?
remove-title-office = Remove your desk phone?
remove-title-mailbox = Remove this email address?
remove-title-recovery-codes = Remove your recovery codes?
remove-title-questions = Remove your security questions?
remove-text-passkey = It can no longer be used here. Delete it on your device too.
remove-text-app = Its codes no longer work here. Delete the account in the app too.
remove-text-phone = No more codes are sent to it.
remove-text-office = It is no longer called.
remove-text-mailbox = No more codes are sent to it.
remove-text-recovery-codes = All of them stop working. Throw the paper away.
remove-text-questions = Your answers are deleted.
remove-told = We tell you about this in a message to every contact, this one too.
remove-first-title = Add something else first
remove-last = This is the last one on your list. Without it, only the help desk can get you back in when you forget your password.
remove-strongest = This is the safest one on your list. What is left is easier to trick or steal.
remove-missing = { $missing ->
    [one] Without it, you have one kind fewer than your organisation asks for.
   *[other] Without it, you have { $missing } kinds fewer than your organisation asks for.
 }
remove-add-first = Add something else
remove-anyway = Remove it anyway
remove-button = Remove
remove-keep = Keep it

tried-title = It works
tried-text = The code came back and was right. You can rely on it when you need it.

mail-info-code-subject = Your code for your { $org } security info
mail-info-code-lead = This is your code to change your security info, or to check that it works:
mail-info-code-not-you = Did you not ask for a code? Then someone typed your address by mistake, or knows your password. Give the code to nobody. If you work at { $org }, call the help desk.
sms-info-code = { $code } is your { $org } code for your security info. It works for { $minutes } min. Give it to nobody.
sms-info-code-short = { $code } is your security info code. It works for { $minutes } min.
call-info-code = Hello. This is { $org }. Your code for your security info is: { $code }. Once more: { $code }. Give it to nobody. Goodbye.

demo-call = Call to { $contact }, { $time }
