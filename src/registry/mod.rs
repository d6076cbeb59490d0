//! Event, roster, reading and arrival become a [`Decision`]: what is recorded, what is answered, and why. Pure.

pub mod decision;
