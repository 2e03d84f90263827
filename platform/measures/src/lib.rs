//! Figures by agency and period, each with the records behind it.
