//! Whether two names are one person's, and which of them says more.

use crate::person::fold;
use crate::reading::words::names::PARTICLES;

/// Whether two names can be one person's: what the shorter says agrees with the longer, initials and a lacking given name allowed.
pub fn compatible(a: &str, b: &str) -> bool {
    let parts = |name: &str| -> Vec<String> {
        fold(name).split(' ').filter(|p| !PARTICLES.contains(p) || p.len() == 1).map(str::to_owned).collect()
    };
    let (a, b) = (parts(a), parts(b));
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let mut shared = 0;
    let mut used = vec![false; long.len()];
    for part in &short {
        let hit = long.iter().enumerate().find(|(i, l)| {
            !used.get(*i).copied().unwrap_or(true)
                && (*l == part
                    || part.chars().count() <= 2 && l.starts_with(part.as_str())
                    || l.chars().count() <= 2 && part.starts_with(l.as_str())
                    || close(l, part))
        });
        match hit {
            Some((i, l)) => {
                if l.chars().count() > 1 && part.chars().count() > 1 {
                    shared += 1;
                }
                if let Some(u) = used.get_mut(i) {
                    *u = true;
                }
            }
            None => return false,
        }
    }
    shared > 0
}

/// The same name without its marks, or short by a letter ("Nguyễn" and "Nguyen", "Guenter" and "Günter" are the same after folding).
fn close(a: &str, b: &str) -> bool {
    a.len() > 6 && b.len() > 6 && strsim::osa_distance(a, b) <= 1
}

/// How much a name says: words that are not initials.
pub fn fullness(name: &str) -> usize {
    name.split([' ', '.'])
        .filter(|p| p.chars().filter(|c| c.is_alphabetic()).count() > 1 && !p.split('-').all(|q| q.chars().count() <= 1))
        .count()
}
