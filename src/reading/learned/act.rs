//! What a sentence of a mail to a registration desk can do.

/// An act. A sentence does none, one or several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Act {
    /// Declares or asks that somebody takes part.
    Register,
    /// Says that the writer himself is among them.
    Oneself,
    /// Withdraws a registration that exists.
    Cancel,
    /// Says that somebody can't come, without speaking of a registration.
    Decline,
    /// Wants another session than the one registered.
    Switch,
    /// Somebody comes in another's place.
    Substitute,
    /// Corrects what was recorded.
    Correct,
    /// Speaks of a registration that exists.
    Already,
    /// Adds one more person.
    Another,
    /// Asks for information.
    Question,
    /// Tells a wish that somebody must see to.
    Wish,
    /// Has not decided yet.
    Undecided,
    /// Points to what stands below or is attached.
    Pointer,
    /// Announces people without naming them.
    Unnamed,
    /// The writer does not take part, or writes for another.
    NotOneself,
    /// Thanks, nothing more.
    Thanks,
    /// Is an automatic note of absence.
    Absence,
    /// Is another automatic message: a ticket, a challenge, a system's note.
    Ticket,
    /// Advertises.
    Advert,
    /// Other business: invoice, order, application.
    Business,
    /// Complains, or demands data protection.
    Complaint,
    /// The press wants something.
    Press,
}

impl Act {
    /// All acts with their names in the examples.
    pub const ALL: [(Self, &str); 22] = [
        (Self::Register, "register"),
        (Self::Oneself, "self"),
        (Self::Cancel, "cancel"),
        (Self::Decline, "decline"),
        (Self::Switch, "switch"),
        (Self::Substitute, "substitute"),
        (Self::Correct, "correct"),
        (Self::Already, "already"),
        (Self::Another, "another"),
        (Self::Question, "question"),
        (Self::Wish, "wish"),
        (Self::Undecided, "undecided"),
        (Self::Pointer, "pointer"),
        (Self::Unnamed, "unnamed"),
        (Self::NotOneself, "notme"),
        (Self::Thanks, "thanks"),
        (Self::Absence, "absence"),
        (Self::Ticket, "ticket"),
        (Self::Advert, "advert"),
        (Self::Business, "business"),
        (Self::Complaint, "complaint"),
        (Self::Press, "press"),
    ];
}
