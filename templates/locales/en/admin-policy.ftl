# The console: the policy.

admin-policy-lead = Who may reset their password here, and with which proofs. The first policy that applies to a person counts.
admin-policy-version-by = Version { $version }, saved by { $author } on { $at }.
admin-policy-version-file = Until somebody saves a first version here, the policy of the configuration file holds.
admin-policy-version-0 = What the configuration file says.
admin-policy-version-of-file = The policy of the configuration file
admin-policy-note-saved = Saved. It is in force now.
admin-policy-note-discarded = The draft is gone. Nothing else changed.
admin-policy-note-stale = The draft was changed in another window. This is how it is now.
admin-policy-note-imported = The file is your draft now. Nothing is in force yet.
admin-policy-note-reverted = The older version is your draft now. Nothing is in force yet.
admin-policy-note-kept = Kept in your draft. Nothing is in force yet.
admin-policy-note-merged = What others saved and what you changed are in your draft now. Where both changed one setting, yours counts.
admin-policy-has-draft = You have a draft that is not in force.
admin-policy-to-draft = Go on with it
admin-policy-switched-off = Writing passwords is switched off: nobody can reset now.
admin-policy-work = Change the order, add a policy
admin-policy-switch-off = Stop all resets
admin-policy-switch-on = Allow resets again
admin-policy-switch-off-lead = From now on no password is written, whatever the policies say. People who are in the middle of a reset are told so. Nothing else of the policy changes, and you can undo it here.
admin-policy-switch-on-lead = Passwords are written again, as the policies say.
admin-policy-switch-outage = All resets are stopped. You can let them run again when the directory answers.
admin-policy-switch-off-now = Stop all resets now
admin-policy-switch-on-now = Allow resets now
admin-policy-switch-conflict = Somebody else changed the policy at the same moment. Look at what is in force, then try again.
admin-policy-everybody = Everybody else
admin-policy-shared = What all policies share
admin-policy-shared-lead = These settings hold for everybody.
admin-policy-change = Change
admin-policy-change-shared = Change what all policies share
admin-policy-versions = Versions
admin-policy-versions-lead = Every version stays. An older one can be made the policy again.
admin-policy-versions-caption = Versions, the newest first
admin-policy-versions-none = No version was saved yet. The policy of the configuration file holds; change something to save the first one.
admin-policy-version = Version { $version }
admin-policy-in-force = in force
admin-policy-undo-of = Version { $version } again.
admin-policy-revert = Make this the policy again
admin-policy-revert-lead = It becomes your draft. You see what it would do before you save it.
admin-policy-replaces-draft = It takes the place of the draft that you have.
admin-policy-compare-with = Compare with version (0 is the configuration file)
admin-policy-compare = Compare
admin-policy-compared = What is different in this version
admin-policy-compared-same = Nothing differs from version { $version }.
admin-policy-export = Save as a file
admin-policy-import = Read from a file
admin-policy-import-lead = Choose a file that was saved here, or by latchkey policy show, or paste it. It becomes your draft; nothing is in force before you saved it.
admin-policy-import-text = Or paste it here
admin-policy-import-hint = Settings that are missing or unknown are told, none is guessed. When a file is chosen, this field does not count.
admin-policy-import-file = File
admin-policy-import-file-hint = A text file of at most 256 KB, with the ending .toml
admin-policy-import-button = Make it my draft
admin-policy-import-error-unreadable = The file can not be read as a policy
admin-policy-import-error-empty = Choose a file, or paste its text
admin-policy-import-error-too-large = The file is larger than 256 KB. No policy is: check that it is the right one
admin-policy-import-error-not-text = This is not a text file. Choose one that was saved here
admin-policy-back = Back to the policy in force
admin-policy-back-draft = Back to the draft
admin-policy-back-preview = Back to the preview

