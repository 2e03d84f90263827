//! What people do with folders, by name: for whoever searches the trail.

use crate::t;
use edge::Deed;

/// Every action that leaves a fact.
pub(crate) const DEEDS: &[Deed] = &[
    Deed { code: "folders.list_started", name: t::deed_list_started },
    Deed { code: "folders.list_copied", name: t::deed_list_copied },
    Deed { code: "folders.list_imported", name: t::deed_list_imported },
    Deed { code: "folders.list_submitted", name: t::deed_list_submitted },
    Deed { code: "folders.list_returned", name: t::deed_list_returned },
    Deed { code: "folders.list_approved", name: t::deed_list_approved },
    Deed { code: "folders.list_amended", name: t::deed_list_amended },
    Deed { code: "folders.item_added", name: t::deed_item_added },
    Deed { code: "folders.item_changed", name: t::deed_item_changed },
    Deed { code: "folders.item_removed", name: t::deed_item_removed },
    Deed { code: "folders.opened", name: t::deed_opened },
    Deed { code: "folders.edited", name: t::deed_edited },
    Deed { code: "folders.filed", name: t::deed_filed },
    Deed { code: "folders.file_added", name: t::deed_file_added },
    Deed { code: "folders.paper_added", name: t::deed_paper_added },
    Deed { code: "folders.moved", name: t::deed_moved },
    Deed { code: "folders.removed", name: t::deed_removed },
    Deed { code: "folders.closed", name: t::deed_closed },
    Deed { code: "folders.reopened", name: t::deed_reopened },
    Deed { code: "folders.offered", name: t::deed_offered },
    Deed { code: "folders.offer_withdrawn", name: t::deed_offer_withdrawn },
    Deed { code: "folders.received", name: t::deed_received },
    Deed { code: "folders.refused", name: t::deed_refused },
];
