# What a person registers that is not a phone or a mailbox: an app with codes, a passkey, recovery codes, questions.

not-now = Not now
to-security-info = Back to my security info
copied = Copied
name-label = Name (you can leave this empty)

app-title = Set up an app that shows codes
app-lead = The app makes a new 6-digit code every 30 seconds, also without a signal. Any such app will do: { "Microsoft Authenticator" }, { "Google Authenticator" }, { "Aegis" }, or your password manager.
app-scan-title = 1. Add this account to the app
app-scan-text = Open the app, add an account, and scan this picture with it.
app-qr-label = Picture to scan with the app. The key below says the same in letters.
app-this-phone = Is the app on this device? Set it up here
app-by-hand = If you cannot scan, choose to type a key in the app, and type this:
app-key = Key
app-account = Account
copy-key = Copy key
app-code-title = 2. Show that it works
app-code-label = Code that the app shows now
app-code-hint = Six digits. The picture and the key work until { $time }. After that you get new ones.
app-name-hint = For example Work phone. It helps you to know which app this is.
app-button = Check code and finish
app-error-empty = Enter the code that the app shows
app-error-too-few = Enter all { $number } digits of the code
app-error-too-many = The code has only { $number } digits. Check what you typed
app-error-letters = The code has digits only. Check what you typed
app-error-wrong = { $number ->
    [one] This code is not right. Wait until the app shows the next one. You can try once more
   *[other] This code is not right. Wait until the app shows the next one. You can try { $number } more times
 }
app-error-ahead = { $number ->
    [one] The clock of your device is about a minute fast. Switch on automatic time in its settings, then type the new code
   *[other] The clock of your device is about { $number } minutes fast. Switch on automatic time in its settings, then type the new code
 }
app-error-behind = { $number ->
    [one] The clock of your device is about a minute slow. Switch on automatic time in its settings, then type the new code
   *[other] The clock of your device is about { $number } minutes slow. Switch on automatic time in its settings, then type the new code
 }
app-error-over = That took more than 10 minutes, so there is a new picture. Remove this account from the app and scan again
app-error-no-tries-left = That was one try too many, so there is a new picture. Remove this account from the app and scan again
app-finished-title = Your app is set up
app-finished-text = For your safety the picture and the key are not shown again. To move to another phone, set the app up there as a new one.
app-another = Set up another app

passkey-title = Add a passkey
passkey-lead = With a passkey you prove who you are with your finger, your face or a PIN. There is no code to type.
passkey-here = On this device: use what unlocks it.
passkey-phone = On your phone: choose it in the next window and scan what you see there.
passkey-key = On a security key: plug it in or hold it close.
passkey-needs-script = This works only when your browser may run scripts. You can allow them for this page, or add something else.
passkey-name-hint = For example Blue key. It helps you to know which one this is.
passkey-button = Create a passkey
passkey-other = Add something else
passkey-waiting = Follow what your browser asks for.
passkey-create-cancelled = No passkey was created. The window was closed, or it took too long. Try again, or add something else.
passkey-get-cancelled = No passkey was used. The window was closed, or it took too long. Try again, or use another way.
passkey-unsupported = This browser cannot use passkeys here. Use another browser, or another way.
passkey-error-no-script = Your browser sent no passkey. Allow scripts for this page, or add something else
passkey-error-refused = The answer of your browser did not fit. Try again
passkey-error-taken = This device or key is registered already. Use another one, or add something else
passkey-error-over = That took more than 10 minutes. Try again
device-iphone = { "iPhone" }
device-ipad = { "iPad" }
device-android = { "Android" } phone
device-windows = { "Windows" } computer
device-chromebook = { "Chromebook" }
device-mac = { "Mac" }
device-linux = { "Linux" } computer
device-other = My device

recovery-title = Recovery codes
recovery-lead = Ten codes for the day when you have neither your phone nor your keys.
recovery-once = Each code works once.
recovery-paper = Print them, or write them down, and keep them where you keep other valuable papers. A password manager is fine too.
recovery-shown-once = They are shown once. Have a printer or a pen at hand.
recovery-left = { $left ->
    [0] All your codes are used. Make new ones.
    [one] You have one code left. New codes take the place of all old ones.
   *[other] You have { $left } codes left. New codes take the place of all old ones.
 }
