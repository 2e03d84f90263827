//! The route of a draft before signature (luồng trình).

use context::Uuid;
use serde::{Deserialize, Serialize};

/// What a step is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepKind {
    /// The head of the drafting unit: content (trưởng phòng).
    Head,
    /// A unit or person asked for an opinion (lấy ý kiến).
    Opinion,
    /// Legal examination (pháp chế).
    Legal,
    /// The office: format and procedure (thẩm định thể thức).
    Office,
    /// Who signs (người ký).
    Signer,
}

impl StepKind {
    /// All kinds, in the usual order of a route.
    pub const ALL: [StepKind; 5] =
        [StepKind::Head, StepKind::Opinion, StepKind::Legal, StepKind::Office, StepKind::Signer];

    /// As it is stored.
    pub fn code(self) -> &'static str {
        match self {
            StepKind::Head => "head",
            StepKind::Opinion => "opinion",
            StepKind::Legal => "legal",
            StepKind::Office => "office",
            StepKind::Signer => "signer",
        }
    }

    /// Reads what [`StepKind::code`] wrote.
    pub fn of(code: &str) -> Option<StepKind> {
        StepKind::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// Whether whoever approves here gives their initials (ký nháy) to the version that they saw. An opinion is none,
    /// and the signer's approval is more.
    pub fn initials(self) -> bool {
        matches!(self, StepKind::Head | StepKind::Legal | StepKind::Office)
    }

    /// Whether a whole unit can be asked, so that whoever of it gets to it first answers for it.
    pub fn asks_units(self) -> bool {
        matches!(self, StepKind::Opinion | StepKind::Legal)
    }
}

/// Who is to act at a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Asked {
    /// Whoever holds a position.
    Position(Uuid),
    /// Whoever reads for a unit.
    Unit(Uuid),
}

impl Asked {
    /// The desk on which it is laid.
    pub fn desk(self) -> Uuid {
        match self {
            Asked::Position(id) | Asked::Unit(id) => id,
        }
    }

    /// Reads `position:ID` or `unit:ID`, as forms send it.
    pub fn parse(text: &str) -> Option<Asked> {
        let (kind, id) = text.split_once(':')?;
        let id = id.parse().ok()?;
        match kind {
            "position" => Some(Asked::Position(id)),
            "unit" => Some(Asked::Unit(id)),
            _ => None,
        }
    }

    /// Writes what [`Asked::parse`] reads.
    pub fn code(self) -> String {
        match self {
            Asked::Position(id) => format!("position:{id}"),
            Asked::Unit(id) => format!("unit:{id}"),
        }
    }
}

/// The state of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepState {
    /// Its turn has not come.
    Waiting,
    /// It is its turn.
    Current,
    /// Approved, or the opinion given.
    Approved,
    /// Sent the draft back.
    Returned,
    /// The drafter took the draft back while it was its turn, or before.
    TakenBack,
}

impl StepState {
    /// All states.
    pub const ALL: [StepState; 5] = [
        StepState::Waiting,
        StepState::Current,
        StepState::Approved,
        StepState::Returned,
        StepState::TakenBack,
    ];

    /// As it is stored.
    pub fn code(self) -> &'static str {
        match self {
            StepState::Waiting => "waiting",
            StepState::Current => "current",
            StepState::Approved => "approved",
            StepState::Returned => "returned",
            StepState::TakenBack => "taken_back",
        }
    }

    /// Reads what [`StepState::code`] wrote.
    pub fn of(code: &str) -> Option<StepState> {
        StepState::ALL.into_iter().find(|state| state.code() == code)
    }
}

/// One step as the drafter plans it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedStep {
    /// What for.
    pub kind: StepKind,
    /// Steps of one order run side by side.
    pub ordinal: i64,
    /// Who acts.
    #[serde(flatten)]
    pub who: Asked,
}

/// What is wrong with a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RouteFault {
    /// There is no step.
    Empty,
    /// Nobody signs, or more than one.
    Signer,
    /// Somebody acts after the signer.
    AfterSigner,
    /// The same position or unit stands twice side by side.
    Twice(Uuid),
    /// A unit is to do what only one person can.
    Unit(StepKind),
    /// Who signs for a committee is no member who may.
    NotSigning,
    /// There are more steps than anybody would walk.
    TooLong,
}

/// The most steps of a route.
pub const MOST_STEPS: usize = 40;

