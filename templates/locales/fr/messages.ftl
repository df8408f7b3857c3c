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
mail-outcome-unknown-subject = Vérifiez votre mot de passe { $org }
mail-outcome-unknown-lead = Nous n’avons pas pu savoir si le dernier changement de votre compte { $org } a été enregistré.
mail-outcome-unknown-next = Connectez-vous avec votre nouveau mot de passe d’abord, puis avec l’ancien. Si aucun ne marche, recommencez ou appelez l’assistance.
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

mail-alarm-raised-subject = Portail des mots de passe { $org } : à vérifier
mail-alarm-raised-lead = Le portail des mots de passe signale un fait à vérifier :
mail-alarm-cleared-subject = Portail des mots de passe { $org } : c’est terminé
mail-alarm-cleared-lead = C’est terminé. Vous n’avez rien à faire.
alarm-spraying = Des codes faux ont été saisis pour { $figure } personnes en quelques minutes. Quelqu’un essaie peut-être beaucoup de noms.
alarm-unusual-volume = { $figure } personnes ont commencé à changer leur mot de passe en une heure. C’est bien plus que d’habitude à cette heure.
alarm-changed-before-reset = Un mot de passe a été réinitialisé peu après un changement des moyens de prouver l’identité. Numéro d’assistance : { $subject }. Appelez la personne.
alarm-sms-budget = { $figure } des SMS prévus pour une journée sont utilisés.
alarm-sms-conversion = Les codes envoyés aux numéros qui commencent par { $subject } ne servent presque jamais ({ $figure }). L’envoi de SMS à ces numéros est suspendu.
alarm-directory-down = Aucun serveur de comptes ne répond ({ $subject }). Personne ne peut changer de mot de passe.
alarm-certificate = Le certificat des pages expire dans { $figure } jours ({ $subject }). Ensuite, les navigateurs refuseront les pages.
alarm-server-certificate = Le certificat d’un serveur dont le portail a besoin se termine dans { $figure } jours ({ $subject }). Ensuite, le portail ne lui parle plus.
alarm-chain-broken = Le journal d’audit a été modifié par un autre que le portail : { $figure }. Gardez une copie de la base de données telle quelle.
alarm-outbox-stuck = Des messages attendent leur envoi depuis { $figure } minutes.
alarm-sink-stuck = Le journal d’audit n’arrive plus à sa copie « { $subject } ». { $figure } entrées attendent.
alarm-key-age = La clé la plus récente du fichier de clés sert depuis { $figure } jours. Ajoutez-en une nouvelle.

sms-code = { $code } est votre code de mot de passe { $org }. Valable { $minutes } min. Ne le donnez jamais.
sms-code-short = { $code } est votre code de mot de passe. Valable { $minutes } min.
call-code = Bonjour. Ici { $org }. Votre code est : { $code }. Je répète : { $code }. Ne le donnez à personne. Au revoir.
sms-outcome-unknown = { $org } : nouveau mot de passe peut-être pas enregistré. Essayez-le, puis l’ancien. Assistance : { $help }
sms-outcome-unknown-short = Mot de passe peut-être pas enregistré. Essayez le nouveau, puis l’ancien.
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
sms-alarm-raised = { $org } : portail des mots de passe à vérifier, { $time }. Voyez vos e-mails.
sms-alarm-raised-short = Portail des mots de passe à vérifier, { $time }. Voyez vos e-mails.
sms-alarm-cleared = { $org } : le portail des mots de passe va bien de nouveau, { $time }. Voyez vos e-mails.
sms-alarm-cleared-short = Le portail des mots de passe va bien de nouveau, { $time }. Voyez vos e-mails.
