# Informations de sécurité : téléphones et adresses, preuves avant un changement, suppression, essai.

back-to-info = Retour à mes informations de sécurité

prove-title = Montrez d’abord que c’est bien vous
prove-lead = Vous allez changer la façon de retrouver l’accès à votre compte. Une vérification empêche les autres de le faire.
prove-error-none-chosen = Choisissez comment vérifier que c’est bien vous
prove-passkey = Clé d’accès ou clé de sécurité
prove-passkey-hint = Votre doigt, votre visage ou le code de votre appareil
prove-app = Application d’authentification
prove-app-hint = Le code que votre application affiche maintenant
prove-sms = SMS
prove-sms-hint = Nous envoyons un code au numéro { $hint }
prove-voice = Appel téléphonique
prove-voice-hint = Nous appelons le numéro { $hint } et lisons un code
prove-office = Appel à votre poste fixe
prove-office-hint = Nous appelons le numéro { $hint } et lisons un code
prove-email = E-mail
prove-email-hint = Nous envoyons un code à { $hint }
prove-recovery-code = Code de secours
prove-recovery-code-hint = L’un des codes que vous avez imprimés ou enregistrés
prove-questions = Questions de sécurité
prove-questions-hint = Les réponses que vous aviez données
prove-none-title = Plus aucun de ces moyens ne marche pour vous ?
prove-none-text = L’assistance peut vérifier qui vous êtes et vous donner un laissez-passer temporaire. Connectez-vous avec lui, et vous pourrez tout changer ici.
prove-none-pass = Me connecter avec un laissez-passer

prove-passkey-title = Utilisez votre clé d’accès
prove-passkey-lead = Votre navigateur demande votre clé d’accès ou votre clé de sécurité. Utilisez votre doigt, votre visage ou votre code.
prove-passkey-button = Utiliser ma clé d’accès
prove-passkey-waiting = Suivez la fenêtre de votre navigateur.
prove-passkey-cancelled = Aucune clé d’accès n’a servi. La fenêtre a été fermée, ou cela a pris trop de temps. Réessayez, ou utilisez un autre moyen.
prove-passkey-unsupported = Ce navigateur ne sait pas utiliser de clé d’accès. Utilisez un autre moyen.
prove-passkey-no-script = Une clé d’accès a besoin de JavaScript, et il est désactivé dans ce navigateur. Utilisez un autre moyen.
prove-passkey-error-empty = Votre clé d’accès n’a pas servi. Réessayez, ou utilisez un autre moyen
prove-passkey-error-malformed = Votre clé d’accès n’a pas servi. Réessayez, ou utilisez un autre moyen
prove-passkey-error-wrong = Cette clé d’accès n’est pas celle de ce compte. Essayez-en une autre, ou utilisez un autre moyen
prove-passkey-error-wrong-left = { $number ->
    [one] Cette clé d’accès n’est pas celle de ce compte. Il vous reste un essai
   *[other] Cette clé d’accès n’est pas celle de ce compte. Il vous reste { $number } essais
 }
prove-passkey-error-expired = Cela a pris trop de temps. Choisissez de nouveau la clé d’accès, ou un autre moyen
prove-recovery-code-title = Saisissez un code de secours
prove-recovery-code-lead = Saisissez l’un des codes que vous n’avez pas encore utilisés. Chacun sert une fois. Majuscules, espaces et tirets ne comptent pas.
prove-recovery-code-label = Code de secours
prove-recovery-code-error-empty = Saisissez l’un de vos codes de secours
prove-recovery-code-error-malformed = Un code de secours a 16 lettres et chiffres. Vérifiez votre saisie
prove-recovery-code-error-wrong = Ce code de secours n’est pas le bon, ou il a déjà servi. Essayez le suivant
prove-recovery-code-error-wrong-left = { $number ->
    [one] Ce code de secours n’est pas le bon, ou il a déjà servi. Il vous reste un essai
   *[other] Ce code de secours n’est pas le bon, ou il a déjà servi. Il vous reste { $number } essais
 }
prove-recovery-code-error-expired = C’était un essai de trop, ou cela a pris trop de temps. Choisissez de nouveau ce moyen, ou un autre
prove-questions-title = Répondez à vos questions de sécurité
prove-questions-lead = Saisissez les réponses que vous aviez données. Majuscules, accents et espaces ne comptent pas.
prove-questions-error-empty = Répondez à toutes les questions
prove-questions-error-malformed = Répondez à toutes les questions
prove-questions-error-wrong = Les réponses ne sont pas toutes bonnes. Voici d’autres questions
prove-questions-error-wrong-left = { $number ->
    [one] Les réponses ne sont pas toutes bonnes. Voici d’autres questions. Il vous reste un essai
   *[other] Les réponses ne sont pas toutes bonnes. Voici d’autres questions. Il vous reste { $number } essais
 }
prove-questions-error-expired = C’était un essai de trop, ou cela a pris trop de temps. Choisissez de nouveau ce moyen, ou un autre

