# Who has which role.

admin-roles-title = Roles
admin-roles-lead = Groups of your directory have roles here. A change counts from the next click of each member.
admin-roles-add = Give a role to a group
admin-roles-role = Role
admin-roles-group = Group
admin-roles-since = Since
admin-roles-act = Change
admin-roles-last = The only group of owners stays
admin-roles-remove = Take away
admin-roles-remove-what = the role { $role } from { $group }
admin-roles-what = What the roles may do
admin-roles-what-owner = Everything, also decide who has which role
admin-roles-what-policy-admin = Change who may reset and how, see people, reports and the log
admin-roles-what-help-desk = Help people: find out what is wrong, hand out passes, unlock
admin-roles-what-auditor = See everything, change nothing
admin-roles-only-in = Only people in
admin-roles-flash-added = The role is given. It counts at once.
admin-roles-flash-removed = The role is taken away. It counts at once.
admin-roles-flash-last = Nothing was changed: it is the only group of owners. Make another group owner first.
admin-roles-add-title = Give a role to a group
admin-roles-add-lead = Everybody in the group has the role at their next click, also through groups within it.
admin-roles-group-label = Group
admin-roles-group-hint = Find the group by its name, or type its full name like CN=Owners,OU=Groups,DC=contoso,DC=com
admin-roles-which = Which role?
admin-roles-scope-label = Only people in this part of the directory
admin-roles-scope-hint = For the help desk only. Its name, like Paris, or its full name, like OU=Paris,DC=contoso,DC=com. Leave it empty for everybody.
admin-roles-add-button = Give this role
admin-roles-back = Back to the roles
admin-roles-remove-title = Take a role away?
admin-roles-remove-text = Everybody in the group loses this role at their next click, unless another group gives it to them.
admin-roles-remove-own = You are in this group. You may lose this role yourself.
admin-roles-remove-button = Take the role away
admin-roles-error-group-empty = Enter the name of a group
admin-roles-error-no-group = There is no group of this name, or it cannot be read, or there are several. Check the name, or give its full name
admin-roles-error-already = This group has this role already
admin-roles-error-role-empty = Choose a role
admin-roles-error-login-empty = Enter the user name of a member
admin-roles-error-no-person = Nobody has this user name. Check what you typed
admin-roles-error-not-member = This person is not in the group. Check both
admin-roles-error-not-limited = Only the help desk can be limited to a part of the directory. Leave that field empty, or choose the help desk
admin-roles-error-no-place = The directory has no part of this name, or several. Check the name, or give its full name
admin-roles-state-gone = no such group
admin-roles-state-unreadable = cannot be read
admin-roles-gone = The directory has no group of this name any more, so it gives its role to nobody. Take the role away, and give it to the group that took its place.
admin-roles-unreadable = A group cannot be read, or several have its name. While that is so, nobody can be helped in the console: it could be anybody’s. Mend it in the directory, or take the role away.
