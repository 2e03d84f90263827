//! Names of states, boxes and steps in the reader's language.

use crate::model::ballot::Choice;
use crate::model::boxes::{Box, Pile};
use crate::model::direction::Role;
use crate::model::document::{PartRole, Way};
use crate::model::joint::PartnerState;
use crate::model::posting::PostingState;
use crate::model::route::{StepKind, StepState};
use crate::model::series::{Lapse, Purpose};
use crate::model::set::SetState;
use crate::store::document::Document;
use crate::t;
use context::{Ctx, Lang};

/// The name of a state of a document, an arrival or an assignment, by its code.
pub fn state(lang: Lang, code: &str) -> &'static str {
    match code {
        "draft" => t::state_draft(lang),
        "in_review" => t::state_in_review(lang),
        "approved" => t::state_approved(lang),
        "numbered" => t::state_numbered(lang),
        "issued" => t::state_issued(lang),
        "recalled" => t::state_recalled(lang),
        "waiting" => t::post_waiting(lang),
        "sent" => t::post_is_sent(lang),
        "received" => t::post_is_received(lang),
        "recall_asked" => t::state_recall_asked(lang),
        "recall_refused" => t::state_recall_refused(lang),
        "purged" => t::state_purged(lang),
        "withdrawn" => t::state_withdrawn(lang),
        "arrived" => t::state_arrived(lang),
        "refused" => t::state_refused(lang),
        "accepted" => t::state_accepted(lang),
        "assigned" => t::state_assigned(lang),
        "in_progress" => t::state_in_progress(lang),
        "done" => t::state_done(lang),
        "proposed" => t::state_proposed(lang),
        "open" => t::state_open(lang),
        "passed" => t::state_passed(lang),
        "returned" => t::state_returned(lang),
        "ended" => t::state_ended(lang),
        _ => t::state_foreign(lang),
    }
}

/// A document as another speaks of it: “Quyết định số 12/QĐ-SNV ngày 17/08/2023”.
pub fn quoted(ctx: &Ctx, lang: Lang, document: &Document) -> String {
    let day = document.issued_day.unwrap_or_else(|| document.created_at.day());
    let kind = ctx.law.document_type(&document.kind, day);
    let kind = kind.map_or(document.kind.as_str(), |kind| match lang {
        Lang::Vi => kind.vi.as_str(),
        Lang::En => kind.en.as_str(),
    });
    t::change_quoted(lang, kind, &document.symbol, ui::time::date(lang, day))
}

/// The name of a state of a copy for somebody outside.
pub fn posting(lang: Lang, state: PostingState) -> &'static str {
    match state {
        PostingState::Waiting => t::post_waiting(lang),
        PostingState::Sent => t::post_is_sent(lang),
        PostingState::Received => t::post_is_received(lang),
        PostingState::Returned => t::post_is_returned(lang),
    }
}

/// How something is sorted on a desk.
pub fn pile(lang: Lang, pile: Pile) -> &'static str {
    match pile {
        Pile::First => t::pile_first(lang),
        Pile::Later => t::pile_later(lang),
        Pile::None => t::pile_none(lang),
    }
}

/// The name of a box.
pub fn place(lang: Lang, place: Box) -> &'static str {
    match place {
        Box::Accept => t::box_accept(lang),
        Box::Propose => t::box_propose(lang),
        Box::Direct => t::box_direct(lang),
        Box::Handle => t::box_handle(lang),
        Box::Support => t::box_support(lang),
        Box::Inform => t::box_inform(lang),
        Box::Tracking => t::box_tracking(lang),
        Box::Draft => t::box_draft(lang),
        Box::Review => t::box_review(lang),
        Box::Cosign => t::joint_box(lang),
        Box::Number => t::box_number(lang),
        Box::Issue => t::box_issue(lang),
        Box::Submitted => t::box_submitted(lang),
        Box::Sent => t::box_sent(lang),
        Box::SetIn => t::set_box_in(lang),
        Box::Ballot => t::ballot_box(lang),
        Box::SetSent => t::set_box_sent(lang),
        Box::SetDone => t::set_box_done(lang),
        Box::Done => t::box_done(lang),
        Box::All => t::box_all(lang),
    }
}

/// The name of a role in a direction.
pub fn role(lang: Lang, role: Role) -> &'static str {
    match role {
        Role::Lead => t::role_lead(lang),
        Role::Support => t::role_support(lang),
        Role::Inform => t::role_inform(lang),
    }
}

