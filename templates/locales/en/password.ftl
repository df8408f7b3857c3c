# Choice of a password, and its change.

password-title = Choose a new password
password-unsaved = Your new password was not saved. Nothing was changed. Choose it again.
password-advice = Three or four random words are easy to remember and hard to guess. A password manager can make one for you.
new-password = New password
old-password = Password you have now
password-button = Set new password
rule-minimum = { $minimum ->
    [one] At least { $minimum } character
   *[other] At least { $minimum } characters
 }
rule-complexity = Three of these: small letters, capital letters, digits, other signs
rule-names = No part of your name or user name
rule-history = { $history ->
    [one] Not the password you have now
   *[other] Not one of your last { $history } passwords
 }
rule-age-hours = { $hours ->
    [one] You can change it again after { $hours } hour
   *[other] You can change it again after { $hours } hours
 }
rule-age-days = { $days ->
    [one] You can change it again after { $days } day
   *[other] You can change it again after { $days } days
 }

refusal-empty = Enter a new password
refusal-too-short = Your password must have at least { $number } characters
refusal-too-short-unknown = Your password is too short. Add another word
refusal-too-long = Your password can have at most { $number } characters
refusal-complexity = Your password needs three of these: small letters, capital letters, digits, other signs
refusal-contains-name = Your password must not contain your name or user name
refusal-used-before = You have used this password before. Choose another one
refusal-too-young = Your password was changed too recently. Try again later or ask the help desk
refusal-characters = Your password has a sign that cannot be used here. Use letters, digits and signs on your keyboard
refusal-unnamed = This password was refused, and we do not know why. Try a longer one that is not like your name or an old password

change-title = Change your password
change-lead = For this you need the password you have now, even if it has expired.
change-button = Change password
change-to-reset = I do not know my password
change-error-login-empty = Enter your user name or work email
change-error-old-empty = Enter the password you have now
change-error-wrong = The user name or the password is not right. Check both
change-done-title = Your new password is set
