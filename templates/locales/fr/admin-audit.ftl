# Le journal d’audit dans la console.

admin-audit-number-only = { $number }
admin-audit-unknown = aucun
admin-audit-look-again = Regarder à nouveau
admin-audit-search = Chercher dans le journal
admin-audit-who = Utilisateur ou n° de compte
admin-audit-support = Numéro d’assistance
admin-audit-from = Du
admin-audit-to = Au
admin-audit-kind = Ce qui s’est passé
admin-audit-outcome = Comment cela a fini
admin-audit-any = Tout
admin-audit-outcome-success = fait
admin-audit-outcome-failure = échec
admin-audit-outcome-pending = en cours
admin-audit-show = Afficher
admin-audit-clear = Tout afficher
admin-audit-error-day = Écrivez les jours ainsi : 2026-11-21
admin-audit-health-unknown = Le journal entier n’a pas encore été vérifié.
admin-audit-health-holds = La dernière vérification n’a rien trouvé de modifié, d’enlevé ou d’ajouté.
admin-audit-health-broken = Le journal a été modifié.
admin-audit-health-running = Le journal entier est en cours de vérification.
admin-audit-chain-link = Vérifications, copies, durée de conservation des noms
admin-audit-one-journey = Tous les événements d’un même parcours.
admin-audit-view-journeys = Parcours
admin-audit-view-events = Chaque événement
admin-audit-to-journeys = Par parcours
admin-audit-to-events = Chaque événement
admin-audit-col-when = Quand
admin-audit-col-what = Quoi
admin-audit-col-person = Qui
admin-audit-col-outcome = Résultat
admin-audit-nobody = aucun nom
admin-audit-number = n° { $number }
admin-audit-more = Les { $count } événements de ce parcours
admin-audit-none = Le journal est encore vide. Il se remplit dès que l’on utilise le portail.
admin-audit-none-found = Rien dans le journal ne correspond. Enlevez un filtre ou regardez d’autres jours.
admin-audit-pages = Pages
admin-audit-told = La personne a lu
admin-audit-login = Nom d’utilisateur
admin-audit-actor = Fait par
admin-audit-contact = Envoyé à
admin-audit-address = Depuis
admin-audit-diagnostic = Réponse du serveur
admin-audit-name = Dans le journal
admin-audit-entra = Dans Microsoft Entra
admin-audit-account = Compte
admin-audit-export-title = Emporter cette liste
admin-audit-export-lead = En entier, quelle que soit sa longueur, avec le filtre ci-dessus. Le journal garde la trace de cette copie.
admin-audit-export-names = Avec les noms, les contacts et les adresses
admin-audit-export-csv = Télécharger en CSV
admin-audit-export-json = Télécharger en lignes JSON
admin-audit-back = Retour au journal

admin-audit-chain-title = Le journal est-il entier ?
admin-audit-chain-lead = Chaque événement est enchaîné au précédent. Une vérification trouve donc le premier qui a été modifié, enlevé ou ajouté.
admin-audit-checking = Le journal est en cours de vérification
admin-audit-progress = { $done } événements sur { $total }
admin-audit-wanted = Cela commence dans un instant.
admin-audit-verify = Vérifier tout le journal maintenant
admin-audit-holds-title = Le journal est intact.
admin-audit-holds-text = { $events ->
    [one] Un événement
   *[other] { $events } événements
} et { $checkpoints ->
    [one] un point de contrôle
   *[other] { $checkpoints } points de contrôle
} : rien n’a été modifié, enlevé ni ajouté.
admin-audit-checked-at = Vérifié le { $time }.
admin-audit-never-checked = Le journal entier n’a pas encore été vérifié. Vérifiez-le maintenant ; cela ne change rien.
admin-audit-broken-title = Le journal a été modifié par un autre que le portail
admin-audit-broken-text = Le premier événement en défaut est le n° { $number } :
admin-audit-broken-copy = Avant tout, faites une copie de la base de données telle quelle.
admin-audit-broken-compare = Comparez cet événement avec votre copie du journal.
admin-audit-broken-access = Cherchez qui peut atteindre la base de données et changez son mot de passe.
admin-audit-figures = Chiffres
admin-audit-events = Événements
admin-audit-checkpoint = Dernier point de contrôle
admin-audit-checkpoint-at = jusqu’à l’événement { $number }, { $time }
admin-audit-shredded = Événements dont les noms ont été effacés
admin-audit-next-check = Prochaine vérification
admin-audit-only-asked = seulement sur demande
admin-audit-retention = Les noms, contacts et adresses sont gardés
admin-audit-retention-days = { $days ->
    [one] un jour
   *[other] { $days } jours
}
admin-audit-in-config = La fréquence de la vérification est dans le fichier de configuration. Ce qui s’est passé, et quand, reste pour toujours.
admin-audit-retention-set = (réglé ici)
admin-audit-retention-change = Changer la durée
admin-audit-retention-saved = Enregistré. Les noms sont gardés { $days ->
    [one] un jour
   *[other] { $days } jours
} dès maintenant ; les plus anciens disparaissent en quelques minutes.
admin-audit-copies = Copies du journal
admin-audit-copy-failing = ne passe pas
admin-audit-copy-behind = en retard
admin-audit-copy-well = a tout reçu
admin-audit-copy-lag = { $count ->
    [one] Une entrée attend.
   *[other] { $count } entrées attendent.
}
admin-audit-copy-at = Dernier envoi le { $time }.
admin-audit-no-copies = Il n’y a pas de copie. Un intrus qui peut écrire dans la base de données pourrait effacer ses traces. Réglez une copie dans le fichier de configuration, section [audit].

