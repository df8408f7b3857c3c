# La console : les règles.

admin-policy-lead = Qui peut réinitialiser son mot de passe ici, et avec quelles preuves. La première règle qui vise une personne compte.
admin-policy-version-by = Version { $version }, enregistrée par { $author } le { $at }.
admin-policy-version-file = Tant que personne n’a enregistré de première version ici, les règles du fichier de configuration valent.
admin-policy-version-0 = Ce que dit le fichier de configuration.
admin-policy-version-of-file = Les règles du fichier de configuration
admin-policy-note-saved = Enregistré. C’est en vigueur.
admin-policy-note-discarded = Le brouillon est supprimé. Rien d’autre n’a changé.
admin-policy-note-stale = Le brouillon a été modifié dans une autre fenêtre. Voici son état actuel.
admin-policy-note-imported = Le fichier est maintenant votre brouillon. Rien n’est encore en vigueur.
admin-policy-note-reverted = L’ancienne version est maintenant votre brouillon. Rien n’est encore en vigueur.
admin-policy-note-kept = Gardé dans votre brouillon. Rien n’est encore en vigueur.
admin-policy-note-merged = Ce que d’autres ont enregistré et ce que vous avez changé sont dans votre brouillon. Là où les deux ont changé un réglage, le vôtre compte.
admin-policy-has-draft = Vous avez un brouillon qui n’est pas en vigueur.
admin-policy-to-draft = Continuer
admin-policy-switched-off = L’écriture des mots de passe est coupée : personne ne peut réinitialiser.
admin-policy-work = Changer l’ordre, ajouter une règle
admin-policy-switch-off = Arrêter toutes les réinitialisations
admin-policy-switch-on = Permettre à nouveau les réinitialisations
admin-policy-switch-off-lead = À partir de maintenant aucun mot de passe n’est écrit, quoi que disent les règles. Les personnes au milieu d’une réinitialisation en sont averties. Rien d’autre ne change, et vous pouvez revenir en arrière ici.
admin-policy-switch-on-lead = Les mots de passe sont à nouveau écrits, comme les règles le disent.
admin-policy-switch-outage = Toutes les réinitialisations sont arrêtées. Vous pourrez les reprendre quand l’annuaire répondra.
admin-policy-switch-off-now = Tout arrêter maintenant
admin-policy-switch-on-now = Permettre maintenant
admin-policy-switch-conflict = Quelqu’un a changé les règles au même moment. Regardez ce qui est en vigueur, puis recommencez.
admin-policy-everybody = Tous les autres
admin-policy-shared = Ce que toutes les règles partagent
admin-policy-shared-lead = Ces réglages valent pour tout le monde.
admin-policy-change = Modifier
admin-policy-change-shared = Modifier ce que toutes les règles partagent
admin-policy-versions = Versions
admin-policy-versions-lead = Chaque version reste. Une ancienne peut redevenir celle en vigueur.
admin-policy-versions-caption = Les versions, la plus récente d’abord
admin-policy-versions-none = Aucune version n’est encore enregistrée. Les règles du fichier de configuration valent ; changez quelque chose pour enregistrer la première.
admin-policy-version = Version { $version }
admin-policy-in-force = en vigueur
admin-policy-undo-of = À nouveau la version { $version }.
admin-policy-revert = La remettre en vigueur
admin-policy-revert-lead = Elle devient votre brouillon. Vous voyez ce qu’elle ferait avant de l’enregistrer.
admin-policy-replaces-draft = Elle remplace le brouillon que vous avez.
admin-policy-compare-with = Comparer avec la version (0 est le fichier de configuration)
admin-policy-compare = Comparer
admin-policy-compared = Ce qui diffère dans cette version
admin-policy-compared-same = Rien ne diffère de la version { $version }.
admin-policy-export = Enregistrer dans un fichier
admin-policy-import = Lire un fichier
admin-policy-import-lead = Choisissez un fichier enregistré ici, ou par latchkey policy show, ou collez-le. Il devient votre brouillon ; rien n’est en vigueur avant que vous l’ayez enregistré.
admin-policy-import-text = Ou collez-le ici
admin-policy-import-hint = Les réglages qui manquent ou qui sont inconnus sont signalés, aucun n’est deviné. Quand un fichier est choisi, ce champ ne compte pas.
admin-policy-import-file = Fichier
admin-policy-import-file-hint = Un fichier texte de 256 Ko au plus, qui se termine par .toml
admin-policy-import-button = En faire mon brouillon
admin-policy-import-error-unreadable = Le fichier ne peut pas être lu
admin-policy-import-error-empty = Choisissez un fichier ou collez son texte
admin-policy-import-error-too-large = Le fichier dépasse 256 Ko. Aucune politique n’est si longue : vérifiez que c’est le bon
admin-policy-import-error-not-text = Ce n’est pas un fichier texte. Choisissez-en un enregistré ici
admin-policy-back = Retour aux règles en vigueur
admin-policy-back-draft = Retour au brouillon
admin-policy-back-preview = Retour à l’aperçu

