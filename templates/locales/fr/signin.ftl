# Connexion aux moyens de vérification, leur liste, l’assistant, l’historique, les connexions ouvertes.

signin-title = Connectez-vous à vos moyens de vérification
signin-lead = Utilisez votre nom d’utilisateur et votre mot de passe du travail.
signin-password = Mot de passe
signin-button = Se connecter
signin-forgot = J’ai oublié mon mot de passe
signin-have-pass = L’assistance vous a donné un code d’accès temporaire ?
signin-use-pass = Se connecter avec ce code
signin-note-over = Vous avez été déconnecté : trop de temps a passé, ou votre mot de passe a changé. Ce que vous avez enregistré est conservé. Connectez-vous de nouveau.
signin-note-out = Vous êtes déconnecté.
signin-error-login-empty = Saisissez votre nom d’utilisateur ou votre e-mail professionnel
signin-error-empty = Saisissez votre mot de passe
signin-error-wrong = Le nom d’utilisateur ou le mot de passe n’est pas correct. Vérifiez les deux
signin-demo-password = Mot de passe de tous : { $code }.
signin-must-change = Votre mot de passe est correct, mais il doit être changé avant de continuer. Choisissez-en un nouveau ici, puis connectez-vous avec.
signin-pass-title = Connexion avec un code d’accès temporaire
signin-pass-lead = L’assistance vous donne ce code à votre arrivée, ou quand vous avez tout perdu. Il sert une seule fois.
signin-pass-label = Code d’accès temporaire
signin-pass-hint = 12 lettres et chiffres. Les majuscules et les tirets ne comptent pas
signin-pass-other = Se connecter avec le mot de passe
signin-pass-error-empty = Saisissez le code d’accès
signin-pass-error-wrong = Le nom d’utilisateur ou le code n’est pas correct, ou le code est trop ancien. Vérifiez les deux

thing-passkey = Clé d’accès ou clé de sécurité
thing-app = Application d’authentification
thing-phone = Téléphone
thing-office = Téléphone de bureau
thing-mailbox = E-mail privé
thing-recovery-codes = Codes de secours
thing-questions = Questions de sécurité
thing-sms = SMS
thing-voice = Appel téléphonique
thing-email = E-mail
thing-recovery-code = Code de secours
thing-pass = Code d’accès temporaire

overview-title = Vos moyens de vérification
overview-lead = Ils prouvent qui vous êtes quand vous avez oublié votre mot de passe. Ils ne servent à rien d’autre.
overview-empty = Rien n’est encore enregistré.
overview-progress = Vous avez { $have } moyen(s) sur { $wanted }. Ajoutez-en, pour pouvoir toujours retrouver votre accès.
overview-too-few = Gardez au moins deux moyens, pour retrouver votre accès si vous en perdez un.
overview-no-codes = Si vous perdez votre téléphone, des codes de secours sur papier vous redonnent accès.
overview-make-codes = Créer des codes de secours
overview-add = Ajouter un moyen
overview-first = Proposé en premier
overview-make-first = Proposer en premier
overview-try = Essayer
overview-remove = Supprimer
overview-added = Ajouté le { $time }
overview-imported = Ajouté par votre organisation le { $time }, pas encore confirmé par vous
overview-imported-not-counts = Cela ne compte qu’une fois confirmé par vous.
overview-confirm-own = Confirmer que c’est à vous
overview-used = Utilisé la dernière fois le { $time }
overview-resting = Nouveau. Utilisable à partir du { $time }
overview-worn = Désactivé après trop d’erreurs. Supprimez-le et ajoutez-le de nouveau
overview-codes-left = { $left ->
    [0] Il ne reste aucun code. Créez-en de nouveaux
    [one] Il reste { $left } code. Créez-en bientôt de nouveaux
   *[other] Il reste { $left } codes
 }
overview-held = Dans les fichiers de votre organisation
overview-held-counts = Ces contacts comptent aussi. Pour en garder un à vous, confirmez-le.
overview-held-not-counts = Ces contacts ne comptent qu’une fois confirmés.
overview-held-own = Votre boîte professionnelle ne compte pas : il faut parfois le mot de passe pour la lire
overview-held-confirm = Confirmer
overview-back = Continuer vers { $host }
overview-nav = Vos moyens de vérification
overview-sign-out = Se déconnecter
overview-flash-added = C’est ajouté. Tous vos contacts ont été prévenus.
overview-flash-removed = C’est supprimé. Tous vos contacts ont été prévenus.
overview-flash-confirmed = Merci. Tout est confirmé.
overview-flash-postponed = Nous vous le rappellerons plus tard.
overview-flash-default = Ce moyen sera désormais proposé en premier.
overview-flash-tried = Cela fonctionne.
overview-flash-verified = C’est confirmé : c’est à vous désormais.
overview-flash-others-ended = Vous êtes déconnecté partout ailleurs.