/// The name of what a step is for.
pub fn step(lang: Lang, kind: StepKind) -> &'static str {
    match kind {
        StepKind::Head => t::step_head(lang),
        StepKind::Opinion => t::step_opinion(lang),
        StepKind::Legal => t::step_legal(lang),
        StepKind::Office => t::step_office(lang),
        StepKind::Signer => t::step_signer(lang),
    }
}

/// The name of a step's state.
pub fn step_state(lang: Lang, state: StepState) -> &'static str {
    match state {
        StepState::Waiting => t::step_waiting(lang),
        StepState::Current => t::step_current(lang),
        StepState::Approved => t::step_approved(lang),
        StepState::Returned => t::step_returned(lang),
        StepState::TakenBack => t::step_taken_back(lang),
    }
}

/// The name of what a file is.
pub fn part(lang: Lang, role: PartRole) -> &'static str {
    match role {
        PartRole::Main => t::part_main(lang),
        PartRole::Annex => t::part_annex(lang),
        PartRole::Enclosure => t::part_enclosure(lang),
        PartRole::EnclosedDraft => t::part_enclosed_draft(lang),
    }
}

/// A tier among the recipients, as it stands on the paper: always in Vietnamese.
pub fn tier(tier: u8) -> String {
    match tier {
        1 => "Các sở, ban, ngành Thành phố".to_owned(),
        2 => "UBND các quận, huyện, thị xã".to_owned(),
        3 => "UBND các xã, phường, thị trấn".to_owned(),
        other => format!("Các cơ quan cấp {other}"),
    }
}

/// A notice of this feature in words; none for another's.
pub fn notice_words(kind: &str, subject: &str, lang: Lang) -> Option<String> {
    match kind {
        crate::actions::sets::RETURNED => Some(t::set_notice_returned(lang, subject)),
        crate::actions::outgoing::VOIDED => Some(t::initials_notice_voided(lang, subject)),
        crate::actions::outgoing::joint::RETURNED => Some(t::joint_notice_returned(lang, subject)),
        crate::actions::outgoing::joint::REFUSED => Some(t::joint_notice_refused(lang, subject)),
        _ => None,
    }
}

/// Where a partner of a joint document stands.
pub fn partner(lang: Lang, state: PartnerState) -> &'static str {
    match state {
        PartnerState::Waiting => t::joint_state_waiting(lang),
        PartnerState::Asked => t::joint_state_asked(lang),
        PartnerState::Agreed => t::joint_state_agreed(lang),
        PartnerState::Returned => t::joint_state_returned(lang),
        PartnerState::Refused => t::joint_state_refused(lang),
    }
}

/// The name of what a series is for.
pub fn purpose(lang: Lang, purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Documents => t::series_purpose_documents(lang),
        Purpose::Normative => t::series_purpose_normative(lang),
        Purpose::Copies => t::series_purpose_copies(lang),
        Purpose::Secret => t::series_purpose_secret(lang),
        Purpose::Internal => t::series_purpose_internal(lang),
    }
}

/// What becomes of reserved numbers whose last day has passed.
pub fn lapse(lang: Lang, lapse: Lapse) -> &'static str {
    match lapse {
        Lapse::Voided => t::series_lapse_voided(lang),
        Lapse::Freed => t::series_lapse_freed(lang),
    }
}

/// Where a set stands: by itself until it is examined, then by its draft.
pub fn set_state(lang: Lang, state: SetState, paper: &str) -> &'static str {
    match state {
        SetState::Submitted => t::set_state_submitted(lang),
        SetState::Returned => t::set_state_returned(lang),
        SetState::Withdrawn => t::set_state_withdrawn(lang),
        SetState::Examined if paper == "draft" => t::set_state_examined(lang),
        SetState::Examined => self::state(lang, paper),
    }
}

/// What a member says.
pub fn choice(lang: Lang, choice: Choice) -> &'static str {
    match choice {
        Choice::Agree => t::ballot_agree(lang),
        Choice::Disagree => t::ballot_disagree(lang),
        Choice::Other => t::ballot_other(lang),
    }
}

/// The name of a way of issuing.
pub fn way(lang: Lang, way: Way) -> &'static str {
    match way {
        Way::Electronic => t::way_electronic(lang),
        Way::Internal => t::way_internal(lang),
        Way::Joint => t::joint_way(lang),
    }
}