admin-policy-for-rest = Pour tous ceux qu’aucune règle ci-dessus ne vise.
admin-policy-for-all = Pour tout le monde : ni groupe ni lieu n’est nommé.
admin-policy-for-groups = Pour les membres de { $groups }.
admin-policy-for-places = Pour les comptes sous { $places }.
admin-policy-for-both = Pour les membres de { $groups }, et les comptes sous { $places }.
admin-policy-says-nobody = Aucun d’eux ne peut réinitialiser.
admin-policy-says-no-group = Aucun d’eux ne peut réinitialiser : aucun groupe n’est encore nommé.
admin-policy-says-all = { $gates ->
    [one] Tous peuvent réinitialiser avec une preuve.
   *[other] Tous peuvent réinitialiser avec { $gates } preuves.
 }
admin-policy-says-groups = { $gates ->
    [one] Les membres de { $groups } peuvent réinitialiser avec une preuve.
   *[other] Les membres de { $groups } peuvent réinitialiser avec { $gates } preuves.
 }
admin-policy-says-except = Les membres de { $groups } ne le peuvent pas.
admin-policy-says-proofs = Preuves :
admin-policy-says-register = { $count ->
    [one] On leur demande d’enregistrer { $count } sorte de preuve.
   *[other] On leur demande d’enregistrer { $count } sortes de preuve.
 }
admin-policy-says-register-not = On ne leur demande pas de s’enregistrer.
admin-policy-says-reconfirm = { $count ->
    [one] Chaque jour on leur demande si c’est encore juste.
   *[other] Tous les { $count } jours on leur demande si c’est encore juste.
 }
admin-policy-says-reconfirm-never = On ne leur demande jamais si c’est encore juste.
admin-policy-says-rest = { $count ->
    [one] Une nouvelle preuve compte après { $count } heure.
   *[other] Une nouvelle preuve compte après { $count } heures.
 }
admin-policy-says-rest-not = Une nouvelle preuve compte tout de suite.
admin-policy-says-unlock = Qui est verrouillé peut déverrouiller et garder son mot de passe.
admin-policy-says-unlock-not = Qui est verrouillé doit choisir un nouveau mot de passe.

admin-policy-draft = Votre brouillon
admin-policy-draft-lead = Rien ici n’est en vigueur. Travaillez dans l’ordre que vous voulez, regardez ce que cela ferait, puis enregistrez.
admin-policy-overtaken = Quelqu’un a enregistré la version { $version } depuis que vous avez commencé. Rien de votre brouillon n’est perdu.
admin-policy-merge = Réunir les deux
admin-policy-theirs = Ce qui a changé entre-temps
admin-policy-down = L’annuaire ne répond pas : on ne sait pas si les groupes existent, et rien ne peut être enregistré.
admin-policy-up = Demander plus tôt
admin-policy-later = Demander plus tard
admin-policy-remove = Supprimer
admin-policy-add-title = Ajouter une règle
admin-policy-add-name = Son nom
admin-policy-add-hint = Par exemple Pilote, ou Siège. Elle commence avec les réglages de tous les autres.
admin-policy-add = Ajouter
admin-policy-differs = Ce qui changerait
admin-policy-differs-not = Votre brouillon est ce qui est en vigueur : il n’y a rien à enregistrer.
admin-policy-discard = Jeter le brouillon
admin-policy-preview = Voir ce que cela ferait