admin-audit-retention-title = Durée de garde des noms dans le journal
admin-audit-retention-back = Retour aux vérifications du journal
admin-audit-retention-lead = Passé ce délai, noms d’utilisateur, contacts et adresses disparaissent d’un événement. Ce qui s’est passé, et quand, reste, et le journal reste intact.
admin-audit-retention-now-owner = { $days ->
    [one] Ils sont gardés un jour, comme réglé ici.
   *[other] Ils sont gardés { $days } jours, comme réglé ici.
}
admin-audit-retention-now-file = { $days ->
    [one] Ils sont gardés un jour, d’après le fichier de configuration.
   *[other] Ils sont gardés { $days } jours, d’après le fichier de configuration.
}
admin-audit-retention-label = Jours
admin-audit-retention-hint = Un nombre de { $least } à { $most }
admin-audit-retention-error = Entrez un nombre de jours de { $least } à { $most }
admin-audit-retention-would = { $events ->
    [one] Un événement d’avant le { $time } perd
   *[other] { $events } événements d’avant le { $time } perdent
} pour de bon nom d’utilisateur, contact et adresse.
admin-audit-retention-none = Aucun événement d’avant le { $time } ne contient de nom. Rien ne disparaît maintenant.
admin-audit-retention-oldest = Le plus ancien date du { $time }.
admin-audit-retention-stays = Restent : ce qui s’est passé, quand, comment cela a fini et le numéro de compte.
admin-audit-retention-backups = Les sauvegardes gardent les noms jusqu’à leur fin.
admin-audit-retention-longer = Rien ne disparaît maintenant. Ce qui est déjà effacé ne revient pas.
admin-audit-retention-same = C’est déjà la durée actuelle.
admin-audit-retention-same-file = C’est déjà la durée actuelle. Réglée ici, elle reste, quoi que dise le fichier de configuration.
admin-audit-retention-button = { $days ->
    [one] Garder les noms un jour
   *[other] Garder les noms { $days } jours
}
admin-audit-retention-other = Choisir un autre nombre

admin-audit-forget-title = Effacer les noms d’une personne du journal
admin-audit-forget-link = Effacer les noms d’une personne
admin-audit-forget-short = Les noms, contacts et adresses d’une personne disparaissent de chaque événement. Ce qui s’est passé, et quand, reste, et le journal reste intact.
admin-audit-forget-look = Voir ce qui se passerait
admin-audit-forget-who = Personne :
admin-audit-forget-count = { $events ->
    [one] Un événement
   *[other] { $events } événements
} de { $accounts ->
    [one] un compte
   *[other] { $accounts } comptes
} : un nom, un contact ou une adresse y figure encore.
admin-audit-forget-gone = Disparaissent pour de bon : nom d’utilisateur, contact, adresse, navigateur et qui a aidé.
admin-audit-forget-stays = Restent : ce qui s’est passé, quand, comment cela a fini et le numéro de compte.
admin-audit-forget-elsewhere = Le compte et ce que la personne a enregistré ne changent pas. Les sauvegardes gardent les noms jusqu’à leur fin.
admin-audit-forget-copied = Une copie du journal est partie avec les noms. Faites-les effacer là aussi.
admin-audit-forget-no-way-back = Il n’y a pas de retour possible.
admin-audit-forget-button = { $count ->
    [one] Effacer les noms d’un événement
   *[other] Effacer les noms de { $count } événements
}
admin-audit-forget-cancel = Les garder
admin-audit-forget-nothing = Aucun événement ne contient un nom, un contact ou une adresse de cette personne.
admin-audit-forget-another = Chercher une autre personne
admin-audit-forgot = { $count ->
    [one] Les noms ont disparu d’un événement. Le journal reste intact.
   *[other] Les noms ont disparu de { $count } événements. Le journal reste intact.
}

