# Aide, explications, démonstration.

help-title = Obtenez l’aide d’une personne
help-lead = L’assistance peut vérifier votre identité et vous redonner accès.
help-login-hint = Pour que l’assistance sache de quel compte il s’agit
help-note-label = Que s’est-il passé ? Vous pouvez laisser ce champ vide.
help-note-hint = Par exemple : j’ai un nouveau téléphone. N’écrivez jamais un mot de passe ici.
help-send = Envoyer la demande
help-call = Appelez l’assistance. Ses coordonnées sont au bas de cette page.
help-error-empty = Saisissez votre nom d’utilisateur ou votre e-mail professionnel
help-sent-title = Votre demande est en route
help-sent-text = L’assistance vous contactera par les moyens qu’elle connaît.
help-never-ask = Elle ne demande jamais votre mot de passe ni un code.

how-title = Comment ça marche
how-lead = Vous retrouvez ici l’accès à votre compte { $org } si vous ne connaissez plus votre mot de passe ou si le compte est bloqué.
how-step-name = Vous donnez votre nom d’utilisateur.
how-step-proof = { $gates ->
    [one] Vous prouvez votre identité par un moyen que nous connaissons, par exemple un code que nous envoyons.
   *[other] Vous prouvez votre identité par { $gates } moyens différents que nous connaissons, par exemple un code que nous envoyons.
 }
how-step-proof-passkey = Vous utilisez votre clé d’accès : votre doigt, votre visage ou le code de votre appareil.
how-step-proof-app = Vous saisissez le code affiché par votre application à codes.
how-step-proof-voice = Nous appelons votre téléphone mobile et lisons un code, et vous le saisissez.
how-step-proof-office = Nous appelons votre téléphone de bureau et lisons un code, et vous le saisissez.
how-step-proof-recovery-code = Vous saisissez l’un de vos codes de secours.
how-step-proof-questions = Vous répondez à vos questions de sécurité.
how-step-proof-pass = Vous saisissez un laissez-passer temporaire donné par l’assistance.
how-step-proof-sms = Nous envoyons un code à votre téléphone mobile, et vous le saisissez.
how-step-proof-email = Nous envoyons un code à votre adresse e-mail privée, et vous le saisissez.
how-step-password = Vous choisissez un nouveau mot de passe, ou vous débloquez seulement votre compte.
how-time = { $minutes ->
    [one] Vous avez { $minutes } minute en tout. Ensuite, il faut recommencer.
   *[other] Vous avez { $minutes } minutes en tout. Ensuite, il faut recommencer.
 }
how-safe-title = Comment votre compte est protégé
how-safe-codes = Un code sert une fois, pendant quelques minutes, et seulement dans le navigateur où vous l’avez demandé.
how-safe-told = Vous recevez un message chaque fois que votre mot de passe est réinitialisé ou votre compte débloqué.
how-safe-same = Les premières pages sont les mêmes pour tous les noms. Personne ne peut donc savoir qui travaille ici.
how-data-title = Ce que deviennent vos données
how-data-contacts = Votre numéro et votre adresse ne servent qu’aux codes et aux messages de sécurité. Personne ne les voit en entier sur ces pages.
how-data-log = Chaque étape est notée pour votre organisation, afin de trouver les abus. Votre mot de passe n’est jamais noté.
how-data-cookies = Des cookies retiennent l’étape, la langue, et que ce navigateur a terminé une réinitialisation. Rien n’est partagé.

problem-code = Code : { $code }
problem-retry = Vous pouvez réessayer à partir de { $time }.

demo-title = Messages de la démonstration
demo-lead = Voici les e-mails et les SMS qu’un vrai service aurait envoyés. Les plus récents d’abord.
demo-reload = Chercher de nouveaux messages
demo-start = Réinitialiser un mot de passe
demo-empty = Aucun message pour l’instant. Commencez une réinitialisation, choisissez un moyen, puis revenez ici.
demo-mail = E-mail à { $contact }, le { $time }
demo-sms = SMS à { $contact }, le { $time }
demo-logins = Personnes à essayer
demo-console = La console d’administration
demo-console-text = Connectez-vous avec un nom ci-dessous, le même mot de passe et le code de son application.
demo-console-link = Ouvrir la console
demo-console-code = Code actuel : { $code }
