# La page d’accueil et les étapes d’une réinitialisation.

landing-title = De quoi avez‑vous besoin ?
landing-reset = J’ai oublié mon mot de passe
landing-reset-hint = Gardez votre téléphone à portée de main. Comptez deux minutes.
landing-reset-unlock-hint = Ou mon compte est bloqué. Gardez votre téléphone à portée de main. Comptez deux minutes.
landing-change = Je veux changer mon mot de passe
landing-change-hint = Vous connaissez l’ancien, même s’il a expiré.
landing-register = Vérifier mes moyens de contact
landing-register-hint = Voyez comment prouver votre identité et comment tenir ces données à jour.
landing-closed = On ne peut pas changer de mot de passe ici en ce moment. L’assistance peut vous aider.

start-title = Qui êtes-vous ?
start-lead = Retrouvez l’accès à votre compte avec un nouveau mot de passe. Gardez votre téléphone à portée de main. Comptez deux minutes.
login-label = Nom d’utilisateur ou e-mail professionnel
login-hint = Par exemple { "alice" } ou { "alice@example.com" }
start-button = Continuer
start-same-for-all = La page suivante est la même pour tout le monde. Ainsi, personne ne peut s’en servir pour savoir qui travaille ici.
start-error-empty = Saisissez votre nom d’utilisateur ou votre e-mail professionnel
start-error-too-long = Un nom d’utilisateur est plus court que cela. Vérifiez votre saisie

methods-title = Comment vérifier que c’est bien vous ?
methods-title-second = Encore une vérification. Comment la faire ?
methods-lead = { $gates ->
    [one] Nous ne pouvons utiliser que ce que nous connaissons de vous. Une vérification suffit.
   *[other] Nous ne pouvons utiliser que ce que nous connaissons de vous. Il faut { $gates } vérifications, l’une après l’autre, chacune par un autre moyen.
 }
methods-lead-second = La première vérification est réussie. Voici la vérification { $gate } sur { $gates }, par un autre moyen.
methods-lead-nothing-left = La première vérification est réussie. Nous ne connaissons aucun autre moyen de vérifier une seconde fois.
methods-button = Continuer
methods-error-none-chosen = Choisissez comment vérifier que c’est bien vous
method-passkey = Clé d’accès ou clé de sécurité
method-passkey-hint = Votre doigt, votre visage ou le code de votre appareil
method-app = Application à codes
method-app-hint = Le code que votre application affiche maintenant
method-sms = SMS
method-sms-hint = Nous envoyons un code à votre téléphone mobile
method-sms-hint-to = Nous envoyons un code au numéro { $hint }
method-voice = Appel téléphonique
method-voice-hint = Nous appelons votre téléphone mobile et lisons un code
method-voice-hint-to = Nous appelons le numéro { $hint } et lisons un code
method-office = Appel à votre bureau
method-office-hint = Nous appelons votre téléphone de bureau et lisons un code
method-office-hint-to = Nous appelons le numéro { $hint } et lisons un code
method-email = E-mail
method-email-hint = Nous envoyons un code à votre adresse e-mail privée
method-email-hint-to = Nous envoyons un code à { $hint }
method-recovery-code = Code de secours
method-recovery-code-hint = L’un des codes que vous avez imprimés ou enregistrés
method-questions = Questions de sécurité
method-questions-hint = Les réponses que vous avez données à l’enregistrement
method-pass = Laissez-passer temporaire
method-pass-hint = L’assistance vous en a donné un
method-none = Je ne peux utiliser aucun de ces moyens
method-none-hint = Nous vous disons comment l’assistance peut vous aider

