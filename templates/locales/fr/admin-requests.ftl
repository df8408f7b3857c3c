# Les demandes d’aide.

admin-requests-title = Demandes d’aide
admin-requests-one = Demande d’aide
admin-requests-lead = { $open ->
    [0] Personne n’attend.
    [one] { $open } personne attend une réponse.
   *[other] { $open } personnes attendent une réponse.
 }
admin-requests-state-open = Ouvertes
admin-requests-state-answered = Avec réponse
admin-requests-state-closed = Closes
admin-requests-empty-open = Aucune demande ouverte. Les nouvelles viennent de la page d’aide du portail.
admin-requests-empty-answered = Aucune réponse dans les 90 derniers jours.
admin-requests-empty-closed = Aucune demande close dans les 90 derniers jours.
admin-requests-who = Qui
admin-requests-when = Quand
admin-requests-note = Ce qui s’est passé
admin-requests-support = Numéro d’assistance
admin-requests-agent = Agent
admin-requests-no-name = Aucun nom saisi
admin-requests-no-note = Rien n’a été écrit.
admin-requests-nobody = L’annuaire n’a pas de compte avec ce nom.
admin-requests-down = L’annuaire ne répond pas en ce moment.
admin-requests-answered = Réponse
admin-requests-closed = Close
admin-requests-unproved = N’importe qui peut envoyer une demande avec n’importe quel nom. Vérifiez qui c’est avant d’aider.
admin-requests-journeys = Ce qui s’est passé sous ce numéro
admin-requests-answer = Répondre
admin-requests-to = La réponse part par e-mail à { $contact }, un contact connu. Jamais à une adresse saisie ici.
admin-requests-begin = Commencer par :
admin-requests-edit-answers = Modifier ces réponses
admin-requests-in-language = Cette réponse n’est pas écrite dans la langue de la personne. Elle est en { $language }.
admin-requests-text = Votre réponse
admin-requests-send = Envoyer la réponse
admin-requests-close = Clore la demande
admin-requests-nowhere = Aucune boîte e-mail connue pour répondre. Appelez la personne à un numéro que vous connaissez, puis closez la demande.
admin-requests-back = Retour aux demandes
admin-requests-error-empty = Écrivez une réponse
admin-requests-error-too-long = Écrivez 2000 lettres au plus
admin-requests-done-answered = La réponse est en route.
admin-requests-done-closed = La demande est close.
admin-requests-done-late = Quelqu’un a été plus rapide. Voici où elle en est.
admin-requests-template-call-name = Appelez-nous
admin-requests-template-call = Appelez l’assistance et donnez le numéro ci-dessous. Nous vérifions votre identité au téléphone, puis nous vous redonnons accès.
admin-requests-template-pass-name = Laissez-passer
admin-requests-template-pass = Appelez l’assistance et donnez le numéro ci-dessous. Après une courte vérification, vous recevez un code d’accès temporaire. Avec lui, vous vous connectez sur { $portal } et vous vous enregistrez de nouveau.
admin-requests-template-register-name = Enregistrez-vous d’abord
admin-requests-template-register = Nous avons trop peu de moyens de vous joindre. Connectez-vous sur { $portal } avec votre mot de passe actuel et enregistrez un téléphone ou une application.
admin-requests-template-unlocked-name = Cela remarche
admin-requests-template-unlocked = Votre compte fonctionne de nouveau. Essayez de vous connecter avec votre mot de passe. Si vous ne le connaissez plus, réinitialisez-le sur { $portal }.
admin-requests-template-elsewhere-name = Pas ici
admin-requests-template-elsewhere = Votre compte ne peut pas être réinitialisé sur le portail. Les personnes qui s’en occupent vous contacteront par les moyens qu’elles connaissent.
