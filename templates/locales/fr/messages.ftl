# E-mails et SMS. Un SMS a 140 caractères au plus, dernière ligne comprise.

mail-hello = Bonjour { $name },
mail-hello-nobody = Bonjour,
mail-from = Ce message vient de { $org }. Il n’attend pas de réponse.
mail-help = Assistance : { $help }
mail-support = Numéro d’assistance : { $support_id }
mail-not-you = Ce n’était pas vous ? Appelez tout de suite l’assistance et donnez-lui le numéro.

mail-code-subject = Votre code pour { $org }
mail-code-lead = Voici votre code :
mail-code-life = { $minutes ->
    [one] Il fonctionne pendant { $minutes } minute.
   *[other] Il fonctionne pendant { $minutes } minutes.
 }
mail-code-where = Saisissez-le sur la page où vous l’avez demandé. Nous ne le demandons jamais par téléphone ni par e-mail.
mail-code-not-you = Vous n’avez pas demandé de code ? Rien n’a changé. Quelqu’un a pu saisir votre nom par erreur. Vous n’avez rien à faire. Si cela continue, appelez l’assistance.

mail-password-reset-subject = Votre mot de passe { $org } a été changé
mail-password-reset-lead = Le mot de passe de votre compte { $org } a été réinitialisé.
mail-account-unlocked-subject = Votre compte { $org } a été débloqué
mail-account-unlocked-lead = Votre compte { $org } a été débloqué. Le mot de passe est resté le même.
mail-when = Quand : { $time }
mail-device = Navigateur : { $device }
mail-network = Réseau : { $network }
mail-was-you = Si c’était vous, vous n’avez rien à faire.

mail-other-methods-subject = D’autres moyens de prouver votre identité chez { $org }
mail-other-methods-lead = Quelqu’un, sans doute vous, a choisi un moyen de prouver votre identité que nous ne connaissons pas pour vous.
mail-other-methods-have = Ces moyens fonctionnent pour votre compte :
mail-other-methods-start = Recommencez et choisissez l’un d’eux :
mail-method-sms = Un code par SMS sur votre téléphone mobile
mail-method-email = Un code à votre adresse e-mail privée
mail-nothing-changed = Rien n’a changé. Si ce n’était pas vous, quelqu’un a pu saisir votre nom par erreur. Vous n’avez rien à faire. Si cela continue, appelez l’assistance.

mail-cannot-reset-subject = À propos de votre mot de passe { $org }
mail-cannot-reset-lead = Quelqu’un, sans doute vous, a demandé un nouveau mot de passe pour votre compte { $org }. Il ne peut pas être réinitialisé sur cette page.
mail-cannot-reset-help = L’assistance peut vous aider. Donnez-lui le numéro.

mail-password-expires-subject = { $days ->
    [one] Votre mot de passe { $org } expire dans { $days } jour
   *[other] Votre mot de passe { $org } expire dans { $days } jours
 }
mail-password-expires-lead = Votre mot de passe { $org } fonctionne jusqu’au { $time }.
mail-password-expires-change = Choisissez-en un nouveau avant. Il vous faut votre mot de passe actuel :
mail-password-expires-why = Vous recevez ce message car votre organisation demande un nouveau mot de passe de temps en temps. Nous ne demandons jamais votre mot de passe par téléphone ni par e-mail.

mail-help-wanted-subject = Une personne demande de l’aide pour un mot de passe
mail-help-wanted-lead = Une personne demande de l’aide pour accéder à un compte.
mail-help-wanted-login = Nom d’utilisateur, tel que saisi : { $login }
mail-help-wanted-warn = Rien ne prouve que ce compte est à cette personne. Rappelez à un numéro que vous connaissez. Ne demandez jamais un mot de passe ni un code.

sms-code = { $code } est votre code de mot de passe { $org }. Valable { $minutes } min. Ne le donnez jamais.
sms-code-short = { $code } est votre code de mot de passe. Valable { $minutes } min.
call-code = Bonjour. Ici { $org }. Votre code est : { $code }. Je répète : { $code }. Ne le donnez à personne. Au revoir.
sms-password-reset = { $org } : mot de passe changé, { $time }. Pas vous ? Assistance : { $help }
sms-password-reset-short = Votre mot de passe a été changé, { $time }. Pas vous ? Appelez vite l’assistance.
sms-account-unlocked = { $org } : compte débloqué, { $time }. Pas vous ? Assistance : { $help }
sms-account-unlocked-short = Votre compte a été débloqué, { $time }. Pas vous ? Appelez vite l’assistance.
sms-other-methods = { $org } : le moyen choisi n’est pas connu pour vous. Choisissez-en un autre. Rien n’a changé.
sms-other-methods-short = Le moyen choisi n’est pas connu pour vous. Choisissez-en un autre. Rien n’a changé.
sms-cannot-reset = { $org } : votre mot de passe ne peut pas être réinitialisé ici. Rien n’a changé. Assistance : { $help }
sms-cannot-reset-short = Votre mot de passe ne peut pas être réinitialisé ici. Rien n’a changé. Appelez l’assistance.
sms-password-expires = { $org } : votre mot de passe marche jusqu’au { $time }. Changez-le avant. Assistance : { $help }
sms-password-expires-short = Votre mot de passe marche jusqu’au { $time }. Changez-le avant.
sms-help-wanted = { $org } : une personne demande de l’aide, { $time }. Voyez vos e-mails.
sms-help-wanted-short = Une personne demande de l’aide, { $time }. Voyez vos e-mails.
