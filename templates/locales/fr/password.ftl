# Choix d’un mot de passe, et son changement.

password-title = Choisissez un nouveau mot de passe
password-unsaved = Votre nouveau mot de passe n’a pas été enregistré. Rien n’a été modifié. Choisissez-le à nouveau.
password-advice = Quatre mots au hasard sont faciles à retenir et difficiles à deviner. Un gestionnaire de mots de passe peut en créer un pour vous.
new-password = Nouveau mot de passe
old-password = Mot de passe actuel
password-button = Enregistrer le mot de passe
rule-met = Fait :
rule-unmet = Pas encore :
rule-minimum = { $number ->
    [one] Au moins { $number } caractère
   *[other] Au moins { $number } caractères
 }
rule-maximum = { $number ->
    [one] { $number } caractère au plus
   *[other] { $number } caractères au plus
 }
rule-complexity = Trois de ces types : minuscules, majuscules, chiffres, autres signes
rule-names = Aucune partie de votre nom ou nom d’utilisateur
rule-common = Pas seulement des mots, noms ou suites de touches courants
rule-leaked = Pas dans les listes de mots de passe volés
rule-history = { $number ->
    [one] Pas le mot de passe actuel
   *[other] Pas un de vos { $number } derniers mots de passe
 }
rule-age-hours = { $number ->
    [one] Vous pourrez le changer à nouveau après { $number } heure
   *[other] Vous pourrez le changer à nouveau après { $number } heures
 }
rule-age-days = { $number ->
    [one] Vous pourrez le changer à nouveau après { $number } jour
   *[other] Vous pourrez le changer à nouveau après { $number } jours
 }

refusal-empty = Saisissez un nouveau mot de passe
refusal-too-short = Votre mot de passe doit avoir au moins { $number } caractères
refusal-too-short-unknown = Votre mot de passe est trop court. Ajoutez un mot
refusal-too-long = Votre mot de passe peut avoir { $number } caractères au plus
refusal-too-long-unknown = Votre mot de passe est trop long. Enlevez un mot
refusal-complexity = Il faut trois de ces types : minuscules, majuscules, chiffres, autres signes
refusal-contains-name = Votre mot de passe ne doit pas contenir votre nom ou nom d’utilisateur
refusal-used-before = Vous avez déjà utilisé ce mot de passe. Choisissez-en un autre
refusal-too-young = Votre mot de passe a changé il y a trop peu de temps. Réessayez plus tard ou demandez à l’assistance
refusal-characters = Un signe de ce mot de passe ne peut pas être utilisé ici. Prenez des lettres, des chiffres et des signes du clavier
refusal-too-common = Votre mot de passe est trop facile à deviner. Ajoutez des mots sans rapport avec vous ni votre travail
refusal-leaked = Ce mot de passe est dans des listes de mots de passe volés : d’autres le connaissent. Choisissez-en un autre
refusal-leak-unknown = Nous ne pouvons pas vérifier pour le moment si ce mot de passe a été volé. Réessayez dans quelques minutes
refusal-likely-used-before = Ce mot de passe a été refusé. Vous l’avez sans doute déjà utilisé. Choisissez-en un tout à fait différent
refusal-likely-filter = Ce mot de passe a été refusé par un autre contrôle de votre organisation. Il contient sans doute un mot non autorisé. Choisissez d’autres mots
refusal-unnamed = Ce mot de passe a été refusé, sans que nous sachions pourquoi. Essayez-en un plus long, sans rapport avec votre nom ou un ancien mot de passe

change-title = Changez votre mot de passe
change-lead = Il vous faut le mot de passe actuel, même s’il a expiré.
change-button = Changer le mot de passe
change-to-reset = Je ne connais pas mon mot de passe
change-error-login-empty = Saisissez votre nom d’utilisateur ou votre e-mail professionnel
change-error-old-empty = Saisissez votre mot de passe actuel
change-error-wrong = Le nom d’utilisateur ou le mot de passe n’est pas le bon. Vérifiez les deux
change-done-title = Votre nouveau mot de passe est enregistré

phrases-title = Proposer un mot de passe
phrases-lead = Ils viennent d’être créés au hasard et ne sont gardés nulle part. Prenez-en un seulement si personne ne voit votre écran.
phrases-copy = Copier
phrases-copied = Copié
phrases-use = Utiliser
phrases-again = En créer d’autres
