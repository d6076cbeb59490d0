//! Where an answer goes, and by what a mail is known again.

use sha2::{Digest, Sha256};

use super::{Message, machine};
use crate::address::Address;

impl Message {
    /// Where an answer goes: to Reply-To if that is sane, else to From; `None` if neither can be answered.
    ///
    /// A Reply-To is sane if it names one address that is not ours and not a robot's, and either has the domain of From or stands in
    /// for a From that is itself a no-reply address (web forms). Any other Reply-To could make us write to strangers.
    pub fn answer_to(&self, own: &[Address]) -> Option<&Address> {
        let from = &self.from.as_ref()?.address;
        let person = |a: &&Address| !machine::is_robot(a) && !own.iter().any(|o| o.same_mailbox(a));
        let reply_to = self.reply_to.as_ref().map(|m| &m.address).filter(person);
        reply_to.filter(|r| machine::same_organisation(r, from) || machine::is_robot(from)).or(Some(from).filter(person))
    }

    /// What a mail is known by when it turns up a second time (moved, restored, delivered twice): SHA-256 in hex over Message-ID, From,
    /// Date, Subject and the text. Headers of the way do not count, nor do line ends.
    pub fn content_key(&self) -> String {
        let mut hash = Sha256::new();
        // A length before each field, so that no two lists of fields are the same bytes.
        let mut add = |text: &str| {
            hash.update(u64::try_from(text.len()).unwrap_or_default().to_be_bytes());
            hash.update(text.as_bytes());
        };
        add(self.message_id.as_deref().unwrap_or_default());
        add(&self.from.as_ref().map(|m| m.address.key()).unwrap_or_default());
        add(&self.date.map(|d| d.to_string()).unwrap_or_default());
        add(&self.subject);
        for line in self.blocks.iter().flat_map(|b| &b.lines) {
            add(line);
        }
        for (name, media) in &self.attachments {
            add(name);
            add(media);
        }
        hash.finalize().iter().map(|b| format!("{b:02x}")).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers() {
        let own = [Address::parse("anmeldung@event.example").unwrap()];
        let check = |head: &str, want: &str| {
            let message = Message::parse(format!("{head}\n\nText\n").as_bytes(), true, &own);
            assert_eq!(message.answer_to(&own).map(Address::as_str).unwrap_or_default(), want, "{head}");
        };
        check("From: max@x.example", "max@x.example");
        check("From: max@x.example\nReply-To: info@x.example", "info@x.example");
        check("From: max@x.example\nReply-To: info@mail.x.example", "info@mail.x.example");
        check("From: max@x.example\nReply-To: victim@y.example", "max@x.example");
        check("From: max@x.example\nReply-To: a@x.example, b@x.example", "max@x.example");
        check("From: noreply@forms.example\nReply-To: max@x.example", "max@x.example");
        check("From: noreply@forms.example", "");
        check("From: max@x.example\nReply-To: anmeldung@event.example", "max@x.example");
        check("From: anmeldung@event.example", "");
        check("From: MAILER-DAEMON@x.example", "");
        check("From: a@x.example, b@x.example", "");
        check("Subject: x", "");
    }

    #[test]
    fn keys() {
        let key = |text: &str| Message::parse(text.as_bytes(), true, &[]).content_key();
        let mail = "Received: by a; x\nFrom: Max <max@x.example>\nMessage-ID: <1@x>\nSubject: A\nDate: Tue, 20 Oct 2026 08:41:14 +0200\n\nText\nMore\n";
        assert_eq!(key(mail), key(&mail.replace('\n', "\r\n")));
        assert_eq!(key(mail), key(&mail.replace("Received: by a; x\n", "X-Moved: yes\nReceived: by b; y\nReceived: by a; x\n")));
        for (old, new) in [("Text", "Test"), ("1@x", "2@x"), ("Subject: A", "Subject: B"), ("max@x", "mia@x"), ("20 Oct", "21 Oct")] {
            assert_ne!(key(mail), key(&mail.replace(old, new)), "{old}");
        }
        assert_eq!(key(mail).len(), 64);
    }
}
