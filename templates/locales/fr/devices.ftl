# Ce qu’une personne enregistre hormis téléphones et adresses : application, clé d’accès, codes de secours, questions.

not-now = Pas maintenant
to-security-info = Retour à mes informations de sécurité
copied = Copié
name-label = Nom (vous pouvez le laisser vide)

app-title = Configurer une application qui affiche des codes
app-lead = L’application crée un nouveau code à 6 chiffres toutes les 30 secondes, même sans réseau. Toutes conviennent : { "Microsoft Authenticator" }, { "Google Authenticator" }, { "Aegis" } ou votre gestionnaire de mots de passe.
app-scan-title = 1. Ajoutez ce compte dans l’application
app-scan-text = Ouvrez l’application, ajoutez un compte et scannez cette image.
app-qr-label = Image à scanner avec l’application. La clé ci-dessous dit la même chose en lettres.
app-this-phone = L’application est sur cet appareil ? Configurez-la ici
app-by-hand = Si vous ne pouvez pas scanner, choisissez dans l’application de saisir une clé, puis saisissez :
app-key = Clé
app-account = Compte
copy-key = Copier la clé
app-code-title = 2. Montrez qu’elle fonctionne
app-code-label = Code que l’application affiche maintenant
app-code-hint = Six chiffres. L’image et la clé fonctionnent jusqu’à { $time }. Ensuite, vous en recevrez d’autres.
app-name-hint = Par exemple Téléphone pro. Il vous aide à reconnaître cette application.
app-button = Vérifier le code et terminer
app-error-empty = Saisissez le code que l’application affiche
app-error-too-few = Saisissez les { $number } chiffres du code
app-error-too-many = Le code n’a que { $number } chiffres. Vérifiez votre saisie
app-error-letters = Le code n’a que des chiffres. Vérifiez votre saisie
app-error-wrong = { $number ->
    [one] Ce code n’est pas le bon. Attendez le code suivant de l’application. Il vous reste un essai
   *[other] Ce code n’est pas le bon. Attendez le code suivant de l’application. Il vous reste { $number } essais
 }
app-error-ahead = { $number ->
    [one] L’horloge de votre appareil avance d’environ une minute. Activez l’heure automatique dans ses réglages, puis saisissez le nouveau code
   *[other] L’horloge de votre appareil avance d’environ { $number } minutes. Activez l’heure automatique dans ses réglages, puis saisissez le nouveau code
 }
app-error-behind = { $number ->
    [one] L’horloge de votre appareil retarde d’environ une minute. Activez l’heure automatique dans ses réglages, puis saisissez le nouveau code
   *[other] L’horloge de votre appareil retarde d’environ { $number } minutes. Activez l’heure automatique dans ses réglages, puis saisissez le nouveau code
 }
app-error-over = Cela a pris plus de 10 minutes : voici une nouvelle image. Retirez ce compte de l’application et scannez à nouveau
app-error-no-tries-left = C’était un essai de trop : voici une nouvelle image. Retirez ce compte de l’application et scannez à nouveau
app-finished-title = Votre application est configurée
app-finished-text = Pour votre sécurité, l’image et la clé ne sont plus affichées. Pour changer de téléphone, configurez-y une nouvelle application.
app-another = Configurer une autre application

passkey-title = Ajouter une clé d’accès
passkey-lead = Avec une clé d’accès, vous prouvez qui vous êtes avec votre doigt, votre visage ou un code PIN. Il n’y a rien à recopier.
passkey-here = Sur cet appareil : utilisez ce qui le déverrouille.
passkey-phone = Sur votre téléphone : choisissez-le dans la fenêtre suivante et scannez ce qu’elle affiche.
passkey-key = Sur une clé de sécurité : branchez-la ou approchez-la.
passkey-needs-script = Cela ne fonctionne que si votre navigateur peut exécuter des scripts. Autorisez-les pour cette page, ou ajoutez autre chose.
passkey-name-hint = Par exemple Clé bleue. Il vous aide à la reconnaître.
passkey-button = Créer une clé d’accès
passkey-other = Ajouter autre chose
passkey-waiting = Suivez les indications de votre navigateur.
passkey-create-cancelled = Aucune clé d’accès n’a été créée. La fenêtre a été fermée ou cela a pris trop de temps. Réessayez ou ajoutez autre chose.
passkey-get-cancelled = Aucune clé d’accès n’a été utilisée. La fenêtre a été fermée ou cela a pris trop de temps. Réessayez ou choisissez un autre moyen.
passkey-unsupported = Ce navigateur ne peut pas utiliser de clés d’accès ici. Prenez un autre navigateur ou un autre moyen.
passkey-error-no-script = Votre navigateur n’a envoyé aucune clé d’accès. Autorisez les scripts pour cette page, ou ajoutez autre chose
passkey-error-refused = La réponse de votre navigateur ne convenait pas. Réessayez
passkey-error-taken = Cet appareil ou cette clé est déjà enregistré. Prenez-en un autre ou ajoutez autre chose
passkey-error-over = Cela a pris plus de 10 minutes. Réessayez
device-iphone = { "iPhone" }
device-ipad = { "iPad" }
device-android = Téléphone { "Android" }
device-windows = Ordinateur { "Windows" }
device-chromebook = { "Chromebook" }
device-mac = { "Mac" }
device-linux = Ordinateur { "Linux" }
device-other = Mon appareil

recovery-title = Codes de secours
recovery-lead = Dix codes pour le jour où vous n’aurez ni votre téléphone ni vos clés.
recovery-once = Chaque code fonctionne une seule fois.
recovery-paper = Imprimez-les ou notez-les, et rangez-les avec vos papiers importants. Un gestionnaire de mots de passe convient aussi.
recovery-shown-once = Ils ne sont affichés qu’une fois. Ayez une imprimante ou un stylo sous la main.
recovery-left = { $left ->
    [0] Tous vos codes ont servi. Créez-en de nouveaux.
    [one] Il vous reste un code. De nouveaux codes remplacent tous les anciens.
   *[other] Il vous reste { $left } codes. De nouveaux codes remplacent tous les anciens.
 }
