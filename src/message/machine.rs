//! Person or machine.

use crate::address::Address;

/// Whether an address is a robot's by its name.
pub(super) fn is_robot(address: &Address) -> bool {
    let local = address.local().to_lowercase();
    let joined: String = local.chars().filter(|c| c.is_alphanumeric()).collect();
    const NAMES: &[&str] =
        &["noreply", "donotreply", "dontreply", "keineantwort", "nichtantworten", "bitteantwortensienicht", "nepasrepondre", "neantworten"];
    NAMES.iter().any(|n| joined.contains(n))
        || matches!(
            joined.as_str(),
            "mailerdaemon"
                | "postmaster"
                | "bounce"
                | "bounces"
                | "mailer"
                | "maildaemon"
                | "listserv"
                | "majordomo"
                | "mailman"
                | "root"
                | "nobody"
        )
        || ["bounce-", "bounces-", "bounce+", "bounces+", "owner-"].iter().any(|p| local.starts_with(p))
        || ["-bounces", "-owner", "-request"].iter().any(|s| local.ends_with(s))
}

/// Whether two addresses belong to one organisation: the same domain, or one is a sub-domain of the other.
pub(super) fn same_organisation(a: &Address, b: &Address) -> bool {
    let (a, b) = (a.domain(), b.domain());
    let under = |sub: &str, top: &str| sub.strip_suffix(top).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
    // A bare top-level domain is no organisation.
    (under(a, b) && b.contains('.')) || (under(b, a) && a.contains('.')) || a == b
}
