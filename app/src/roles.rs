//! The roles that the house brings along (vai trò): what each may do, and how far. An administrator can change
//! them and make others; what was changed by hand stays.

use access::RoleSeed;
use context::{Permission, Scope};
use documents::{ACCEPT, DIRECT, DRAFT, ENTER, HANDLE, ISSUE, NUMBER, PROPOSE, READ, RECALL, REVIEW};

const OWED: Permission = duties::READ;

/// The roles of the daily work.
pub(crate) const WORKERS: &[RoleSeed] = &[
    RoleSeed {
        code: "clerk",
        vi: "Văn thư",
        en: "Records clerk",
        guarded: false,
        permissions: &[
            (ENTER, Scope::Agency),
            (ACCEPT, Scope::Agency),
            (NUMBER, Scope::Agency),
            (ISSUE, Scope::Agency),
            (RECALL, Scope::Agency),
            // In an agency that has nobody appointed to propose, the clerk presents what came.
            (PROPOSE, Scope::Agency),
            (READ, Scope::Agency),
            (OWED, Scope::Agency),
        ],
    },
    RoleSeed {
        code: "officer",
        vi: "Chuyên viên",
        en: "Officer",
        guarded: false,
        permissions: &[
            (DRAFT, Scope::Own),
            (REVIEW, Scope::Own),
            (HANDLE, Scope::Own),
            (READ, Scope::Own),
            (OWED, Scope::Own),
        ],
    },
    RoleSeed {
        code: "head_of_unit",
        vi: "Trưởng phòng",
        en: "Head of unit",
        guarded: false,
        permissions: &[
            (DRAFT, Scope::Own),
            (REVIEW, Scope::Own),
            (HANDLE, Scope::Unit),
            // To pass down what came to the unit.
            (DIRECT, Scope::Unit),
            (READ, Scope::Unit),
            (OWED, Scope::Unit),
        ],
    },
    RoleSeed {
        code: "office",
        vi: "Văn phòng",
        en: "Office",
        guarded: false,
        permissions: &[
            (PROPOSE, Scope::Agency),
            (REVIEW, Scope::Own),
            (DRAFT, Scope::Own),
            (HANDLE, Scope::Own),
            (RECALL, Scope::Agency),
            (READ, Scope::Agency),
            (OWED, Scope::Agency),
        ],
    },
    RoleSeed {
        code: "leader",
        vi: "Lãnh đạo cơ quan",
        en: "Leader",
        guarded: false,
        permissions: &[
            (DIRECT, Scope::Agency),
            (REVIEW, Scope::Own),
            (HANDLE, Scope::Own),
            (READ, Scope::Agency),
            (OWED, Scope::Agency),
        ],
    },
];

/// All roles, those of whoever administers and supervises among them.
pub(crate) fn all() -> Vec<RoleSeed> {
    WORKERS.iter().chain(access::ADMINISTRATORS).copied().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_permission_of_a_role_exists() {
        let features: Vec<_> = crate::house::features().iter().map(|feature| feature.permissions).collect();
        let known: BTreeSet<&str> = access::catalogue(&features).iter().map(|info| info.code).collect();
        for role in all() {
            for (permission, _) in role.permissions {
                // Duties stand below the features and list none of their own.
                assert!(known.contains(permission) || *permission == OWED, "{}: {permission}", role.code);
            }
        }
    }

    #[test]
    fn every_act_on_documents_is_in_somebodys_hands() {
        let held: BTreeSet<&str> =
            WORKERS.iter().flat_map(|role| role.permissions).map(|(permission, _)| *permission).collect();
        for permission in documents::feature().permissions {
            assert!(held.contains(permission.code), "nobody may {}", permission.code);
        }
    }
}