recovery-over = Those codes were not confirmed in time and will never work. Make new ones.
recovery-make = Make my codes
recovery-codes-title = Store these codes now
recovery-codes-lead = They are not shown again. Keep them away from this device: it may be the one that you lose.
recovery-print = Recovery codes of { $login } for { $org }, made on { $time }.
recovery-print-safe = Keep this page in a safe place. Nobody of the help desk will ever ask for it.
recovery-print-button = Print
recovery-download = Save as a file
copy-codes = Copy all
recovery-group-label = Four characters from one of your codes
recovery-group-hint = Take them from where you stored the codes, for example from the paper. Any group of four will do.
recovery-until = The codes work once you have done this. You can do it until { $time }.
recovery-replaces = Your old codes work until then.
recovery-confirm = I have stored them
recovery-error-empty = Enter four characters from one of your codes
recovery-error-wrong = None of your codes has these characters. Check what you typed
recovery-file-head = Recovery codes of { $login } for { $org }, made on { $date }.

questions-title = Choose your security questions
questions-lead = Choose { $count } questions that only you can answer. To reset your password you answer { $asked } of them, and prove who you are in one more way.
questions-length = An answer has 3 to 40 characters.
questions-spelling = Capital letters, accents, spaces and hyphens make no difference.
questions-secret = Take answers that nobody finds on the internet. Nobody can read them here either.
questions-replaces = These answers take the place of those that you gave before.
questions-question = Question { $n }
questions-answer = Answer { $n }
questions-choose = Choose a question
questions-button = Save answers
questions-error-no-question = Choose question { $place }
questions-error-question-twice = Question { $place } is chosen twice. Choose another one
questions-error-empty = Answer question { $place }
questions-error-too-short = Answer { $place } is too short. Enter at least { $number } letters or digits
questions-error-too-long = Answer { $place } is too long. Enter at most { $number } characters
questions-error-answer-twice = Answer { $place } is the same as another one. Give a different answer
questions-error-in-question = Answer { $place } is part of its question. Give a different answer
questions-error-name = Answer { $place } is your own name. Give a different answer

question-partner-city = In which city did you meet your first partner?
question-parents-met = In which city did your parents meet?
question-sibling-city = In which city does your nearest sibling live?
question-father-birthplace = In which city was your father born?
question-job-city = In which city was your first job?
question-mother-birthplace = In which city was your mother born?
question-millennium = In which city were you when the year 2000 began?
question-school-teacher = What was the surname of your favourite secondary school teacher?
question-other-university = To which university did you apply without going there?
question-wedding-place = Where was the party of your first wedding?
question-father-second-name = What is your father’s middle name?
question-food = What is your favourite food?
question-grandmother = What is the full name of your mother’s mother?
question-mother-second-name = What is your mother’s middle name?
question-sibling-birthday = In which month and year was your oldest sibling born?
question-eldest-second-name = What is the middle name of your oldest sibling?
question-grandfather = What is the full name of your father’s father?
question-youngest-second-name = What is the middle name of your youngest sibling?
question-sixth-school = Which school did you go to when you were 11 or 12?
question-childhood-friend = What was the full name of your best childhood friend?
question-first-love = What was the full name of your first love?
question-primary-teacher = What was the surname of your favourite primary school teacher?
question-first-vehicle = What was the make of your first car or motorbike?
question-first-school = What was the name of your first school?
question-hospital = In which hospital were you born?
question-first-street = In which street was your first childhood home?
question-hero = Who was the hero of your childhood?
question-toy = What was the name of your favourite soft toy?
question-pet = What was the name of your first pet?
question-nickname = What was your childhood nickname?
question-sport = What was your favourite sport at secondary school?
question-first-job = What was your first job?
question-old-phone = What were the last four digits of your childhood phone number?
question-dream-job = What did you want to become when you were a child?
question-famous-person = Who is the most famous person you have ever met?
