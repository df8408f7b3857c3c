# Requests for help.

admin-requests-title = Requests for help
admin-requests-one = Request for help
admin-requests-lead = { $open ->
    [0] Nobody waits.
    [one] { $open } person waits for an answer.
   *[other] { $open } people wait for an answer.
 }
admin-requests-state-open = Open
admin-requests-state-answered = Answered
admin-requests-state-closed = Closed
admin-requests-empty-open = No open request. New ones come from the help page of the portal.
admin-requests-empty-answered = Nothing was answered in the last 90 days.
admin-requests-empty-closed = Nothing was closed in the last 90 days.
admin-requests-who = Who
admin-requests-when = When
admin-requests-note = What happened
admin-requests-support = Support number
admin-requests-agent = Agent
admin-requests-no-name = No name was typed
admin-requests-no-note = Nothing was written.
admin-requests-nobody = The directory has no account with this name.
admin-requests-down = The directory cannot be asked just now.
admin-requests-answered = Answered
admin-requests-closed = Closed
admin-requests-unproved = Anybody can send a request with any name. Check who it is before you help.
admin-requests-journeys = What happened under this support number
admin-requests-answer = Answer
admin-requests-to = It goes by mail to { $contact }, which is on record. It never goes to an address that was typed here.
admin-requests-begin = Begin with:
admin-requests-edit-answers = Edit these answers
admin-requests-in-language = This answer is not written in the language of the person. It is in { $language }.
admin-requests-text = Your answer
admin-requests-send = Send the answer
admin-requests-close = Close the request
admin-requests-nowhere = There is no mailbox on record to answer to. Call the person on a number that you know, then close the request.
admin-requests-back = Back to the requests
admin-requests-error-empty = Write an answer
admin-requests-error-too-long = Write at most 2000 letters
admin-requests-done-answered = The answer is on its way.
admin-requests-done-closed = The request is closed.
admin-requests-done-late = Somebody was faster. This is how it stands.
admin-requests-template-call-name = Call us
admin-requests-template-call = Call the help desk and give the support number below. We check who you are on the phone, then we help you in.
admin-requests-template-pass-name = Temporary pass
admin-requests-template-pass = Call the help desk and give the support number below. After a short check you get a temporary pass. With it you sign in at { $portal } and register anew.
admin-requests-template-register-name = Register first
admin-requests-template-register = There are too few ways to reach you on record. Sign in at { $portal } with the password you have, and register a phone or an app.
admin-requests-template-unlocked-name = It works again
admin-requests-template-unlocked = Your account works again. Try to sign in with the password you had. If you do not know it, reset it at { $portal }.
admin-requests-template-elsewhere-name = Not here
admin-requests-template-elsewhere = Your account cannot be reset on the portal. The people who look after it will contact you in the way they know you.
