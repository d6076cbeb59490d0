//! What is learned from examples: what a sentence does ([`act`]), which words are names of people and firms ([`naming`]), and what is done
//! with a session that is mentioned ([`stance`]).
//!
//! People have no end of ways to say a thing; lists of phrases only ever know those that their author thought of. So the reader learns from marked
//! examples (`src/reading/examples`, see `marks`): three linear models, taught when the program is built, whose answers come with a likelihood. A
//! misread passage becomes an example, not a rule.

pub mod act;
pub mod learner;
#[cfg(test)]
pub mod lesson;
#[cfg(test)]
pub mod marks;
pub mod naming;
pub mod sentence;
pub mod stance;
#[cfg(test)]
pub mod teacher;
pub mod token;

use std::sync::LazyLock;

use self::learner::Model;

macro_rules! model {
    ($file:literal) => {
        LazyLock::new(|| Model::from_bytes(include_bytes!(concat!(env!("OUT_DIR"), "/", $file))).unwrap_or_default())
    };
}

/// What sentences do.
pub static ACTS: LazyLock<Model> = model!("acts.model");
/// What is a name.
pub static NAMES: LazyLock<Model> = model!("names.model");
/// What is done with sessions.
pub static STANCES: LazyLock<Model> = model!("stances.model");
