//! `empfang check`: is the configuration right, can every letter be written, and with `--online`, do the servers answer?

use super::screen::{Ink, Screen, day_and_time};
use super::{CheckOptions, Failure, LogFormat, log};
use crate::clock::Clock;
use crate::config::{Account, Config, Route, Source};
use crate::event::Event;
use crate::inbox::Inbox;
use crate::net::{Dialler, Security};
use crate::outbox::Courier;
use crate::reply::Stationery;

/// Checks all of it and says what is in force. Faults of the configuration end it with exit code 2, a server that fails with 1.
pub fn check(options: &CheckOptions, clock: &Clock, screen: &mut Screen) -> Result<(), Failure> {
    log::start(LogFormat::Text, "warn");
    let config = options.config.load()?;
    let stationery = Stationery::load(config.templates.as_deref(), &config.smtp.from);
    let stationery = stationery.map_err(|e| Failure::misused(format!("templates: {e}")))?;
    screen.line(&screen.paint(Ink::Bold, &options.config.path().display().to_string()))?;
    settings(&config, screen)?;
    for event in &config.events {
        screen.line("")?;
        event_in_force(event, screen)?;
        let letters = stationery.rehearse(event).map_err(|e| Failure::misused(format!("templates: {e}")))?;
        fact(screen, "letters", &format!("{} written with sample data", letters.len()))?;
    }
    screen.line("")?;
    for warning in warnings(&config, clock) {
        screen.line(&format!("{} {warning}", screen.paint(Ink::Yellow, "Note:")))?;
    }
    screen.line(&screen.paint(Ink::Green, "The configuration is right."))?;
    if options.online { online(&config, screen) } else { Ok(()) }
}

fn settings(config: &Config, screen: &mut Screen) -> Result<(), Failure> {
    let mailbox = match &config.mailbox.source {
        Source::Imap(account) => server(account),
        Source::Maildir(path) => format!("the Maildir {}", path.display()),
    };
    let route = match &config.smtp.route {
        Route::Smtp(account) => server(account),
        Route::Sendmail(path) => format!("the program {}", path.display()),
        Route::Maildir(path) => format!("the Maildir {}", path.display()),
    };
    let list: Vec<_> = config.digest.to.iter().map(ToString::to_string).collect();
    let digest =
        format!("at {} to {}", config.digest.at.strftime("%H:%M"), if list.is_empty() { "nobody".into() } else { list.join(", ") });
    let templates =
        config.templates.as_ref().map_or("the built-in ones".into(), |path| format!("{}, else the built-in ones", path.display()));
    fact(screen, "database", &config.database.display().to_string())?;
    fact(screen, "mailbox", &format!("{mailbox}, looked into every {} s at least", config.mailbox.poll.as_secs()))?;
    fact(screen, "filed to", &format!("{} (done), {} (needs a person)", config.mailbox.done, config.mailbox.review))?;
    fact(screen, "sending", &format!("{route}, from {}", config.smtp.from))?;
    fact(screen, "digest", &digest)?;
    fact(screen, "templates", &templates)
}

fn server(account: &Account) -> String {
    let security = match account.endpoint.security {
        Security::Tls => "TLS",
        Security::StartTls => "STARTTLS",
        Security::None => "not encrypted, on loopback",
    };
    let user = account.user.as_deref().map(|user| format!("{user} at ")).unwrap_or_default();
    let authority = account.ca.as_ref().map(|path| format!(", authority {}", path.display())).unwrap_or_default();
    format!("{user}{} ({security}{authority})", account.endpoint)
}

fn event_in_force(event: &Event, screen: &mut Screen) -> Result<(), Failure> {
    screen.line(&screen.paint(Ink::Bold, &format!("Event {}: {}", event.id, event.title)))?;
    fact(screen, "address", &event.address.to_string())?;
    fact(screen, "deadline", &format!("{}, inclusive", event.deadline.at.strftime("%A, %-d %B %Y, %H:%M:%S %Z")))?;
    let required: Vec<_> = event.required.iter().map(|field| field.key()).collect();
    fact(screen, "required", &required.join(", "))?;
    for session in &event.sessions {
        let seats = session.capacity.map(|seats| format!(" ({seats} seats)")).unwrap_or_default();
        fact(screen, "session", &format!("{} {}{seats}", session.id, session.title))?;
    }
    for contact in &event.contacts {
        fact(screen, "contact", &contact.mailbox.to_string())?;
    }
    Ok(())
}

fn warnings(config: &Config, clock: &Clock) -> Vec<String> {
    let mut warnings = Vec::new();
    if config.digest.to.is_empty() {
        warnings.push("[digest] to names nobody, so no organiser is told what needs a person".to_owned());
    }
    for event in &config.events {
        if event.deadline.missed_by(clock.now()) {
            let when = day_and_time(event.deadline.at.timestamp(), &event.timezone);
            warnings.push(format!("the deadline of {} has passed ({when}): what arrives now is rejected", event.id));
        }
        if event.contacts.is_empty() {
            warnings.push(format!("{} has no contacts, so nobody is named for questions", event.id));
        }
        if event.privacy.is_none() {
            warnings.push(format!("{} has no privacy line (GDPR article 13 wants one when data are collected)", event.id));
        }
    }
    warnings
}

fn online(config: &Config, screen: &mut Screen) -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let (mailbox, sending) = runtime
        .block_on(async { (Inbox::probe(&config.mailbox, Dialler::tcp()).await, Courier::probe(&config.smtp, Dialler::tcp()).await) });
    let mailbox = mailbox.map_err(|e| Failure::because("mailbox", &e));
    let sending = sending.map_err(|e| Failure::because("sending", &e));
    let mut failed = Vec::new();
    for (title, found) in [("The mailbox answers.", mailbox), ("The way out answers.", sending)] {
        match found {
            Ok(findings) => {
                screen.line("")?;
                screen.line(&screen.paint(Ink::Green, title))?;
                findings.iter().try_for_each(|(topic, finding)| fact(screen, topic, finding))?;
            }
            Err(Failure::Failed(text)) => failed.push(text),
            Err(other) => return Err(other),
        }
    }
    // both are tried, so that one run tells of both
    if failed.is_empty() { Ok(()) } else { Err(Failure::Failed(failed.join("\nempfang: "))) }
}

fn fact(screen: &mut Screen, topic: &str, finding: &str) -> Result<(), Failure> {
    Ok(screen.line(&format!("  {topic:<12}{finding}"))?)
}
