//! `empfang digest --preview`: what the organisers would be told now.

use std::fs;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::screen::Screen;
use super::{DigestOptions, Failure};
use crate::clock::{Clock, Lots};
use crate::config::Config;
use crate::reply::Stationery;
use crate::store::Store;

/// Writes EVENT.eml and EVENT.html for every event; sends and records nothing.
pub fn digest(options: &DigestOptions, clock: &Clock, lots: &Lots, screen: &mut Screen) -> Result<(), Failure> {
    let config = options.config.load_to_look()?;
    let store = Store::open_to_read(&config.database).map_err(|e| Failure::because("no digest", &e))?;
    for path in preview(&config, &store, clock.now(), lots, &options.preview)? {
        screen.line(&path.display().to_string())?;
    }
    Ok(())
}

/// Writes the digests of all events as of `now` into `folder`, which is made; gives the files.
pub fn preview(config: &Config, store: &Store, now: Timestamp, lots: &Lots, folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let stationery = Stationery::load(config.templates.as_deref(), &config.smtp.from).map_err(|e| Failure::because("no digest", &e))?;
    fs::create_dir_all(folder).map_err(|e| Failure::because(&format!("no folder {}", folder.display()), &e))?;
    let mut files = Vec::new();
    for event in &config.events {
        let day = now.to_zoned(event.timezone.clone()).date();
        let facts = store.read_now(|books| {
            let since = books.last_digest(&event.id, None)?.map(|last| last.until);
            books.digest_facts(event, day, since, now)
        });
        let facts = facts.map_err(|e| Failure::because("no digest", &e))?;
        let to = config.digest.to.first().unwrap_or(&event.address);
        let mail = stationery.digest(&facts, event, to, lots.draw(), now).map_err(|e| Failure::because("no digest", &e))?;
        let page = stationery.digest_html(&facts, event).map_err(|e| Failure::because("no digest", &e))?;
        for (ending, bytes) in [("eml", mail.bytes.as_slice()), ("html", page.as_bytes())] {
            let path = folder.join(format!("{}.{ending}", event.id));
            fs::write(&path, bytes).map_err(|e| Failure::because(&format!("{} can't be written", path.display()), &e))?;
            files.push(path);
        }
    }
    Ok(files)
}
