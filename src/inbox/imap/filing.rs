//! Where recorded mail goes, as well as the server can: MOVE (RFC 6851), else COPY and UID EXPUNGE (RFC 4315), else a keyword, else
//! nothing. Never a plain EXPUNGE: that would also remove what somebody else has marked. Few and large commands: a server reads the
//! folder again for each.

use async_imap::imap_proto::{MailboxDatum, Response};

use super::super::{Filing, InboxError};
use super::folder::{self, on_the_wire};
use super::login::Abilities;
use super::wire::{Answer, LONG_SILENCE};
use super::{Folder, Selected, Session};

/// Marks what is done where nothing can be moved.
pub(super) const DONE_KEYWORD: &str = "EmpfangDone";
/// Marks what needs a person where nothing can be moved.
pub(super) const REVIEW_KEYWORD: &str = "EmpfangReview";
/// RFC 7162 section 4 recommends that clients keep their lines below 8,192 octets.
const LONGEST_SET: usize = 8_000;

/// How mail is filed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    Move,
    Copy,
    Keyword,
    Nothing,
}

impl Mode {
    pub(super) fn of(abilities: &Abilities, selected: &Selected) -> Self {
        if selected.read_only {
            Self::Nothing
        } else if abilities.has("MOVE") {
            Self::Move
        } else if abilities.has("UIDPLUS") {
            Self::Copy
        } else if selected.new_keywords {
            Self::Keyword
        } else {
            Self::Nothing
        }
    }

    pub(super) fn describe(self) -> &'static str {
        match self {
            Self::Move => "moved",
            Self::Copy => "copied and removed",
            Self::Keyword => "marked by a keyword, left in INBOX",
            Self::Nothing => "left in INBOX",
        }
    }
}

impl Session {
    /// Makes the folders that are missing, if they are needed. A failure is kept for [`file`](Self::file) to report.
    pub(super) async fn prepare_folders(&mut self) -> Result<(), InboxError> {
        if matches!(self.mode, Mode::Move | Mode::Copy) {
            for to in [Filing::Done, Filing::Review] {
                if self.folder(to).found.is_err()
                    && let Err(error) = self.make(to).await?
                {
                    tracing::warn!("{error}");
                }
            }
        }
        Ok(())
    }

    pub(super) async fn file(&mut self, uids: &[String], to: Filing) -> Result<(), InboxError> {
        for set in uid_sets(uids) {
            match self.mode {
                Mode::Move => self.move_to(to, "UID MOVE", &set).await?,
                Mode::Copy => self.copy_and_remove(to, &set).await?,
                Mode::Keyword => {
                    let keyword = if to == Filing::Done { DONE_KEYWORD } else { REVIEW_KEYWORD };
                    self.change("UID STORE", &format!("UID STORE {set} +FLAGS.SILENT ({keyword})")).await?;
                }
                Mode::Nothing => tracing::debug!(set, "left where it is"),
            }
        }
        Ok(())
    }

    /// Copies what is there and not marked as deleted, then marks and removes just that: what somebody has marked stays theirs, and
    /// after a break between the steps the rest is not copied again.
    async fn copy_and_remove(&mut self, to: Filing, set: &str) -> Result<(), InboxError> {
        let mut there = Vec::new();
        let search = format!("UID SEARCH UID {set} UNDELETED");
        let answer = self.wire.ask("UID SEARCH", &search, LONG_SILENCE, |response| {
            if let Response::MailboxData(MailboxDatum::Search(found)) = response {
                there.extend(found.iter().map(u32::to_string));
            }
        });
        answer.await?.accepted("UID SEARCH")?;
        for set in uid_sets(&there) {
            self.move_to(to, "UID COPY", &set).await?;
            self.change("UID STORE", &format!(r"UID STORE {set} +FLAGS.SILENT (\Deleted)")).await?;
            self.change("UID EXPUNGE", &format!("UID EXPUNGE {set}")).await?;
        }
        Ok(())
    }

