# Choice of a password, and its change.

password-title = Choose a new password
password-unsaved = Your new password was not saved. Nothing was changed. Choose it again.
password-advice = Four random words are easy to remember and hard to guess. A password manager can make one for you.
new-password = New password
old-password = Password you have now
password-button = Set new password
rule-met = Done:
rule-unmet = Not yet:
rule-minimum = { $number ->
    [one] At least { $number } character
   *[other] At least { $number } characters
 }
rule-maximum = { $number ->
    [one] At most { $number } character
   *[other] At most { $number } characters
 }
rule-complexity = Three of these: small letters, capital letters, digits, other signs
rule-names = No part of your name or user name
rule-common = Not just words, names or rows of keys that many people use
rule-leaked = Not in lists of stolen passwords
rule-history = { $number ->
    [one] Not the password you have now
   *[other] Not one of your last { $number } passwords
 }
rule-age-hours = { $number ->
    [one] You can change it again after { $number } hour
   *[other] You can change it again after { $number } hours
 }
rule-age-days = { $number ->
    [one] You can change it again after { $number } day
   *[other] You can change it again after { $number } days
 }

refusal-empty = Enter a new password
refusal-too-short = Your password must have at least { $number } characters
refusal-too-short-unknown = Your password is too short. Add another word
refusal-too-long = Your password can have at most { $number } characters
refusal-too-long-unknown = Your password is too long. Leave out a word
refusal-complexity = Your password needs three of these: small letters, capital letters, digits, other signs
refusal-contains-name = Your password must not contain your name or user name
refusal-used-before = You have used this password before. Choose another one
refusal-too-young = Your password was changed too recently. Try again later or ask the help desk
refusal-characters = Your password has a sign that cannot be used here. Use letters, digits and signs on your keyboard
refusal-too-common = Your password is too easy to guess. Add words that have nothing to do with you or your work
refusal-leaked = This password is in lists of stolen passwords, so others know it. Choose another one
refusal-leak-unknown = We cannot check at the moment whether this password was stolen. Try again in a few minutes
refusal-likely-used-before = This password was refused. Most likely you have used it before. Choose one that is quite different
refusal-likely-filter = This password was refused by a further check of your organisation. Most likely it has a word that is not allowed. Choose other words
refusal-unnamed = This password was refused, and we do not know why. Try a longer one that is not like your name or an old password

change-title = Change your password
change-lead = For this you need the password you have now, even if it has expired.
change-button = Change password
change-to-reset = I do not know my password
change-error-login-empty = Enter your user name or work email
change-error-old-empty = Enter the password you have now
change-error-wrong = The user name or the password is not right. Check both
change-done-title = Your new password is set

phrases-title = Suggest a password
phrases-lead = These were made by chance just now and are kept nowhere. Take one only if nobody can see your screen.
phrases-copy = Copy
phrases-copied = Copied
phrases-use = Use this
phrases-again = Make new ones