contact-sms-title = Quel est votre numéro de téléphone complet ?
contact-sms-lead = Saisissez le numéro de mobile que nous connaissons. S’il est le même, nous y envoyons un code.
contact-sms-masked = C’est le numéro { $hint }.
contact-sms-error-empty = Saisissez votre numéro de téléphone
contact-sms-error-malformed = Saisissez un numéro complet, comme 06 39 98 12 34 ou +33 6 39 98 12 34
contact-voice-title = Quel numéro complet devons-nous appeler ?
contact-voice-lead = Saisissez le numéro de mobile que nous connaissons. S’il est le même, nous l’appelons.
contact-voice-masked = C’est le numéro { $hint }.
contact-voice-error-empty = Saisissez votre numéro de téléphone
contact-voice-error-malformed = Saisissez un numéro complet, comme 06 39 98 12 34 ou +33 6 39 98 12 34
contact-office-title = Quel est le numéro complet de votre bureau ?
contact-office-lead = Saisissez le numéro que nous connaissons. S’il est le même, nous l’appelons.
contact-office-masked = C’est le numéro { $hint }.
contact-office-error-empty = Saisissez votre numéro de téléphone
contact-office-error-malformed = Saisissez un numéro complet, comme 01 99 00 12 34 ou +33 1 99 00 12 34
contact-email-title = Quelle est votre adresse e-mail complète ?
contact-email-lead = Saisissez l’adresse privée que nous connaissons. Si elle est la même, nous y envoyons un code.
contact-email-masked = C’est l’adresse { $hint }.
contact-email-error-empty = Saisissez votre adresse e-mail
contact-email-error-malformed = Saisissez une adresse e-mail complète, comme { "nom@example.com" }
send-code = Envoyer le code

code-sms-title = Saisissez le code reçu par SMS
code-sms-lead = Si ce compte peut être réinitialisé ici, un code à { $digits } chiffres est en route vers votre téléphone.
code-sms-lead-to = Un code à { $digits } chiffres est en route vers le numéro { $hint }.
code-voice-title = Saisissez le code de l’appel
code-voice-lead = Si ce compte peut être réinitialisé ici, nous appelons votre téléphone. Vous entendez deux fois un code à { $digits } chiffres.
code-voice-lead-to = Nous appelons le numéro { $hint }. Vous entendez deux fois un code à { $digits } chiffres.
code-office-title = Saisissez le code de l’appel à votre bureau
code-office-lead = Si ce compte peut être réinitialisé ici, nous appelons votre bureau. Vous entendez deux fois un code à { $digits } chiffres.
code-office-lead-to = Nous appelons le numéro { $hint }. Vous entendez deux fois un code à { $digits } chiffres.
code-email-title = Saisissez le code reçu par e-mail
code-email-lead = Si ce compte peut être réinitialisé ici, un code à { $digits } chiffres est en route vers votre e-mail privé.
code-email-lead-to = Un code à { $digits } chiffres est en route vers { $hint }.
code-works-until = Il fonctionne jusqu’à { $time }.
code-button = Vérifier le code
code-not-received = Vous n’avez pas reçu de code ?
code-sms-not-received-text = Cela peut prendre une minute. Vérifiez que votre téléphone a du réseau.
code-voice-not-received-text = Cela peut prendre une minute. Vérifiez que votre téléphone a du réseau et n’est pas en silencieux.
code-office-not-received-text = Cela peut prendre une minute. Il faut être à votre bureau pour prendre l’appel.
code-email-not-received-text = Cela peut prendre une minute ou deux. Regardez aussi dans les indésirables.
code-resend = Renvoyer le code
code-resend-from = Vous pourrez le faire renvoyer à partir de { $time }.
code-resend-now = Vous pouvez le faire renvoyer maintenant.
code-status-resent = Le code a été renvoyé. Le premier message fonctionne aussi.
code-status-wait = Le code est encore en route. Vous pourrez le faire renvoyer à partir de { $time }.
code-error-empty = Saisissez le code
code-error-too-few = Saisissez les { $number } chiffres du code
code-error-too-many = Le code n’a que { $number } chiffres. Vérifiez votre saisie
code-error-letters = Le code n’a que des chiffres. Vérifiez votre saisie
code-error-wrong = Ce code n’est pas le bon. Vérifiez le dernier message
code-error-wrong-left = { $number ->
    [one] Ce code n’est pas le bon. Il vous reste un essai
   *[other] Ce code n’est pas le bon. Il vous reste { $number } essais
 }
