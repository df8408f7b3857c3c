# L’entrée de la console.

admin-home-lead = Choisissez ce que vous voulez voir.
admin-denied-title = Votre rôle ne le permet pas
admin-denied-text = Cette partie de la console revient à un autre rôle. Un propriétaire peut changer qui a quel rôle.
admin-denied-no-role-title = Vous n’avez aucun rôle ici
admin-denied-no-role-text = Votre connexion est bonne, mais aucun de vos groupes n’a de rôle dans cette console. Un propriétaire peut en donner un à l’un de vos groupes.
