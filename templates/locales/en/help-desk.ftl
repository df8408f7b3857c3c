# What the help desk writes to people.

mail-caller-code-subject = Your code for the { $org } help desk
mail-caller-code-lead = You are on the phone with the help desk. First they say these two words to you:
mail-caller-code-words = If they do not say these words, hang up.
mail-caller-code-code = If they do, read this code to them:
mail-caller-code-not-you = Did you not call the help desk yourself? Then tell nobody this code, whoever asks for it. Hang up and call the help desk on the number that you know.
mail-help-answer-subject = An answer from the { $org } help desk
mail-help-answer-lead = You asked the { $org } help desk for help. This is their answer:
mail-help-answer-never = The help desk never asks for your password.

sms-caller-code = { $org } help desk: they say “{ $words }”, then you read { $code }. Did you not call them? Tell nobody.
sms-caller-code-short = Help desk: they say “{ $words }”, then you read { $code }. Did you not call them? Tell nobody.
call-caller-code = Hello. This is { $org }. The help desk says these words to you: { $words }. Then read this code to them: { $code }. Once more: { $code }. Did you not call them? Then tell nobody. Goodbye.
sms-help-answer = { $org }: the help desk has answered your request. See your mail.
sms-help-answer-short = The help desk has answered your request. See your mail.
