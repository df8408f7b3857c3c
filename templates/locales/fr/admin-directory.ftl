# La lecture de l’annuaire dans la console.

admin-directory-lead = Le portail lit l’annuaire de temps en temps, pour que l’on puisse trouver et compter les personnes ici. Il n’y change rien. Les réinitialisations ne l’attendent pas.
admin-directory-off = Le portail ne lit pas l’annuaire de lui-même.
admin-directory-off-do = La recherche de personnes et les rapports ne connaissent que la dernière lecture. Pour l’activer, écrivez dans le fichier de configuration puis redémarrez :
admin-directory-running = L’annuaire est en cours de lecture
admin-directory-phase-full = Lecture de tous depuis
admin-directory-phase-changes = Lecture de ce qui a changé depuis
admin-directory-phase-compare = Comparaison des présents sur
admin-directory-phase-gone = Marquage des absents sur
admin-directory-progress = { $seen ->
    [one] Un compte lu jusqu’ici
   *[other] { $seen } comptes lus jusqu’ici
}
admin-directory-progress-of = { $seen } comptes sur environ { $total }
admin-directory-since = Depuis le { $time }.
admin-directory-wanted = Une lecture a été demandée. Elle commence dans un instant.
admin-directory-broken-off = La dernière lecture a été interrompue. Ce qu’elle a lu reste ; la suivante recommence d’elle-même.
admin-directory-failed = { $count ->
    [one] La dernière lecture a échoué
   *[other] Les { $count } dernières lectures ont échoué
}
admin-directory-remedy-missing = Le plus souvent, un droit ou un filtre a changé : voyez ce que le compte de service peut lire, directory.base et directory.user_filter. Si tant de comptes ont vraiment disparu, dites-le ici.
admin-directory-remedy-size = Le serveur ne donne à ce compte qu’une partie de la liste. Augmentez sa limite sur le serveur ; la page du manuel sur la lecture de l’annuaire donne la ligne à écrire.
admin-directory-remedy-reach = Aucun serveur n’a pu être joint. Lancez « latchkey doctor » sur cette machine : il dit quel serveur échoue, et sur quoi. Un nouvel essai se fait de lui-même.
admin-directory-remedy-other = Un nouvel essai se fait de lui-même. Si cela dure, lancez « latchkey doctor » sur cette machine.
admin-directory-accept = Ils ont disparu : tout lire et l’accepter
admin-directory-never = L’annuaire n’a pas encore été lu. Lancez une lecture : elle lit tout le monde une fois.
admin-directory-scan = Lire ce qui a changé maintenant
admin-directory-scan-all = Lire tout le monde
admin-directory-scan-hint = Tout lire trouve ce qu’un annuaire ne dit pas autrement, et prend plus de temps.
admin-directory-when = Quand il lit
admin-directory-last = Dernière lecture
admin-directory-last-all = Dernière lecture de tous
admin-directory-next = Prochaine lecture
admin-directory-often = Fréquence
admin-directory-often-text = { $minutes ->
    [one] Ce qui a changé chaque minute,
   *[other] Ce qui a changé toutes les { $minutes } minutes,
} { $hours ->
    [one] tous chaque heure.
   *[other] tous toutes les { $hours } heures.
}
admin-directory-servers = Serveurs
admin-directory-read-up-to = Lu jusqu’à { $code }, { $time }
admin-directory-read-at = Lu le { $time }
admin-directory-past = Les dernières lectures
admin-directory-ended = Fin
admin-directory-what = Quoi
admin-directory-whole = Tous
admin-directory-changes = Ce qui a changé
admin-directory-seen = Lus
admin-directory-changed = Nouveaux ou différents
admin-directory-gone = Disparus
admin-directory-took = Durée
admin-directory-seconds = { $seconds } s
admin-directory-count-accounts = comptes en tout
admin-directory-count-people = personnes
admin-directory-count-services = services et machines
admin-directory-count-disabled = personnes désactivées ou arrivées à leur fin
admin-directory-count-protected = personnes protégées
admin-directory-count-locked = personnes verrouillées
admin-directory-count-due = personnes dont le mot de passe est à changer
admin-directory-count-mailbox = personnes avec une boîte ici
admin-directory-count-mobile = personnes avec un mobile ici
admin-directory-count-gone = comptes disparus

admin-directory-now = Les serveurs maintenant
admin-directory-now-lead = Interrogés par { $node }, { $time }.
admin-directory-now-again = Interroger à nouveau
admin-directory-now-none = Les comptes sont dans la base de données du portail. Il n’y a pas de serveur à interroger.
admin-directory-server = Serveur
admin-directory-well = Répond
admin-directory-not-well = Inutilisable
admin-directory-answers = État
admin-directory-answered-in = en { $milliseconds } ms
admin-directory-certificate = Certificat
admin-directory-certificate-until = Jusqu’au { $time }
admin-directory-certificate-days = { $days ->
    [0] se termine aujourd’hui
    [one] se termine dans { $days } jour
   *[other] se termine dans { $days } jours
}
admin-directory-certificate-ended = Terminé { $time }
admin-directory-certificate-unknown = Pas encore vu
admin-directory-used = Dernière utilisation
admin-directory-not-used = Pas depuis le démarrage du portail
admin-directory-read = Lecture
admin-directory-not-read = Pas lu depuis ce serveur
admin-directory-trouble-name = Son nom est introuvable.
admin-directory-trouble-connection = Il n’accepte pas de connexion.
admin-directory-trouble-silent = Il accepte la connexion et ne dit rien.
admin-directory-trouble-certificate = Son certificat n’est pas reconnu.
admin-directory-trouble-certificate-ended = Son certificat est terminé.
admin-directory-trouble-sign-in = Il ne laisse pas entrer le compte du portail.
admin-directory-trouble-answer = Il laisse entrer le portail et ne répond pas.
admin-directory-fix-name = Vérifiez le nom dans directory.servers et les serveurs de noms de cette machine.
admin-directory-fix-connection = Démarrez le serveur, ou ouvrez son port dans le pare-feu : 636 pour ldaps://, sinon 389.
admin-directory-fix-silent = Le serveur est bloqué ou surchargé : regardez-le, et redémarrez-le si cela dure.
admin-directory-fix-certificate = Le certificat doit porter le nom qui figure dans directory.servers, et son autorité doit être celle de directory.ca_file.
admin-directory-fix-certificate-ended = Renouvelez le certificat sur ce serveur.
admin-directory-fix-sign-in = Vérifiez directory.bind_dn et son fichier de mot de passe, et que le compte n’est ni verrouillé, ni désactivé, ni arrivé à sa date de fin.
admin-directory-fix-answer = Regardez le journal du serveur ; redémarrez-le si cela dure.
