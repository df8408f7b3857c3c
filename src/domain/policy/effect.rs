//! What a change of the policy does to one account: its standing before and after, compared.

use serde::{Deserialize, Serialize};

use crate::domain::coverage::Standing;

macro_rules! effects {
    ($( $(#[doc = $doc:literal])+ $name:ident, $count:ident = $text:literal; )+) => {
        /// What happens to an account.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Effect { $( $(#[doc = $doc])+ $name, )+ }

        impl Effect {
            /// All of them, the gravest first.
            pub const ALL: &[Self] = &[$( Self::$name, )+];

            /// The stable name: in rows, addresses and the ids of texts.
            #[must_use]
            pub const fn as_str(self) -> &'static str { match self { $( Self::$name => $text, )+ } }
        }

        /// How many accounts each effect meets.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
        #[serde(default)]
        pub struct Counts { $( $(#[doc = $doc])+ pub $count: u64, )+ }

        impl Counts {
            /// How many an effect meets.
            #[must_use]
            pub const fn of(&self, effect: Effect) -> u64 { match effect { $( Effect::$name => self.$count, )+ } }

            /// Counts one.
            pub const fn add(&mut self, effect: Effect) {
                match effect { $( Effect::$name => self.$count = self.$count.saturating_add(1), )+ }
            }
        }
    };
}

effects! {
    /// Could reset now, and can not any more.
    Loses, loses = "loses";
    /// Can not reset now, and can then.
    Gains, gains = "gains";
    /// Was in scope, and is not.
    LeavesScope, leaves_scope = "leaves-scope";
    /// Was not in scope, and is.
    EntersScope, enters_scope = "enters-scope";
    /// Has registered enough now, and must register more.
    RegistersMore, registers_more = "registers-more";
    /// Is asked to confirm what is registered.
    Reconfirms, reconfirms = "reconfirms";
    /// Another policy applies.
    ChangesPolicy, changes_policy = "changes-policy";
}

impl Effect {
    /// The effect of this name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|effect| effect.as_str() == name)
    }

    /// Whether it befalls who stood so and stands so then. `called` tells what a policy is called then.
    #[must_use]
    pub fn befalls(self, old: &Standing, new: &Standing, called: impl Fn(&str) -> String) -> bool {
        match self {
            Self::Loses => old.capable && !new.capable,
            Self::Gains => !old.capable && new.capable,
            Self::LeavesScope => old.enabled && !new.enabled,
            Self::EntersScope => !old.enabled && new.enabled,
            Self::RegistersMore => new.enabled && old.registered && !new.registered,
            Self::Reconfirms => new.enabled && !old.stale && new.stale,
            Self::ChangesPolicy => called(&old.policy) != *new.policy,
        }
    }
}