wizard-title = Gardez un accès de secours à votre compte
wizard-progress = { $have } sur { $wanted }
wizard-lead = { $wanted ->
    [one] Votre organisation demande un moyen de prouver qui vous êtes. Vous pourrez alors choisir vous-même un nouveau mot de passe.
   *[other] Votre organisation demande { $wanted } moyens différents de prouver qui vous êtes. Vous pourrez alors choisir vous-même un nouveau mot de passe, à tout moment.
 }
wizard-others = Choisir un autre moyen
wizard-done-so-far = Ce que vous avez déjà
wizard-nothing-left = Rien de plus ne peut être ajouté ici. Demandez à l’assistance.
wizard-later = Me le rappeler plus tard
wizard-add-passkey = Ajouter une clé d’accès
wizard-add-app = Ajouter une application d’authentification
wizard-add-phone = Ajouter un téléphone
wizard-add-office = Ajouter votre téléphone de bureau
wizard-add-mailbox = Ajouter un e-mail privé
wizard-add-recovery-codes = Créer des codes de secours
wizard-add-questions = Répondre à des questions de sécurité
wizard-why-passkey = Le plus sûr et le plus rapide : votre doigt, votre visage ou le verrouillage de cet appareil
wizard-why-app = Six chiffres donnés par une application de votre téléphone. Fonctionne sans réseau
wizard-why-phone = Un code par SMS ou par appel. Gardez aussi un moyen plus sûr
wizard-why-office = Un appel sur le téléphone de votre bureau
wizard-why-mailbox = Un code dans une boîte que vous ouvrez sans le mot de passe du travail
wizard-why-recovery-codes = Dix codes sur papier, pour le jour où le téléphone est perdu
wizard-why-questions = Des réponses que vous seul connaissez. Moins sûr que tout le reste

reconfirm-title = Est-ce toujours exact ?
reconfirm-lead = Vérifiez votre liste de temps en temps. Supprimez ce que vous n’avez plus, ajoutez ce qui est nouveau.
reconfirm-button = Tout est toujours exact

registered-title = Votre compte a un accès de secours
registered-lead = Si vous oubliez votre mot de passe, vous pourrez en choisir un nouveau vous-même grâce à ces moyens.
registered-manage = Modifier vos moyens de vérification

activity-title = Historique
activity-lead = Chaque utilisation et chaque modification de vos moyens de vérification, les plus récentes d’abord.
activity-empty = Rien ne s’est encore passé.
activity-older = Afficher les plus anciennes
activity-newest = Revenir aux plus récentes
activity-not-you = Quelque chose ne vient pas de vous ?
activity-signed-in = Vous vous êtes connecté ici
activity-sign-in-failed = Quelqu’un n’a pas pu se connecter ici
activity-signed-out = Déconnexion
activity-proof-given = Vous avez prouvé qui vous êtes
activity-proof-failed = Une preuve était fausse
activity-password-reset = Votre mot de passe a été réinitialisé
activity-password-changed = Votre mot de passe a été changé
activity-change-failed = Un changement de mot de passe a échoué
activity-unlocked = Votre compte a été déverrouillé
activity-gate-passed = Une étape d’une réinitialisation a été franchie
activity-gate-failed = Une étape d’une réinitialisation a échoué
activity-imported = Ajout par votre organisation
activity-import-used = Premier usage de ce que votre organisation a ajouté
activity-registered = Ajout
activity-changed = Modification
activity-removed = Suppression
activity-confirmed = Vous avez confirmé votre liste
activity-completed = Vous avez enregistré tout le nécessaire
activity-worn-out = Désactivation après trop d’erreurs
activity-pass-issued = L’assistance a créé un code d’accès temporaire pour vous
activity-pass-used = Un code d’accès temporaire a été utilisé ou retiré
activity-frozen = Le libre-service a été arrêté
activity-unfrozen = Le libre-service a repris

sessions-title = Vos connexions ouvertes
sessions-lead = L’une d’elles vous est inconnue ? Déconnectez-vous partout ailleurs, puis changez de mot de passe.
sessions-this = Celle-ci
sessions-unknown = Navigateur inconnu
sessions-began = Ouverte le { $time }
sessions-seen = Utilisée la dernière fois le { $time }
sessions-network = Réseau : { $network }
sessions-end-others = Se déconnecter partout ailleurs
