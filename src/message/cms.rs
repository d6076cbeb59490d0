//! The content of an S/MIME message that is signed but not encrypted (RFC 8551 section 3.5.2, RFC 5652 section 5). Signatures are not
//! checked; the text is only taken out of its wrapping. BER with its indefinite lengths is read, because Outlook writes it.

/// Values inside values that are followed.
const MAX_DEPTH: usize = 12;
/// id-signedData, 1.2.840.113549.1.7.2, and id-data, .7.1
const SIGNED_DATA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02];
const DATA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x01];

/// The signed bytes; `None` if this is not SignedData that carries its content.
pub(super) fn signed_content(der: &[u8]) -> Option<Vec<u8>> {
    // ContentInfo { contentType, [0] SignedData { version, digestAlgorithms, encapContentInfo { eContentType, [0] OCTET STRING } … } }
    let info = children(first(der, 0x30)?);
    let [kind, content, ..] = info.as_slice() else { return None };
    if (kind.tag, kind.content) != (0x06, SIGNED_DATA) {
        return None;
    }
    let signed = children(first(content.content, 0x30)?);
    let inner = signed
        .iter()
        .filter(|v| v.tag == 0x30)
        .map(|v| children(v.content))
        .find(|c| c.first().is_some_and(|v| v.content == DATA && v.tag == 0x06))?;
    let mut out = Vec::new();
    octets(inner.get(1)?.content, 0, &mut out);
    (!out.is_empty()).then_some(out)
}

/// A BER value: its tag byte and its content.
struct Value<'a> {
    tag: u8,
    content: &'a [u8],
}

/// The content of the first value, if it has that tag.
fn first(bytes: &[u8], tag: u8) -> Option<&[u8]> {
    next(bytes, 0).map(|(value, _)| value).filter(|v| v.tag == tag).map(|v| v.content)
}

fn children(mut bytes: &[u8]) -> Vec<Value<'_>> {
    let mut out = Vec::new();
    while let Some((value, rest)) = next(bytes, 0).filter(|_| out.len() < 10_000) {
        out.push(value);
        bytes = rest;
    }
    out
}

/// Collects the OCTET STRINGs in `bytes`; a constructed one is the sum of its pieces (X.690 section 8.7.3).
fn octets(bytes: &[u8], depth: usize, out: &mut Vec<u8>) {
    for value in children(bytes) {
        match value.tag {
            0x04 => out.extend_from_slice(value.content),
            0x24 if depth < MAX_DEPTH => octets(value.content, depth + 1, out),
            _ => {}
        }
    }
}

/// The value at the start of `bytes` and what follows it. A mail that was cut off ends within a value: what is there counts.
fn next(bytes: &[u8], depth: usize) -> Option<(Value<'_>, &[u8])> {
    let (&[tag, length], rest) = bytes.split_first_chunk::<2>()?;
    // Tags above 30 do not occur in CMS; 00 00 ends an indefinite length.
    if tag & 0x1f == 0x1f || (tag, length) == (0, 0) {
        return None;
    }
    match length {
        0x80 => {
            // Indefinite: values up to 00 00.
            let mut left = rest;
            if depth >= MAX_DEPTH {
                return None;
            }
            while let Some((_, after)) = next(left, depth + 1) {
                left = after;
            }
            let content = rest.get(..rest.len() - left.len())?;
            Some((Value { tag, content }, left.strip_prefix(&[0, 0]).unwrap_or(left)))
        }
        0..0x80 => Some(cut(tag, rest, usize::from(length))),
        _ => {
            let digits = usize::from(length & 0x7f);
            let (number, rest) = rest.split_at_checked(digits).filter(|_| digits <= 4)?;
            Some(cut(tag, rest, number.iter().fold(0, |n, b| (n << 8) | usize::from(*b))))
        }
    }
}

fn cut(tag: u8, rest: &[u8], length: usize) -> (Value<'_>, &[u8]) {
    let (content, rest) = rest.split_at_checked(length).unwrap_or((rest, &[]));
    (Value { tag, content }, rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
        let content = parts.concat();
        let mut out = vec![tag, u8::try_from(content.len()).unwrap()];
        out.extend(content);
        out
    }

    fn indefinite(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
        [&[tag, 0x80], parts.concat().as_slice(), &[0, 0]].concat()
    }

    #[test]
    fn signed() {
        let text: &[u8] = b"Content-Type: text/plain\r\n\r\nHallo";
        let wrap = |content: Vec<u8>| {
            let inner = value(0x30, &[&value(0x06, &[DATA]), &value(0xa0, &[&content])]);
            let signed = value(0x30, &[&value(0x02, &[&[1]]), &value(0x31, &[]), &inner]);
            value(0x30, &[&value(0x06, &[SIGNED_DATA]), &value(0xa0, &[&signed])])
        };
        assert_eq!(signed_content(&wrap(value(0x04, &[text]))).unwrap(), text);
        assert_eq!(signed_content(&wrap(indefinite(0x24, &[&value(0x04, &[b"Con"]), &value(0x04, &[b"tent"])]))).unwrap(), b"Content");
        let whole = wrap(value(0x04, &[text]));
        for end in 0..whole.len() {
            let _ = signed_content(&whole[..end]);
        }
        assert_eq!(signed_content(b""), None);
        assert_eq!(signed_content(&[0x30, 0x80].repeat(10_000)), None);
    }
}
