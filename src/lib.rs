//! Empfang: an email-driven registration desk.
//!
//! # The map
//!
//! A business writes a mail; Empfang reads it, records it, answers it, and tells the organisers once a day what happened. A mail goes
//! one way, and the modules below stand in the order of that way; each uses only what stands above it (a test holds them to it):
//!
//! - [`address`], [`event`], [`person`], [`backoff`]: the words of the trade. Values without behaviour of their own.
//! - [`clock`]: the one place that asks for the time and draws lots. [`net`]: the one place that dials and speaks TLS.
//! - [`config`]: TOML becomes checked types, all faults at once.
//! - [`message`]: raw bytes become a [`message::Message`]: the best text, cut into new text, quotes, signature; robot or person.
//! - [`reading`]: a message and an event become a [`reading::Reading`]: who, from which company, for which session, what for; every
//!   field with the words it was read from.
//! - [`registry`]: event, roster, reading and arrival become a [`registry::decision::Decision`]: what is recorded, what is answered, and why.
//! - [`reply`]: a decision becomes mails; a day becomes a digest. Its templates are read once, before the first mail.
//! - [`store`]: the only SQL. One file, one writer, one transaction for a batch.
//! - [`inbox`]: raw mail in, from IMAP or a Maildir. [`outbox`]: queued mail out, by SMTP, sendmail or into a Maildir.
//! - [`intake`]: the way of a mail on one page. [`daemon`]: starts and stops the tasks. [`cli`]: one file a command.
//!
//! **What is not there.** `message`, `reading`, `registry` and `reply` have no clock, no disk, no network, and no way to fail on any
//! input: a strange mail is a value, not an error. `inbox` knows nothing of readings or registrations, only bytes, places and folders.
//! `store` decides nothing. Nobody but `store` writes SQL, nobody but `clock` asks for the time, and no text from outside reaches a
//! header, HTML, a log line or a file name without the encoding of that place.

pub mod address;
pub mod backoff;
pub mod cli;
pub mod clock;
pub mod config;
pub mod daemon;
pub mod event;
pub mod inbox;
pub mod intake;
pub mod message;
pub mod net;
pub mod outbox;
pub mod person;
pub mod reading;
pub mod registry;
pub mod reply;
pub mod store;
