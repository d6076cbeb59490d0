//! Sets of words, looked up for every word of a mail.

use std::collections::HashSet;
use std::hash::{BuildHasherDefault, Hasher};

/// A set of words that the program brings along. Nobody outside chooses what is in it, so a plain hash does.
pub type Set = HashSet<&'static str, BuildHasherDefault<Fnv>>;

/// The hash of Fowler, Noll and Vo (FNV-1a), for short words sooner done than one that withstands attackers.
#[derive(Debug)]
pub struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Hasher for Fnv {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}