admin-policy-for-rest = For everybody whom no policy above is for.
admin-policy-for-all = For everybody: no group and no place is named.
admin-policy-for-groups = For members of { $groups }.
admin-policy-for-places = For accounts below { $places }.
admin-policy-for-both = For members of { $groups }, and accounts below { $places }.
admin-policy-says-nobody = Nobody of them can reset.
admin-policy-says-no-group = Nobody of them can reset: no group is named yet.
admin-policy-says-all = { $gates ->
    [one] All of them can reset with one proof.
   *[other] All of them can reset with { $gates } proofs.
 }
admin-policy-says-groups = { $gates ->
    [one] Members of { $groups } can reset with one proof.
   *[other] Members of { $groups } can reset with { $gates } proofs.
 }
admin-policy-says-except = Members of { $groups } can not.
admin-policy-says-proofs = Proofs:
admin-policy-says-register = { $count ->
    [one] People are asked to register { $count } kind of proof.
   *[other] People are asked to register { $count } kinds of proof.
 }
admin-policy-says-register-not = People are not asked to register.
admin-policy-says-reconfirm = { $count ->
    [one] Every day they are asked whether it is still true.
   *[other] Every { $count } days they are asked whether it is still true.
 }
admin-policy-says-reconfirm-never = They are never asked whether it is still true.
admin-policy-says-rest = { $count ->
    [one] A new proof counts after { $count } hour.
   *[other] A new proof counts after { $count } hours.
 }
admin-policy-says-rest-not = A new proof counts at once.
admin-policy-says-unlock = Locked people may unlock and keep their password.
admin-policy-says-unlock-not = Locked people must choose a new password.

admin-policy-draft = Your draft
admin-policy-draft-lead = Nothing here is in force. Work in any order, look at what it would do, then save.
admin-policy-overtaken = Somebody saved version { $version } since you began. Nothing of your draft is lost.
admin-policy-merge = Bring both together
admin-policy-theirs = What changed meanwhile
admin-policy-down = The directory does not answer now: whether the groups exist is not known, and nothing can be saved.
admin-policy-up = Ask earlier
admin-policy-later = Ask later
admin-policy-remove = Remove
admin-policy-add-title = Add a policy
admin-policy-add-name = Its name
admin-policy-add-hint = For example Pilot, or Head office. It begins with the settings of everybody else.
admin-policy-add = Add it
admin-policy-differs = What would change
admin-policy-differs-not = Your draft is what is in force: there is nothing to save.
admin-policy-discard = Throw the draft away
admin-policy-preview = See what it would do

admin-policy-edit-title = Policy { $name }
admin-policy-edit-everybody = Policy for everybody else
admin-policy-edit-lead = What you change is kept in your draft.
admin-policy-part-whom = Whom it is for
admin-policy-part-scope = Who may reset
admin-policy-part-proofs = Proofs
admin-policy-part-registration = Registration
admin-policy-part-switches = Yes or no
admin-policy-part-numbers = Numbers
admin-policy-part-help = Where people find help
admin-policy-part-lists = Lists
admin-policy-usual = Usually:
admin-policy-keep = Keep in the draft
admin-policy-not-carried = not set up
admin-policy-take-out = Take out
admin-policy-put-in = Add
admin-policy-list-empty = Nothing yet.
admin-policy-find = Find
admin-policy-find-group = Find a group by its name
admin-policy-find-place = Find a place by its name
admin-policy-find-down = The directory does not answer now. Try again in a moment.
admin-policy-found = Found for “{ $text }”:
admin-policy-found-nothing = Nothing that is not on the list is called “{ $text }”.

admin-policy-yes = yes
admin-policy-no = no
admin-policy-none = none
admin-policy-entries = { $count ->
    [one] { $count } entry
   *[other] { $count } entries
 }
admin-policy-enabled-none = Nobody
admin-policy-enabled-selected = Members of groups
admin-policy-enabled-all = Everybody it is for
admin-policy-gates-1 = One proof
admin-policy-gates-2 = Two proofs

