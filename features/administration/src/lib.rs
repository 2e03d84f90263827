//! Sign-in, own account, organisation, roles, audit trail, jobs: what administrators and everyone for themselves look after.
