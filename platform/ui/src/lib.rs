//! The look: components, styles, icons, the shell of every page.