admin-policy-edit-title = Règle { $name }
admin-policy-edit-everybody = Règle pour tous les autres
admin-policy-edit-lead = Ce que vous changez est gardé dans votre brouillon.
admin-policy-part-whom = Pour qui
admin-policy-part-scope = Qui peut réinitialiser
admin-policy-part-proofs = Preuves
admin-policy-part-registration = Enregistrement
admin-policy-part-switches = Oui ou non
admin-policy-part-numbers = Nombres
admin-policy-part-help = Où trouver de l’aide
admin-policy-part-lists = Listes
admin-policy-usual = D’habitude :
admin-policy-keep = Garder dans le brouillon
admin-policy-not-carried = pas installé
admin-policy-take-out = Retirer
admin-policy-put-in = Ajouter
admin-policy-list-empty = Rien encore.
admin-policy-find = Chercher
admin-policy-find-group = Chercher un groupe par son nom
admin-policy-find-place = Chercher un lieu par son nom
admin-policy-find-down = L’annuaire ne répond pas. Réessayez dans un instant.
admin-policy-found = Trouvé pour « { $text } » :
admin-policy-found-nothing = Rien qui ne soit déjà dans la liste ne s’appelle « { $text } ».

admin-policy-yes = oui
admin-policy-no = non
admin-policy-none = aucun
admin-policy-entries = { $count ->
    [one] { $count } entrée
   *[other] { $count } entrées
 }
admin-policy-enabled-none = Personne
admin-policy-enabled-selected = Membres de groupes
admin-policy-enabled-all = Tous ceux qu’elle vise
admin-policy-gates-1 = Une preuve
admin-policy-gates-2 = Deux preuves

admin-policy-problems = À regarder avant d’enregistrer
admin-policy-must = à changer
admin-policy-mind = à savoir
admin-policy-col-whose = Règle
admin-policy-col-setting = Réglage
admin-policy-col-before = Avant
admin-policy-col-then = Après
admin-policy-col-name = Nom
admin-policy-col-login = Nom de connexion
admin-policy-col-why = Pourquoi
admin-policy-col-version = Version
admin-policy-col-when = Quand
admin-policy-col-who = Enregistrée par
admin-policy-col-comment = Commentaire
admin-policy-goes = sans { $what }
admin-policy-comes = avec { $what }
admin-policy-stays = comme avant
admin-policy-change-added = Règle ajoutée, à la place
admin-policy-change-removed = Règle supprimée
admin-policy-change-renamed = Règle nommée
admin-policy-change-moved = Règle demandée à la place

admin-policy-preview-lead = Rien n’est en vigueur avant que vous l’ayez enregistré.
admin-policy-preview-undo = Cela remet la version { $version }.
admin-policy-effects = Qui cela touche
admin-policy-no-scan = L’annuaire n’a pas encore été lu : personne ne peut être compté. Lancez une lecture sous Annuaire, ou enregistrez sans elle : ce qui change est listé ci-dessous.
admin-policy-not-counted = Personne n’a pu être compté :
admin-policy-counting = { $count ->
    [one] Comptage : { $count } compte jusqu’ici. Cette page se relit d’elle-même.
   *[other] Comptage : { $count } comptes jusqu’ici. Cette page se relit d’elle-même.
 }
admin-policy-look-again = Relire maintenant
admin-policy-counted = { $count ->
    [one] { $count } compte a été regardé.
   *[other] { $count } comptes ont été regardés.
 }
admin-policy-effect-loses = { $count ->
    [one] personne ne peut plus réinitialiser
   *[other] personnes ne peuvent plus réinitialiser
 }
admin-policy-effect-gains = { $count ->
    [one] personne peut nouvellement réinitialiser
   *[other] personnes peuvent nouvellement réinitialiser
 }
admin-policy-effect-leaves-scope = { $count ->
    [one] personne n’est plus visée
   *[other] personnes ne sont plus visées
 }
admin-policy-effect-enters-scope = { $count ->
    [one] personne est nouvellement visée
   *[other] personnes sont nouvellement visées
 }
