//! A decision becomes mails; a day becomes a digest.
//!
//! [`stationery`] is the door: it holds the [`template`]s and the sender, and writes. On the way [`values`] makes harmless values of
//! everything that a template may name, [`when`] puts times into words, [`salutation`] finds whom to address, [`plain`] lays out text and
//! [`letter`] puts the mail together. Pure, but for the template folder, which is read once at the start. What the reply says of the
//! incoming mail is names, companies, sessions and a few quoted words: never its text (backscatter).

pub mod digest;
pub mod letter;
pub mod plain;
pub mod reason;
pub mod salutation;
pub mod sample;
pub mod stationery;
pub mod template;
pub mod values;
pub mod when;

// The few names by which the rest of the program knows this module.
pub use letter::{Written, writable};
pub use stationery::{Alert, Stationery};
pub use template::TemplateError;