code-error-expired = Ce code ne fonctionne plus. Faites-en envoyer un nouveau
code-error-too-many-tries = C’était un essai de trop. Faites envoyer un nouveau code

action-title = Que voulez-vous faire ?
action-lead = Votre compte est bloqué. Vous avez prouvé qu’il est à vous.
action-unlock = Seulement débloquer mon compte
action-unlock-hint = Vous connaissez votre mot de passe et vous le gardez
action-reset = Choisir un nouveau mot de passe
action-reset-hint = Votre compte est aussi débloqué
action-error-none-chosen = Choisissez de garder votre mot de passe ou d’en créer un nouveau

checking-title = Nous vérifions votre nouveau mot de passe
checking-text = Votre mot de passe a été transmis. Nous vérifions qu’il est bien enregistré.
checking-slow = Cela prend plus de temps que d’habitude. Laissez cette page ouverte ou appelez l’assistance.
checking-wait = Cette page se met à jour toutes les quelques secondes. Vous n’avez rien à faire.
checking-again = Regarder maintenant

done-reset-title = Votre mot de passe a été changé
done-reset-text = Vous pouvez vous connecter avec votre nouveau mot de passe.
done-reset-and-unlocked-title = Votre mot de passe a été changé et votre compte est débloqué
done-reset-and-unlocked-text = Vous pouvez vous connecter avec votre nouveau mot de passe.
done-reset-still-locked-title = Votre mot de passe a été changé, mais votre compte est encore bloqué
done-reset-still-locked-text = Votre nouveau mot de passe est enregistré. L’assistance peut débloquer votre compte. Donnez-lui le numéro ci-dessous.
done-unlocked-title = Votre compte est débloqué
done-unlocked-text = Vous pouvez vous connecter avec votre mot de passe habituel.
done-unlocked-advice = Un téléphone ou un ordinateur avec un ancien mot de passe peut le bloquer à nouveau. Vérifiez le mot de passe enregistré sur chacun.
done-everywhere = Il peut s’écouler 15 minutes avant que cela fonctionne partout.
done-notified = Nous vous avons prévenu par un message à chacun de vos moyens de contact.
done-at = Fait le { $time }.
next-title = À mettre à jour maintenant
next-phone = Le courrier sur votre téléphone et votre tablette : saisissez le nouveau mot de passe quand il est demandé.
next-wifi = Le Wi-Fi au travail : oubliez le réseau, puis rejoignez-le.
next-vpn = Le VPN : déconnectez-vous, puis connectez-vous avec le nouveau mot de passe.
next-laptop = Votre ordinateur portable hors du bureau : connectez d’abord le VPN, puis verrouillez l’écran et ouvrez-le avec le nouveau mot de passe.
next-drives = Les lecteurs réseau et imprimantes : fermez la session de l’ordinateur et rouvrez-la.

finished-title = Cette réinitialisation est terminée
finished-text = Vous êtes revenu en arrière après la fin. Votre mot de passe reste tel que vous l’avez choisi et rien d’autre n’a été fait.

over-expired-title = Cette réinitialisation a pris trop de temps
over-expired-text = Pour votre sécurité, une réinitialisation se ferme au bout d’un moment.
over-too-many-tries-title = C’était un essai de trop
over-too-many-tries-text = Pour votre sécurité, cette réinitialisation est close. Recommencez pour recevoir de nouveaux codes.
over-used-title = Cette réinitialisation ne peut plus servir
over-used-text = Elle est terminée, ou elle a été commencée sur un autre appareil.
over-nothing-changed = Rien n’a été changé sur cette page.
