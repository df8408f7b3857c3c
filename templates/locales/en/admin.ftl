# The console: its frame and its rail. Each part has a file of its own, admin-<part>.ftl.

admin-service-name = { $org } passwords: administration
admin-nav = Administration
admin-nav-overview = Overview
admin-nav-people = People
admin-nav-requests = Requests
admin-nav-policy = Policy
admin-nav-reports = Reports
admin-nav-audit = Audit
admin-nav-alarms = Alarms
admin-nav-directory = Directory
admin-nav-roles = Roles
admin-role-owner = Owner
admin-role-policy-admin = Policy admin
admin-role-help-desk = Help desk
admin-role-auditor = Auditor
admin-sign-out = Sign out
admin-contact-none = Ask whoever installed this portal.
admin-to-overview = To the overview
admin-older = Older
admin-newer = Newer
admin-first-page = Back to the first page
