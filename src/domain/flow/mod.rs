//! The reset and unlock journey as a state machine. Each step is one function from a state to the next; what is
//! not listed is refused, so no path reaches the directory without every gate (R63). A flow's state is one JSON
//! text in its row; nothing of it is in the browser but a cookie.

use serde::{Deserialize, Serialize};

use super::{
    error::Code,
    method::Method,
    policy::{Applied, Policy, PolicySet},
};

mod step;

pub use step::{Act, End, Proof, Step};

/// Where a reset stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reset {
    /// The step that is next.
    pub step: Step,
    /// How many proofs it takes; fixed at the start, so that a change of policy can not shorten a running flow.
    pub gates: usize,
    /// Methods that the policy allowed at the start.
    pub methods: Vec<Method>,
    /// The fewest gates that any policy asks for, fixed at the start: the length of codes goes by it, for everybody
    /// alike (N8, R5). Rows of before there were several policies have `gates`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub least_gates: Option<usize>,
    /// The account's own policy, once it was looked up. It counts from the first gate on; until then the pages are the
    /// same for everybody (R5).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub own: Option<Own>,
    /// The person types the whole contact before a code is sent to it.
    pub ask_whole_contact: bool,
    /// Unlock without reset is offered to who turns out to be locked.
    pub unlock_allowed: bool,
    /// Proofs given, in order.
    pub proofs: Vec<Proof>,
    /// The account was locked when it was looked up.
    pub locked: bool,
    /// Wrong codes typed in this flow; a plain counter for the audit log.
    pub wrong_codes: u32,
    /// Passwords that were refused in this flow.
    pub refused_passwords: u32,
    /// Keyed digest, in hex, of the known-device cookie that came with the start.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<String>,
    /// That device finished a reset of this very account before (R35).
    #[serde(default)]
    pub device_known: bool,
    /// Keyed digest, in hex, of the whole contact that the person typed, where the policy asks for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wanted: Option<String>,
    /// A write whose answer was lost turned out not to have happened: the page says so when it asks again.
    #[serde(default)]
    pub unsaved: bool,
    /// Security questions drawn for the next gate, by their names among the registered ones. A wrong set of answers
    /// draws anew; nothing else does, so that nobody waits for the questions that they know.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub asked: Vec<String>,
}

/// What a journey takes from the policy of its account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Own {
    /// Which policy.
    pub applied: Applied,
    /// How many proofs it asks for.
    pub gates: usize,
    /// The methods that it allows.
    pub methods: Vec<Method>,
    /// It allows an unlock without reset.
    pub unlock_allowed: bool,
}

/// A step was asked for that is not the next one. The page sends the person to the step that is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("that is not the next step")]
pub struct OutOfOrder;

/// A gate could not be passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum GateError {
    /// Not the next step.
    #[error("that is not the next step")]
    OutOfOrder,
    /// The destination proved an earlier gate already.
    #[error("the same destination was used for an earlier gate")]
    SameDestination,
}

impl Reset {
    /// The start: nothing proved, nothing known of whose it is.
    #[must_use]
    pub fn start(policies: &PolicySet) -> Self {
        Self { least_gates: Some(policies.least_gates().count()), ..Self::under(policies.common()) }
    }

    /// The start under one policy.
    #[must_use]
    pub fn under(policy: &Policy) -> Self {
        let mut methods = policy.methods.clone();
        methods.sort_unstable();
        methods.dedup();
        Self {
            step: Step::Choose,
            gates: policy.gates.count(),
            methods,
            least_gates: None,
            own: None,
            ask_whole_contact: policy.ask_whole_contact,
            unlock_allowed: policy.unlock_without_reset,
            proofs: Vec::new(),
            locked: false,
            wrong_codes: 0,
            refused_passwords: 0,
            device: None,
            device_known: false,
            wanted: None,
            unsaved: false,
            asked: Vec::new(),
        }
    }

    /// The account's own policy is known: it counts once a gate is passed. Not later than that, so that nothing of a
    /// running journey is shortened.
    pub fn belongs_to(&mut self, applied: Applied, policy: &Policy) {
        if self.proofs.is_empty() {
            let unlock_allowed = policy.unlock_without_reset;
            self.own =
                Some(Own { applied, gates: policy.gates.count(), methods: policy.methods.clone(), unlock_allowed });
        }
    }