recovery-over = Ces codes n’ont pas été confirmés à temps et ne fonctionneront jamais. Créez-en de nouveaux.
recovery-make = Créer mes codes
recovery-codes-title = Conservez ces codes maintenant
recovery-codes-lead = Ils ne seront plus affichés. Gardez-les loin de cet appareil : c’est peut-être lui que vous perdrez.
recovery-print = Codes de secours de { $login } pour { $org }, créés le { $time }.
recovery-print-safe = Gardez cette page en lieu sûr. L’assistance ne vous la demandera jamais.
recovery-print-button = Imprimer
recovery-download = Enregistrer un fichier
copy-codes = Tout copier
recovery-group-label = Quatre caractères de l’un de vos codes
recovery-group-hint = Prenez-les là où vous avez conservé les codes, par exemple sur le papier. N’importe quel groupe de quatre convient.
recovery-until = Les codes fonctionnent dès que c’est fait. Vous pouvez le faire jusqu’à { $time }.
recovery-replaces = D’ici là, vos anciens codes fonctionnent.
recovery-confirm = Je les ai conservés
recovery-error-empty = Saisissez quatre caractères de l’un de vos codes
recovery-error-wrong = Aucun de vos codes ne contient ces caractères. Vérifiez votre saisie
recovery-file-head = Codes de secours de { $login } pour { $org }, créés le { $date }.

questions-title = Choisissez vos questions de sécurité
questions-lead = Choisissez { $count } questions auxquelles vous seul pouvez répondre. Pour réinitialiser votre mot de passe, vous répondez à { $asked } d’entre elles et prouvez qui vous êtes par un autre moyen.
questions-length = Une réponse a de 3 à 40 caractères.
questions-spelling = Majuscules, accents, espaces et traits d’union ne comptent pas.
questions-secret = Prenez des réponses que personne ne trouve sur internet. Ici non plus, personne ne peut les lire.
questions-replaces = Ces réponses remplacent celles que vous aviez données.
questions-question = Question { $n }
questions-answer = Réponse { $n }
questions-choose = Choisissez une question
questions-button = Enregistrer les réponses
questions-error-no-question = Choisissez la question { $place }
questions-error-question-twice = La question { $place } est choisie deux fois. Choisissez-en une autre
questions-error-empty = Répondez à la question { $place }
questions-error-too-short = La réponse { $place } est trop courte. Saisissez au moins { $number } lettres ou chiffres
questions-error-too-long = La réponse { $place } est trop longue. Saisissez au plus { $number } caractères
questions-error-answer-twice = La réponse { $place } est la même qu’une autre. Donnez-en une différente
questions-error-in-question = La réponse { $place } est dans la question. Donnez-en une différente
questions-error-name = La réponse { $place } est votre propre nom. Donnez-en une différente

question-partner-city = Dans quelle ville avez-vous rencontré votre premier partenaire ?
question-parents-met = Dans quelle ville vos parents se sont-ils rencontrés ?
question-sibling-city = Dans quelle ville vit votre frère ou sœur le plus proche ?
question-father-birthplace = Dans quelle ville votre père est-il né ?
question-job-city = Dans quelle ville avez-vous eu votre premier emploi ?
question-mother-birthplace = Dans quelle ville votre mère est-elle née ?
question-millennium = Dans quelle ville étiez-vous au début de l’an 2000 ?
question-school-teacher = Quel était le nom de votre professeur préféré au collège ou au lycée ?
question-other-university = À quelle université avez-vous postulé sans y aller ?
question-wedding-place = Où a eu lieu la fête de votre premier mariage ?
question-father-second-name = Quel est le deuxième prénom de votre père ?
question-food = Quel est votre plat préféré ?
question-grandmother = Quel est le nom complet de votre grand-mère maternelle ?
question-mother-second-name = Quel est le deuxième prénom de votre mère ?
question-sibling-birthday = Quels sont le mois et l’année de naissance de l’aîné de vos frères et sœurs ?
question-eldest-second-name = Quel est le deuxième prénom de l’aîné de vos frères et sœurs ?
question-grandfather = Quel est le nom complet de votre grand-père paternel ?
question-youngest-second-name = Quel est le deuxième prénom du plus jeune de vos frères et sœurs ?
question-sixth-school = Dans quelle école étiez-vous à 11 ou 12 ans ?
question-childhood-friend = Quel était le nom complet de votre meilleur ami d’enfance ?
question-first-love = Quel était le nom complet de votre premier amour ?
question-primary-teacher = Quel était le nom de votre instituteur préféré ?
question-first-vehicle = Quelle était la marque de votre première voiture ou moto ?
question-first-school = Quel était le nom de votre première école ?
question-hospital = Dans quel hôpital êtes-vous né ?
question-first-street = Dans quelle rue était la première maison de votre enfance ?
question-hero = Qui était le héros de votre enfance ?
question-toy = Quel était le nom de votre peluche préférée ?
question-pet = Quel était le nom de votre premier animal ?
question-nickname = Quel était votre surnom d’enfance ?
question-sport = Quel était votre sport préféré au lycée ?
question-first-job = Quel a été votre premier métier ?
question-old-phone = Quels étaient les quatre derniers chiffres du téléphone de votre enfance ?
question-dream-job = Que vouliez-vous devenir quand vous étiez enfant ?
question-famous-person = Quelle est la personne la plus connue que vous ayez rencontrée ?