/// The faults of a planned route.
pub fn faults(steps: &[PlannedStep]) -> Vec<RouteFault> {
    if steps.is_empty() {
        return vec![RouteFault::Empty];
    }
    let mut faults = Vec::new();
    let signers: Vec<&PlannedStep> = steps.iter().filter(|step| step.kind == StepKind::Signer).collect();
    match signers[..] {
        [signer] => {
            let last = steps.iter().all(|step| std::ptr::eq(step, signer) || step.ordinal < signer.ordinal);
            if !last {
                faults.push(RouteFault::AfterSigner);
            }
        }
        _ => faults.push(RouteFault::Signer),
    }
    for (at, step) in steps.iter().enumerate() {
        let again = |other: &PlannedStep| other.ordinal == step.ordinal && other.who == step.who;
        if steps[..at].iter().any(again) {
            faults.push(RouteFault::Twice(step.who.desk()));
        }
        if matches!(step.who, Asked::Unit(_)) && !step.kind.asks_units() {
            faults.push(RouteFault::Unit(step.kind));
        }
    }
    if steps.len() > MOST_STEPS {
        faults.push(RouteFault::TooLong);
    }
    faults
}

/// What is wrong with who signs for a committee: a member who may, as far as any is known.
pub fn outsiders(steps: &[PlannedStep], members: &[organisation::BodyMember]) -> Vec<RouteFault> {
    let mut signing = members.iter().filter(|member| member.signs).map(|member| member.position).peekable();
    if signing.peek().is_none() {
        return Vec::new();
    }
    let signing: Vec<Uuid> = signing.collect();
    let signer = steps.iter().find(|step| step.kind == StepKind::Signer);
    match signer.is_some_and(|signer| !signing.contains(&signer.who.desk())) {
        true => vec![RouteFault::NotSigning],
        false => Vec::new(),
    }
}

/// The order of the steps whose turn it is, when all of an earlier order are done; none when all are.
pub fn turn(steps: &[(i64, StepState)]) -> Option<i64> {
    steps
        .iter()
        .filter(|(_, state)| matches!(state, StepState::Waiting | StepState::Current))
        .map(|(ordinal, _)| *ordinal)
        .min()
}

/// The steps that are walked anew when a draft is sent back to an order: whoever has had a turn from there on, each
/// once, however often it was sent back before; not who still waits for theirs.
pub fn again(steps: &[(PlannedStep, StepState)], from: i64) -> Vec<PlannedStep> {
    let mut again: Vec<PlannedStep> = Vec::new();
    for (step, _) in steps.iter().filter(|(step, _)| step.ordinal >= from) {
        let same = |other: &PlannedStep| other.ordinal == step.ordinal && other.who == step.who;
        let waits = steps.iter().any(|(other, state)| same(other) && *state == StepState::Waiting);
        if !waits && !again.iter().any(same) {
            again.push(step.clone());
        }
    }
    again
}

/// Whether the drafter may take the draft back: nobody of the present turn has acted yet, and it is not over.
pub fn may_take_back(steps: &[(i64, StepState)]) -> bool {
    match turn(steps) {
        Some(present) => steps
            .iter()
            .filter(|(ordinal, _)| *ordinal == present)
            .all(|(_, state)| matches!(state, StepState::Current | StepState::Waiting)),
        None => false,
    }
}

/// Initials (ký nháy): an approval bound to the files that were seen. They are never a certificate's signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Initials {
    /// The files are those that were seen.
    Hold,
    /// The files were changed since.
    Void,
}

