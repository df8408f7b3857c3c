# Preuves qui ne partent pas d’ici, avis de changement, « ce n’était pas moi ».

code-app-title = Saisissez le code de votre application
code-app-lead = Ouvrez votre application à codes et saisissez les { $digits } chiffres qu’elle affiche maintenant pour ce compte.
code-app-trouble = Le code n’est pas accepté ?
code-app-trouble-text = Chaque code sert une fois, pendant une demi-minute. Attendez le suivant. Vérifiez que l’heure de votre téléphone se règle toute seule.
code-app-error-empty = Saisissez le code affiché par l’application
code-app-error-too-few = Saisissez les { $number } chiffres du code
code-app-error-too-many = Le code n’a que { $number } chiffres. Vérifiez votre saisie
code-app-error-letters = Le code n’a que des chiffres. Vérifiez votre saisie
code-app-error-wrong = Ce code n’est pas le bon. Attendez que l’application affiche le suivant
code-app-error-wrong-left = { $number ->
    [one] Ce code n’est pas le bon. Attendez que l’application affiche le suivant. Il vous reste un essai
   *[other] Ce code n’est pas le bon. Attendez que l’application affiche le suivant. Il vous reste { $number } essais
 }
code-app-error-expired = C’était un essai de trop. Utilisez un autre moyen ou choisissez de nouveau l’application
code-app-error-too-many-tries = C’était un essai de trop. Utilisez un autre moyen ou choisissez de nouveau l’application
code-recovery-code-title = Saisissez l’un de vos codes de secours
code-recovery-code-lead = Il a { $digits } lettres et chiffres. Prenez-en un qui n’a pas encore servi. Majuscules, espaces et tirets ne comptent pas.
code-recovery-code-trouble = Vous ne trouvez pas vos codes ?
code-recovery-code-trouble-text = Vous en avez reçu dix sur une page. Regardez là où vous gardez vos papiers importants, ou dans votre gestionnaire de mots de passe.
code-pass-title = Saisissez votre laissez-passer temporaire
code-pass-lead = Il a { $digits } lettres et chiffres. Majuscules, espaces et tirets ne comptent pas.
code-pass-trouble = Le laissez-passer n’est pas accepté ?
code-pass-trouble-text = Il sert une seule fois, et pendant peu de temps. Demandez-en un nouveau à l’assistance.
code-grouped-error-empty = Saisissez le code
code-grouped-error-too-few = Le code a { $number } lettres et chiffres. Vérifiez s’il en manque
code-grouped-error-too-many = Le code n’a que { $number } lettres et chiffres. Vérifiez votre saisie
code-grouped-error-letters = Il contient un signe qu’aucun code n’a. Vérifiez votre saisie
code-grouped-error-wrong = Ce code n’est pas le bon, ou il a déjà servi. Vérifiez votre saisie
code-grouped-error-wrong-left = { $number ->
    [one] Ce code n’est pas le bon, ou il a déjà servi. Il vous reste un essai
   *[other] Ce code n’est pas le bon, ou il a déjà servi. Il vous reste { $number } essais
 }
code-grouped-error-expired = C’était un essai de trop. Utilisez un autre moyen ou choisissez de nouveau celui-ci
code-grouped-error-too-many-tries = C’était un essai de trop. Utilisez un autre moyen ou choisissez de nouveau celui-ci

code-call-again = Me rappeler
gate-passkey-title = Présentez votre clé d’accès
gate-passkey-lead = Votre navigateur demande votre clé d’accès ou votre clé de sécurité. Utilisez votre doigt, votre visage ou votre code.
gate-passkey-button = Utiliser ma clé d’accès
gate-passkey-trouble = Cela ne marche pas ?
gate-passkey-trouble-text = Votre clé d’accès est peut-être sur un autre appareil. Ouvrez cette page là-bas, ou scannez avec votre téléphone ce que le navigateur affiche.
gate-passkey-error-empty = Votre clé d’accès n’a pas été utilisée. Réessayez ou utilisez un autre moyen
gate-passkey-error-refused = Cette clé d’accès n’est pas connue pour ce compte. Essayez-en une autre ou utilisez un autre moyen
gate-passkey-error-too-many-tries = C’était un essai de trop. Utilisez un autre moyen ou choisissez de nouveau la clé d’accès
gate-questions-title = Répondez à ces questions
gate-questions-lead = Saisissez les réponses données à l’enregistrement. Majuscules, accents et espaces ne comptent pas.
gate-questions-button = Vérifier les réponses
gate-questions-error-empty = Répondez à toutes les questions
gate-questions-error-wrong = Les réponses ne sont pas toutes bonnes. Voici d’autres questions
gate-questions-error-wrong-left = { $number ->
    [one] Les réponses ne sont pas toutes bonnes. Voici d’autres questions. Il vous reste un essai
   *[other] Les réponses ne sont pas toutes bonnes. Voici d’autres questions. Il vous reste { $number } essais
 }
