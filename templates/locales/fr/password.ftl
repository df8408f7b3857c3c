# Choix d’un mot de passe, et son changement.

password-title = Choisissez un nouveau mot de passe
password-unsaved = Votre nouveau mot de passe n’a pas été enregistré. Rien n’a été modifié. Choisissez-le à nouveau.
password-advice = Trois ou quatre mots au hasard sont faciles à retenir et difficiles à deviner. Un gestionnaire de mots de passe peut en créer un pour vous.
new-password = Nouveau mot de passe
old-password = Mot de passe actuel
password-button = Enregistrer le mot de passe
rule-minimum = { $minimum ->
    [one] Au moins { $minimum } caractère
   *[other] Au moins { $minimum } caractères
 }
rule-complexity = Trois de ces types : minuscules, majuscules, chiffres, autres signes
rule-names = Aucune partie de votre nom ou nom d’utilisateur
rule-history = { $history ->
    [one] Pas le mot de passe actuel
   *[other] Pas un de vos { $history } derniers mots de passe
 }
rule-age-hours = { $hours ->
    [one] Vous pourrez le changer à nouveau après { $hours } heure
   *[other] Vous pourrez le changer à nouveau après { $hours } heures
 }
rule-age-days = { $days ->
    [one] Vous pourrez le changer à nouveau après { $days } jour
   *[other] Vous pourrez le changer à nouveau après { $days } jours
 }

refusal-empty = Saisissez un nouveau mot de passe
refusal-too-short = Votre mot de passe doit avoir au moins { $number } caractères
refusal-too-short-unknown = Votre mot de passe est trop court. Ajoutez un mot
refusal-too-long = Votre mot de passe peut avoir { $number } caractères au plus
refusal-complexity = Il faut trois de ces types : minuscules, majuscules, chiffres, autres signes
refusal-contains-name = Votre mot de passe ne doit pas contenir votre nom ou nom d’utilisateur
refusal-used-before = Vous avez déjà utilisé ce mot de passe. Choisissez-en un autre
refusal-too-young = Votre mot de passe a changé il y a trop peu de temps. Réessayez plus tard ou demandez à l’assistance
refusal-characters = Un signe de ce mot de passe ne peut pas être utilisé ici. Prenez des lettres, des chiffres et des signes du clavier
refusal-unnamed = Ce mot de passe a été refusé, sans que nous sachions pourquoi. Essayez-en un plus long, sans rapport avec votre nom ou un ancien mot de passe

change-title = Changez votre mot de passe
change-lead = Il vous faut le mot de passe actuel, même s’il a expiré.
change-button = Changer le mot de passe
change-to-reset = Je ne connais pas mon mot de passe
change-error-login-empty = Saisissez votre nom d’utilisateur ou votre e-mail professionnel
change-error-old-empty = Saisissez votre mot de passe actuel
change-error-wrong = Le nom d’utilisateur ou le mot de passe n’est pas le bon. Vérifiez les deux
change-done-title = Votre nouveau mot de passe est enregistré
