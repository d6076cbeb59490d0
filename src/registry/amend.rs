//! Who may change a registration (law 4): new ones need no proof, a change does.
//!
//! What a proven change does is decided in [`super::decide`]. Cancelling, substituting and asking the address on record without proof is
//! the whole of issue 4; until then a person does it.

use crate::address::Address;
use crate::message::Message;

/// The addresses in whose name `message` provably speaks.
///
/// `letters` are the recipients of those of our letters whose unguessable Message-IDs it quotes; such a quote proves its recipient only if
/// the mail also comes from there: a forwarded confirmation proves nothing. `authserv_id` is the configured name under which the own
/// provider writes `Authentication-Results`; without it none are believed.
pub fn proven(message: &Message, letters: &[Address], authserv_id: Option<&str>) -> Vec<Address> {
    let Some(from) = message.from.as_ref().map(|mailbox| &mailbox.address) else { return Vec::new() };
    // An answer address within the sender's own domain ("Reply-To: anmeldung@" of the same firm) is as good as the sender's.
    let reply_to = message.reply_to.as_ref().map(|mailbox| &mailbox.address).filter(|address| address.domain() == from.domain());
    let speaks = |address: &Address| from.same_mailbox(address) || reply_to.is_some_and(|own| own.same_mailbox(address));
    let mut proven: Vec<Address> = letters.iter().filter(|recipient| speaks(recipient)).cloned().collect();
    if authserv_id.is_some_and(|id| dmarc_passed(message, id, from)) {
        proven.push(from.clone());
    }
    proven
}

/// Whether the own provider found `dmarc=pass` for the domain of From. Only the topmost header with the configured `authserv-id` that
/// stands above the first Received counts: everything below may have come with the mail (RFC 8601 section 5).
fn dmarc_passed(message: &Message, authserv_id: &str, from: &Address) -> bool {
    let results = message.authentication.iter().filter(|(above, _)| *above).map(|(_, value)| without_comments(value));
    let Some(results) = results.into_iter().flatten().find(|value| identity(value).is_some_and(|id| id.eq_ignore_ascii_case(authserv_id)))
    else {
        return false;
    };
    let mut dmarc = results.split(';').skip(1).map(str::split_whitespace).filter(|words| {
        let method = words.clone().next().unwrap_or_default().to_ascii_lowercase();
        method.starts_with("dmarc=") || method.starts_with("dmarc/1=")
    });
    // Exactly one dmarc result; two that differ are a riddle, and riddles prove nothing.
    let (Some(words), None) = (dmarc.next(), dmarc.next()) else { return false };
    let words: Vec<String> = words.map(str::to_ascii_lowercase).collect();
    let passed = words.first().is_some_and(|word| matches!(word.as_str(), "dmarc=pass" | "dmarc/1=pass"));
    let domains: Vec<&str> = words.iter().filter_map(|word| word.strip_prefix("header.from=")).collect();
    passed && matches!(domains.as_slice(), [domain] if domain.rsplit('@').next() == Some(from.domain()))
}

/// The `authserv-id` of a value: its first word, before version or semicolon (RFC 8601 section 2.2).
fn identity(value: &str) -> Option<&str> {
    value.split(';').next()?.split_whitespace().next()
}

/// Takes comments out, which may nest and hold quoted pairs (RFC 5322 section 3.2.2): `dmarc=pass` in a comment must not count. A value
/// with quoted strings or unbalanced brackets is none at all: no provider in use writes one, forgers do.
fn without_comments(value: &str) -> Option<String> {
    let mut out = String::new();
    let mut depth = 0_u32;
    let mut escaped = false;
    for c in value.chars() {
        match c {
            _ if escaped => escaped = false,
            '\\' if depth > 0 => escaped = true,
            '(' => depth += 1,
            ')' => depth = depth.checked_sub(1)?,
            '"' if depth == 0 => return None,
            c if depth == 0 => out.push(c),
            _ => {}
        }
    }
    (depth == 0 && !escaped).then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::address::Mailbox;

    fn mail(results: &[(bool, &str)]) -> Message {
        Message {
            from: Mailbox::parse("Max <max@muster.example>"),
            authentication: results.iter().map(|(above, value)| (*above, (*value).to_owned())).collect(),
            ..Message::default()
        }
    }

    #[test]
    fn a_believed_header_proves_the_sender() {
        let check = |results: &[(bool, &str)], want: bool| {
            assert_eq!(!proven(&mail(results), &[], Some("mx.example")).is_empty(), want, "{results:?}");
        };
        check(&[(true, "mx.example; spf=pass smtp.mailfrom=x@y; dmarc=pass (p=none) header.from=muster.example")], true);
        check(&[(true, "MX.example 1; dmarc=pass header.from=Muster.example")], true);
        check(&[(false, "mx.example; dmarc=pass header.from=muster.example")], false);
        check(&[(true, "evil.example; dmarc=pass header.from=muster.example")], false);
        check(&[(true, "mx.example; dmarc=fail (dmarc=pass) header.from=muster.example")], false);
        check(&[(true, "mx.example; dmarc=pass header.from=other.example")], false);
        check(&[(true, "mx.example; dmarc=pass header.from=other.example header.from=muster.example")], false);
        check(&[(true, "mx.example; dmarc=pass header.from=muster.example; dmarc=fail header.from=muster.example")], false);
        check(&[(true, "mx.example; x=\"; dmarc=pass header.from=muster.example\"")], false);
        check(&[(true, "mx.example (; dmarc=pass header.from=muster.example")], false);
        check(
            &[(true, "mx.example; dmarc=fail header.from=muster.example"), (true, "mx.example; dmarc=pass header.from=muster.example")],
            false,
        );
        check(&[(true, "")], false);
        check(&[], false);
        let believed = mail(&[(true, "mx.example; dmarc=pass header.from=muster.example")]);
        assert_eq!(proven(&believed, &[], None), [], "without configuration nothing is believed");
    }

    #[test]
    fn a_quoted_letter_proves_its_recipient_only() {
        let check = |recipient: &str, reply_to: &str, want: usize| {
            let message = Message { reply_to: Mailbox::parse(reply_to), ..mail(&[]) };
            let letters: Vec<Address> = Address::parse(recipient).into_iter().collect();
            assert_eq!(proven(&message, &letters, None).len(), want, "{recipient} {reply_to}");
        };
        check("MAX@muster.example", "", 1);
        check("office@muster.example", "office@muster.example", 1);
        check("victim@other.example", "", 0);
        check("victim@other.example", "victim@other.example", 0);
        check("office@muster.example", "", 0);
    }
}