admin-policy-problems = Look at this before you save
admin-policy-must = must change
admin-policy-mind = keep in mind
admin-policy-col-whose = Policy
admin-policy-col-setting = Setting
admin-policy-col-before = Before
admin-policy-col-then = Then
admin-policy-col-name = Name
admin-policy-col-login = Login name
admin-policy-col-why = Why
admin-policy-col-version = Version
admin-policy-col-when = When
admin-policy-col-who = Saved by
admin-policy-col-comment = Comment
admin-policy-goes = without { $what }
admin-policy-comes = with { $what }
admin-policy-stays = as before
admin-policy-change-added = Policy is added, at place
admin-policy-change-removed = Policy is removed
admin-policy-change-renamed = Policy is called
admin-policy-change-moved = Policy is asked at place

admin-policy-preview-lead = Nothing is in force before you save it.
admin-policy-preview-undo = It brings version { $version } back.
admin-policy-effects = Whom it meets
admin-policy-no-scan = The directory was not read yet, so nobody can be counted. Start a scan under Directory, or save without it: what changes is listed below.
admin-policy-not-counted = Nobody could be counted:
admin-policy-counting = { $count ->
    [one] Counting: { $count } account so far. This page looks again by itself.
   *[other] Counting: { $count } accounts so far. This page looks again by itself.
 }
admin-policy-look-again = Look again now
admin-policy-counted = { $count ->
    [one] { $count } account was looked at.
   *[other] { $count } accounts were looked at.
 }
admin-policy-effect-loses = { $count ->
    [one] person loses the ability to reset
   *[other] people lose the ability to reset
 }
admin-policy-effect-gains = { $count ->
    [one] person gains the ability to reset
   *[other] people gain the ability to reset
 }
admin-policy-effect-leaves-scope = { $count ->
    [one] person is no longer in scope
   *[other] people are no longer in scope
 }
admin-policy-effect-enters-scope = { $count ->
    [one] person comes into scope
   *[other] people come into scope
 }
admin-policy-effect-registers-more = { $count ->
    [one] person must register more
   *[other] people must register more
 }
admin-policy-effect-reconfirms = { $count ->
    [one] person is asked whether their data is still true
   *[other] people are asked whether their data is still true
 }
admin-policy-effect-changes-policy = { $count ->
    [one] person gets another policy
   *[other] people get another policy
 }
admin-policy-list-caption = Who they are
admin-policy-list-nobody = Nobody is on this list.
admin-policy-list-grows = It is still being counted: the list grows.
admin-policy-list-cut = The list holds the first { $count } of them.
admin-policy-more = More
admin-policy-pages = Pages
admin-policy-save-title = Save it
admin-policy-save-proof = Saving asks for a proof of you that is younger than five minutes.
admin-policy-prove-first = Prove it now
admin-policy-comment = Why? For those who come after you
admin-policy-comment-hint = One line. It stands with the version and in the audit log.
admin-policy-save = Save: in force at once
admin-policy-save-not = It can not be saved so.

