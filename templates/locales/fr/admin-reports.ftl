# La vue d’ensemble et les rapports.
admin-reports-day = { $day } { $month ->
    [1] janv.
    [2] févr.
    [3] mars
    [4] avr.
    [5] mai
    [6] juin
    [7] juil.
    [8] août
    [9] sept.
    [10] oct.
    [11] nov.
   *[other] déc.
 } { $year }
admin-reports-share = { $share } de { $all }
admin-reports-seconds = { $seconds } s
admin-reports-minutes = { $minutes } min { $seconds } s
admin-reports-in-days = en { $days ->
    [one] 1 jour
   *[other] { $days } jours
 }
admin-reports-span = { $days ->
    [one] Aujourd’hui
   *[other] { $days } jours
 }
admin-reports-tabs = Rapports
admin-reports-tab-coverage = Couverture
admin-reports-tab-registrations = Inscriptions
admin-reports-tab-resets = Réinitialisations
admin-reports-tab-failures = Non terminées
admin-reports-choose-days = Période
admin-reports-choose-policy = Règle
admin-reports-choose-ending = Résultat
admin-reports-policy-all = Toutes les règles
admin-reports-policy = Règle
admin-reports-pager = Pages
admin-reports-next = Page suivante
admin-reports-as-table = Afficher en tableau
admin-reports-who = Qui
admin-reports-people = Comptes
admin-reports-share-heading = Part
admin-reports-share-of-all = Part du total
admin-reports-times = Combien de fois
admin-reports-what = Quoi
admin-reports-method = Méthode
admin-reports-reason = Raison
admin-reports-came-to = Étape atteinte
admin-reports-stage = Étape
admin-reports-left-before = Perdues avant
admin-reports-day-heading = Jour
admin-reports-never = jamais
admin-reports-none = rien
admin-reports-can-reset = Peut réinitialiser
admin-reports-unknown-person = nom inconnu
admin-reports-overview-lead = Combien de personnes peuvent se débrouiller seules, et comment cela se passe.
admin-reports-counted-at = Compté le { $at }.
admin-reports-coverage-title = Couverture
admin-reports-coverage-lead = Chaque nombre ouvre la liste des comptes qu’il compte.
admin-reports-coverage-empty = Aucun compte n’a encore été compté. Le comptage commence de lui-même après la première lecture de l’annuaire.
admin-reports-figure-all = Tous les comptes
admin-reports-figure-counted = Personnes comptées
admin-reports-figure-enabled = Dans le périmètre
admin-reports-figure-not-enabled = Hors du périmètre
admin-reports-figure-registered = Inscrites
admin-reports-figure-not-registered = Pas assez inscrites
admin-reports-figure-nothing = Rien d’inscrit
admin-reports-figure-single = Une seule méthode
admin-reports-figure-capable = Peuvent réinitialiser
admin-reports-figure-not-capable = Dans le périmètre, sans pouvoir réinitialiser
admin-reports-figure-stale = Non confirmées depuis trop longtemps
admin-reports-figure-disabled = Désactivés ou arrivés à terme
admin-reports-figure-service = Services et machines
admin-reports-figure-excluded = Exclus par la règle
admin-reports-figure-protected = Protégés
admin-reports-figure-with-passkey = Avec une clé d’accès
admin-reports-figure-with-app = Avec une application d’authentification
admin-reports-figure-with-phone = Avec un téléphone
admin-reports-figure-with-office = Avec un téléphone fixe
admin-reports-figure-with-mailbox = Avec une adresse privée
admin-reports-figure-with-recovery-codes = Avec des codes de secours
admin-reports-figure-with-questions = Avec des questions de sécurité
admin-reports-figure-help = Demandes d’aide en attente
admin-reports-waits = la première depuis { $span }
admin-reports-span-minutes = { $count ->
    [0] moins d’une minute
    [one] { $count } minute
   *[other] { $count } minutes
}
admin-reports-span-hours = { $count ->
    [one] { $count } heure
   *[other] { $count } heures
}
admin-reports-span-days = { $count ->
    [one] { $count } jour
   *[other] { $count } jours
}
admin-reports-figure-done = Terminées
admin-reports-figure-median = La moitié en moins de
admin-reports-figure-most = Neuf sur dix en moins de
admin-reports-figure-calls = Appels évités
admin-reports-figure-money = Argent économisé
admin-reports-short-counted = Comptées
admin-reports-short-enabled = Périmètre
admin-reports-short-registered = Inscrites
admin-reports-short-capable = Peuvent réinitialiser
admin-reports-short-single = Une méthode
admin-reports-stack-capable = Peuvent réinitialiser
admin-reports-stack-not-capable = Ne peuvent pas encore
admin-reports-stack-not-enabled = Hors du périmètre
admin-reports-now-title = Où en sont les personnes
admin-reports-now-text = { $capable } des { $enabled } personnes du périmètre peuvent réinitialiser. { $counted } personnes comptent.
admin-reports-kinds-title = Ce que les personnes ont
admin-reports-kinds-text = Parmi les personnes du périmètre, y compris ce que contient l’annuaire si la règle en tient compte.
admin-reports-quality-title = Qui relancer
admin-reports-quality-text = Personnes du périmètre qui seraient bloquées, ou pourraient l’être bientôt.
admin-reports-apart-title = Non comptés
admin-reports-apart-text = Sur { $all } comptes, ceux-ci n’entrent dans aucun pourcentage.
admin-reports-policies-title = Par règle
admin-reports-time-title = Au fil du temps
admin-reports-line-capable = Peuvent réinitialiser, dans le périmètre
admin-reports-line-registered = Inscrites, dans le périmètre
admin-reports-forecast = À ce rythme, { $share } des personnes du périmètre pourront réinitialiser le { $day }.
admin-reports-forecast-reached = 90 pour cent des personnes du périmètre peuvent déjà réinitialiser.
admin-reports-forecast-none = Aucune hausse régulière ne dit quand 90 pour cent seront atteints.
admin-reports-files-title = Emporter
admin-reports-files-lead = Les fichiers n’ont pas de limite de lignes. Chaque téléchargement est noté dans le journal.
admin-reports-file-csv = En tableau (CSV)
admin-reports-file-json = Pour les programmes (JSON)
admin-reports-file-days = Chiffres de chaque jour
admin-reports-list-count = { $count } comptes.
admin-reports-list-empty = Personne dans cette liste. Pour certaines listes, c’est une bonne nouvelle ; sinon, choisissez une autre règle.
admin-reports-back-coverage = Retour à la couverture
admin-reports-back-resets = Retour aux réinitialisations
admin-reports-column-name = Nom
admin-reports-column-login = Identifiant
admin-reports-column-policy = Règle
admin-reports-column-kinds = Possède
admin-reports-column-state = État
admin-reports-column-updated = Dernière confirmation
admin-reports-column-began = Début
admin-reports-column-support = Numéro d’assistance
admin-reports-column-came-to = Étape atteinte
admin-reports-column-result = Résultat
admin-reports-column-took = Durée
admin-reports-column-at = Quand
admin-reports-column-what = Quoi
admin-reports-resets-title = Réinitialisations
admin-reports-resets-lead = Jusqu’où vont les personnes, ce qui les arrête, et combien de temps cela prend.
admin-reports-resets-empty = Personne n’a commencé dans cette période. Choisissez-en une plus longue, ou dites aux gens où trouver ce portail.
admin-reports-funnel-title = { $days ->
    [one] Aujourd’hui, étape par étape
   *[other] Les { $days } derniers jours, étape par étape
 }