info-code-sms-title = Saisissez le code de notre SMS
info-code-sms-lead = Nous avons envoyé un code à { $digits } chiffres au { $contact }.
info-code-sms-not-received = Cela peut prendre une minute. Vérifiez le numéro ci-dessus, et que votre téléphone a du réseau.
info-code-voice-title = Saisissez le code que vous entendez
info-code-voice-lead = Nous appelons le { $contact }. Vous entendez plusieurs fois un code à { $digits } chiffres.
info-code-voice-not-received = Cela peut prendre une minute. Vérifiez le numéro ci-dessus, et que votre téléphone a du réseau.
info-code-office-title = Saisissez le code que vous entendez
info-code-office-lead = Nous appelons votre poste fixe, { $contact }. Vous entendez plusieurs fois un code à { $digits } chiffres.
info-code-office-not-received = Cela peut prendre une minute. Il faut être à votre bureau pour répondre.
info-code-email-title = Saisissez le code de notre e-mail
info-code-email-lead = Nous avons envoyé un code à { $digits } chiffres à { $contact }.
info-code-email-not-received = Cela peut prendre une minute ou deux. Vérifiez l’adresse ci-dessus, et regardez dans les indésirables.
info-code-app-title = Saisissez le code que votre application affiche
info-code-app-lead = Ouvrez l’application et saisissez les { $digits } chiffres qu’elle affiche maintenant pour ce compte.
info-code-app-wrong = Le code n’est pas accepté ?
info-code-app-not-received = Chaque code sert une fois, pendant une demi-minute. Attendez le suivant. Vérifiez que l’horloge de votre téléphone se règle seule.
info-code-typed = Vous avez saisi { $typed }.
info-code-why = L’ajout se fait quand vous saisissez ce code. D’ici là, rien ne change.
info-code-change-number = Utiliser un autre numéro
info-code-change-mailbox = Utiliser une autre adresse

add-title = Que voulez-vous ajouter ?
add-lead = Ce moyen vous redonne accès à votre compte si vous oubliez votre mot de passe. Le plus sûr vient en premier.
add-strongest = Le moyen le plus sûr.
add-private = Cela sert seulement à vérifier que c’est vous et à vous prévenir des changements de votre compte. Vos collègues ne le voient pas.
add-nothing = Vous avez ajouté tout ce qui est possible. Pour changer quelque chose, supprimez-le d’abord.
add-other = Ajouter autre chose
add-kind-passkey = Clé d’accès ou clé de sécurité
add-kind-passkey-door = Votre doigt, votre visage ou le code de votre appareil. Personne ne peut vous la soutirer.
add-kind-app = Application d’authentification
add-kind-app-door = Une application sur votre téléphone affiche un nouveau code toutes les demi-minutes. Elle marche sans réseau.
add-kind-phone = Téléphone
add-kind-phone-door = Un code par SMS ou par appel.
add-kind-office = Poste fixe
add-kind-office-door = Un appel à votre bureau qui lit un code.
add-kind-mailbox = E-mail privé
add-kind-mailbox-door = Un code à une adresse hors du travail.
add-kind-recovery-codes = Codes de secours
add-kind-recovery-codes-door = Dix codes sur papier pour le jour où vous n’avez rien d’autre sous la main.
add-kind-questions = Questions de sécurité
add-kind-questions-door = Seulement comme deuxième vérification, jamais seules.
add-more-passkey = Vous pouvez en avoir plusieurs.
add-more-app = Vous pouvez en avoir deux.
add-more-phone = Vous pouvez en avoir trois.
add-more-office = Vous pouvez en avoir un.
add-more-mailbox = Vous pouvez en avoir deux.
add-more-recovery-codes = Les nouveaux remplacent les anciens.
add-more-questions = Les nouvelles remplacent les anciennes.

add-phone-title = Ajouter un téléphone
add-phone-change-title = Changer de téléphone
add-phone-why = Si vous oubliez votre mot de passe, nous envoyons un code à ce téléphone.
add-phone-held = Votre organisation connaît le numéro { $hint }. Est-ce encore le vôtre ?
add-phone-label = Numéro de mobile qui reçoit des SMS
add-phone-label-call = Numéro de téléphone
add-phone-hint = Écrivez-le comme vous voulez. Pour un numéro d’un autre pays, commencez par + et son indicatif.
add-phone-text = M’envoyer un SMS
add-phone-call = M’appeler
add-phone-risk = Des SMS et des appels peuvent être détournés par quelqu’un qui s’empare de votre numéro.
add-phone-safer = D’autres moyens sont plus sûrs. Les voir tous
add-phone-error-empty = Saisissez votre numéro de téléphone
add-phone-error-malformed = Ce n’est pas un numéro complet. Écrivez-le comme 06 39 98 12 34 ou +33 6 39 98 12 34
add-phone-error-no-country = Nous ne savons pas de quel pays est ce numéro. Commencez par + et l’indicatif, comme +33 6 39 98 12 34
add-phone-error-landline = C’est un téléphone fixe, il ne reçoit pas de SMS. Saisissez un numéro de mobile
add-phone-error-number-kind = Aucun code ne peut être envoyé à un numéro surtaxé, par satellite ou de service. Saisissez votre propre numéro de mobile
add-phone-error-country = Aucun code ne peut être envoyé dans ce pays. Saisissez un autre numéro, ou ajoutez autre chose qu’un téléphone
add-phone-error-yours = Ce numéro est déjà dans votre liste. Saisissez-en un autre
add-phone-error-not-held = Votre organisation ne connaît plus ce numéro. Saisissez le vôtre ci-dessous

