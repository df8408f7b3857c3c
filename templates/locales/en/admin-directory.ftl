# The scan of the directory in the console.

admin-directory-lead = The portal reads the directory now and then, so that people can be found and counted here. It changes nothing there. Resets do not wait for it.
admin-directory-off = The portal does not read the directory by itself.
admin-directory-off-do = The search of people and the reports know only what the last scan saw. To switch it on, set in the configuration file and restart:
admin-directory-running = The directory is being read
admin-directory-phase-full = Reading everybody from
admin-directory-phase-changes = Reading what changed from
admin-directory-phase-compare = Comparing who is there on
admin-directory-phase-gone = Marking who is gone on
admin-directory-progress = { $seen ->
    [one] One account read so far
   *[other] { $seen } accounts read so far
}
admin-directory-progress-of = { $seen } of about { $total } accounts
admin-directory-since = Since { $time }.
admin-directory-wanted = A scan was asked for. It begins in a moment.
admin-directory-broken-off = The last scan was broken off. What it read stays; the next one begins anew by itself.
admin-directory-failed = { $count ->
    [one] The last scan failed
   *[other] The last { $count } scans failed
}
admin-directory-remedy-missing = Most often a right or a filter was changed: see what the service account may read, directory.base and directory.user_filter. If so many accounts are really gone, say so here.
admin-directory-remedy-size = The server gives this account only a part of the list. Raise its limit on the server; the page on the scan of the directory in the manual has the line to write.
admin-directory-remedy-reach = No server could be reached. Run “latchkey doctor” on this machine: it says which server fails, and at what. It is tried again by itself.
admin-directory-remedy-other = It is tried again by itself. If it stays, run “latchkey doctor” on this machine.
admin-directory-accept = They are gone: scan everybody and accept it
admin-directory-never = The directory was not read yet. Start a scan: it reads everybody once.
admin-directory-scan = Scan what changed now
admin-directory-scan-all = Scan everybody
admin-directory-scan-hint = Everybody finds what a directory does not tell otherwise, and takes longer.
admin-directory-when = When it reads
admin-directory-last = Last scan
admin-directory-last-all = Last scan of everybody
admin-directory-next = Next scan
admin-directory-often = How often
admin-directory-often-text = { $minutes ->
    [one] What changed every minute,
   *[other] What changed every { $minutes } minutes,
} { $hours ->
    [one] everybody every hour.
   *[other] everybody every { $hours } hours.
}
admin-directory-servers = Servers
admin-directory-read-up-to = Read up to { $code }, { $time }
admin-directory-read-at = Read { $time }
admin-directory-past = The last scans
admin-directory-ended = Ended
admin-directory-what = What
admin-directory-whole = Everybody
admin-directory-changes = What changed
admin-directory-seen = Read
admin-directory-changed = New or different
admin-directory-gone = Gone
admin-directory-took = Took
admin-directory-seconds = { $seconds } s
admin-directory-count-accounts = accounts in all
admin-directory-count-people = people
admin-directory-count-services = services and machines
admin-directory-count-disabled = people switched off or past their end date
admin-directory-count-protected = protected people
admin-directory-count-locked = people locked out
admin-directory-count-due = people with a password to change
admin-directory-count-mailbox = people with a mailbox here
admin-directory-count-mobile = people with a mobile phone here
admin-directory-count-gone = accounts no longer there

admin-directory-now = The servers now
admin-directory-now-lead = Asked by { $node } at { $time }.
admin-directory-now-again = Ask again
admin-directory-now-none = The accounts are in the portal’s own database. There is no server to ask.
admin-directory-server = Server
admin-directory-well = Answers
admin-directory-not-well = Can not be used
admin-directory-answers = How it is
admin-directory-answered-in = in { $milliseconds } ms
admin-directory-certificate = Certificate
admin-directory-certificate-until = Until { $time }
admin-directory-certificate-days = { $days ->
    [0] ends today
    [one] ends in one day
   *[other] ends in { $days } days
}
admin-directory-certificate-ended = Ended { $time }
admin-directory-certificate-unknown = Not seen yet
admin-directory-used = Last used
admin-directory-not-used = Not since the portal was started
admin-directory-read = Scan
admin-directory-not-read = Not read from here
admin-directory-trouble-name = Its name can not be looked up.
admin-directory-trouble-connection = It takes no connection.
admin-directory-trouble-silent = It takes connections and says nothing.
admin-directory-trouble-certificate = Its certificate is not believed.
admin-directory-trouble-certificate-ended = Its certificate has ended.
admin-directory-trouble-sign-in = It does not let the portal’s own account in.
admin-directory-trouble-answer = It lets the portal in and does not answer.
admin-directory-fix-name = Check the name in directory.servers, and the name servers of this machine.
admin-directory-fix-connection = Start the server, or open its port in the firewall: 636 for ldaps://, else 389.
admin-directory-fix-silent = The server hangs or is overloaded: look at it, and restart it if it stays so.
admin-directory-fix-certificate = The certificate must have the name that stands in directory.servers, and its authority must be the one in directory.ca_file.
admin-directory-fix-certificate-ended = Renew the certificate on that server.
admin-directory-fix-sign-in = Check directory.bind_dn and its password file, and that the account is neither locked, switched off nor past its end date.
admin-directory-fix-answer = Look at the log of the server; restart it if it stays so.