admin-policy-effect-registers-more = { $count ->
    [one] personne doit enregistrer davantage
   *[other] personnes doivent enregistrer davantage
 }
admin-policy-effect-reconfirms = { $count ->
    [one] personne doit dire si ses données sont encore justes
   *[other] personnes doivent dire si leurs données sont encore justes
 }
admin-policy-effect-changes-policy = { $count ->
    [one] personne change de règle
   *[other] personnes changent de règle
 }
admin-policy-list-caption = Qui ils sont
admin-policy-list-nobody = Personne n’est sur cette liste.
admin-policy-list-grows = Le comptage continue : la liste grandit.
admin-policy-list-cut = La liste contient les { $count } premiers.
admin-policy-more = Plus
admin-policy-pages = Pages
admin-policy-save-title = Enregistrer
admin-policy-save-proof = Pour enregistrer il faut une preuve de vous qui a moins de cinq minutes.
admin-policy-prove-first = La donner maintenant
admin-policy-comment = Pourquoi ? Pour ceux qui viennent après vous
admin-policy-comment-hint = Une ligne. Elle reste avec la version et dans le journal d’audit.
admin-policy-save = Enregistrer : en vigueur tout de suite
admin-policy-save-not = Cela ne peut pas être enregistré ainsi.

admin-policy-field-writeback = Les mots de passe sont écrits
admin-policy-hint-writeback = Sans cela personne ne peut réinitialiser : pour les urgences.
admin-policy-field-notify-people = Avertir les personnes de chaque réinitialisation
admin-policy-hint-notify-people = À chacun de leurs contacts. Elles voient tout de suite si c’était quelqu’un d’autre.
admin-policy-field-notify-admins = Avertir l’assistance quand un administrateur réinitialise
admin-policy-hint-notify-admins = Par e-mail à la boîte de l’assistance.
admin-policy-field-own-mail-domains = Vos propres domaines d’e-mail
admin-policy-hint-own-mail-domains = Un par ligne, par exemple contoso.com. Une boîte de chez vous s’ouvre avec le mot de passe oublié : ce n’est pas une preuve.
admin-policy-field-minimum-password-length = Le moins de caractères d’un nouveau mot de passe
admin-policy-hint-minimum-password-length = De 8 à 64. L’annuaire peut en demander plus.
admin-policy-field-ask-whole-contact = On tape le numéro ou l’adresse en entier
admin-policy-hint-ask-whole-contact = Avant qu’un code y soit envoyé.
admin-policy-field-directory-contacts = Les contacts de l’annuaire comptent
admin-policy-hint-directory-contacts = Les téléphones et boîtes de l’annuaire, ou apportés par un administrateur, comptent comme enregistrés.
admin-policy-field-pass-minutes = Minutes de validité d’un laissez-passer temporaire
admin-policy-hint-pass-minutes = De 10 à 480.
admin-policy-field-return-to = Pages vers lesquelles on peut revenir
admin-policy-hint-return-to = Une par ligne, le début seulement, par exemple https://intranet.contoso.com.
admin-policy-field-banned-words = Mots exclus
admin-policy-hint-banned-words = Un par ligne : votre nom, vos produits, vos lieux. De 4 à 16 caractères, 1000 au plus. Les autres graphies, comme c0nt0s0, sont connues.
admin-policy-field-protected-accounts = Les comptes protégés peuvent aussi réinitialiser ici
admin-policy-hint-protected-accounts = Administrateurs de l’annuaire et autres : toujours deux preuves, jamais de questions de sécurité.
admin-policy-field-help-desk-link = Lien vers l’assistance
admin-policy-hint-help-desk-link = Une page, ou un lien qui commence par mailto: ou tel:.
admin-policy-field-help-desk-text = Ce que dit le lien
admin-policy-hint-help-desk-text = Un numéro et les heures, par exemple 01 99 00 12 34, 8 h à 18 h.
admin-policy-field-help-desk-mailbox = Boîte de l’assistance
admin-policy-hint-help-desk-mailbox = Qui reçoit les demandes d’aide.
admin-policy-field-questions-built-in = Proposer les questions de sécurité fournies
admin-policy-hint-questions-built-in = Elles existent dans chaque langue.
admin-policy-field-questions-own = Vos propres questions de sécurité
admin-policy-hint-questions-own = Une par ligne, la langue devant, par exemple fr: Qui était votre premier chef ici ? 20 au plus par langue.
admin-policy-field-name = Nom
admin-policy-hint-name = Comme vous l’appelez : 1 à 60 caractères.
admin-policy-field-for-groups = Pour les membres de ces groupes
admin-policy-hint-for-groups = Les membres de groupes qu’ils contiennent comptent aussi.
admin-policy-field-for-below = Pour les comptes sous ces lieux
admin-policy-hint-for-below = Lieux de l’annuaire : unités d’organisation, conteneurs.
admin-policy-field-enabled = Qui peut réinitialiser
admin-policy-field-groups = Groupes qui peuvent réinitialiser
admin-policy-hint-groups = Compte avec « Membres de groupes ». Les membres de groupes qu’ils contiennent comptent aussi.
admin-policy-field-except-groups = Groupes qui ne peuvent pas
admin-policy-hint-except-groups = Quel que soit leur autre groupe.
admin-policy-field-methods = Quelles preuves
admin-policy-hint-methods = D’habitude : clé d’accès, application à codes, SMS, e-mail, code de secours, laissez-passer temporaire.
admin-policy-field-gates = Combien de preuves
admin-policy-hint-gates = Deux de sortes différentes.
admin-policy-field-accept-one-gate-risk = Accepter le risque d’une seule preuve
admin-policy-hint-accept-one-gate-risk = Qui a le téléphone a le compte.
admin-policy-field-accept-sms-only-risk = Accepter le risque des téléphones seuls
admin-policy-hint-accept-sms-only-risk = Un numéro de téléphone peut être détourné.
admin-policy-field-unlock-without-reset = Déverrouiller sans nouveau mot de passe
admin-policy-hint-unlock-without-reset = Qui est verrouillé et connaît son mot de passe le garde.
admin-policy-field-require-registration = Demander de s’enregistrer
admin-policy-hint-require-registration = À la connexion, ici et par les applications qui le demandent.
admin-policy-field-methods-to-register = Sortes de preuve à enregistrer
admin-policy-hint-methods-to-register = De 1 à 6. Vide : une de plus que les preuves d’une réinitialisation.
admin-policy-field-reconfirm-days = Jours jusqu’à demander si c’est encore juste
admin-policy-hint-reconfirm-days = De 0 à 730 ; 0 est jamais.
admin-policy-field-postpone-times = Combien de fois on peut dire « plus tard »
admin-policy-hint-postpone-times = De 0 à 100.
admin-policy-field-postpone-days = Jours après lesquels ce n’est plus proposé
admin-policy-hint-postpone-days = De 0 à 365, depuis la première fois.
admin-policy-field-cooling-off-hours = Heures avant qu’une nouvelle preuve compte
admin-policy-hint-cooling-off-hours = De 0 à 72. Un premier enregistrement compte tout de suite.
admin-policy-field-questions-to-register = Questions de sécurité à enregistrer
admin-policy-hint-questions-to-register = De 3 à 5.
admin-policy-field-questions-to-answer = Questions de sécurité à répondre
admin-policy-hint-questions-to-answer = De 3 à 5, pas plus que d’enregistrées.

