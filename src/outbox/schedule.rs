//! When a letter is tried again. To be written.
