# Les personnes et l’assistance.

admin-people-title = Personnes
admin-people-search-label = Nom, nom d’utilisateur ou e-mail
admin-people-search = Rechercher
admin-people-search-hint = Le début des mots suffit : « ma lid » trouve Mary Liddell.
admin-people-search-whole = Saisissez un nom d’utilisateur complet.
admin-people-never-scanned = Seuls les noms d’utilisateur complets peuvent être trouvés : l’annuaire n’a pas encore été lu.
admin-people-scan-on = Pour chercher par parties de noms, écrivez « enabled = true » dans la section [sync] du fichier de configuration et redémarrez. Ou lancez une fois « latchkey sync now ».
admin-people-scan-page = Où en est la lecture
admin-people-found = Personnes trouvées
admin-people-name = Nom
admin-people-login = Nom d’utilisateur
admin-people-place = Place dans l’annuaire
admin-people-state = État
admin-people-tag-active = actif
admin-people-tag-gone = disparu
admin-people-tag-disabled = désactivé
admin-people-tag-expired = date de fin passée
admin-people-tag-locked = bloqué
admin-people-tag-protected = protégé
admin-people-tag-password-due = mot de passe à changer
admin-people-go-on = Personne sur cette page. La recherche continue derrière.
admin-people-nobody = Personne trouvée pour « { $text } »
admin-people-nobody-next = Essayez moins de lettres, ou seulement le nom de famille.
admin-people-nobody-whole = Vérifiez l’orthographe. Il faut le nom d’utilisateur complet.
admin-people-ask = Saisissez un nom pour trouver quelqu’un.
admin-places-only = { $count ->
    [one] Vous aidez les personnes de cette partie de l’annuaire :
   *[other] Vous aidez les personnes de ces parties de l’annuaire :
 }
admin-people-more = Plus
admin-people-as-of = D’après la lecture de l’annuaire du { $time }. La page d’une personne montre toujours l’état actuel.
admin-people-back-search = Retour à la recherche
admin-people-back-person = Retour à la personne
admin-people-cancel = Annuler
admin-people-gone-title = Ce compte a disparu
admin-people-gone-text = L’annuaire n’a plus de compte avec ce numéro. Ce qu’il a fait reste dans le journal d’audit.
admin-people-gone-since = Disparu depuis
admin-people-not-here-title = Personne ici
admin-people-not-here-text = Il n’y a personne avec ce numéro dans la partie de l’annuaire où vous aidez.

admin-people-can = Cette personne peut réinitialiser son mot de passe
admin-people-can-how = { $gates ->
    [one] La règle « { $policy } » s’applique. Il faut { $gates } preuve.
   *[other] La règle « { $policy } » s’applique. Il faut { $gates } preuves.
 }
admin-people-cannot = Cette personne ne peut pas réinitialiser son mot de passe
admin-people-acts = Aider cette personne
admin-people-verified = Vous avez vérifié cet appelant il y a moins de 15 minutes
admin-people-not-verified = Vous n’avez pas vérifié qui appelle. Faites-le d’abord.
admin-people-do-caller = Vérifier un appelant
admin-people-do-pass = Émettre un code d’accès temporaire
admin-people-reveal = Montrer les contacts en entier
admin-people-revealed = Contacts en entier
admin-people-revealed-audited = Votre consultation est dans le journal d’audit. Quittez cette page pour les cacher.
admin-people-registered-here = enregistré ici
admin-people-of-records = des données de votre organisation
admin-people-no-contacts = Il n’y en a pas.

