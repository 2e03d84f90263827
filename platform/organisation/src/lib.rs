//! Agencies, units, people, positions, issuing bodies, over time.
