# Ce que l’assistance écrit aux personnes.

mail-caller-code-subject = Votre code pour l’assistance { $org }
mail-caller-code-lead = Vous êtes au téléphone avec l’assistance. Elle vous dit d’abord ces deux mots :
mail-caller-code-words = Si elle ne dit pas ces mots, raccrochez.
mail-caller-code-code = Si elle les dit, lisez-lui ce code :
mail-caller-code-not-you = Vous n’avez pas appelé l’assistance vous-même ? Ne donnez ce code à personne. Raccrochez et appelez l’assistance au numéro que vous connaissez.
mail-help-answer-subject = Une réponse de l’assistance { $org }
mail-help-answer-lead = Vous avez demandé de l’aide à l’assistance { $org }. Voici sa réponse :
mail-help-answer-never = L’assistance ne demande jamais votre mot de passe.

sms-caller-code = Assistance { $org } : elle dit « { $words } », puis vous lisez { $code }. Pas d’appel de votre part ? Ne le donnez pas.
sms-caller-code-short = Assistance : elle dit « { $words } », puis vous lisez { $code }. Pas d’appel de votre part ? Ne le donnez pas.
call-caller-code = Bonjour. Ici { $org }. L’assistance vous dit ces mots : { $words }. Lisez-lui ensuite ce code : { $code }. Encore une fois : { $code }. Vous ne l’avez pas appelée ? Ne le donnez à personne. Au revoir.
sms-help-answer = { $org } : l’assistance a répondu à votre demande. Voir vos e-mails.
sms-help-answer-short = L’assistance a répondu à votre demande. Voir vos e-mails.