    /// UID MOVE or UID COPY. If somebody has removed the folder meanwhile, it is made again, once.
    async fn move_to(&mut self, to: Filing, command: &str, set: &str) -> Result<(), InboxError> {
        if self.folder(to).found.is_err()
            && let Err(error) = self.make(to).await?
        {
            return Err(InboxError::Folder(error));
        }
        let mut made = false;
        loop {
            let name = self.folder(to).found.clone().map_err(InboxError::Folder)?;
            match self.wire.ask(command, &format!("{command} {set} {}", on_the_wire(&name)), LONG_SILENCE, |_| ()).await? {
                Answer::Accepted => return Ok(()),
                Answer::Refused(refusal) if refusal.wait().is_some() => return Err(refusal.of(command)),
                Answer::Refused(refusal) if refusal.says_try_create() && !made => {
                    made = true;
                    if let Err(error) = self.make(to).await? {
                        return Err(InboxError::Folder(error));
                    }
                }
                Answer::Refused(refusal) if refusal.says_gone() => return Ok(()),
                Answer::Refused(refusal) => {
                    let advice = "check its rights and the quota";
                    let text = format!("{command} to {name} was refused: {}; {advice}", refusal.text);
                    return Err(InboxError::Folder(text));
                }
            }
        }
    }

    /// A change of flags, or the removal of what was copied.
    async fn change(&mut self, name: &str, command: &str) -> Result<(), InboxError> {
        match self.wire.ask(name, command, LONG_SILENCE, |_| ()).await? {
            Answer::Accepted => Ok(()),
            Answer::Refused(refusal) if refusal.says_gone() => Ok(()),
            Answer::Refused(refusal) if refusal.wait().is_some() => Err(refusal.of(name)),
            Answer::Refused(refusal) => Err(InboxError::Folder(format!("{name} in INBOX was refused: {}", refusal.text))),
        }
    }

    async fn make(&mut self, to: Filing) -> Result<Result<(), String>, InboxError> {
        let wanted = self.folder(to).wanted.clone();
        let made = folder::create(&mut self.wire, &self.folders, &wanted).await?;
        let made = made.map_err(|said| format!("the folder {wanted} can't be made: {said}; make it by hand or name another"));
        let result = made.as_ref().map(|_| ()).map_err(String::clone);
        match to {
            Filing::Done => self.done.found = made,
            Filing::Review => self.review.found = made,
        }
        Ok(result)
    }

    fn folder(&self, to: Filing) -> &Folder {
        match to {
            Filing::Done => &self.done,
            Filing::Review => &self.review,
        }
    }
}

/// The uids as sets of moderate length. A range spans only uids that were named: what lies between is none of ours.
fn uid_sets(uids: &[String]) -> Vec<String> {
    let mut numbers: Vec<u32> = uids.iter().filter_map(|uid| uid.parse().ok()).filter(|uid| *uid > 0).collect();
    numbers.sort_unstable();
    numbers.dedup();
    let mut sets: Vec<String> = Vec::new();
    for run in numbers.chunk_by(|a, b| a.checked_add(1) == Some(*b)) {
        let range = match run {
            [] => continue,
            [one] => one.to_string(),
            [first, .., last] => format!("{first}:{last}"),
        };
        match sets.last_mut() {
            Some(set) if set.len() + range.len() < LONGEST_SET => {
                set.push(',');
                set.push_str(&range);
            }
            _ => sets.push(range),
        }
    }
    sets
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_name_all_uids_and_no_other() {
        let check = |uids: &[&str], sets: &[&str]| {
            assert_eq!(uid_sets(&uids.iter().map(|uid| uid.to_string()).collect::<Vec<_>>()), sets, "{uids:?}");
        };
        check(&[], &[]);
        check(&["7"], &["7"]);
        check(&["3", "1", "2", "2", "9", "5"], &["1:3,5,9"]);
        check(&["4294967295", "4294967294"], &["4294967294:4294967295"]);
        check(&["0", "x", "-1", "4294967296", "1 2"], &[]);
        let many: Vec<String> = (1..=10_000).map(|n| (n * 2).to_string()).collect();
        let sets = uid_sets(&many);
        assert!(sets.len() > 1 && sets.iter().all(|set| set.len() <= LONGEST_SET));
        assert_eq!(sets.join(",").split(',').map(String::from).collect::<Vec<_>>(), many);
    }
}
