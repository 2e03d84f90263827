//! The web's edge: state, who asks, errors, protections, and what a feature plugs in.
