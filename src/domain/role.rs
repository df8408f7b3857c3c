//! Who may do what in the console: a matrix of roles and rights, denied unless it is written here (R140).

use std::{collections::BTreeSet, fmt};

use serde::{Deserialize, Serialize};

use super::dn::Place;

/// A role, given to the members of directory groups. Somebody can have several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Everything, also who has which role.
    Owner,
    /// The policy, and whatever is seen.
    PolicyAdmin,
    /// Help for people: passes, unlocks, revoked methods.
    HelpDesk,
    /// Reads everything, changes nothing.
    Auditor,
}

/// One thing that the console allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Right {
    /// The overview: figures without names.
    SeeOverview,
    /// People: search, a person's page, why a policy applies.
    SeePeople,
    /// A contact in full; every look is audited.
    RevealContacts,
    /// Help a person: verify a caller, pass, unlock, revoke, clear a limit, answer requests.
    HelpPeople,
    /// The policy as it is and was.
    SeePolicy,
    /// A new version of the policy.
    ChangePolicy,
    /// Switch self-service off: the kill switch, in that direction.
    StopResets,
    /// The answers that the help desk begins with.
    EditAnswers,
    /// Reports with names, and their files.
    SeeReports,
    /// The audit log, its state and its files.
    SeeAudit,
    /// Alarms, the scan of the directory, the state of the house.
    SeeHealth,
    /// Start a scan of the directory.
    RunSync,
    /// Who has which role.
    ManageRoles,
    /// Erase a person's names from the audit log.
    ForgetPeople,
    /// How long names are kept in the audit log.
    SetRetention,
}

impl Role {
    /// Every role, the mightiest first.
    pub const ALL: [Self; 4] = [Self::Owner, Self::PolicyAdmin, Self::HelpDesk, Self::Auditor];

    /// The stable name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::PolicyAdmin => "policy-admin",
            Self::HelpDesk => "help-desk",
            Self::Auditor => "auditor",
        }
    }

    /// The role of this name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == name)
    }

    /// The matrix.
    #[must_use]
    pub const fn may(self, right: Right) -> bool {
        use Right as R;
        match self {
            Self::Owner => true,
            Self::PolicyAdmin => matches!(
                right,
                R::SeeOverview
                    | R::SeePeople
                    | R::SeePolicy
                    | R::ChangePolicy
                    | R::StopResets
                    | R::EditAnswers
                    | R::SeeReports
                    | R::SeeAudit
                    | R::SeeHealth
                    | R::RunSync
            ),
            Self::HelpDesk => matches!(
                right,
                R::SeeOverview | R::SeePeople | R::RevealContacts | R::HelpPeople | R::SeePolicy | R::SeeHealth
            ),
            Self::Auditor => matches!(
                right,
                R::SeeOverview | R::SeePeople | R::SeePolicy | R::SeeReports | R::SeeAudit | R::SeeHealth
            ),
        }
    }

    /// Whether it can be given for one part of the directory only. The pages of the others are of the whole organisation.
    #[must_use]
    pub const fn can_be_limited(self) -> bool {
        matches!(self, Self::HelpDesk)
    }

    /// How high an account with this role stands: nobody helps an account that stands as high or higher (R144). Who
    /// has no role stands at 0.
    #[must_use]
    pub const fn tier(self) -> u8 {
        match self {
            Self::Owner => 3,
            Self::PolicyAdmin => 2,
            Self::HelpDesk | Self::Auditor => 1,
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Right {
    /// Every right.
    pub const ALL: [Self; 15] = [
        Self::SeeOverview,
        Self::SeePeople,
        Self::RevealContacts,
        Self::HelpPeople,
        Self::SeePolicy,
        Self::ChangePolicy,
        Self::StopResets,
        Self::EditAnswers,
        Self::SeeReports,
        Self::SeeAudit,
        Self::SeeHealth,
        Self::RunSync,
        Self::ManageRoles,
        Self::ForgetPeople,
        Self::SetRetention,
    ];

    /// Whether it is left to a role that is limited to a part of the directory: what is about one person, who can be in
    /// that part or not, and the policy, which says nothing of anybody. What counts or lists everybody is not.
    #[must_use]
    pub const fn lasts_in_a_part(self) -> bool {
        matches!(self, Self::SeePeople | Self::RevealContacts | Self::HelpPeople | Self::SeePolicy)
    }

    /// Whether it is kept for a while by who is in when no directory server answers (R145): what looks, and what makes
    /// the portal do less.
    #[must_use]
    pub const fn lasts_in_outage(self) -> bool {
        matches!(
            self,
            Self::SeeOverview
                | Self::SeePeople
                | Self::SeePolicy
                | Self::SeeReports
                | Self::SeeAudit
                | Self::SeeHealth
                | Self::StopResets
        )
    }

    /// What it allows, for administrators (English; a reference page is made of it).
    #[must_use]
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::SeeOverview => "see the overview",
            Self::SeePeople => "search people, see a person's page",
            Self::RevealContacts => "see a contact in full (audited)",
            Self::HelpPeople => "help a person: verify, pass, unlock, revoke, answer requests",
            Self::SeePolicy => "see the policy",
            Self::ChangePolicy => "change the policy",
            Self::StopResets => "switch self-service off",
            Self::EditAnswers => "edit the answers to requests for help",
            Self::SeeReports => "see and export reports with names",
            Self::SeeAudit => "see and export the audit log",
            Self::SeeHealth => "see alarms, the scan of the directory, the state of the house",
            Self::RunSync => "start a scan of the directory",
            Self::ManageRoles => "give and take roles",
            Self::ForgetPeople => "erase a person's names from the audit log",
            Self::SetRetention => "set how long names are kept in the audit log",
        }
    }
}