admin-people-act-unlock = Débloquer le compte
admin-people-act-unfreeze = Rouvrir le libre-service
admin-people-act-register = Demander un nouvel enregistrement
admin-people-act-sign-out = Déconnecter partout
admin-people-act-revoke = Retirer
admin-people-act-revoke-pass = Révoquer le code d’accès temporaire
admin-people-will = Ce qui va se passer
admin-people-will-unlock = Le blocage dans l’annuaire est levé. Le mot de passe reste le même. La personne est prévenue à chaque contact et doit se reconnecter ici.
admin-people-will-unfreeze = Quelqu’un a dit qu’un changement n’était pas de lui, donc les réinitialisations ont été arrêtées. Cherchez ce qui s’est passé avant de continuer. Ensuite la personne peut de nouveau réinitialiser, les essais faux sont oubliés, et la personne est prévenue à chaque contact.
admin-people-will-register = À la prochaine connexion, la personne devra s’enregistrer de nouveau. Ce qui est enregistré reste jusque-là. La personne est prévenue à chaque contact.
admin-people-will-sign-out = Chaque session ouverte de cette personne sur ce portail se termine aussitôt. La personne est prévenue à chaque contact.
admin-people-will-revoke = Ce moyen de prouver l’identité ne marche plus, et chaque session se termine. La personne est prévenue à chaque contact, celui-ci compris.
admin-people-will-revoke-pass = Le code d’accès temporaire ne marche plus. La personne est prévenue à chaque contact.

admin-people-who = Qui c’est
admin-people-roles = Rôles dans cette console
admin-people-account = Compte
admin-people-password = Mot de passe
admin-people-password-valid = Il fonctionne.
admin-people-password-expired = Trop ancien. Il faut le changer.
admin-people-password-must-change = À changer à la prochaine connexion.
admin-people-password-set = Défini le { $time }.
admin-people-locked = Après des mots de passe faux. Une réinitialisation ou un déblocage le lève.
admin-people-locked-since = Après des mots de passe faux, depuis le { $time }. Une réinitialisation ou un déblocage le lève.
admin-people-locked-admin = Par un administrateur de l’annuaire. Rien ici ne le lève.
admin-people-self-service = Libre-service
admin-people-frozen-since = Arrêté depuis le { $time } : quelqu’un a dit « ce n’était pas moi ».
admin-people-pass-until = Fonctionne jusqu’au { $time }.
admin-people-due = À la prochaine connexion
admin-people-due-nothing = Rien n’est demandé.
admin-people-due-register = { $missing ->
    [0] Un nouvel enregistrement est demandé.
    [one] Un enregistrement est demandé : il manque { $missing } moyen.
   *[other] Un enregistrement est demandé : il manque { $missing } moyens.
 }
admin-people-due-reconfirm = La liste est à confirmer.

admin-people-why = Quelle règle s’applique, et pourquoi
admin-people-policy-is = { $gates ->
    [one] La règle est « { $policy } ». Une réinitialisation demande { $gates } preuve.
   *[other] La règle est « { $policy } ». Une réinitialisation demande { $gates } preuves.
 }
