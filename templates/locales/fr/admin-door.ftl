# L’entrée de la console.

admin-denied-title = Votre rôle ne le permet pas
admin-denied-text = Cette partie de la console revient à un autre rôle. Un propriétaire peut changer qui a quel rôle.
admin-denied-no-role-title = Vous n’avez aucun rôle ici
admin-denied-no-role-text = Votre connexion est bonne, mais aucun de vos groupes n’a de rôle dans cette console. Un propriétaire peut en donner un à l’un de vos groupes.
admin-denied-outage-title = Pas tant que l’annuaire ne répond pas
admin-denied-outage-text = Le portail ne peut pas demander ce que vous avez le droit de faire. En attendant, vous pouvez regarder et arrêter toutes les réinitialisations. Rien d’autre.
admin-outage = L’annuaire ne répond pas.
admin-outage-text = Vos droits ne peuvent pas être demandés. Jusqu’à { $time }, vous pouvez regarder et arrêter toutes les réinitialisations. Rien d’autre.
admin-outage-why = Quel serveur échoue, et à quoi
admin-trouble-directory-down = Personne ne peut entrer ici avant qu’un serveur réponde. Sur la machine du portail, cette commande arrête toutes les réinitialisations sans interroger l’annuaire :

admin-door-arrive-title = Vous avez suivi un lien vers la console
admin-door-arrive-text = Pour votre sécurité, une page d’ailleurs ne peut pas utiliser votre connexion. Continuez depuis cette page.
admin-door-arrive-button = Ouvrir la console
admin-door-sign-in-title = Se connecter à la console
admin-door-sign-in-lead = Utilisez votre nom d’utilisateur et votre mot de passe du travail. Donnez ensuite une seconde preuve.
admin-door-sign-in-button = Continuer
admin-door-set-up-done = Ce groupe possède maintenant la console. Connectez-vous avec le compte d’un de ses membres.
admin-door-note-over = Vous avez été déconnecté : trop de temps a passé, ou votre mot de passe a changé. Connectez-vous à nouveau.
admin-door-note-out = Vous êtes déconnecté de la console.
admin-door-prove-title = Donnez une seconde preuve
admin-door-again-title = Montrez que c’est toujours vous
admin-door-again-lead = La suite peut faire du tort en de mauvaises mains. C’est pourquoi nous vérifions à nouveau quand votre dernière preuve a plus de cinq minutes.
admin-door-passkey-lead = Votre navigateur demande votre clé d’accès ou votre clé de sécurité. Utilisez votre doigt, votre visage ou votre code PIN.
admin-door-passkey-button = Utiliser ma clé d’accès
admin-door-passkey-error-empty = Votre clé d’accès n’a pas été utilisée. Réessayez, ou utilisez un code de votre application
admin-door-passkey-error-malformed = Votre clé d’accès n’a pas été utilisée. Réessayez, ou utilisez un code de votre application
admin-door-passkey-error-wrong = Cette clé d’accès n’est pas celle de ce compte. Essayez-en une autre
admin-door-passkey-error-wrong-left = { $number ->
    [one] Cette clé d’accès n’est pas celle de ce compte. Il vous reste un essai
   *[other] Cette clé d’accès n’est pas celle de ce compte. Il vous reste { $number } essais
 }
admin-door-passkey-error-expired = Cela a pris trop de temps, ou il y a eu un essai de trop. Recommencez
admin-door-app-title = Ou utilisez votre application de codes
admin-door-app-label = Code de votre application
admin-door-app-hint = Les six chiffres qu’elle affiche maintenant pour ce compte. Chaque code sert une fois.
admin-door-app-error-empty = Entrez le code qu’affiche votre application
admin-door-app-error-malformed = Le code a six chiffres. Vérifiez votre saisie
admin-door-app-error-wrong = Ce code n’est pas le bon, ou il a déjà servi. Attendez le suivant
admin-door-app-error-wrong-left = { $number ->
    [one] Ce code n’est pas le bon, ou il a déjà servi. Il vous reste un essai
   *[other] Ce code n’est pas le bon, ou il a déjà servi. Il vous reste { $number } essais
 }
admin-door-app-error-expired = Cela a pris trop de temps, ou il y a eu un essai de trop. Attendez le code suivant
admin-door-trouble-title = Cela ne marche pas ?
admin-door-trouble-text = Vérifiez que l’horloge de votre téléphone se règle seule. Si vous avez perdu votre clé et votre application, demandez de l’aide à un propriétaire de cette console.
admin-door-other-person = Se connecter avec un autre compte
admin-door-no-factor-title = Il manque une seconde preuve
admin-door-no-factor-text = Votre mot de passe est bon. Pour la console, il vous faut aussi une clé d’accès ou une application de codes, et vous n’en avez aucune qui puisse servir.
admin-door-no-factor-rests = Ce que vous avez ajouté pourra servir ici à partir du { $time }.
admin-door-no-factor-button = En ajouter une à mes informations
admin-door-no-factor-other = Ce n’est pas votre compte ?

admin-door-setup-title = Mettre en place la console
admin-door-setup-lead = Personne ne peut encore se connecter à la console. Qui gère le serveur choisit à qui elle revient.
admin-door-setup-label = Code de mise en place
admin-door-setup-hint = Latchkey l’a affiché à son démarrage. Il sert une fois, pendant 30 minutes. Pour en avoir un nouveau :
admin-door-setup-button = Continuer
admin-door-setup-error-empty = Entrez le code de mise en place
admin-door-setup-error-wrong = Ce code n’est pas le bon, ou il est trop vieux. Faites-en un nouveau sur le serveur
admin-door-group-title = À qui revient la console ?
admin-door-group-lead = Tous les membres de ce groupe reçoivent le rôle de propriétaire. Un propriétaire peut tout faire, et décider qui d’autre le peut.
admin-door-group-login = Nom d’utilisateur d’un membre
admin-door-group-login-hint = Le vôtre, si vous êtes dans le groupe. Il montre que c’est le bon groupe
admin-door-group-button = Donner la console à ce groupe
