//! The store, on files of its own.