admin-policy-field-writeback = Passwords are written
admin-policy-hint-writeback = Off, nobody can reset: for emergencies.
admin-policy-field-notify-people = Tell people of every reset
admin-policy-hint-notify-people = At each of their contacts. They see at once when it was somebody else.
admin-policy-field-notify-admins = Tell the help desk when an administrator resets
admin-policy-hint-notify-admins = By mail to the help desk’s mailbox.
admin-policy-field-own-mail-domains = Your own mail domains
admin-policy-hint-own-mail-domains = One a line, for example contoso.com. A mailbox there opens with the forgotten password, so it is no proof.
admin-policy-field-minimum-password-length = Fewest characters of a new password
admin-policy-hint-minimum-password-length = From 8 to 64. The directory may ask for more.
admin-policy-field-ask-whole-contact = People type the whole number or address
admin-policy-hint-ask-whole-contact = Before a code is sent there.
admin-policy-field-directory-contacts = Contacts of the directory count
admin-policy-hint-directory-contacts = Phones and mailboxes that the directory holds, or that administrators brought in, count as registered.
admin-policy-field-pass-minutes = Minutes that a temporary pass works
admin-policy-hint-pass-minutes = From 10 to 480.
admin-policy-field-return-to = Pages that may be led back to
admin-policy-hint-return-to = One a line, the beginning only, for example https://intranet.contoso.com.
admin-policy-field-banned-words = Banned words
admin-policy-hint-banned-words = One a line: your name, your products, your places. 4 to 16 characters each, 1000 at most. Other spellings, as c0nt0s0, are known.
admin-policy-field-protected-accounts = Protected accounts may reset here too
admin-policy-hint-protected-accounts = Administrators of the directory and their like: always two proofs, never security questions.
admin-policy-field-help-desk-link = Link to the help desk
admin-policy-hint-help-desk-link = A page, or a link that begins with mailto: or tel:.
admin-policy-field-help-desk-text = What the link says
admin-policy-hint-help-desk-text = A number and the hours, for example +1 555 0100, 8:00 to 18:00.
admin-policy-field-help-desk-mailbox = Mailbox of the help desk
admin-policy-hint-help-desk-mailbox = Who gets the requests for help.
admin-policy-field-questions-built-in = Offer the built-in security questions
admin-policy-hint-questions-built-in = They are there in every language.
admin-policy-field-questions-own = Your own security questions
admin-policy-hint-questions-own = One a line, the language before it, for example en: Who was your first manager here? 20 at most in each language.
admin-policy-field-name = Name
admin-policy-hint-name = What you call it: 1 to 60 characters.
admin-policy-field-for-groups = For members of these groups
admin-policy-hint-for-groups = Members of groups in them count too.
admin-policy-field-for-below = For accounts below these places
admin-policy-hint-for-below = Places of the directory: organisational units, containers.
admin-policy-field-enabled = Who may reset
admin-policy-field-groups = Groups that may reset
admin-policy-hint-groups = Counts with “Members of groups”. Members of groups in them count too.
admin-policy-field-except-groups = Groups that may not
admin-policy-hint-except-groups = Whatever other group they are in.
admin-policy-field-methods = Which proofs
admin-policy-hint-methods = Usually: passkey, app, text message, email, recovery code, temporary pass.
admin-policy-field-gates = How many proofs
admin-policy-hint-gates = Two of different kinds.
admin-policy-field-accept-one-gate-risk = Accept the risk of one proof
admin-policy-hint-accept-one-gate-risk = Whoever has the phone has the account.
admin-policy-field-accept-sms-only-risk = Accept the risk of phones alone
admin-policy-hint-accept-sms-only-risk = Phone numbers can be taken over.
admin-policy-field-unlock-without-reset = Unlock without a new password
admin-policy-hint-unlock-without-reset = Locked people who still know their password keep it.
admin-policy-field-require-registration = Ask people to register
admin-policy-hint-require-registration = At sign-in, here and by the applications that ask.
admin-policy-field-methods-to-register = Kinds of proof to register
admin-policy-hint-methods-to-register = From 1 to 6. Empty: one more than the proofs of a reset.
admin-policy-field-reconfirm-days = Days until people are asked whether it is still true
admin-policy-hint-reconfirm-days = From 0 to 730; 0 is never.
admin-policy-field-postpone-times = How often “remind me later” may be pressed
admin-policy-hint-postpone-times = From 0 to 100.
admin-policy-field-postpone-days = Days until it is no longer offered
admin-policy-hint-postpone-days = From 0 to 365, counted from the first time.
admin-policy-field-cooling-off-hours = Hours until a new proof counts
admin-policy-hint-cooling-off-hours = From 0 to 72. A first registration counts at once.
admin-policy-field-questions-to-register = Security questions to register
admin-policy-hint-questions-to-register = From 3 to 5.
admin-policy-field-questions-to-answer = Security questions to answer
admin-policy-hint-questions-to-answer = From 3 to 5, not more than to register.

