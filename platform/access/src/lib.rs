//! Sign-in, sessions, roles and the one answer to: may this be done?
