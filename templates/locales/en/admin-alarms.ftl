# Alarms in the console.

admin-alarms-now = Now
admin-alarms-quiet = Nothing needs a look.
admin-alarms-since = Since { $time }.
admin-alarms-to-do = What to do:
admin-alarms-see = Look closer
admin-alarms-past = What there was
admin-alarms-began = Began
admin-alarms-what = What
admin-alarms-over = Over
admin-alarms-still = not over
admin-alarms-none-yet = There was no alarm yet. The portal looks every 30 seconds.
admin-alarms-told = Who is told
admin-alarms-told-mail = By mail:
admin-alarms-told-hook = Another system gets each alarm too.
admin-alarms-told-where = Set in the configuration file, section
admin-alarms-nobody-told = Nobody is told of alarms.
admin-alarms-nobody-told-do = Name a mail address in the configuration file, then restart the portal:
admin-alarms-watched = Everything that is watched for

admin-alarms-name-spraying = Someone tries many names
admin-alarms-name-unusual-volume = Far more resets than usual
admin-alarms-name-changed-before-reset = Reset shortly after a change of security info
admin-alarms-name-sms-budget = Text messages run out
admin-alarms-name-sms-conversion = Codes that nobody uses
admin-alarms-name-directory-down = No account server answers
admin-alarms-name-certificate = The certificate ends
admin-alarms-name-chain-broken = The audit log was altered
admin-alarms-name-outbox-stuck = Messages wait
admin-alarms-name-sink-stuck = A copy of the log is behind
admin-alarms-name-key-age = The key is old

admin-alarms-means-spraying = Wrong codes for many people within 10 minutes.
admin-alarms-means-unusual-volume = Several times as many resets in an hour as on other days at this time.
admin-alarms-means-changed-before-reset = A password was reset within a day of a change of the ways to prove who it is.
admin-alarms-means-sms-budget = 50, 80 or 100 % of the text messages of a day are used.
admin-alarms-means-sms-conversion = Many codes went to one country, and few were typed in. Someone may earn money with them.
admin-alarms-means-directory-down = None of the servers could be reached for some minutes.
admin-alarms-means-certificate = The certificate of the pages ends in 30, 14 or 3 days.
admin-alarms-means-chain-broken = An event of the log does not fit the one before it.
admin-alarms-means-outbox-stuck = The oldest message has waited for minutes.
admin-alarms-means-sink-stuck = A copy of the log could not be written for minutes.
admin-alarms-means-key-age = The newest key of the key file is older than you allow.

admin-alarms-do-spraying = Look where the tries come from. Block that network on your proxy or firewall. Nobody gets in by this; limits slow it down.
admin-alarms-do-unusual-volume = On a day when many passwords end this is normal. Else look where the resets come from.
admin-alarms-do-changed-before-reset = Call the person on a number that you know. If it was not them, disable the account and look at its journey.
admin-alarms-do-sms-budget = If real people need them, raise limits.sms_per_day. Mail and apps go on. At 100 % no text message leaves until older ones are a day old.
admin-alarms-do-sms-conversion = If nobody of yours lives there, take the country out of sms.countries. The pause ends by itself.
admin-alarms-do-directory-down = Start a server, or look at the network. Run “latchkey doctor” on this machine: it says which server fails, and at what.
admin-alarms-do-certificate = Put a new certificate in place of the old file. The portal notices within a minute.
admin-alarms-do-chain-broken = Make a copy of the database first. Then check the whole log, and compare the event with your copy of the log.
admin-alarms-do-outbox-stuck = Run “latchkey doctor”: it tries the mail server and the text message service. Messages leave by themselves when these work again.
admin-alarms-do-sink-stuck = Look whether the receiver runs and its certificate is good. Nothing is lost: what waits is sent in order.
admin-alarms-do-key-age = Add a line to the key file and restart. Keep the old lines: they still open what they sealed.
