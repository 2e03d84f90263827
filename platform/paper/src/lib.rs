//! Pages: set with typst, shown as images, read as text, in worker processes.