# Genres d’événements, d’après leurs noms dans le journal.
admin-audit-kind-reset-started = Réinitialisation commencée
admin-audit-kind-reset-account-looked-up = Compte recherché
admin-audit-kind-reset-method-chosen = Moyen de preuve choisi
admin-audit-kind-reset-code-sent = Code envoyé
admin-audit-kind-reset-gate-passed = Preuve donnée
admin-audit-kind-reset-gate-failed = Preuve fausse
admin-audit-kind-reset-action-chosen = Réinitialisation ou déverrouillage choisi
admin-audit-kind-writeback-intended = Écriture dans l’annuaire commencée
admin-audit-kind-writeback-settled = Écriture dans l’annuaire terminée
admin-audit-kind-password-refused = Nouveau mot de passe refusé
admin-audit-kind-password-reset = Mot de passe réinitialisé
admin-audit-kind-password-changed = Mot de passe changé
admin-audit-kind-account-unlocked = Compte déverrouillé
admin-audit-kind-reset-blocked = Arrêté par une limite
admin-audit-kind-help-requested = Aide demandée
admin-audit-kind-session-signed-in = Connexion
admin-audit-kind-session-signed-out = Déconnexion
admin-audit-kind-session-proof-given = Preuve avant un changement
admin-audit-kind-security-info-registered = Information de sécurité enregistrée
admin-audit-kind-security-info-changed = Information de sécurité changée
admin-audit-kind-security-info-removed = Information de sécurité retirée
admin-audit-kind-security-info-imported = Information de sécurité apportée par un administrateur
admin-audit-kind-security-info-import-used = Premier usage d’une information apportée
admin-audit-kind-security-info-confirmed = Information de sécurité confirmée
admin-audit-kind-security-info-postponed = Enregistrement remis à plus tard
admin-audit-kind-security-info-completed = Enregistrement terminé
admin-audit-kind-security-info-worn-out = Moyen de preuve coupé après des essais faux
admin-audit-kind-pass-issued = Laissez-passer temporaire remis
admin-audit-kind-pass-used = Laissez-passer temporaire utilisé ou retiré
admin-audit-kind-account-frozen = Libre-service arrêté pour un compte
admin-audit-kind-account-unfrozen = Libre-service de nouveau permis
admin-audit-kind-message-failed = Message non remis
admin-audit-kind-service = Portail démarré ou arrêté
admin-audit-kind-alarm-raised = Alarme déclenchée
admin-audit-kind-alarm-cleared = Alarme terminée
admin-audit-kind-audit-person-forgotten = Noms effacés du journal
admin-audit-kind-audit-retention-changed = Durée de garde des noms changée
admin-audit-kind-account-departed = Compte disparu : ce qu’il avait enregistré est supprimé
admin-audit-kind-audit-verified = Journal vérifié
admin-audit-kind-audit-exported = Journal emporté en fichier
admin-audit-kind-directory-scan-asked = Lecture demandée
admin-audit-kind-console-entered = Entrée dans la console
admin-audit-kind-console-denied = Refusé dans la console
admin-audit-kind-console-outage = Dans la console sans l’annuaire
admin-audit-kind-role-granted = Rôle donné
admin-audit-kind-role-revoked = Rôle retiré
admin-audit-kind-console-set-up = Première mise en place
admin-audit-kind-help-desk-caller-checked = Appelant vérifié
admin-audit-kind-help-desk-contact-revealed = Contact montré en entier
admin-audit-kind-help-desk-limits-lifted = Limites levées
admin-audit-kind-help-desk-unlock-asked = Déverrouillage par l’assistance
admin-audit-kind-help-answered = Demande traitée
admin-audit-kind-help-closed = Demande close
admin-audit-kind-help-answers-changed = Réponse toute prête modifiée
admin-audit-kind-policy-changed = Règles changées
admin-audit-kind-reports-price-changed = Prix d’un appel changé
admin-audit-kind-reports-exported = Rapport emporté en fichier

# Faits des événements, d’après leurs noms dans le journal.
admin-audit-fact-method = Moyen
admin-audit-fact-why = Pourquoi
admin-audit-fact-outage = Pendant que l’annuaire ne répondait pas
admin-audit-fact-gate = Preuve n°
admin-audit-fact-limit = Limite
admin-audit-fact-rules = Règles
admin-audit-fact-rule = Règle
admin-audit-fact-server = Serveur
admin-audit-fact-found = Trouvé
admin-audit-fact-how = Comment
admin-audit-fact-what = Quoi
admin-audit-fact-act = Acte
admin-audit-fact-answer = Réponse
admin-audit-fact-purpose = Pour
admin-audit-fact-channel = Envoyé par
admin-audit-fact-prefix = Indicatif du pays
admin-audit-fact-alarm = Alarme
admin-audit-fact-subject = À propos de
admin-audit-fact-figure = Chiffre
admin-audit-fact-events = Événements
admin-audit-fact-accounts = Comptes
admin-audit-fact-version = Version
admin-audit-fact-route = Page
admin-audit-fact-role = Rôle
admin-audit-fact-scope = Seulement dans
admin-audit-fact-group = Groupe
admin-audit-fact-person = Compte de la personne
admin-audit-fact-format = Format
admin-audit-fact-names = Avec les noms
admin-audit-fact-asked = Demandé
admin-audit-fact-checkpoints = Points de contrôle
admin-audit-fact-shredded = Sans noms
admin-audit-fact-record = Événement n°
admin-audit-fact-protection = Protégé en tant que
admin-audit-fact-minutes = Minutes
admin-audit-fact-days-before = Jours avant
admin-audit-fact-days-after = Jours maintenant
admin-audit-fact-methods = Entrées enregistrées
admin-audit-fact-sessions = Connexions
admin-audit-fact-passwords = Anciens mots de passe
