# The start page and the steps of a reset.

landing-title = What do you need?
landing-reset = I forgot my password
landing-reset-hint = Have your phone at hand. It takes about two minutes.
landing-reset-unlock-hint = Or my account is locked. Have your phone at hand. It takes about two minutes.
landing-change = I want to change my password
landing-change-hint = You know the old one, even if it has expired.
landing-register = Check my security info
landing-register-hint = See how you can prove who you are, and how to keep it up to date.
landing-closed = Passwords cannot be reset or changed here at the moment. The help desk can help you.

start-title = Who are you?
start-lead = Get back into your account with a new password. Have your phone at hand. It takes about two minutes.
login-label = User name or work email
login-hint = For example { "alice" } or { "alice@example.com" }
start-button = Continue
start-same-for-all = The next page looks the same for everyone. That way nobody can use it to find out who works here.
start-error-empty = Enter your user name or work email
start-error-too-long = Your user name must be shorter than that. Check what you typed

methods-title = How can we check that it is you?
methods-title-second = One more check. How shall we do it?
methods-lead = { $gates ->
    [one] We can only use what is on record for you. One check is enough.
   *[other] We can only use what is on record for you. There are { $gates } checks, one after the other, each in a different way.
 }
methods-lead-second = The first check went well. This is check { $gate } of { $gates }, in a different way.
methods-lead-nothing-left = The first check went well. There is no other way on record for you to check a second time.
methods-button = Continue
methods-error-none-chosen = Choose how we can check that it is you
method-passkey = Passkey or security key
method-passkey-hint = Your finger, your face or the PIN of your device
method-app = Authenticator app
method-app-hint = The code that your app shows now
method-sms = Text message
method-sms-hint = We send a code to your mobile phone
method-sms-hint-to = We send a code to the number { $hint }
method-voice = Phone call
method-voice-hint = We call your mobile phone and read out a code
method-voice-hint-to = We call the number { $hint } and read out a code
method-office = Call to your desk phone
method-office-hint = We call your desk phone and read out a code
method-office-hint-to = We call the number { $hint } and read out a code
method-email = Email
method-email-hint = We send a code to your private email address
method-email-hint-to = We send a code to { $hint }
method-recovery-code = Recovery code
method-recovery-code-hint = One of the codes that you printed or saved
method-questions = Security questions
method-questions-hint = The answers that you gave when you set them up
method-pass = Temporary pass
method-pass-hint = The help desk gave you one
method-none = I cannot use any of these
method-none-hint = We tell you how the help desk can help

contact-sms-title = What is your full phone number?
contact-sms-lead = Type the mobile number that is on record for you. If it is the same, we send a code to it.
contact-sms-masked = It is the number { $hint }.
contact-sms-error-empty = Enter your phone number
contact-sms-error-malformed = Enter a full phone number, like 07700 900123 or +44 7700 900123
contact-voice-title = What is the full number that we shall call?
contact-voice-lead = Type the mobile number that is on record for you. If it is the same, we call it.
contact-voice-masked = It is the number { $hint }.
contact-voice-error-empty = Enter your phone number
contact-voice-error-malformed = Enter a full phone number, like 07700 900123 or +44 7700 900123
contact-office-title = What is the full number of your desk phone?
contact-office-lead = Type the number that is on record for you. If it is the same, we call it.
contact-office-masked = It is the number { $hint }.
contact-office-error-empty = Enter your phone number
contact-office-error-malformed = Enter a full phone number, like 020 7946 0123 or +44 20 7946 0123
contact-email-title = What is your full email address?
contact-email-lead = Type the private address that is on record for you. If it is the same, we send a code to it.
contact-email-masked = It is the address { $hint }.
contact-email-error-empty = Enter your email address
contact-email-error-malformed = Enter a full email address, like { "name@example.com" }
send-code = Send code

