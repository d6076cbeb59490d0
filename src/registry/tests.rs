//! Decisions, as a table of short stories.