admin-policy-fault-out-of-range = { $number } is not between { $least } and { $most }.
admin-policy-fault-no-number = “{ $about }” is no whole number.
admin-policy-fault-no-domain = “{ $about }” is no mail domain. Write the part behind the @, for example contoso.com.
admin-policy-fault-no-origin = “{ $about }” is not the beginning of a web address. Write for example https://intranet.contoso.com, and nothing behind it.
admin-policy-fault-no-mailbox = “{ $about }” is no mail address.
admin-policy-fault-no-link = “{ $about }” is no link. Begin it with https://, mailto: or tel:.
admin-policy-fault-link-without-text = Say what the link is.
admin-policy-fault-no-help = People who can not reset are told of no help. Give a link, a text or a mailbox.
admin-policy-fault-word-short = “{ $about }” has fewer than 4 characters.
admin-policy-fault-word-long = “{ $about }” has more than 16 characters.
admin-policy-fault-word-hidden = “{ $about }” has a character that can not be seen.
admin-policy-fault-word-none = “{ $about }” has neither a letter nor a digit.
admin-policy-fault-word-twice = “{ $about }” is there twice.
admin-policy-fault-too-many-words = { $number } words are too many: there can be 1000.
admin-policy-fault-no-language = “{ $about }” is no language. Write for example en: before the question.
admin-policy-fault-too-many-questions = { $number } questions in “{ $about }” are too many: there can be 20.
admin-policy-fault-question-length = “{ $about }”: a question has 3 to 200 characters.
admin-policy-fault-few-questions = { $number } questions are offered, and { $least } are to be registered. Write more, or offer the built-in ones.
admin-policy-fault-more-answers = { $number } answers are asked for, and { $least } registered. Ask for fewer.
admin-policy-fault-kill-switch = Writing is switched off: nobody can reset.
admin-policy-fault-short-passwords = { $number } characters are few for a password that is the only proof.
admin-policy-fault-no-name = Give the policy a name.
admin-policy-fault-unfit-name = A name has 1 to 60 characters that can be seen, and is not “everybody”.
admin-policy-fault-name-taken = Another policy is called “{ $about }”.
admin-policy-fault-means-everybody = No group and no place is named: the policy is for everybody.
admin-policy-fault-never-applies = It never applies: “{ $about }” comes first and is for all of these.
admin-policy-fault-no-place = “{ $about }” is no place of the directory. Find it by its name.
admin-policy-fault-no-group-name = A group has no name.
admin-policy-fault-no-such-group = The directory has no group “{ $about }”, or it can not be read. Every reset would be refused.
admin-policy-fault-group-twice = The group “{ $about }” is there twice.
admin-policy-fault-nobody-in-scope = Nobody of them can reset.
admin-policy-fault-no-groups = No group is named, so nobody can reset. Find a group and add it.
admin-policy-fault-groups-without-meaning = Groups count with “Members of groups” only. Take them out, or choose that.
admin-policy-fault-scoped-and-excluded = “{ $about }” is among those that may and those that may not. The second wins.
admin-policy-fault-method-twice = { $about } is there twice.
admin-policy-fault-one-gate = One proof is a risk: whoever has the phone has the account. Ask for two, or accept the risk below.
admin-policy-fault-alone = { $about } may not be the only proof. Ask for two proofs, or take it out.
admin-policy-fault-few-methods = { $number } proofs of different kinds are asked for, and { $least } allowed. Allow more.
admin-policy-fault-only-phones = Text messages and calls would be the only proof, and phone numbers can be taken over. Allow another kind, or accept the risk.
admin-policy-fault-own-domains = Mail codes may go to mailboxes that open with the forgotten password. Name your own mail domains.
admin-policy-fault-nobody-carries = { $about } is not set up here: nobody is offered it before that.
admin-policy-fault-no-console-factor = No policy allows a passkey or an authenticator app. New administrators can then not register the second proof that this console asks for. Allow one of them, if only in a policy for their group.