admin-reports-funnel-text = { $started } commencées, { $done } terminées.
admin-reports-stage-started = Nom saisi
admin-reports-stage-found = Compte trouvé et autorisé
admin-reports-stage-first-gate = Première preuve donnée
admin-reports-stage-all-gates = Toutes les preuves données
admin-reports-stage-tried = Nouveau mot de passe essayé
admin-reports-stage-done = Terminé
admin-reports-not-done = Non terminées
admin-reports-days-title = Jour par jour
admin-reports-days-text = Ce qui a commencé chaque jour, et la part qui a abouti.
admin-reports-reasons-title = Pourquoi des réinitialisations n’ont pas abouti
admin-reports-reasons-text = La dernière difficulté, et l’étape atteinte à ce moment. Celles encore en cours y sont aussi.
admin-reports-reason-left = Partis, sans difficulté
admin-reports-reason-rule = Nouveau mot de passe refusé : { $rule }
admin-reports-reason-limit = Arrêté par une limite : { $limit }
admin-reports-methods-title = Par méthode
admin-reports-methods-text = Les preuves données par méthode, et ce qui a échoué en chemin.
admin-reports-others-title = Aussi dans cette période
admin-reports-counter-refused = Nouveaux mots de passe refusés
admin-reports-counter-proof-passed = Preuves données
admin-reports-counter-proof-failed = Essais faux
admin-reports-counter-code-sent = Codes envoyés
admin-reports-counter-code-not-sent = Codes non envoyés
admin-reports-counter-not-written = Refusés par l’annuaire
admin-reports-counter-blocked = Arrêtés par une limite
admin-reports-counter-help = Demandes d’aide
admin-reports-counter-changed = Mots de passe changés avec l’ancien
admin-reports-counter-registered = Méthodes inscrites
admin-reports-counter-method-changed = Méthodes modifiées
admin-reports-counter-removed = Méthodes retirées
admin-reports-counter-confirmed = Listes confirmées
admin-reports-counter-postponed = Remises à plus tard
admin-reports-counter-completed = Assez inscrits pour la première fois
admin-reports-counter-not-registered = Inscriptions échouées
admin-reports-counter-undelivered = Messages non remis
admin-reports-counter-frozen = Arrêtés par « ce n’était pas moi »
admin-reports-counter-pass-issued = Laissez-passer de l’assistance
admin-reports-rule-tooshort = trop court
admin-reports-rule-toolong = trop long
admin-reports-rule-complexity = trop peu de types de caractères
admin-reports-rule-containsname = contient le nom
admin-reports-rule-toocommon = trop facile à deviner
admin-reports-rule-leaked = connu d’une fuite
admin-reports-rule-leakunknown = fuites non vérifiables
admin-reports-rule-usedbefore = déjà utilisé
admin-reports-rule-tooyoung = changé trop récemment
admin-reports-rule-characters = un caractère inutilisable
admin-reports-rule-empty = vide
admin-reports-rule-likelyusedbefore = sans doute déjà utilisé
admin-reports-rule-likelyfilter = sans doute un filtre de l’annuaire
admin-reports-rule-unnamed = l’annuaire n’a pas dit pourquoi
admin-reports-code-switched-off = Réinitialisation coupée
admin-reports-code-writeback-off = Écriture coupée
admin-reports-code-not-in-scope = Hors du périmètre
admin-reports-code-not-enough-methods = Trop peu de méthodes utilisables
admin-reports-code-protected = Compte protégé
admin-reports-code-account-off = Compte désactivé ou arrivé à terme
admin-reports-code-unknown-account = Personne ne porte ce nom
admin-reports-code-ambiguous-account = Plusieurs comptes possibles
admin-reports-code-administrator-lock = Verrouillé par un administrateur
admin-reports-code-account-gone = Compte disparu depuis le début
admin-reports-code-frozen = Arrêté par son propriétaire
admin-reports-code-directory-denied = Il manque un droit au portail dans l’annuaire
admin-reports-code-directory-down = L’annuaire n’a pas répondu
admin-reports-code-outcome-unknown = L’annuaire n’a pas répondu à une écriture
admin-reports-code-directory-refused = L’annuaire a refusé
admin-reports-code-password-refused = L’annuaire a refusé le nouveau mot de passe
admin-reports-code-wrong-code = Code faux
admin-reports-code-expired-code = Code trop ancien
admin-reports-code-too-many-tries = Trop de codes faux
admin-reports-code-malformed-code = Pas un code
admin-reports-code-passkey-refused = Clé d’accès non acceptée
admin-reports-code-throttled = Trop en peu de temps
admin-reports-price-title = Ce que coûte un appel
admin-reports-price-label = Prix d’un appel à l’assistance
admin-reports-price-currency = Monnaie
admin-reports-price-button = Enregistrer le prix
admin-reports-price-wrong = Tapez un montant comme 20 ou 17,50, un million au plus.
admin-reports-count-button = Recompter maintenant
admin-reports-count-failed = Les comptes n’ont pas pu être comptés : { $error }
admin-reports-behind = Les chiffres ont { $events } événements de retard ; ils se rattrapent d’eux-mêmes.
admin-reports-journeys-title = Réinitialisations
admin-reports-failures-title = Réinitialisations non terminées
admin-reports-journeys-count = { $count } du { $since } au { $until }.
admin-reports-journeys-stopped = Étape atteinte : { $stage }.
admin-reports-journeys-reached = Au moins jusqu’à l’étape : { $stage }.
admin-reports-journeys-empty = Cette liste est vide. Sans choix de jours, elle porte sur { $days ->
    [one] le dernier jour
   *[other] les { $days } derniers jours
 }.
