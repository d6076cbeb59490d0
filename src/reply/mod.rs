//! A decision becomes mails; a day becomes a digest. Pure but for reading the template folder once at the start.

pub mod digest;