    /// Which policy was found to apply.
    #[must_use]
    pub fn applied(&self) -> Option<&Applied> {
        self.own.as_ref().map(|own| &own.applied)
    }

    /// Whether the account's own policy, as far as it is known, allows a method that everybody is offered.
    #[must_use]
    pub fn allows(&self, method: Method) -> bool {
        self.own.as_ref().is_none_or(|own| own.methods.contains(&method))
    }

    /// The number of gates that the length of codes goes by.
    #[must_use]
    pub fn gates_for_codes(&self) -> usize {
        self.least_gates.unwrap_or(self.gates)
    }

    /// The gate that is next: 1 or 2.
    #[must_use]
    pub fn gate(&self) -> u8 {
        u8::try_from(self.proofs.len().saturating_add(1)).unwrap_or(u8::MAX)
    }

    /// Whether every gate is passed.
    #[must_use]
    pub fn is_proved(&self) -> bool {
        self.proofs.len() >= self.gates
    }

    /// Methods that the next gate may use: allowed, not used by an earlier gate, and not questions at the first one.
    #[must_use]
    pub fn open_methods(&self) -> Vec<Method> {
        let first = self.proofs.is_empty();
        let open = |m: &Method| (!first || m.may_be_first()) && !self.proofs.iter().any(|p| p.method == *m);
        self.methods.iter().copied().filter(open).collect()
    }

    /// A method is chosen, for the first time or instead of another.
    ///
    /// # Errors
    /// [`OutOfOrder`] after the gates, or for a method that is not open.
    pub fn choose(&mut self, method: Method) -> Result<(), OutOfOrder> {
        let choosing = matches!(self.step, Step::Choose | Step::Contact { .. } | Step::Prove { .. });
        if !choosing || !self.open_methods().contains(&method) {
            return Err(OutOfOrder);
        }
        let ask = self.ask_whole_contact && method.sends_code();
        self.step = if ask { Step::Contact { method } } else { Step::Prove { method } };
        self.wanted = None;
        Ok(())
    }

    /// The whole contact was typed; `digest` is its keyed digest in hex.
    ///
    /// # Errors
    /// [`OutOfOrder`] when none was asked for.
    pub fn give_contact(&mut self, digest: String) -> Result<(), OutOfOrder> {
        let Step::Contact { method } = self.step else { return Err(OutOfOrder) };
        self.step = Step::Prove { method };
        self.wanted = Some(digest);
        Ok(())
    }

    /// Back to the choice of a method.
    ///
    /// # Errors
    /// [`OutOfOrder`] after the gates.
    pub fn choose_another(&mut self) -> Result<(), OutOfOrder> {
        match self.step {
            Step::Choose | Step::Contact { .. } | Step::Prove { .. } => {
                self.step = Step::Choose;
                Ok(())
            }
            _ => Err(OutOfOrder),
        }
    }

    /// A right code was typed: the gate is passed.
    ///
    /// # Errors
    /// [`GateError`]; the state is unchanged then.
    pub fn prove(&mut self, method: Method, destination: String) -> Result<(), GateError> {
        if self.step != (Step::Prove { method }) || !self.open_methods().contains(&method) {
            return Err(GateError::OutOfOrder);
        }
        if self.proofs.iter().any(|p| p.destination == destination) {
            return Err(GateError::SameDestination);
        }
        if !self.allows(method) {
            return Err(GateError::OutOfOrder);
        }
        if let (true, Some(own)) = (self.proofs.is_empty(), &self.own) {
            self.gates = own.gates;
            self.methods.retain(|method| own.methods.contains(method));
            self.unlock_allowed = own.unlock_allowed;
        }
        self.proofs.push(Proof { method, destination });
        self.step = match (self.is_proved(), self.unlock_allowed && self.locked) {
            (false, _) => Step::Choose,
            (true, true) => Step::Act,
            (true, false) => Step::Password,
        };
        Ok(())
    }

