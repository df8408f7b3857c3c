# Les alarmes dans la console.

admin-alarms-now = Maintenant
admin-alarms-quiet = Rien à vérifier.
admin-alarms-since = Depuis le { $time }.
admin-alarms-to-do = Que faire :
admin-alarms-see = Regarder de plus près
admin-alarms-past = Ce qu’il y a eu
admin-alarms-began = Début
admin-alarms-what = Quoi
admin-alarms-over = Fin
admin-alarms-still = pas finie
admin-alarms-none-yet = Il n’y a pas encore eu d’alarme. Le portail regarde toutes les 30 secondes.
admin-alarms-told = Qui est prévenu
admin-alarms-told-mail = Par e-mail :
admin-alarms-told-hook = Un autre système reçoit aussi chaque alarme.
admin-alarms-told-where = Réglé dans le fichier de configuration, section
admin-alarms-nobody-told = Personne n’est prévenu des alarmes.
admin-alarms-nobody-told-do = Indiquez une adresse dans le fichier de configuration, puis redémarrez le portail :
admin-alarms-watched = Tout ce qui est surveillé

admin-alarms-name-spraying = Quelqu’un essaie beaucoup de noms
admin-alarms-name-unusual-volume = Bien plus de réinitialisations que d’habitude
admin-alarms-name-changed-before-reset = Réinitialisation peu après un changement des informations de sécurité
admin-alarms-name-sms-budget = Les SMS s’épuisent
admin-alarms-name-sms-conversion = Des codes que personne n’utilise
admin-alarms-name-directory-down = Aucun serveur de comptes ne répond
admin-alarms-name-certificate = Le certificat expire
admin-alarms-name-chain-broken = Le journal d’audit a été modifié
admin-alarms-name-outbox-stuck = Des messages attendent
admin-alarms-name-sink-stuck = Une copie du journal est en retard
admin-alarms-name-key-age = La clé est ancienne

admin-alarms-means-spraying = Des codes faux pour beaucoup de personnes en 10 minutes.
admin-alarms-means-unusual-volume = Plusieurs fois plus de réinitialisations en une heure que les autres jours à cette heure.
admin-alarms-means-changed-before-reset = Un mot de passe a été réinitialisé dans la journée qui suit un changement des moyens de preuve.
admin-alarms-means-sms-budget = 50, 80 ou 100 % des SMS d’une journée sont utilisés.
admin-alarms-means-sms-conversion = Beaucoup de codes sont partis vers un pays et peu ont été saisis. Quelqu’un y gagne peut-être de l’argent.
admin-alarms-means-directory-down = Aucun des serveurs n’a pu être joint pendant quelques minutes.
admin-alarms-means-certificate = Le certificat des pages expire dans 30, 14 ou 3 jours.
admin-alarms-means-chain-broken = Un événement du journal ne suit pas celui d’avant.
admin-alarms-means-outbox-stuck = Le plus ancien message attend depuis des minutes.
admin-alarms-means-sink-stuck = Une copie du journal n’a pas pu être écrite pendant des minutes.
admin-alarms-means-key-age = La clé la plus récente du fichier de clés est plus ancienne que ce que vous permettez.

admin-alarms-do-spraying = Regardez d’où viennent les essais. Bloquez ce réseau sur votre proxy ou votre pare-feu. Personne n’entre ainsi ; les limites ralentissent les essais.
admin-alarms-do-unusual-volume = Le jour où beaucoup de mots de passe expirent, c’est normal. Sinon, regardez d’où viennent les réinitialisations.
admin-alarms-do-changed-before-reset = Appelez la personne à un numéro que vous connaissez. Si ce n’était pas elle, désactivez le compte et regardez son parcours.
admin-alarms-do-sms-budget = Si de vraies personnes en ont besoin, augmentez limits.sms_per_day. Les e-mails et les applications continuent. À 100 %, aucun SMS ne part tant que les anciens n’ont pas un jour.
admin-alarms-do-sms-conversion = Si personne des vôtres n’y habite, retirez le pays de sms.countries. La pause finit d’elle-même.
admin-alarms-do-directory-down = Démarrez un serveur ou regardez le réseau. Lancez « latchkey doctor » sur cette machine : il dit quel serveur échoue, et sur quoi.
admin-alarms-do-certificate = Mettez un nouveau certificat à la place de l’ancien fichier. Le portail le voit en une minute.
admin-alarms-do-chain-broken = Faites d’abord une copie de la base de données. Puis vérifiez tout le journal et comparez l’événement avec votre copie du journal.
admin-alarms-do-outbox-stuck = Lancez « latchkey doctor » : il essaie le serveur d’e-mail et le service de SMS. Les messages partent d’eux-mêmes dès que cela marche.
admin-alarms-do-sink-stuck = Regardez si le récepteur fonctionne et si son certificat est bon. Rien n’est perdu : ce qui attend est envoyé dans l’ordre.
admin-alarms-do-key-age = Ajoutez une ligne au fichier de clés et redémarrez. Gardez les anciennes lignes : elles ouvrent encore ce qu’elles ont scellé.
