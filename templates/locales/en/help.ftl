# Help, explanations, the demo.

help-title = Get help from a person
help-lead = The help desk can check who you are and help you in.
help-login-hint = So that the help desk knows which account it is about
help-note-label = What happened? You may leave this empty.
help-note-hint = For example: I have a new phone. Never write a password here.
help-send = Send request
help-call = Call the help desk. You can find it at the foot of this page.
help-error-empty = Enter your user name or work email
help-sent-title = Your request is on its way
help-sent-text = The help desk will contact you the way they know you.
help-never-ask = They never ask for your password or for a code.

how-title = How this works
how-lead = Here you get back into your { $org } account when you cannot sign in.
how-step-name = You tell us your user name.
how-step-proof = { $gates ->
    [one] You prove who you are in a way that is on record for you, for example with a code that we send.
   *[other] You prove who you are in { $gates } different ways that are on record for you, for example with a code that we send.
 }
how-step-proof-passkey = You use your passkey: your finger, your face or the PIN of your device.
how-step-proof-app = You type the code that your authenticator app shows.
how-step-proof-voice = We call your mobile phone and read out a code, and you type it.
how-step-proof-office = We call your desk phone and read out a code, and you type it.
how-step-proof-recovery-code = You type one of your recovery codes.
how-step-proof-questions = You answer your security questions.
how-step-proof-pass = You type a temporary pass that the help desk gave you.
how-step-proof-sms = We send a code to your mobile phone, and you type it.
how-step-proof-email = We send a code to your private email address, and you type it.
how-step-password = You choose a new password, or only unlock your account.
how-time = { $minutes ->
    [one] You have { $minutes } minute for all of it. After that you start again.
   *[other] You have { $minutes } minutes for all of it. After that you start again.
 }
how-safe-title = How your account is kept safe
how-safe-codes = A code works once, for a few minutes, and only in the browser where you asked for it.
how-safe-told = You get a message whenever your password is reset or your account is unlocked.
how-safe-same = The first pages are the same for every name. So nobody can find out who works here.
how-data-title = What happens with your data
how-data-contacts = Your phone number and address are used for codes and safety messages only. Nobody sees them in full on these pages.
how-data-log = Each step is written down for your organisation, so that misuse can be found. Your password is never written down.
how-data-cookies = Cookies keep your place, your language, and that this browser has finished a reset. Nothing is shared with others.

problem-code = Code: { $code }
problem-retry = You can try again from { $time }.

demo-title = Messages of the demo
demo-lead = These are the emails and text messages that a real service would have sent. Newest first.
demo-reload = Look for new messages
demo-start = Reset a password
demo-empty = No message yet. Start a reset, choose a way, then look here.
demo-mail = Email to { $contact }, { $time }
demo-sms = Text message to { $contact }, { $time }
demo-logins = People to try
demo-console = The console for administrators
demo-console-text = Sign in with a name below, the same password, and the code of its app.
demo-console-link = Open the console
demo-console-code = Code now: { $code }