/// A role as a group gives it: everywhere, or for people in one part of the directory.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Grant {
    /// The role.
    pub role: Role,
    /// The only part of the directory that it is for.
    pub scope: Option<Place>,
}

impl From<Role> for Grant {
    fn from(role: Role) -> Self {
        Self { role, scope: None }
    }
}

/// Whom a right is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach<'a> {
    /// Nobody: no role has the right.
    Nobody,
    /// People in one of these parts of the directory.
    Within(&'a BTreeSet<Place>),
    /// Everybody.
    Everybody,
}

impl Reach<'_> {
    /// Whether who is at `location` (a DN) is meant.
    #[must_use]
    pub fn holds(&self, location: &str) -> bool {
        match self {
            Self::Nobody => false,
            Self::Within(places) => places.iter().any(|place| place.holds(location)),
            Self::Everybody => true,
        }
    }
}

/// The roles of one person.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Roles {
    /// Those that are not limited.
    everywhere: BTreeSet<Role>,
    /// The parts of the directory that they are the help desk of; empty when they are everybody's.
    places: BTreeSet<Place>,
}

impl Roles {
    /// Whether one of the roles allows it, perhaps for some people only: for whom says [`Self::reach`].
    #[must_use]
    pub fn may(&self, right: Right) -> bool {
        self.reach(right) != Reach::Nobody
    }

    /// For whom the roles allow it.
    #[must_use]
    pub fn reach(&self, right: Right) -> Reach<'_> {
        if self.everywhere.iter().any(|role| role.may(right)) {
            Reach::Everybody
        } else if !self.places.is_empty() && Role::HelpDesk.may(right) && right.lasts_in_a_part() {
            Reach::Within(&self.places)
        } else {
            Reach::Nobody
        }
    }

    /// The parts of the directory that they are the help desk of; empty when they are everybody's, or nobody's.
    #[must_use]
    pub const fn places(&self) -> &BTreeSet<Place> {
        &self.places
    }

    /// No role at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.iter().next().is_none()
    }

    /// The roles, the mightiest first.
    pub fn iter(&self) -> impl Iterator<Item = Role> {
        let limited = |role: Role| role.can_be_limited() && !self.places.is_empty();
        Role::ALL.into_iter().filter(move |role| self.everywhere.contains(role) || limited(*role))
    }

    /// The highest tier; 0 without a role.
    #[must_use]
    pub fn tier(&self) -> u8 {
        self.iter().map(Role::tier).max().unwrap_or(0)
    }

    /// Whether who has these roles may act on the account of somebody with `theirs` (R144). An owner may act on anybody
    /// but other owners.
    #[must_use]
    pub fn stand_above(&self, theirs: &Self) -> bool {
        self.tier() > theirs.tier()
    }
}