gate-questions-error-too-many-tries = C’était un essai de trop. Utilisez un autre moyen ou choisissez de nouveau les questions

mail-method-passkey = Votre clé d’accès ou clé de sécurité
mail-method-app = Le code de votre application à codes
mail-method-voice = Un code par appel à votre téléphone mobile
mail-method-office = Un code par appel à votre bureau
mail-method-recovery-code = L’un de vos codes de secours
mail-method-questions = Vos questions de sécurité, comme seconde vérification
mail-method-pass = Un laissez-passer temporaire de l’assistance

mail-what-passkey = Clé d’accès ou clé de sécurité
mail-what-app = Application à codes
mail-what-phone = Téléphone
mail-what-office = Téléphone de bureau
mail-what-mailbox = Adresse e-mail privée
mail-what-recovery-codes = Codes de secours
mail-what-questions = Questions de sécurité
mail-what-hint = ({ $hint })
mail-password-changed-subject = Votre mot de passe { $org } a été changé
mail-password-changed-lead = Le mot de passe de votre compte { $org } a été changé par quelqu’un qui connaissait l’ancien.
mail-info-registered-subject = Nouvelle donnée de sécurité, compte { $org }
mail-info-registered-lead = Une donnée de sécurité a été ajoutée à votre compte { $org }.
mail-info-changed-subject = Donnée de sécurité changée, compte { $org }
mail-info-changed-lead = Une donnée de sécurité de votre compte { $org } a été changée.
mail-info-removed-subject = Donnée de sécurité supprimée, compte { $org }
mail-info-removed-lead = Une donnée de sécurité de votre compte { $org } a été supprimée.
mail-import-used-subject = Un contact donné par votre organisation a servi, compte { $org }
mail-import-used-lead = Votre organisation a ajouté ceci à votre compte { $org }. Vous ne l’avez pas encore confirmé, et cela vient de servir pour la première fois.
mail-recovery-code-used-subject = Un code de secours de votre compte { $org } a servi
mail-recovery-code-used-lead = L’un des codes de secours de votre compte { $org } a été utilisé.
mail-recovery-codes-left = { $left ->
    [0] C’était le dernier. Créez-en bientôt de nouveaux.
    [one] Il vous reste un code. Créez-en bientôt de nouveaux.
   *[other] Il vous reste { $left } codes.
 }
mail-pass-issued-subject = Un laissez-passer temporaire, compte { $org }
mail-pass-issued-lead = L’assistance a créé un laissez-passer temporaire pour votre compte { $org }. Il n’est pas dans ce message.
mail-pass-used-subject = Le laissez-passer de votre compte { $org } a servi
mail-pass-used-lead = Le laissez-passer temporaire de votre compte { $org } a été utilisé. Il ne sert plus.
mail-was-asked = Si vous l’avez demandé à l’assistance, vous n’avez rien à faire.
mail-desk-unfrozen-subject = Le libre-service fonctionne de nouveau, compte { $org }
mail-desk-unfrozen-lead = L’assistance a rouvert le libre-service pour votre compte { $org }. Un mot de passe peut y être réinitialisé de nouveau.
mail-desk-signed-out-subject = L’assistance vous a déconnecté, compte { $org }
mail-desk-signed-out-lead = L’assistance vous a déconnecté partout du portail des mots de passe de { $org }. Votre mot de passe est resté le même.
mail-desk-register-anew-subject = Enregistrez-vous de nouveau, compte { $org }
mail-desk-register-anew-lead = L’assistance vous demande de vous enregistrer de nouveau pour votre compte { $org }. Cela vous sera demandé à votre prochaine connexion au portail. Ce que vous avez enregistré sert jusque-là.
mail-desk-method-removed-subject = L’assistance a supprimé une donnée de sécurité, compte { $org }
mail-desk-method-removed-lead = L’assistance a supprimé une donnée de sécurité de votre compte { $org } et vous a déconnecté partout du portail.
mail-desk-method-imported-subject = L’organisation a ajouté une donnée de sécurité, compte { $org }
mail-desk-method-imported-lead = Votre organisation a ajouté une donnée de sécurité à votre compte { $org }. Vous pouvez la confirmer ou la supprimer dans le portail.
mail-desk-pass-revoked-subject = Laissez-passer temporaire retiré, compte { $org }
mail-desk-pass-revoked-lead = L’assistance a retiré le laissez-passer temporaire de votre compte { $org }. Il ne sert plus.
mail-desk-limits-lifted-subject = L’assistance a levé des limites, compte { $org }
mail-desk-limits-lifted-lead = L’assistance a levé les limites de votre compte { $org }. Les essais manqués jusqu’ici ne comptent plus.
mail-method-worn-out-subject = Beaucoup d’essais manqués, compte { $org }
mail-method-worn-out-lead = Il y a eu trop d’essais manqués de suite. Pour votre sécurité, un moyen de prouver votre identité ne fonctionne plus.
mail-worn-out-again = Pour vous en servir de nouveau, supprimez-le de vos données de sécurité et ajoutez-le à nouveau. Vos autres moyens fonctionnent toujours.
mail-not-me = Ce n’était pas vous ? Ouvrez cette page et appuyez sur le bouton. Cela arrête le libre-service pour votre compte.
mail-not-me-link = Ce n’était pas moi
mail-not-me-call = Vous pouvez aussi appeler tout de suite l’assistance et lui donner le numéro.
mail-account-frozen-subject = Le libre-service est arrêté pour votre compte { $org }
mail-account-frozen-lead = Quelqu’un a dit qu’un changement de votre compte { $org } ne venait pas de vous. Le libre-service est donc arrêté.
mail-frozen-next = Votre mot de passe est resté le même. Appelez l’assistance. Elle cherche ce qui s’est passé et remet tout en marche.
mail-admin-reset-subject = Un administrateur a utilisé le libre-service
mail-admin-reset-lead = Un compte protégé, ou une personne qui a un rôle dans la console, a utilisé le libre-service.
mail-admin-reset-next = Demandez-lui si c’était bien elle. Sinon, arrêtez le compte et cherchez ce qui s’est passé.
mail-frozen-alert-subject = Une personne dit : ce n’était pas moi
mail-frozen-alert-lead = Une personne dit qu’un changement de son compte ne vient pas d’elle. Le libre-service est arrêté pour ce compte.
mail-frozen-about = Il s’agit de ceci :
mail-frozen-alert-next = Cherchez ce qui s’est passé. Si le compte est en de mauvaises mains, changez le mot de passe. Quand tout va bien, lancez : latchkey helpdesk unfreeze