add-mailbox-title = Ajouter une adresse e-mail privée
add-mailbox-change-title = Changer d’adresse e-mail
add-mailbox-why = Si vous oubliez votre mot de passe, nous envoyons un code à cette adresse.
add-mailbox-held = Votre organisation connaît l’adresse { $hint }. Est-ce encore la vôtre ?
add-mailbox-label = Adresse e-mail
add-mailbox-hint = Une adresse que vous lisez sans votre mot de passe du travail, par exemple { "nom@example.com" }
add-mailbox-send = Envoyer un code
add-mailbox-error-empty = Saisissez votre adresse e-mail
add-mailbox-error-malformed = Ce n’est pas une adresse e-mail complète. Écrivez-la comme { "nom@example.com" }
add-mailbox-error-own-domain = C’est une adresse du travail. Sans votre mot de passe, vous ne pourriez pas la lire. Saisissez une adresse privée
add-mailbox-error-yours = Cette adresse est déjà dans votre liste. Saisissez-en une autre
add-mailbox-error-not-held = Votre organisation ne connaît plus cette adresse. Saisissez la vôtre ci-dessous

add-office-title = Ajouter votre poste fixe
add-office-why = Si vous oubliez votre mot de passe au bureau, nous appelons ce téléphone et lisons un code.
add-office-held = Votre poste fixe est le { $hint }. S’il est faux, l’assistance peut le corriger.
add-office-call = Appeler mon poste maintenant
add-office-error-not-held = Votre organisation ne connaît pas de poste fixe pour vous. L’assistance peut l’enregistrer. Ou ajoutez autre chose.
add-office-error-number-kind = Ce numéro ne peut pas être appelé d’ici. L’assistance peut le corriger. Ou ajoutez autre chose
add-office-error-landline = Ce numéro ne peut pas être appelé d’ici. L’assistance peut le corriger. Ou ajoutez autre chose
add-office-error-country = Ce pays ne peut pas être appelé d’ici. Ajoutez autre chose
add-office-error-yours = Ce numéro est déjà dans votre liste. Ajoutez autre chose

remove-title-passkey = Supprimer cette clé d’accès ?
remove-title-app = Supprimer cette application d’authentification ?
remove-title-phone = Supprimer ce téléphone ?
remove-title-office = Supprimer votre poste fixe ?
remove-title-mailbox = Supprimer cette adresse e-mail ?
remove-title-recovery-codes = Supprimer vos codes de secours ?
remove-title-questions = Supprimer vos questions de sécurité ?
remove-text-passkey = Elle ne pourra plus servir ici. Effacez-la aussi de votre appareil.
remove-text-app = Ses codes ne marcheront plus ici. Effacez aussi le compte dans l’application.
remove-text-phone = Aucun code n’y sera plus envoyé.
remove-text-office = Il ne sera plus appelé.
remove-text-mailbox = Aucun code n’y sera plus envoyé.
remove-text-recovery-codes = Plus aucun ne marchera. Jetez le papier.
remove-text-questions = Vos réponses seront effacées.
remove-told = Nous vous en prévenons par un message à tous vos contacts, celui-ci compris.
remove-first-title = Ajoutez d’abord autre chose
remove-last = C’est le dernier de votre liste. Sans lui, seule l’assistance pourra vous redonner accès si vous oubliez votre mot de passe.
remove-strongest = C’est le moyen le plus sûr de votre liste. Ceux qui restent sont plus faciles à détourner ou à voler.
remove-missing = { $missing ->
    [one] Sans lui, il vous manquera un moyen par rapport à ce que demande votre organisation.
   *[other] Sans lui, il vous manquera { $missing } moyens par rapport à ce que demande votre organisation.
 }
remove-add-first = Ajouter autre chose
remove-anyway = Supprimer quand même
remove-button = Supprimer
remove-keep = Garder

tried-title = Cela marche
tried-text = Le code est revenu et il était juste. Vous pourrez compter dessus le moment venu.

mail-info-code-subject = Votre code pour vos informations de sécurité { $org }
mail-info-code-lead = Voici votre code pour changer vos informations de sécurité, ou pour vérifier qu’elles marchent :
mail-info-code-not-you = Vous n’avez pas demandé de code ? Alors quelqu’un a saisi votre adresse par erreur, ou connaît votre mot de passe. Ne donnez ce code à personne. Si vous travaillez chez { $org }, appelez l’assistance.
sms-info-code = { $code } est votre code { $org } (infos de sécurité). Valable { $minutes } min. Ne le donnez à personne.
sms-info-code-short = { $code } est votre code d’infos de sécurité. Valable { $minutes } min.
call-info-code = Bonjour. Ici { $org }. Votre code pour vos informations de sécurité est : { $code }. Je répète : { $code }. Ne le donnez à personne. Au revoir.

demo-call = Appel au { $contact }, le { $time }