admin-people-applies = s’applique
admin-people-fits = s’appliquerait, une règle avant elle compte
admin-people-fits-not = ne s’applique pas
admin-people-policy-everybody = Elle vaut pour tous ceux qu’aucune règle avant elle ne concerne.
admin-people-policy-group = Le compte est dans le groupe
admin-people-policy-place = Le compte est sous
admin-people-policy-neither = Le compte n’est dans aucun de ces groupes ou places :
admin-people-policy-unreadable = On ne peut pas le dire : l’annuaire ne peut pas lire le groupe
admin-people-checks = Chaque vérification
admin-people-ok = oui
admin-people-not-ok = non
admin-people-why-switched-on = Les réinitialisations sont activées.
admin-people-why-switched-off = Les réinitialisations sont désactivées dans cette règle.
admin-people-do-switched-off = Activez-les dans la règle, pour tous ou pour un groupe.
admin-people-why-scope-all = La règle laisse tout le monde réinitialiser.
admin-people-why-scope-group = Le groupe { $subject } peut réinitialiser, et le compte en fait partie.
admin-people-why-scope-no-group = Le compte n’est dans aucun des groupes qui peuvent réinitialiser : { $subject }.
admin-people-do-scope-no-group = Ajoutez le compte à un de ces groupes, ou nommez un autre groupe dans la règle.
admin-people-why-scope-nobody = La règle ne nomme aucun groupe, donc personne ne peut réinitialiser.
admin-people-do-scope-nobody = Nommez un groupe dans la règle, ou laissez tout le monde réinitialiser.
admin-people-why-scope-excluded = Le compte est dans le groupe { $subject }, qui est exclu.
admin-people-do-scope-excluded = Retirez le compte de ce groupe, ou retirez le groupe de la règle. Un groupe exclu l’emporte toujours.
admin-people-why-scope-unreadable = L’annuaire ne peut pas lire le groupe { $subject }.
admin-people-do-scope-unreadable = Vérifiez que le groupe existe encore et que le compte de service peut le lire. « latchkey doctor » en dit plus.
admin-people-why-writeback-on = Les nouveaux mots de passe sont écrits dans l’annuaire.
admin-people-why-writeback-off = L’écriture dans l’annuaire est désactivée pour tous.
admin-people-do-writeback-off = Activez-la dans la règle.
admin-people-why-unprotected = Ce n’est pas un compte protégé.
admin-people-why-protected-allowed = C’est un compte protégé. La règle le permet, avec deux preuves.
admin-people-why-protected-admin-count = C’est un compte protégé : adminCount vaut 1 dans l’annuaire.
admin-people-do-protected-admin-count = Réinitialisez-le avec les outils de l’annuaire. N’est-il plus administrateur ? Videz alors adminCount.
admin-people-why-protected-group = C’est un compte protégé : membre de { $subject }.
admin-people-do-protected-group = Réinitialisez-le avec les outils de l’annuaire, ou retirez-le de ce groupe.
admin-people-why-protected-service = C’est le compte d’un service.
admin-people-do-protected-service = Un service ne réinitialise pas de mot de passe. Utilisez les outils de l’annuaire.
admin-people-why-protected-machine = C’est le compte d’un ordinateur.
admin-people-do-protected-machine = Un ordinateur ne réinitialise pas de mot de passe.
admin-people-why-protected-configured = Il est nommé comme protégé dans le fichier de configuration.
admin-people-do-protected-configured = Retirez-le de cette liste, ou utilisez les outils de l’annuaire.
admin-people-why-enabled = Le compte est activé.
admin-people-why-disabled = Le compte est désactivé.
admin-people-do-disabled = Activez-le dans l’annuaire, s’il doit servir.
admin-people-why-not-ended = Le compte n’a pas dépassé sa date de fin.
admin-people-why-ended = Le compte a dépassé sa date de fin.
admin-people-do-ended = Déplacez la date de fin dans l’annuaire.
admin-people-why-no-admin-lock = Aucun administrateur n’a bloqué le compte.
admin-people-why-admin-lock = Un administrateur de l’annuaire a bloqué le compte.
admin-people-do-admin-lock = Demandez qui l’a bloqué. Seul l’annuaire peut lever cela.
admin-people-why-not-frozen = Le libre-service est ouvert.
admin-people-why-frozen = Quelqu’un a dit « ce n’était pas moi » le { $time }, donc le libre-service est arrêté.
admin-people-do-frozen = Appelez la personne à un numéro que vous connaissez. Puis rouvrez le libre-service sur cette page.
admin-people-why-enough-ways = { $have ->
    [one] Il y a { $have } moyen de prouver l’identité, et il en faut { $want }.
   *[other] Il y a { $have } moyens de prouver l’identité, et il en faut { $want }.
 }
admin-people-why-too-few-ways = { $have ->
    [one] Il n’y a que { $have } moyen de prouver l’identité, et il en faut { $want }.
   *[other] Il y a { $have } moyens de prouver l’identité, et il en faut { $want }.
 }
