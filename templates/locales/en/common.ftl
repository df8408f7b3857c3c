# Words that every page shares.

language-name = English
service-name = { $org } passwords
skip-link = Skip to main content
contact-title = Help desk
contact-link = Ask for help
how-link = How this works
demo-banner = This is a demo. No real message is sent.
demo-banner-link = See the messages

step = Step { $current } of { $total }
summary-title = There is a problem
error-prefix = Error:
or = or
show = Show
hide = Hide
show-password = Show password
hide-password = Hide password
busy = One moment…
busy-sending = Sending…
busy-checking = Checking…
busy-password = Setting your password…

start-again = Start again
try-again = Try again
home-button = Back to the start page
help-button = Ask for help
other-way = Use another way
support-id = Support number: { $support_id }

# Times: the 24-hour clock, in the time zone of the organisation.
clock = { $hour }:{ $minute }
moment = { $day } { $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
 } { $year } at { $hour }:{ $minute } ({ $zone })
moment-short = { $day }/{ $month } { $hour }:{ $minute } { $zone }