impl<G: Into<Grant>> FromIterator<G> for Roles {
    /// Several parts are all of them, and everybody is more than any part. What can not be limited and is, is nothing.
    fn from_iter<T: IntoIterator<Item = G>>(grants: T) -> Self {
        let mut roles = Self::default();
        for Grant { role, scope } in grants.into_iter().map(Into::into) {
            match scope {
                None => {
                    roles.everywhere.insert(role);
                }
                Some(place) if role.can_be_limited() => {
                    roles.places.insert(place);
                }
                Some(_) => {}
            }
        }
        if roles.everywhere.contains(&Role::HelpDesk) {
            roles.places.clear();
        }
        roles
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r140_what_is_not_in_the_matrix_is_denied() {
        assert!(Right::ALL.iter().all(|right| !Roles::default().may(*right)));
        assert!(Right::ALL.iter().all(|right| Role::Owner.may(*right)));
        let auditor = Roles::from_iter([Role::Auditor]);
        for change in [
            Right::ChangePolicy,
            Right::EditAnswers,
            Right::HelpPeople,
            Right::ManageRoles,
            Right::RunSync,
            Right::RevealContacts,
        ] {
            assert!(!auditor.may(change), "{change:?}");
        }
        assert!(Right::ALL.iter().filter(|right| Role::HelpDesk.may(**right)).count() < Right::ALL.len() / 2 + 2);
        assert_eq!(Role::ALL.map(|role| Role::parse(role.as_str())), Role::ALL.map(Some));
    }

    #[test]
    fn r145_in_an_outage_nothing_is_changed_but_to_less() {
        let lasts: Vec<Right> = Right::ALL.into_iter().filter(|right| right.lasts_in_outage()).collect();
        let sees = |right: &Right| ["see ", "search "].iter().any(|word| right.meaning().starts_with(word));
        let looks = Right::ALL.into_iter().filter(|right| sees(right) && *right != Right::RevealContacts);
        let wanted: Vec<Right> = looks.chain([Right::StopResets]).collect();
        assert_eq!(lasts.iter().collect::<BTreeSet<_>>(), wanted.iter().collect::<BTreeSet<_>>());
        // Whoever may do the least of it is a reader with a name of their own.
        assert!(!Role::HelpDesk.may(Right::StopResets) && !Role::Auditor.may(Right::StopResets));
    }

    fn limited(role: Role, place: &str) -> Grant {
        Grant { role, scope: Some(Place::parse(place).unwrap()) }
    }

    #[test]
    fn r140_a_help_desk_of_one_part_reaches_who_is_there_and_sees_nothing_that_counts_everybody() {
        let (paris, lyon) = ("OU=Paris,DC=contoso,DC=test", "ou=lyon,dc=contoso,dc=test");
        let (alice, bob) = ("CN=Alice,OU=Sales,OU=Paris,DC=contoso,DC=test", "CN=Bob,OU=Lyon,DC=contoso,DC=test");
        let one = Roles::from_iter([limited(Role::HelpDesk, paris)]);
        for right in Right::ALL {
            let left = matches!(right, Right::SeePeople | Right::RevealContacts | Right::HelpPeople | Right::SeePolicy);
            assert_eq!(one.may(right), left, "{right:?}");
            assert_eq!(one.reach(right).holds(alice), left, "{right:?}");
            assert!(!one.reach(right).holds(bob) && !one.reach(right).holds(""), "{right:?}");
        }
        assert_eq!((one.iter().collect::<Vec<_>>(), one.tier(), one.is_empty()), (vec![Role::HelpDesk], 1, false));
        let both = Roles::from_iter([limited(Role::HelpDesk, paris), limited(Role::HelpDesk, lyon)]);
        assert!([alice, bob].iter().all(|at| both.reach(Right::HelpPeople).holds(at)));
        let all = Roles::from_iter([limited(Role::HelpDesk, paris), Role::HelpDesk.into()]);
        assert!(all == Roles::from_iter([Role::HelpDesk]) && all.reach(Right::HelpPeople) == Reach::Everybody);
        // Another role has its own rights, and takes nothing from the limit of this one.
        let mixed = Roles::from_iter([limited(Role::HelpDesk, paris), Role::Auditor.into()]);
        assert!(mixed.reach(Right::SeePeople).holds(bob) && mixed.may(Right::SeeOverview));
        assert!(!mixed.reach(Right::HelpPeople).holds(bob) && mixed.reach(Right::HelpPeople).holds(alice));
        // Only the help desk can be limited: anything else that is gives nothing.
        for role in Role::ALL.into_iter().filter(|role| *role != Role::HelpDesk) {
            assert!(!role.can_be_limited() && Roles::from_iter([limited(role, paris)]).is_empty());
        }
    }

    #[test]
    fn r144_nobody_stands_above_an_equal() {
        for role in Role::ALL {
            let (one, nobody) = (Roles::from_iter([role]), Roles::default());
            assert!(!one.stand_above(&one));
            assert!(one.stand_above(&nobody));
            assert!(!nobody.stand_above(&one));
        }
        assert!(Roles::from_iter([Role::Owner]).stand_above(&Roles::from_iter([Role::PolicyAdmin, Role::HelpDesk])));
    }
}
