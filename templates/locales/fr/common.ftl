# Les mots communs à toutes les pages.

language-name = Français
service-name = Mots de passe { $org }
skip-link = Aller au contenu principal
contact-title = Assistance
contact-link = Demander de l’aide
how-link = Comment ça marche
demo-banner = Ceci est une démonstration. Aucun vrai message n’est envoyé.
demo-banner-link = Voir les messages

step = Étape { $current } sur { $total }
summary-title = Il y a un problème
error-prefix = Erreur :
or = ou
show = Afficher
hide = Masquer
show-password = Afficher le mot de passe
hide-password = Masquer le mot de passe
busy = Un instant…
busy-sending = Envoi en cours…
busy-checking = Vérification…
busy-password = Enregistrement du mot de passe…

start-again = Recommencer
try-again = Réessayer
home-button = Retour à l’accueil
help-button = Demander de l’aide
other-way = Utiliser un autre moyen
support-id = Numéro d’assistance : { $support_id }

# Heures : sur 24 heures, dans le fuseau de l’organisation.
clock = { $hour }:{ $minute }
moment = { $day ->
    [1] 1er
   *[other] { $day }
 } { $month ->
    [1] janvier
    [2] février
    [3] mars
    [4] avril
    [5] mai
    [6] juin
    [7] juillet
    [8] août
    [9] septembre
    [10] octobre
    [11] novembre
   *[12] décembre
 } { $year } à { $hour }:{ $minute } ({ $zone })
moment-short = { $day }/{ $month } { $hour }:{ $minute } { $zone }