admin-reports-ending-all = Toutes
admin-reports-ending-open = Non terminées
admin-reports-ending-reset = Mot de passe réinitialisé
admin-reports-ending-unlocked = Compte déverrouillé
admin-reports-events-count = { $count } fois du { $since } au { $until }.
admin-reports-events-empty = Rien de tel dans cette période.
admin-reports-registrations-title = Inscriptions
admin-reports-registrations-lead = Ce que les personnes ont inscrit, modifié et confirmé.
admin-reports-registrations-empty = Personne n’a rien inscrit dans cette période. Parlez aux gens de la page « Informations de sécurité ».
admin-reports-registrations-days-title = Jour par jour
admin-reports-registrations-days-text = Méthodes inscrites et retirées chaque jour.
admin-reports-todo-title = Que faire maintenant
admin-reports-todo-lead = Un nouveau portail en a besoin. Ce qui est fait quitte la liste.
admin-reports-todo-mail = Indiquez un serveur de courriel pour envoyer codes et avis (section [mail] du fichier de configuration)
admin-reports-todo-scan = Faites lire l’annuaire, pour trouver et compter les personnes
admin-reports-todo-roles = Donnez un rôle à l’assistance, aux responsables des règles ou aux auditeurs
admin-reports-todo-policy = Regardez la règle et enregistrez-la ici
admin-reports-todo-pilot = Choisissez un groupe pilote : personne n’est encore dans le périmètre
admin-reports-scan-title = L’annuaire
admin-reports-scan-never = L’annuaire n’a jamais été lu. Cela commence de soi-même ; rien n’y est écrit.
admin-reports-scan-first = La première lecture est en cours.
admin-reports-scan-at = Dernière lecture le { $at } : { $accounts } comptes.
admin-reports-scan-failed = La dernière lecture a échoué : { $error }
admin-reports-scan-more = Plus sur la lecture
