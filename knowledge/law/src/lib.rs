//! Reads the dated legal data kept under `law/`.

/// Every legal value that the system uses, as it stands in the files of `law/`.
#[derive(Clone, Debug, Default)]
pub struct Law {}
