# The way into the console.

admin-denied-title = Your role does not allow this
admin-denied-text = This part of the console belongs to another role. An owner can change who has which role.
admin-denied-no-role-title = You have no role here
admin-denied-no-role-text = Your sign-in was right, but none of your groups has a role in this console. An owner can give one to a group of yours.
admin-denied-outage-title = Not while the directory does not answer
admin-denied-outage-text = The portal can not ask what you may do now. Until it can, you can look at things here and stop all resets. Nothing else.
admin-outage = The directory does not answer.
admin-outage-text = What you may do can not be asked. Until { $time } you can look at things here and stop all resets. Nothing else.
admin-outage-why = Which server fails, and at what
admin-trouble-directory-down = Nobody can come in here until a server answers. On the machine of the portal, this command stops all resets without asking the directory:

admin-door-arrive-title = You followed a link to the console
admin-door-arrive-text = For your safety a page from elsewhere cannot use your sign-in here. Go on from this page.
admin-door-arrive-button = Open the console
admin-door-sign-in-title = Sign in to the console
admin-door-sign-in-lead = Use the user name and password that you use at work. Then show a second proof.
admin-door-sign-in-button = Continue
admin-door-set-up-done = The group now owns this console. Sign in as one of its members.
admin-door-note-over = You were signed out, because too much time has passed or your password has changed. Sign in again.
admin-door-note-out = You are signed out of the console.
admin-door-prove-title = Show a second proof
admin-door-again-title = Show that it is still you
admin-door-again-lead = What comes next can do harm in the wrong hands. That is why we check again when your last proof is more than five minutes old.
admin-door-passkey-lead = Your browser asks for your passkey or security key. Use your finger, your face or your PIN.
admin-door-passkey-button = Use my passkey
admin-door-passkey-error-empty = Your passkey was not used. Try again, or use a code of your app
admin-door-passkey-error-malformed = Your passkey was not used. Try again, or use a code of your app
admin-door-passkey-error-wrong = That passkey does not belong to this account. Try another one
admin-door-passkey-error-wrong-left = { $number ->
    [one] That passkey does not belong to this account. You can try once more
   *[other] That passkey does not belong to this account. You can try { $number } more times
 }
admin-door-passkey-error-expired = This took too long, or was one try too many. Start again
admin-door-app-title = Or use your authenticator app
admin-door-app-label = Code of your authenticator app
admin-door-app-hint = The six digits that it shows for this account now. Each code works once.
admin-door-app-error-empty = Enter the code that your app shows
admin-door-app-error-malformed = The code has six digits. Check what you typed
admin-door-app-error-wrong = This code is not right, or was used before. Wait for the next one
admin-door-app-error-wrong-left = { $number ->
    [one] This code is not right, or was used before. You can try once more
   *[other] This code is not right, or was used before. You can try { $number } more times
 }
admin-door-app-error-expired = This took too long, or was one try too many. Wait for the next code
admin-door-trouble-title = Is it not working?
admin-door-trouble-text = Check that the clock of your phone sets itself. If you have lost your passkey and your app, ask an owner of this console for help.
admin-door-other-person = Sign in as somebody else
admin-door-no-factor-title = A second proof is missing
admin-door-no-factor-text = Your password is right. For the console you also need a passkey or an authenticator app, and you have none that can be used.
admin-door-no-factor-rests = What you added can be used here from { $time }.
admin-door-no-factor-button = Add one to my security info
admin-door-no-factor-other = Is this not your account?

admin-door-setup-title = Set up the console
admin-door-setup-lead = Nobody can sign in to the console yet. Whoever runs the server chooses who owns it.
admin-door-setup-label = Set-up code
admin-door-setup-hint = Latchkey printed it when it started. It works once, for 30 minutes. A new one comes from:
admin-door-setup-button = Continue
admin-door-setup-error-empty = Enter the set-up code
admin-door-setup-error-wrong = This set-up code is not right, or is too old. Make a new one on the server
admin-door-group-title = Who owns the console?
admin-door-group-lead = Everybody in this group gets the role of owner. Owners may do everything, also decide who else may.
admin-door-group-login = User name of a member
admin-door-group-login-hint = Yours, if you are in the group. It shows that the group is the right one
admin-door-group-button = Make this group owner