admin-people-do-too-few-ways = Voyez plus bas ce qui manque. Faites enregistrer plus de moyens, ou émettez un code d’accès temporaire.
admin-people-why-no-limit = Aucune limite n’est atteinte.
admin-people-why-limited = Trop de codes ont été demandés ou saisis. Cela reprend le { $time }.
admin-people-do-limited = Attendez, ou levez les limites sur cette page quand vous savez qui a essayé.
admin-people-limits = Limites atteintes
admin-people-limits-none = Aucune n’arrête cette personne maintenant.
admin-people-limits-shared = Les limites d’un réseau et de toute votre organisation protègent tout le monde. Elles prennent fin seules et ne peuvent pas être levées pour une personne. Seuls les réseaux que cette personne a utilisés dernièrement sont regardés.
admin-people-limited = arrêté
admin-people-limit-soon = bientôt pleine
admin-people-limit-full-minutes = { $per ->
    [one] { $used } sur { $most } en { $per } minute
   *[other] { $used } sur { $most } en { $per } minutes
 }
admin-people-limit-full-hours = { $per ->
    [one] { $used } sur { $most } en { $per } heure
   *[other] { $used } sur { $most } en { $per } heures
 }
admin-people-limit-full-days = { $per ->
    [one] { $used } sur { $most } en { $per } jour
   *[other] { $used } sur { $most } en { $per } jours
 }
admin-people-limit-full-row = { $used } sur { $most } de suite
admin-people-limit-in-unknown = Elle compte dans les navigateurs où cette personne n’a pas terminé de réinitialisation.
admin-people-limit-in-known = Elle compte dans un navigateur où cette personne a terminé une réinitialisation.
admin-people-limit-in-signed-in = Elle compte quand cette personne est connectée ici.
admin-people-limit-stays = Elle protège tout le monde et ne peut pas être levée ici.
admin-people-limit-try-code = Codes faux
admin-people-limit-ask-for-code = Codes demandés pour ce nom
admin-people-limit-send-to-account = Codes envoyés à ce compte
admin-people-limit-send-to-destination = Codes envoyés à un des contacts
admin-people-limit-try-old-password = Mots de passe essayés
admin-people-limit-register-phone = Codes vers de nouveaux téléphones
admin-people-limit-new-number = Nouveaux numéros de téléphone
admin-people-limit-register-mailbox = Codes vers de nouvelles boîtes e-mail
admin-people-limit-identify = Noms saisis depuis un réseau
admin-people-limit-sms-budget = SMS et appels de votre organisation
admin-people-limit-sms-country = SMS et appels vers un pays
admin-people-limit-sms-prefix = SMS et appels vers ce pays suspendus par une alarme
admin-people-limit-worn-out = Désactivé par des essais faux
admin-people-limit-until = jusqu’au { $time }
admin-people-clear = Lever les limites

admin-people-ways = Moyens de prouver l’identité
admin-people-no-ways = La règle n’en permet aucun.
admin-people-way-usable = fonctionne.
admin-people-way-missing = n’est pas enregistré.
admin-people-way-resting = est nouveau et fonctionne à partir du { $time }.
admin-people-way-worn-out = a été désactivé par trop d’essais faux.
admin-people-way-own-mailbox = ne compte pas : la seule boîte e-mail est celle de votre organisation.
admin-people-way-not-counted = ne compte pas : l’organisation le connaît, et la règle demande de l’enregistrer ou de le confirmer.
admin-people-registered = Ce qui est enregistré
admin-people-nothing-registered = Rien encore.
admin-people-what = Quoi
admin-people-since = Enregistré
admin-people-used = Dernière utilisation
admin-people-never = jamais
admin-people-help = Aide
admin-people-worn = désactivé
admin-people-imported = apporté, pas confirmé par la personne
admin-people-imported-verified = apporté, confirmé le { $time }
admin-people-resting = à partir du { $time }
admin-people-codes-left = { $left ->
    [one] { $left } restant
   *[other] { $left } restants
 }