    /// Reset or unlock was chosen.
    ///
    /// # Errors
    /// [`OutOfOrder`] before the gates are passed or when there is no choice.
    pub fn decide(&mut self, act: Act) -> Result<(), OutOfOrder> {
        if self.step != Step::Act || !self.is_proved() {
            return Err(OutOfOrder);
        }
        self.step = match act {
            Act::Reset => Step::Password,
            Act::Unlock => Step::Applying { act },
        };
        Ok(())
    }

    /// The directory is about to be written to.
    ///
    /// # Errors
    /// [`OutOfOrder`] unless every gate is passed and a password was asked for.
    pub fn submit_password(&mut self) -> Result<(), OutOfOrder> {
        if self.step != Step::Password || !self.is_proved() {
            return Err(OutOfOrder);
        }
        self.step = Step::Applying { act: Act::Reset };
        self.unsaved = false;
        Ok(())
    }

    /// The write did not happen; the person may try again.
    ///
    /// # Errors
    /// [`OutOfOrder`] when no write was under way.
    pub fn reopen(&mut self) -> Result<(), OutOfOrder> {
        self.step = match self.step {
            Step::Applying { act: Act::Reset } => Step::Password,
            Step::Applying { act: Act::Unlock } => Step::Act,
            _ => return Err(OutOfOrder),
        };
        Ok(())
    }

    /// The write happened.
    ///
    /// # Errors
    /// [`OutOfOrder`] when none was under way.
    pub fn finish(&mut self, end: End) -> Result<(), OutOfOrder> {
        if !matches!(self.step, Step::Applying { .. }) {
            return Err(OutOfOrder);
        }
        self.step = Step::Over { end };
        Ok(())
    }

