# Qui a quel rôle.

admin-roles-title = Rôles
admin-roles-lead = Des groupes de votre annuaire ont des rôles ici. Un changement compte dès le prochain clic de chaque membre.
admin-roles-add = Donner un rôle à un groupe
admin-roles-role = Rôle
admin-roles-group = Groupe
admin-roles-since = Depuis
admin-roles-act = Modifier
admin-roles-last = Le seul groupe de propriétaires reste
admin-roles-remove = Retirer
admin-roles-remove-what = le rôle { $role } à { $group }
admin-roles-what = Ce que permettent les rôles
admin-roles-what-owner = Tout, et décider qui a quel rôle
admin-roles-what-policy-admin = Changer qui peut réinitialiser et comment, voir les personnes, les rapports et le journal
admin-roles-what-help-desk = Aider : trouver ce qui bloque, donner un code temporaire, déverrouiller
admin-roles-what-auditor = Tout voir, ne rien changer
admin-roles-only-in = Seulement les personnes dans
admin-roles-flash-added = Le rôle est donné. Il compte tout de suite.
admin-roles-flash-removed = Le rôle est retiré. Cela compte tout de suite.
admin-roles-flash-last = Rien n’a changé : c’est le seul groupe de propriétaires. Donnez d’abord ce rôle à un autre groupe.
admin-roles-add-title = Donner un rôle à un groupe
admin-roles-add-lead = Tous les membres du groupe ont le rôle à leur prochain clic, même par un groupe contenu dans celui-ci.
admin-roles-group-label = Groupe
admin-roles-group-hint = Cherchez le groupe par son nom, ou saisissez son nom complet comme CN=Owners,OU=Groups,DC=contoso,DC=com
admin-roles-which = Quel rôle ?
admin-roles-scope-label = Seulement les personnes de cette partie de l’annuaire
admin-roles-scope-hint = Pour l’assistance seulement. Son nom, comme Paris, ou son nom complet, comme OU=Paris,DC=contoso,DC=com. Laissez vide pour tout le monde.
admin-roles-add-button = Donner ce rôle
admin-roles-back = Retour aux rôles
admin-roles-remove-title = Retirer un rôle ?
admin-roles-remove-text = Tous les membres du groupe perdent ce rôle à leur prochain clic, sauf si un autre groupe le leur donne.
admin-roles-remove-own = Vous êtes dans ce groupe. Vous pourriez perdre ce rôle vous-même.
admin-roles-remove-button = Retirer le rôle
admin-roles-error-group-empty = Entrez le nom d’un groupe
admin-roles-error-no-group = Aucun groupe n’a ce nom, ou il ne peut pas être lu, ou il y en a plusieurs. Vérifiez le nom, ou donnez le nom complet
admin-roles-error-already = Ce groupe a déjà ce rôle
admin-roles-error-role-empty = Choisissez un rôle
admin-roles-error-login-empty = Entrez le nom d’utilisateur d’un membre
admin-roles-error-no-person = Personne n’a ce nom d’utilisateur. Vérifiez votre saisie
admin-roles-error-not-member = Cette personne n’est pas dans le groupe. Vérifiez les deux
admin-roles-error-not-limited = Seule l’assistance peut être limitée à une partie de l’annuaire. Laissez ce champ vide, ou choisissez l’assistance
admin-roles-error-no-place = L’annuaire n’a aucune partie de ce nom, ou en a plusieurs. Vérifiez le nom, ou donnez son nom complet
admin-roles-state-gone = n’existe pas
admin-roles-state-unreadable = illisible
admin-roles-gone = L’annuaire n’a plus de groupe de ce nom : il ne donne son rôle à personne. Retirez le rôle et donnez-le au groupe qui l’a remplacé.
admin-roles-unreadable = Un groupe ne peut pas être lu, ou plusieurs ont ce nom. Tant que c’est ainsi, personne ne peut être aidé dans la console : ce pourrait être n’importe qui. Corrigez-le dans l’annuaire ou retirez le rôle.