admin-policy-fault-out-of-range = { $number } n’est pas entre { $least } et { $most }.
admin-policy-fault-no-number = « { $about } » n’est pas un nombre entier.
admin-policy-fault-no-domain = « { $about } » n’est pas un domaine d’e-mail. Écrivez la partie après le @, par exemple contoso.com.
admin-policy-fault-no-origin = « { $about } » n’est pas le début d’une adresse web. Écrivez par exemple https://intranet.contoso.com, et rien derrière.
admin-policy-fault-no-mailbox = « { $about } » n’est pas une adresse e-mail.
admin-policy-fault-no-link = « { $about } » n’est pas un lien. Commencez par https://, mailto: ou tel:.
admin-policy-fault-link-without-text = Dites ce qu’est le lien.
admin-policy-fault-no-help = Qui ne peut pas réinitialiser ne trouve aucune aide. Donnez un lien, un texte ou une boîte.
admin-policy-fault-word-short = « { $about } » a moins de 4 caractères.
admin-policy-fault-word-long = « { $about } » a plus de 16 caractères.
admin-policy-fault-word-hidden = « { $about } » a un caractère qui ne se voit pas.
admin-policy-fault-word-none = « { $about } » n’a ni lettre ni chiffre.
admin-policy-fault-word-twice = « { $about } » est là deux fois.
admin-policy-fault-too-many-words = { $number } mots sont trop : il peut y en avoir 1000.
admin-policy-fault-no-language = « { $about } » n’est pas une langue. Écrivez par exemple fr: devant la question.
admin-policy-fault-too-many-questions = { $number } questions en « { $about } » sont trop : il peut y en avoir 20.
admin-policy-fault-question-length = « { $about } » : une question a 3 à 200 caractères.
admin-policy-fault-few-questions = { $number } questions sont proposées, et { $least } sont à enregistrer. Écrivez-en plus, ou proposez celles qui sont fournies.
admin-policy-fault-more-answers = { $number } réponses sont demandées, et { $least } enregistrées. Demandez-en moins.
admin-policy-fault-kill-switch = L’écriture est coupée : personne ne peut réinitialiser.
admin-policy-fault-short-passwords = { $number } caractères sont peu pour un mot de passe qui est la seule preuve.
admin-policy-fault-no-name = Donnez un nom à la règle.
admin-policy-fault-unfit-name = Un nom a 1 à 60 caractères visibles, et n’est pas « everybody ».
admin-policy-fault-name-taken = Une autre règle s’appelle « { $about } ».
admin-policy-fault-means-everybody = Ni groupe ni lieu n’est nommé : la règle vise tout le monde.
admin-policy-fault-never-applies = Elle ne s’applique jamais : « { $about } » vient avant et vise tous ceux-là.
admin-policy-fault-no-place = « { $about } » n’est pas un lieu de l’annuaire. Cherchez-le par son nom.
admin-policy-fault-no-group-name = Un groupe n’a pas de nom.
admin-policy-fault-no-such-group = L’annuaire n’a pas de groupe « { $about } », ou il ne peut pas être lu. Toute réinitialisation serait refusée.
admin-policy-fault-group-twice = Le groupe « { $about } » est là deux fois.
admin-policy-fault-nobody-in-scope = Aucun d’eux ne peut réinitialiser.
admin-policy-fault-no-groups = Aucun groupe n’est nommé, donc personne ne peut réinitialiser. Cherchez un groupe et ajoutez-le.
admin-policy-fault-groups-without-meaning = Les groupes comptent avec « Membres de groupes » seulement. Retirez-les, ou choisissez cela.
admin-policy-fault-scoped-and-excluded = « { $about } » est parmi ceux qui peuvent et ceux qui ne peuvent pas. Les seconds l’emportent.
admin-policy-fault-method-twice = { $about } est là deux fois.
admin-policy-fault-one-gate = Une seule preuve est un risque : qui a le téléphone a le compte. Demandez-en deux, ou acceptez le risque plus bas.
admin-policy-fault-alone = { $about } ne peut pas être la seule preuve. Demandez deux preuves, ou retirez-la.
admin-policy-fault-few-methods = { $number } preuves de sortes différentes sont demandées, et { $least } permises. Permettez-en plus.
admin-policy-fault-only-phones = Les SMS et les appels seraient la seule preuve, et un numéro peut être détourné. Permettez une autre sorte, ou acceptez le risque.
admin-policy-fault-own-domains = Des codes peuvent aller à des boîtes qui s’ouvrent avec le mot de passe oublié. Nommez vos propres domaines d’e-mail.
admin-policy-fault-nobody-carries = { $about } n’est pas installé ici : ce n’est proposé à personne avant cela.
admin-policy-fault-no-console-factor = Aucune règle n’autorise une clé d’accès ou une application d’authentification. Les nouveaux administrateurs ne peuvent donc pas enregistrer la deuxième preuve que cette console demande. Autorisez l’une d’elles, au moins dans une règle pour leur groupe.