code-sms-title = Enter the code from the text message
code-sms-lead = If this account can be reset here, a code of { $digits } digits is on its way to your phone.
code-sms-lead-to = A code of { $digits } digits is on its way to the number { $hint }.
code-voice-title = Enter the code from the call
code-voice-lead = If this account can be reset here, we are calling your phone. You hear a code of { $digits } digits, twice.
code-voice-lead-to = We are calling the number { $hint }. You hear a code of { $digits } digits, twice.
code-office-title = Enter the code from the call to your desk
code-office-lead = If this account can be reset here, we are calling your desk phone. You hear a code of { $digits } digits, twice.
code-office-lead-to = We are calling the number { $hint }. You hear a code of { $digits } digits, twice.
code-email-title = Enter the code from the email
code-email-lead = If this account can be reset here, a code of { $digits } digits is on its way to your private email.
code-email-lead-to = A code of { $digits } digits is on its way to { $hint }.
code-works-until = It works until { $time }.
code-button = Check code
code-not-received = Did you not get a code?
code-sms-not-received-text = It can take a minute. Check that your phone has a signal.
code-voice-not-received-text = It can take a minute until your phone rings. Check that it has a signal and is not silent.
code-office-not-received-text = It can take a minute until your desk phone rings. You must be at your desk to take the call.
code-email-not-received-text = It can take a minute or two. Look in your spam folder too.
code-resend = Send the code again
code-resend-from = You can have it sent again from { $time }.
code-resend-now = You can have it sent again now.
code-status-resent = The code was sent again. The first message works too.
code-status-wait = The code is still on its way. You can have it sent again from { $time }.
code-error-empty = Enter the code
code-error-too-few = Enter all { $number } digits of the code
code-error-too-many = The code has only { $number } digits. Check what you typed
code-error-letters = The code has digits only. Check what you typed
code-error-wrong = This code is not right. Check the last message
code-error-wrong-left = { $number ->
    [one] This code is not right. You can try once more
   *[other] This code is not right. You can try { $number } more times
 }
code-error-expired = This code no longer works. Have a new one sent
code-error-too-many-tries = That was one try too many. Have a new code sent

action-title = What shall we do?
action-lead = Your account is locked. You have proved that it is yours.
action-unlock = Only unlock my account
action-unlock-hint = You still know your password and keep it
action-reset = Set a new password
action-reset-hint = Your account is unlocked as well
action-error-none-chosen = Choose whether to keep your password or set a new one

checking-title = We are checking your new password
checking-text = Your password was sent. We are now making sure that it was saved.
checking-slow = This takes longer than usual. You can leave this page open or call the help desk.
checking-wait = This page looks again every few seconds. You do not need to do anything.
checking-again = Look again now

done-reset-title = Your password was changed
done-reset-text = You can sign in with your new password now.
done-reset-and-unlocked-title = Your password was changed and your account is unlocked
done-reset-and-unlocked-text = You can sign in with your new password now.
done-reset-still-locked-title = Your password was changed, but your account is still locked
done-reset-still-locked-text = Your new password is saved. The help desk can unlock your account. Give them the support number below.
done-unlocked-title = Your account is unlocked
done-unlocked-text = You can sign in with the password you had before.
done-unlocked-advice = A phone or computer with an old password can lock it again. Check the password saved on each of them.
done-everywhere = It can take up to 15 minutes until it works everywhere.
done-notified = We told you about this in a message to every contact on record for you.
done-at = Done on { $time }.
next-title = What to update now
next-phone = Mail on your phone and tablet: type the new password when it asks.
next-wifi = Wi-Fi at work: forget the network, then join it again.
next-vpn = VPN: sign out, then sign in with the new password.
next-laptop = Your laptop away from work: connect to the VPN first, then lock the screen and unlock it with the new password.
next-drives = Network drives and printers: sign out of the computer and in again.

finished-title = This reset is finished
finished-text = You have used the back button after the end. Your password stays as you set it, and nothing more was done.

over-expired-title = This reset took too long
over-expired-text = For your safety, a reset ends after a while.
over-too-many-tries-title = That was one try too many
over-too-many-tries-text = For your safety, this reset has ended. Start again for new codes.
over-used-title = This reset can no longer be used
over-used-text = It was finished, or begun on another device.
over-nothing-changed = Nothing was changed on this page.