admin-people-held = Contacts dans l’annuaire
admin-people-journeys = Ce qui s’est passé récemment
admin-people-no-journeys = Rien dans le journal.
admin-people-writes = Écrit récemment dans l’annuaire
admin-people-no-writes = Rien dans les 30 derniers jours.
admin-people-write-intended = à vérifier
admin-people-write-done = fait
admin-people-write-refused = refusé
admin-people-write-not-done = pas fait
admin-people-write-unknown = inconnu
admin-people-write-kind-reset = Nouveau mot de passe
admin-people-write-kind-unlock = Déblocage
admin-people-write-kind-change = Mot de passe changé
admin-people-server = serveur { $server }
admin-people-by = par { $actor }
admin-people-sessions = Sessions sur ce portail
admin-people-no-sessions = Pas connecté ici.
admin-people-session = Depuis le { $began }, vu le { $seen }.
admin-people-outcome-success = fait
admin-people-outcome-failure = échoué
admin-people-outcome-pending = commencé

admin-people-event-reset-started = Une réinitialisation a commencé
admin-people-event-reset-account-looked-up = Le compte a été recherché
admin-people-event-reset-method-chosen = Un moyen a été choisi
admin-people-event-reset-code-sent = Un code devait partir
admin-people-event-reset-gate-passed = Une preuve était bonne
admin-people-event-reset-gate-failed = Une preuve était fausse
admin-people-event-reset-action-chosen = Réinitialisation ou déblocage choisi
admin-people-event-writeback-intended = Sur le point d’écrire dans l’annuaire
admin-people-event-writeback-settled = Ce qu’est devenue une écriture
admin-people-event-password-refused = Un nouveau mot de passe a été refusé
admin-people-event-password-reset = Le mot de passe a été réinitialisé
admin-people-event-password-changed = Le mot de passe a été changé
admin-people-event-account-unlocked = Le compte a été débloqué
admin-people-event-reset-blocked = Une limite l’a arrêté
admin-people-event-help-requested = De l’aide a été demandée
admin-people-event-session-signed-in = Connexion
admin-people-event-session-signed-out = Déconnexion
admin-people-event-session-proof-given = Une preuve avant un changement
admin-people-event-security-info-registered = Enregistré
admin-people-event-security-info-changed = Changé
admin-people-event-security-info-removed = Retiré
admin-people-event-security-info-imported = Apporté par un administrateur
admin-people-event-security-info-import-used = Premier usage de ce qui a été apporté
admin-people-event-security-info-confirmed = La liste a été confirmée
admin-people-event-security-info-postponed = « Me le rappeler plus tard »
admin-people-event-security-info-completed = Enregistrement
admin-people-event-security-info-worn-out = Désactivé après des essais faux
admin-people-event-pass-issued = Un code d’accès temporaire a été émis
admin-people-event-pass-used = Un code d’accès temporaire a été utilisé ou révoqué
admin-people-event-account-frozen = « Ce n’était pas moi » a été choisi
admin-people-event-account-unfrozen = Le libre-service a été rouvert
admin-people-event-message-failed = Un message n’a pas pu être remis
admin-people-event-help-desk-caller-checked = Un appelant a été vérifié
admin-people-event-help-desk-contact-revealed = Les contacts ont été vus en entier
admin-people-event-help-desk-limits-lifted = Les limites ont été levées
admin-people-event-help-desk-unlock-asked = L’assistance a demandé un déblocage
admin-people-event-help-answered = Une demande a reçu une réponse
admin-people-event-help-closed = Une demande a été close
admin-people-event-console-entered = Entrée dans la console
admin-people-event-console-denied = La console a refusé quelque chose
admin-people-event-console-outage = A continué dans la console pendant que l’annuaire ne répondait pas
admin-people-event-other = { $kind }

admin-people-done-verified = Le code était bon. Vous pouvez aider cet appelant pendant 15 minutes.
admin-people-done-unlocked = Le compte est débloqué.
admin-people-done-unlock-open = L’annuaire n’a pas encore répondu. Regardez de nouveau dans une minute.
admin-people-done-unfrozen = Le libre-service est rouvert, et la personne est prévenue.
admin-people-done-register = La personne devra s’enregistrer à la prochaine connexion ; elle est prévenue.
admin-people-done-signed-out = Chaque session est terminée, et la personne est prévenue.
admin-people-done-revoked = C’est retiré, et la personne est prévenue.
admin-people-done-pass-revoked = Le code d’accès temporaire ne marche plus, et la personne est prévenue.
admin-people-done-cleared = Les limites sont levées, et la personne est prévenue.
admin-people-done-nothing = Il n’y avait plus rien à faire.