    /// The flow can not go on. Allowed at every step but the last.
    ///
    /// # Errors
    /// [`OutOfOrder`] when it is over already, or a write is under way whose outcome counts.
    pub fn fail(&mut self, code: Code) -> Result<(), OutOfOrder> {
        match self.step {
            Step::Over { .. } | Step::Applying { .. } => Err(OutOfOrder),
            _ => {
                self.step = Step::Over { end: End::Failed { code } };
                Ok(())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::policy::{Enabled, Gates};

    fn policy(gates: Gates, ask: bool, unlock: bool) -> Policy {
        Policy {
            methods: Method::ALL.to_vec(),
            gates,
            unlock_without_reset: unlock,
            ask_whole_contact: ask,
            own_mail_domains: vec![],
            ..Policy::sample(Enabled::All { except: vec![] })
        }
    }

    #[derive(Debug, Clone)]
    enum Move {
        Choose(usize),
        Contact,
        Another,
        Prove(usize, u8),
        ProveChosen(u8),
        Decide(bool),
        Submit,
        Reopen,
        Finish,
        Fail,
    }

    fn moves() -> impl Strategy<Value = Vec<Move>> {
        let one = prop_oneof![
            (0..Method::ALL.len()).prop_map(Move::Choose),
            Just(Move::Contact),
            Just(Move::Another),
            ((0..Method::ALL.len()), (0u8..3)).prop_map(|(m, d)| Move::Prove(m, d)),
            // Among nine methods two random ones rarely meet: the one that was chosen last.
            (0u8..3).prop_map(Move::ProveChosen),
            any::<bool>().prop_map(Move::Decide),
            Just(Move::Submit),
            Just(Move::Reopen),
            Just(Move::Finish),
            Just(Move::Fail),
        ];
        proptest::collection::vec(one, 0..40)
    }

    #[test]
    fn the_accounts_own_policy_counts_from_the_first_gate_on() {
        let applied = Applied { name: "pilot".into(), protected: false };
        let one_gate = Policy { methods: vec![Method::Sms], ..policy(Gates::One, false, false) };
        let mut state = Reset::under(&policy(Gates::Two, false, true));
        let offered = state.open_methods();
        state.belongs_to(applied.clone(), &one_gate);
        assert_eq!((state.open_methods(), state.gates), (offered, 2), "nobody sees whose policy it is before a proof");
        state.choose(Method::Email).unwrap();
        assert_eq!(state.prove(Method::Email, "a".into()), Err(GateError::OutOfOrder), "not a method of this policy");
        state.choose(Method::Sms).unwrap();
        state.prove(Method::Sms, "b".into()).unwrap();
        assert_eq!((state.gates, state.methods.clone(), state.is_proved()), (1, vec![Method::Sms], true));
        let mut late = Reset::under(&policy(Gates::Two, false, true));
        late.choose(Method::Sms).unwrap();
        late.prove(Method::Sms, "b".into()).unwrap();
        late.belongs_to(applied, &one_gate);
        assert!(!late.is_proved(), "a running journey is not shortened");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4000))]
        /// R63: whatever the order of steps, the directory is reached only with every gate passed, by different
        /// methods to different destinations, each proved while it was the chosen one.
        #[test]
        fn r63_no_path_reaches_the_directory_without_every_gate(
            two in any::<bool>(), ask in any::<bool>(), unlock in any::<bool>(), locked in any::<bool>(), path in moves()
        ) {
            let gates = if two { Gates::Two } else { Gates::One };
            let mut state = Reset::under(&policy(gates, ask, unlock));
            state.locked = locked;
            let mut chosen = None;
            let mut honest = Vec::new();
            for step in path {
                let before = state.clone();
                let step = match (step, chosen) {
                    (Move::ProveChosen(d), Some(method)) => {
                        Move::Prove(Method::ALL.iter().position(|m| *m == method).unwrap(), d)
                    }
                    (Move::ProveChosen(d), None) => Move::Prove(0, d),
                    (other, _) => other,
                };
                let done = match step {
                    Move::Choose(m) => state.choose(Method::ALL[m]).map(|()| chosen = Some(Method::ALL[m])).is_ok(),
                    Move::Contact => state.give_contact("a".into()).is_ok(),
                    Move::Another => state.choose_another().map(|()| chosen = None).is_ok(),
                    Move::Prove(m, d) => {
                        let ok = state.prove(Method::ALL[m], d.to_string()).is_ok();
                        if ok {
                            prop_assert_eq!(chosen, Some(Method::ALL[m]));
                            honest.push((Method::ALL[m], d));
                            chosen = None;
                        }
                        ok
                    }
                    Move::ProveChosen(_) => unreachable!("it was made a proof above"),
                    Move::Decide(reset) => state.decide(if reset { Act::Reset } else { Act::Unlock }).is_ok(),
                    Move::Submit => state.submit_password().is_ok(),
                    Move::Reopen => state.reopen().is_ok(),
                    Move::Finish => state.finish(End::Reset).is_ok(),
                    Move::Fail => state.fail(Code::Internal).is_ok(),
                };
                if !done {
                    prop_assert_eq!(&state, &before, "a refused step changes nothing");
                }
                if matches!(before.step, Step::Over { .. }) {
                    prop_assert_eq!(&state, &before, "the end is the end");
                }
                let writes = matches!(state.step, Step::Applying { .. })
                    || matches!(state.step, Step::Over { end } if end.is_success());
                if writes {
                    prop_assert!(honest.len() >= gates.count());
                    let mut methods: Vec<_> = honest.iter().map(|(m, _)| *m).collect();
                    methods.sort_unstable();
                    methods.dedup();
                    prop_assert_eq!(methods.len(), honest.len());
                    prop_assert!(honest[0].0.may_be_first(), "R30: questions are never the first proof");
                    let mut places: Vec<_> = honest.iter().map(|(_, d)| *d).collect();
                    places.sort_unstable();
                    places.dedup();
                    prop_assert_eq!(places.len(), honest.len());
                    if matches!(state.step, Step::Applying { act: Act::Unlock }) {
                        prop_assert!(unlock && locked);
                    }
                }
                let text = serde_json::to_string(&state).unwrap();
                prop_assert_eq!(&serde_json::from_str::<Reset>(&text).unwrap(), &state, "it survives its row");
            }
        }
    }

    #[test]
    fn r53_two_gates_are_two_methods_and_two_destinations() {
        let mut state = Reset::under(&policy(Gates::Two, false, false));
        state.choose(Method::Sms).unwrap();
        state.prove(Method::Sms, "a".into()).unwrap();
        assert_eq!(state.step, Step::Choose);
        assert_eq!(state.choose(Method::Sms), Err(OutOfOrder));
        state.choose(Method::Email).unwrap();
        assert_eq!(state.prove(Method::Email, "a".into()), Err(GateError::SameDestination));
        state.prove(Method::Email, "b".into()).unwrap();
        assert_eq!(state.step, Step::Password);
    }
}
