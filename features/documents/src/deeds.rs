//! What people do with documents, by name: for whoever searches the trail.

use crate::t;
use edge::Deed;

/// Every action that leaves a fact.
pub(crate) const DEEDS: &[Deed] = &[
    Deed { code: "documents.drafted", name: t::deed_drafted },
    Deed { code: "documents.edited", name: t::deed_edited },
    Deed { code: "documents.revised", name: t::deed_revised },
    Deed { code: "documents.submitted", name: t::deed_submitted },
    Deed { code: "documents.approved", name: t::deed_approved },
    Deed { code: "documents.opined", name: t::deed_opined },
    Deed { code: "documents.returned", name: t::deed_returned },
    Deed { code: "documents.taken_back", name: t::deed_taken_back },
    Deed { code: "documents.discarded", name: t::deed_discarded },
    Deed { code: "documents.numbered", name: t::deed_numbered },
    Deed { code: "documents.number_voided", name: t::deed_number_voided },
    Deed { code: "documents.issued", name: t::deed_issued },
    Deed { code: "documents.recalled", name: t::deed_recalled },
    Deed { code: "documents.recall_asked", name: t::deed_recall_asked },
    Deed { code: "documents.recall_agreed", name: t::deed_recall_agreed },
    Deed { code: "documents.recall_refused", name: t::deed_recall_refused },
    Deed { code: "documents.superseded", name: t::deed_superseded },
    Deed { code: "documents.purged", name: t::deed_purged },
    Deed { code: "documents.withdrawn", name: t::deed_withdrawn },
    Deed { code: "documents.delivered", name: t::deed_delivered },
    Deed { code: "documents.entered", name: t::deed_entered },
    Deed { code: "documents.accepted", name: t::deed_accepted },
    Deed { code: "documents.refused", name: t::deed_refused },
    Deed { code: "documents.opened", name: t::deed_opened },
    Deed { code: "documents.direction_proposed", name: t::deed_direction_proposed },
    Deed { code: "documents.directed", name: t::deed_directed },
    Deed { code: "documents.passed_down", name: t::deed_passed_down },
    Deed { code: "documents.direction_returned", name: t::deed_direction_returned },
    Deed { code: "documents.direction_taken_back", name: t::deed_direction_taken_back },
    Deed { code: "documents.progressed", name: t::deed_progressed },
    Deed { code: "documents.finished", name: t::deed_finished },
    Deed { code: "documents.answered", name: t::deed_answered },
    Deed { code: "documents.reopened", name: t::deed_reopened },
    Deed { code: "documents.filed", name: t::deed_filed },
    Deed { code: "documents.route_saved", name: t::deed_route_saved },
    Deed { code: "documents.route_removed", name: t::deed_route_removed },
];