sms-password-changed = { $org } : mot de passe changé, { $time }. Pas vous ? Assistance : { $help }
sms-password-changed-short = Votre mot de passe a été changé, { $time }. Pas vous ? Appelez vite l’assistance.
sms-info-registered = { $org } : donnée de sécurité ajoutée, { $time }. Pas vous ? Assistance : { $help }
sms-info-registered-short = Donnée de sécurité ajoutée à votre compte, { $time }. Pas vous ? Appelez vite l’assistance.
sms-info-changed = { $org } : donnée de sécurité changée, { $time }. Pas vous ? Assistance : { $help }
sms-info-changed-short = Donnée de sécurité de votre compte changée, { $time }. Pas vous ? Appelez vite l’assistance.
sms-info-removed = { $org } : donnée de sécurité supprimée, { $time }. Pas vous ? Assistance : { $help }
sms-info-removed-short = Donnée de sécurité de votre compte supprimée, { $time }. Pas vous ? Appelez vite l’assistance.
sms-import-used = { $org } : contact donné par l’organisation utilisé, { $time }. Pas vous ? Assistance : { $help }
sms-import-used-short = Un contact donné par votre organisation a servi, { $time }. Pas vous ? Appelez vite l’assistance.
sms-recovery-code-used = { $org } : un code de secours a servi, { $time }. Pas vous ? Assistance : { $help }
sms-recovery-code-used-short = Un code de secours de votre compte a servi, { $time }. Pas vous ? Appelez vite l’assistance.
sms-pass-issued = { $org } : laissez-passer créé par l’assistance, { $time }. Pas pour vous ? Assistance : { $help }
sms-pass-issued-short = L’assistance a créé un laissez-passer pour vous, { $time }. Pas pour vous ? Appelez vite l’assistance.
sms-pass-used = { $org } : votre laissez-passer a servi, { $time }. Pas vous ? Assistance : { $help }
sms-pass-used-short = Votre laissez-passer a servi, { $time }. Pas vous ? Appelez vite l’assistance.
sms-desk-unfrozen = { $org } : libre-service rouvert par l’assistance, { $time }. Pas demandé ? Assistance : { $help }
sms-desk-unfrozen-short = L’assistance a rouvert le libre-service pour vous, { $time }. Pas demandé ? Appelez l’assistance.
sms-desk-signed-out = { $org } : l’assistance vous a déconnecté partout, { $time }. Pas demandé ? Assistance : { $help }
sms-desk-signed-out-short = L’assistance vous a déconnecté partout, { $time }. Pas demandé ? Appelez l’assistance.
sms-desk-register-anew = { $org } : enregistrez-vous de nouveau, dit l’assistance, { $time }. Pas demandé ? Assistance : { $help }
sms-desk-register-anew-short = L’assistance vous demande de vous enregistrer de nouveau, { $time }. Pas demandé ? Appelez-la.
sms-desk-method-removed = { $org } : donnée de sécurité supprimée par l’assistance, { $time }. Pas demandé ? Assistance : { $help }
sms-desk-method-removed-short = L’assistance a supprimé une donnée de sécurité, { $time }. Pas demandé ? Appelez l’assistance.
sms-desk-method-imported = { $org } : donnée de sécurité ajoutée par l’organisation, { $time }. Une erreur ? Assistance : { $help }
sms-desk-method-imported-short = L’organisation a ajouté une donnée de sécurité, { $time }. Une erreur ? Appelez l’assistance.
sms-desk-pass-revoked = { $org } : laissez-passer retiré par l’assistance, { $time }. Pas demandé ? Assistance : { $help }
sms-desk-pass-revoked-short = L’assistance a retiré votre laissez-passer, { $time }. Pas demandé ? Appelez l’assistance.
sms-desk-limits-lifted = { $org } : limites levées par l’assistance, { $time }. Pas demandé ? Assistance : { $help }
sms-desk-limits-lifted-short = L’assistance a levé les limites de votre compte, { $time }. Pas demandé ? Appelez l’assistance.
sms-method-worn-out = { $org } : trop d’essais manqués sur votre compte, { $time }. Pas vous ? Assistance : { $help }
sms-method-worn-out-short = Trop d’essais manqués sur votre compte, { $time }. Pas vous ? Appelez l’assistance.
sms-account-frozen = { $org } : libre-service arrêté pour votre compte, { $time }. Assistance : { $help }
sms-account-frozen-short = Libre-service arrêté pour votre compte, { $time }. Appelez l’assistance.
sms-admin-reset = { $org } : un administrateur a utilisé le libre-service, { $time }. Voyez vos e-mails.
sms-admin-reset-short = Un administrateur a utilisé le libre-service, { $time }. Voyez vos e-mails.
sms-frozen-alert = { $org } : une personne dit « ce n’était pas moi », { $time }. Voyez vos e-mails.
sms-frozen-alert-short = Une personne dit « ce n’était pas moi », { $time }. Voyez vos e-mails.

