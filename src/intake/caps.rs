//! Caps on replies, against mail loops that nothing else gives away (law 3). Counted in the outbox, so that a restart forgets nothing.

use std::fmt;

use jiff::{SignedDuration, Timestamp};

use crate::address::Address;
use crate::clock::Lots;
use crate::config::Limits;
use crate::event::{Event, Language};
use crate::reply::{Alert, Stationery};
use crate::store::ledger::LedgerId;
use crate::store::{Books, StoreError};

/// The caps, and whom to tell.
#[derive(Debug)]
pub struct Caps {
    /// How many replies are too many.
    pub limits: Limits,
    /// Who is told, and never answered by a machine.
    pub organisers: Vec<Address>,
}

/// Why a reply is withheld.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cap {
    /// It would go to an organiser.
    Organiser,
    /// So many went to that address within the hour.
    AddressHour(u32),
    /// So many went to that address within the day.
    AddressDay(u32),
    /// So many went out within the hour.
    TotalHour(u32),
}

impl Cap {
    /// Whether a person must look at the mail: not if an organiser wrote it.
    pub fn needs_a_person(self) -> bool {
        self != Self::Organiser
    }
}

impl fmt::Display for Cap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Organiser => f.write_str("organisers are not answered"),
            Self::AddressHour(n) => write!(f, "{n} replies to this address within an hour"),
            Self::AddressDay(n) => write!(f, "{n} replies to this address within a day"),
            Self::TotalHour(n) => write!(f, "{n} replies in all within an hour"),
        }
    }
}

impl Caps {
    /// The cap that one more reply to `to` would exceed.
    pub fn exceeded(&self, to: &Address, books: &Books<'_>, now: Timestamp) -> Result<Option<Cap>, StoreError> {
        let ago = |hours| now.saturating_sub(SignedDuration::from_hours(hours)).unwrap_or(Timestamp::MIN);
        let Limits { per_address_hour, per_address_day, total_hour } = self.limits;
        Ok(if self.organisers.iter().any(|organiser| organiser.same_mailbox(to)) {
            Some(Cap::Organiser)
        } else if books.replies_to(to, ago(1))? >= per_address_hour {
            Some(Cap::AddressHour(per_address_hour))
        } else if books.replies_to(to, ago(24))? >= per_address_day {
            Some(Cap::AddressDay(per_address_day))
        } else if books.replies(ago(1))? >= total_hour {
            Some(Cap::TotalHour(total_hour))
        } else {
            None
        })
    }

    /// Tells the organisers, once an address (or once for the total) and day.
    #[allow(clippy::too_many_arguments, reason = "the letter and its row are made of just these")]
    pub fn alert(
        &self,
        cap: &Cap,
        to: &Address,
        event: &Event,
        cause: LedgerId,
        (stationery, lots): (&Stationery, &Lots),
        books: &Books<'_>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let subject = match cap {
            Cap::Organiser => return Ok(()),
            Cap::AddressHour(_) | Cap::AddressDay(_) => format!("address:{}", to.key()),
            Cap::TotalHour(_) => "total".to_owned(),
        };
        let day = now.to_zoned(event.timezone.clone()).date().to_string();
        if !books.first_alert(&subject, &day)? {
            return Ok(());
        }
        tracing::warn!(%cap, "replies are withheld");
        let alert = words(cap, to, event.language);
        for organiser in &self.organisers {
            match stationery.alert(&alert, organiser, Some(event), lots.draw(), now) {
                Ok(written) => {
                    books.queue(Some(cause), Some(&event.id), &written, now)?;
                }
                Err(error) => tracing::error!(%error, "an alert can't be written"),
            }
        }
        Ok(())
    }
}

fn words(cap: &Cap, to: &Address, language: Language) -> Alert {
    let (subject, lines) = match (language, cap) {
        (Language::De, Cap::TotalHour(n)) => (
            "Viele Antworten, weitere werden zurückgehalten".to_owned(),
            vec![
                format!("Innerhalb einer Stunde sind {n} Antworten verschickt worden. Das ist die eingestellte Obergrenze."),
                "Weitere Mails werden wie immer verarbeitet, aber vorerst nicht beantwortet. Sie liegen im Ordner für die Durchsicht."
                    .to_owned(),
            ],
        ),
        (Language::De, _) => (
            format!("Viele Mails von {to}, Antworten werden zurückgehalten"),
            vec![
                format!("Von {to} kommen so viele Mails, dass die eingestellte Obergrenze für Antworten erreicht ist."),
                "Vielleicht antwortet dort ein Automat. Weitere Mails dieser Adresse werden verarbeitet, aber vorerst nicht beantwortet. \
                 Sie liegen im Ordner für die Durchsicht."
                    .to_owned(),
            ],
        ),
        (Language::En, Cap::TotalHour(n)) => (
            "Many replies, further ones are withheld".to_owned(),
            vec![
                format!("{n} replies were sent within an hour. That is the configured limit."),
                "Further mails are processed as always, but not answered for now. They are in the folder for review.".to_owned(),
            ],
        ),
        (Language::En, _) => (
            format!("Many mails from {to}, replies are withheld"),
            vec![
                format!("So many mails come from {to} that the configured limit on replies is reached."),
                "Perhaps a machine answers there. Further mails from this address are processed, but not answered for now. They are in \
                 the folder for review."
                    .to_owned(),
            ],
        ),
    };
    Alert { language, subject, lines }
}
