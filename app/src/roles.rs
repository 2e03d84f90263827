//! The roles that the house brings along (vai trò): what each may do, and how far. An administrator can change
//! them and make others; what was changed by hand stays.

use access::{ACCOUNTS, AUDIT, GRANTS, ROLES, RoleSeed};
use context::{Permission, Scope};
use documents::{ACCEPT, DIRECT, DRAFT, ENTER, HANDLE, ISSUE, NUMBER, PROPOSE, READ, RECALL, REVIEW};
use organisation::ADDRESSES;

const OWED: Permission = duties::READ;
const FIGURES: Permission = measures::READ;

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
            // The records desk keeps the directory of outside bodies and the agency's groups of recipients.
            (ADDRESSES, Scope::Agency),
            (folders::KEEP, Scope::Own),
            (folders::READ, Scope::Agency),
            // The records desk keeps the agency's archive too.
            (folders::ARCHIVE, Scope::Agency),
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
            (folders::KEEP, Scope::Own),
            (folders::READ, Scope::Own),
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
            (FIGURES, Scope::Unit),
            (folders::KEEP, Scope::Unit),
            (folders::READ, Scope::Unit),
        ],
    },
    RoleSeed {
        code: "office",
        vi: "Văn phòng",
        en: "Office",
        guarded: false,
        permissions: &[
            (PROPOSE, Scope::Agency),
            (documents::EXAMINE, Scope::Agency),
            (REVIEW, Scope::Own),
            (DRAFT, Scope::Own),
            (HANDLE, Scope::Own),
            (RECALL, Scope::Agency),
            (READ, Scope::Agency),
            (OWED, Scope::Agency),
            (ADDRESSES, Scope::Agency),
            // The office prepares what the leader asks of the agencies below.
            (FIGURES, Scope::Subtree),
            (folders::KEEP, Scope::Agency),
            (folders::READ, Scope::Agency),
            (folders::LIST, Scope::Agency),
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
            (FIGURES, Scope::Subtree),
            (folders::KEEP, Scope::Own),
            (folders::READ, Scope::Agency),
            (folders::APPROVE, Scope::Agency),
        ],
    },
];

/// The roles of whoever administers and supervises.
pub(crate) const ADMINISTRATORS: &[RoleSeed] = &[
    RoleSeed {
        code: "agency_administrator",
        vi: "Quản trị cơ quan",
        en: "Agency administrator",
        guarded: true,
        permissions: &[
            (ACCOUNTS, Scope::Subtree),
            (GRANTS, Scope::Subtree),
            (organisation::MANAGE, Scope::Subtree),
            (organisation::ADDRESSES, Scope::Subtree),
        ],
    },
    RoleSeed {
        code: "system_administrator",
        vi: "Quản trị hệ thống",
        en: "System administrator",
        guarded: true,
        permissions: &[
            (ACCOUNTS, Scope::All),
            (GRANTS, Scope::All),
            (ROLES, Scope::All),
            (AUDIT, Scope::All),
            (organisation::RESTRUCTURE, Scope::All),
            (organisation::MANAGE, Scope::All),
            (organisation::ADDRESSES, Scope::All),
            (duties::RULES, Scope::All),
        ],
    },
    RoleSeed {
        code: "auditor",
        vi: "Kiểm tra, giám sát",
        en: "Auditor",
        guarded: true,
        permissions: &[(AUDIT, Scope::All), (FIGURES, Scope::All)],
    },
];

/// All roles, those of whoever administers and supervises among them.
pub(crate) fn all() -> Vec<RoleSeed> {
    WORKERS.iter().chain(ADMINISTRATORS).copied().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use context::PermissionInfo;
    use std::collections::BTreeSet;

    fn catalogue() -> Vec<PermissionInfo> {
        let features = crate::house::features();
        features.iter().flat_map(|it| it.permissions).flat_map(|group| group.permissions).copied().collect()
    }

    #[test]
    fn every_permission_of_a_role_is_in_the_catalogue_and_every_permission_there_in_a_role() {
        let known: BTreeSet<&str> = catalogue().iter().map(|info| info.code).collect();
        assert_eq!(known.len(), catalogue().len(), "a permission is there twice");
        let held: BTreeSet<&str> =
            all().iter().flat_map(|role| role.permissions).map(|(permission, _)| *permission).collect();
        assert_eq!(known, held);
    }

    #[test]
    fn a_role_with_power_over_others_is_guarded() {
        let governing: BTreeSet<&str> =
            catalogue().iter().filter(|info| info.governs).map(|info| info.code).collect();
        for role in all() {
            let governs = role.permissions.iter().any(|(permission, _)| governing.contains(permission));
            assert_eq!(governs, role.guarded, "{}", role.code);
        }
    }
}