not-me-open-title = Un instant
not-me-open-button = Continuer
not-me-title = Ce n’était pas vous ?
not-me-what-password-reset = Votre mot de passe a été réinitialisé.
not-me-what-account-unlocked = Votre compte a été débloqué.
not-me-what-password-changed = Votre mot de passe a été changé.
not-me-what-info-registered = Une donnée de sécurité a été ajoutée à votre compte.
not-me-what-info-changed = Une donnée de sécurité de votre compte a été changée.
not-me-what-info-removed = Une donnée de sécurité a été supprimée de votre compte.
not-me-what-import-used = Un contact ajouté par votre organisation a servi pour la première fois.
not-me-what-recovery-code-used = L’un de vos codes de secours a été utilisé.
not-me-what-pass-issued = L’assistance a créé un laissez-passer temporaire pour votre compte.
not-me-what-pass-used = Votre laissez-passer temporaire a été utilisé.
not-me-what-method-worn-out = Il y a eu trop d’essais manqués sur votre compte.
not-me-what-desk-unfrozen = L’assistance a rouvert le libre-service pour votre compte.
not-me-what-desk-signed-out = L’assistance vous a déconnecté partout.
not-me-what-desk-register-anew = L’assistance vous a demandé de vous enregistrer de nouveau.
not-me-what-desk-method-removed = L’assistance a supprimé une donnée de sécurité de votre compte.
not-me-what-desk-method-imported = Votre organisation a ajouté une donnée de sécurité à votre compte.
not-me-what-desk-pass-revoked = L’assistance a retiré votre laissez-passer temporaire.
not-me-what-desk-limits-lifted = L’assistance a levé les limites de votre compte.
not-me-when = C’était le { $time }.
not-me-then = Si ce n’était pas vous, appuyez sur le bouton. Alors :
not-me-stop = personne ne peut plus changer ici votre mot de passe ou vos données de sécurité, pas même vous
not-me-out = toute personne connectée ici avec votre compte est déconnectée
not-me-told = l’assistance est prévenue et vous rend l’accès
not-me-button = Ce n’était pas moi
not-me-was-me = C’était moi
not-me-done-title = Merci. Votre compte est protégé
not-me-done-text = Personne ne peut plus changer ici votre mot de passe ou vos données de sécurité. L’assistance est prévenue.
not-me-done-next = Votre mot de passe est resté le même. Si quelqu’un d’autre peut le connaître, appelez l’assistance maintenant. Elle peut tout remettre en marche.