admin-people-caller-title = Vérifier qui appelle
admin-people-caller-lead = Un code part vers un contact connu. Le message montre deux mots que vous dites d’abord, pour que l’appelant sache que c’est bien vous.
admin-people-caller-where = Où le code doit-il aller ?
admin-people-caller-send = Envoyer le code
admin-people-caller-nowhere = Aucun contact ne peut recevoir de code. Les nouveaux et ceux de vos propres domaines ne comptent pas. Vérifiez la personne autrement.
admin-people-caller-say = Dites ces deux mots. Le message montre les mêmes.
admin-people-caller-ask = Demandez le code envoyé à { $contact }.
admin-people-caller-code = Code que l’appelant lit
admin-people-caller-until = Il fonctionne jusqu’à { $time }.
admin-people-caller-check = Vérifier le code
admin-people-caller-again = Envoyer un autre code
admin-people-error-no-contact = Choisissez où le code doit aller
admin-people-error-code-empty = Saisissez le code que l’appelant lit
admin-people-error-code-malformed = Le code a 6 chiffres
admin-people-error-code-wrong = { $number ->
    [one] Ce code n’est pas le bon. Il vous reste { $number } essai.
   *[other] Ce code n’est pas le bon. Il vous reste { $number } essais.
 }
admin-people-error-code-over = Ce code ne fonctionne plus. Envoyez-en un autre.
admin-people-error-throttled = { $number ->
    [one] Trop de codes ont été envoyés. Réessayez dans { $number } minute.
   *[other] Trop de codes ont été envoyés. Réessayez dans { $number } minutes.
 }
admin-people-error-reason = Dites en au moins 10 lettres comment vous connaissez cette personne

admin-people-pass-title = Émettre un code d’accès temporaire
admin-people-pass-once = Il sert une fois, à la place d’une preuve, et pour se connecter et s’enregistrer.
admin-people-pass-told = La personne est prévenue à chaque contact, et tout est dans le journal d’audit.
admin-people-pass-other = Un code d’accès temporaire valable jusqu’au { $time } est révoqué.
admin-people-pass-minutes = Minutes de validité, de 10 à 480
admin-people-pass-unverified = Vous n’avez pas vérifié cet appelant dans les 15 dernières minutes.
admin-people-pass-reason = Je connais cette personne. Comment ?
admin-people-pass-reason-hint = Par exemple : devant mon bureau avec un badge. C’est gardé dans le journal d’audit.
admin-people-pass-issue = Émettre le code d’accès temporaire
admin-people-issued-title = Le code d’accès temporaire
admin-people-issued-until = Il sert une fois, jusqu’au { $time }. Il n’est plus montré ensuite.
admin-people-issued-tell = Donnez-le à la personne par une voie que vous savez être la sienne. Jamais par l’e-mail qu’il ouvrirait.

admin-people-refused-title = Rien n’a été fait
admin-people-refused-oneself = Vous ne pouvez pas aider votre propre compte. Demandez à un autre agent.
admin-people-refused-elsewhere = Cette personne n’est pas dans la partie de l’annuaire où vous aidez. Demandez à un agent qui y aide.
admin-people-refused-not-above = Ce compte a un rôle aussi haut que le vôtre, ou plus haut. Seul quelqu’un au-dessus peut aider.
admin-people-refused-protected = C’est un compte protégé. Utilisez les outils de l’annuaire.
admin-people-refused-gone = L’annuaire n’a plus ce compte.
admin-people-refused-off = Le compte est désactivé ou a dépassé sa date de fin. Un code d’accès temporaire n’ouvrirait rien.
admin-people-refused-frozen = Le libre-service est arrêté pour ce compte. Rouvrez-le d’abord.
admin-people-refused-no-passes = La règle ne permet pas de code d’accès temporaire.
admin-people-refused-throttled = Trop de codes ont été envoyés. Attendez un peu.
