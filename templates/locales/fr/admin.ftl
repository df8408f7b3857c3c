# La console : son cadre et son menu. Chaque partie a son propre fichier, admin-<partie>.ftl.

admin-service-name = Mots de passe { $org } : administration
admin-nav = Administration
admin-nav-overview = Vue d’ensemble
admin-nav-people = Personnes
admin-nav-requests = Demandes
admin-nav-policy = Règles
admin-nav-reports = Rapports
admin-nav-audit = Journal
admin-nav-alarms = Alertes
admin-nav-directory = Annuaire
admin-nav-roles = Rôles
admin-role-owner = Propriétaire
admin-role-policy-admin = Gestion des règles
admin-role-help-desk = Assistance
admin-role-auditor = Audit
admin-sign-out = Se déconnecter
admin-contact-none = Adressez-vous à qui a installé ce portail.
admin-to-overview = Vers la vue d’ensemble
admin-older = Plus anciens
admin-newer = Plus récents
admin-first-page = Retour à la première page
