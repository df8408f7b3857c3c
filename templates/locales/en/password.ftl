# Choice of a password, and its change.

password-title = Choose a new password
password-unsaved = Your new password was not saved. Nothing was changed. Choose it again.
password-advice = Three or four random words are easy to remember and hard to guess. A password manager can make one for you.
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

strength-warning-keyboard-row = Keys in one row are easy to guess.
strength-warning-keyboard-pattern = Keys that lie side by side are easy to guess.
strength-warning-same-character = One letter or digit again and again is easy to guess.
strength-warning-repeat = The same piece again and again is hardly harder to guess than once.
strength-warning-common = Many people use this password.
strength-warning-like-common = This is like a password that many people use.
strength-warning-sequence = Letters or digits in their order are easy to guess.
strength-warning-year = Years are easy to guess.
strength-warning-single-word = One word by itself is easy to guess.
strength-warning-date = Dates are easy to guess.
strength-warning-single-name = One name by itself is easy to guess.
strength-warning-common-name = Names that many people have are easy to guess.
strength-suggestion-few-words = Use some words that do not belong together
strength-suggestion-no-need-for-signs = A longer password helps more than signs, digits or capital letters
strength-suggestion-another-word = Add another word or two
strength-suggestion-capitals = A capital letter at the start hardly helps
strength-suggestion-all-capitals = Only capital letters are hardly better than only small ones
strength-suggestion-backwards = A word spelt backwards hardly helps
strength-suggestion-substitutions = Signs that look like letters hardly help
strength-suggestion-longer-pattern = Leave out rows of keys
strength-suggestion-no-repeats = Use no word or letter twice
strength-suggestion-no-sequences = Use no sequences
strength-suggestion-no-dates = Leave out years and dates