/// What has become of the initials of a step; none if it never had any. `digests` are those of the files that were
/// seen; `voided` says that somebody has changed them since. Setting number and date on what was approved is no such
/// change.
pub fn initials(kind: StepKind, state: StepState, digests: &str, voided: bool) -> Option<Initials> {
    (kind.initials() && state == StepState::Approved && !digests.is_empty()).then_some(if voided {
        Initials::Void
    } else {
        Initials::Hold
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn step(kind: StepKind, ordinal: i64, position: u128) -> PlannedStep {
        PlannedStep { kind, ordinal, who: Asked::Position(Uuid::from_u128(position)) }
    }

    #[test]
    fn a_route_has_one_signer_and_nobody_behind() {
        assert_eq!(faults(&[]), [RouteFault::Empty]);
        assert_eq!(faults(&[step(StepKind::Head, 1, 1)]), [RouteFault::Signer]);
        let two = [step(StepKind::Signer, 1, 1), step(StepKind::Signer, 2, 2)];
        assert_eq!(faults(&two), [RouteFault::Signer]);
        let behind = [step(StepKind::Signer, 1, 1), step(StepKind::Office, 2, 2)];
        assert_eq!(faults(&behind), [RouteFault::AfterSigner]);
        let beside = [step(StepKind::Signer, 2, 1), step(StepKind::Office, 2, 2)];
        assert_eq!(faults(&beside), [RouteFault::AfterSigner]);
        let twice =
            [step(StepKind::Opinion, 1, 2), step(StepKind::Opinion, 1, 2), step(StepKind::Signer, 2, 1)];
        assert_eq!(faults(&twice), [RouteFault::Twice(Uuid::from_u128(2))]);
        let good = [step(StepKind::Head, 1, 3), step(StepKind::Opinion, 2, 4), step(StepKind::Signer, 3, 1)];
        assert_eq!(faults(&good), []);
    }

    #[test]
    fn a_unit_is_asked_for_what_one_of_its_people_can_say_for_it() {
        let unit = Asked::Unit(Uuid::from_u128(7));
        let asked = |kind, ordinal| PlannedStep { kind, ordinal, who: unit };
        let good = [asked(StepKind::Opinion, 1), asked(StepKind::Legal, 2), step(StepKind::Signer, 3, 1)];
        assert_eq!(faults(&good), []);
        for kind in [StepKind::Head, StepKind::Office, StepKind::Signer] {
            assert!(faults(&[asked(kind, 1)]).contains(&RouteFault::Unit(kind)), "{kind:?}");
        }
    }

    #[test]
    fn a_planned_step_is_written_as_it_always_was() {
        let planned = step(StepKind::Head, 1, 3);
        let text = serde_json::to_value(&planned).unwrap();
        assert_eq!(text["position"], Uuid::from_u128(3).to_string());
        assert_eq!(serde_json::from_value::<PlannedStep>(text).unwrap(), planned);
        let unit = Asked::Unit(Uuid::from_u128(7));
        assert_eq!(Asked::parse(&unit.code()), Some(unit));
        assert_eq!((Asked::parse("unit:x"), Asked::parse("agency:1"), Asked::parse("")), (None, None, None));
    }

    #[test]
    fn the_turn_moves_on_when_all_side_by_side_are_done() {
        use StepState::*;
        assert_eq!(turn(&[(1, Approved), (2, Current), (2, Approved), (3, Waiting)]), Some(2));
        assert_eq!(turn(&[(1, Approved), (2, Approved)]), None);
        assert!(may_take_back(&[(1, Approved), (2, Current), (3, Waiting)]));
        assert!(!may_take_back(&[(1, Approved), (2, Current), (2, Approved)]));
        assert!(!may_take_back(&[(1, Approved)]));
    }

    #[test]
    fn whoever_still_waits_is_not_asked_twice() {
        use StepState::*;
        let [head, office, signer] = [(StepKind::Head, 1), (StepKind::Office, 2), (StepKind::Signer, 3)]
            .map(|(kind, n)| step(kind, n, n as u128));
        // The signer sent it back to the office, and the office back to the head.
        let steps = [
            (head.clone(), Approved),
            (office.clone(), Approved),
            (office.clone(), Returned),
            (signer.clone(), Returned),
            (signer, Waiting),
        ];
        assert_eq!(again(&steps, 1), [head, office.clone()]);
        assert_eq!(again(&steps, 2), [office]);
    }

    #[test]
    fn initials_hold_until_somebody_changes_the_files_that_were_seen() {
        use StepState::*;
        assert_eq!(initials(StepKind::Head, Approved, "ab cd", false), Some(Initials::Hold));
        assert_eq!(initials(StepKind::Office, Approved, "ab", true), Some(Initials::Void));
        assert_eq!(initials(StepKind::Head, Approved, "", false), None);
        for state in [Waiting, Current, Returned, TakenBack] {
            assert_eq!(initials(StepKind::Head, state, "ab cd", false), None);
        }
        for kind in [StepKind::Opinion, StepKind::Signer] {
            assert_eq!(initials(kind, Approved, "ab cd", true), None);
        }
    }

    proptest! {
        #[test]
        fn nobody_is_passed_over(states in proptest::collection::vec((1..6_i64, 0..5_usize), 1..12)) {
            let steps: Vec<_> = states.iter().map(|(n, s)| (*n, StepState::ALL[*s])).collect();
            let open = |state: StepState| matches!(state, StepState::Waiting | StepState::Current);
            match turn(&steps) {
                Some(present) => {
                    prop_assert!(steps.iter().any(|(n, s)| *n == present && open(*s)));
                    prop_assert!(!steps.iter().any(|(n, s)| *n < present && open(*s)));
                }
                None => prop_assert!(!steps.iter().any(|(_, s)| open(*s))),
            }
        }

        #[test]
        fn sent_back_everybody_from_there_on_has_one_turn_to_come(
            states in proptest::collection::vec((1..4_i64, 1..4_u128, 2..5_usize), 1..12), from in 1..4_i64,
        ) {
            let steps: Vec<_> = states
                .iter()
                .map(|(n, who, s)| (step(StepKind::Opinion, *n, *who), StepState::ALL[*s]))
                .collect();
            let again = again(&steps, from);
            for (step, _) in steps.iter().filter(|(step, _)| step.ordinal >= from) {
                prop_assert_eq!(again.iter().filter(|other| *other == step).count(), 1);
            }
            prop_assert!(again.iter().all(|step| step.ordinal >= from));
        }
    }
}
