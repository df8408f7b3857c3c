# The way into the console.

admin-home-lead = Choose what you want to look at.
admin-denied-title = Your role does not allow this
admin-denied-text = This part of the console belongs to another role. An owner can change who has which role.
admin-denied-no-role-title = You have no role here
admin-denied-no-role-text = Your sign-in was right, but none of your groups has a role in this console. An owner can give one to a group of yours.
