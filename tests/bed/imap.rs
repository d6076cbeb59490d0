//! A person's mail program: IMAP, just enough to look into a mailbox without leaving a trace, to put mails there, and to click on them.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use super::mail::Stored;

/// A connection after login.
pub struct Imap {
    reader: BufReader<TcpStream>,
    tag: u32,
}

/// An untagged answer: its text, with the literals (RFC 3501 section 4.3) taken out.
struct Answer {
    text: String,
    literals: Vec<Vec<u8>>,
}

impl Imap {
    /// Logs in, or panics.
    pub fn login(port: u16, user: &str, password: &str) -> Self {
        Self::try_login(port, user, password).unwrap()
    }

    /// Logs in. The error is the server's refusal.
    pub fn try_login(port: u16, user: &str, password: &str) -> Result<Self, String> {
        let mut imap = Self::try_connect(port)?;
        let literal = |text: &str| format!("{{{}+}}\r\n{text}", text.len());
        imap.try_command(format!("LOGIN {} {}", literal(user), literal(password)).as_bytes())?;
        Ok(imap)
    }

    /// Connects without login.
    pub fn connect(port: u16) -> Self {
        Self::try_connect(port).unwrap()
    }

    fn try_connect(port: u16) -> Result<Self, String> {
        let stream = TcpStream::connect(("127.0.0.1", port)).map_err(|e| e.to_string())?;
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        stream.set_nodelay(true).unwrap();
        let mut imap = Self { reader: BufReader::new(stream), tag: 0 };
        if imap.answer()?.text.is_empty() {
            return Err("no greeting".to_owned());
        }
        Ok(imap)
    }

    /// What the server says it can.
    pub fn capabilities(&mut self) -> Vec<String> {
        let answers = self.command("CAPABILITY");
        answers.iter().flat_map(|a| a.text.split_whitespace()).map(str::to_owned).collect()
    }

    /// Puts a mail into a folder, with flags ("\\Seen") and an INTERNALDATE ("17-Nov-2026 23:59:59 +0100") of one's choice.
    pub fn append(&mut self, folder: &str, flags: &str, internaldate: Option<&str>, mail: &[u8]) {
        self.append_command(folder, flags, internaldate, mail).unwrap();
    }

    /// Puts a mail into a folder. The error is the server's refusal or the end of the connection.
    pub fn try_append(&mut self, folder: &str, mail: &[u8]) -> Result<(), String> {
        self.append_command(folder, "", None, mail)
    }

    fn append_command(&mut self, folder: &str, flags: &str, internaldate: Option<&str>, mail: &[u8]) -> Result<(), String> {
        let date = internaldate.map(|d| format!(" \"{d}\"")).unwrap_or_default();
        let mut command = format!("APPEND \"{folder}\" ({flags}){date} {{{}+}}\r\n", mail.len()).into_bytes();
        command.extend_from_slice(mail);
        self.try_command(&command).map(|_| ())
    }

    /// Makes a folder.
    pub fn create(&mut self, folder: &str) {
        self.command(&format!("CREATE \"{folder}\""));
    }

    /// Adds flags to every mail of a folder.
    pub fn flag_all(&mut self, folder: &str, flags: &str) {
        self.command(&format!("SELECT \"{folder}\""));
        self.command(&format!("UID STORE 1:* +FLAGS.SILENT ({flags})"));
    }

    /// Moves every mail of a folder to another.
    pub fn move_all(&mut self, from: &str, to: &str) {
        self.command(&format!("SELECT \"{from}\""));
        self.command(&format!("UID MOVE 1:* \"{to}\""));
    }

    /// All folders that can be opened.
    pub fn folders(&mut self) -> Vec<String> {
        let answers = self.command("LIST \"\" \"*\"");
        let open =
            answers.iter().filter(|a| a.text.starts_with("LIST") && !a.text.contains("\\Noselect") && !a.text.contains("\\NonExistent"));
        open.map(|a| a.text.rsplit_once(' ').unwrap().1.trim_matches('"').to_owned()).collect()
    }

    /// The UIDVALIDITY of a folder.
    pub fn uid_validity(&mut self, folder: &str) -> u32 {
        let answers = self.command(&format!("STATUS \"{folder}\" (UIDVALIDITY)"));
        let text = &answers.iter().find(|a| a.text.starts_with("STATUS")).unwrap().text;
        between(text, "UIDVALIDITY ", ")").parse().unwrap()
    }

    /// The mails of all folders.
    pub fn everything(&mut self) -> Vec<Stored> {
        self.folders().iter().flat_map(|folder| self.folder(folder)).collect()
    }

    /// The mails of one folder, opened by EXAMINE and read by BODY.PEEK[], so that no flag changes.
    pub fn folder(&mut self, folder: &str) -> Vec<Stored> {
        loop {
            let opened = self.command(&format!("EXAMINE \"{folder}\""));
            if opened.iter().any(|a| a.text == "0 EXISTS") {
                return Vec::new();
            }
            // Where a mail is taken away meanwhile, the answer is NO, or the mail comes without its text: then we look again.
            let answers = self.try_command(b"UID FETCH 1:* (FLAGS INTERNALDATE BODY.PEEK[])").unwrap_or_default();
            let mails: Option<Vec<Stored>> =
                answers.into_iter().filter(|a| a.text.contains(" FETCH (UID ")).map(|answer| stored(folder, answer)).collect();
            if let Some(mails) = mails.filter(|mails| !mails.is_empty()) {
                return mails;
            }
        }
    }

    fn command(&mut self, line: &str) -> Vec<Answer> {
        self.try_command(line.as_bytes()).unwrap()
    }

    /// The untagged answers, or the text of a tagged NO or BAD, or of a BYE.
    fn try_command(&mut self, line: &[u8]) -> Result<Vec<Answer>, String> {
        self.tag += 1;
        let tag = format!("b{} ", self.tag);
        let bytes = [tag.as_bytes(), line, b"\r\n"].concat();
        self.reader.get_mut().write_all(&bytes).map_err(|e| e.to_string())?;
        let mut answers = Vec::new();
        loop {
            let answer = self.answer()?;
            if let Some(done) = answer.text.strip_prefix(&tag) {
                return if done.starts_with("OK") { Ok(answers) } else { Err(done.to_owned()) };
            }
            match answer.text.strip_prefix("* ") {
                Some(text) if text.starts_with("BYE") => return Err(text.to_owned()),
                Some(text) => answers.push(Answer { text: text.to_owned(), literals: answer.literals }),
                None if answer.text.is_empty() => return Err("the server closed the connection".to_owned()),
                None => {}
            }
        }
    }

    /// The next answer; empty at the end of the connection.
    fn answer(&mut self) -> Result<Answer, String> {
        let mut answer = Answer { text: String::new(), literals: Vec::new() };
        loop {
            let mut line = Vec::new();
            self.reader.read_until(b'\n', &mut line).map_err(|e| e.to_string())?;
            let line = String::from_utf8_lossy(&line);
            let line = line.trim_end_matches(['\r', '\n']);
            answer.text.push_str(line);
            let length = line.strip_suffix('}').and_then(|l| l.rsplit_once('{')).and_then(|(_, n)| n.parse().ok());
            let Some(length) = length else { return Ok(answer) };
            let mut literal = vec![0; length];
            self.reader.read_exact(&mut literal).map_err(|e| e.to_string())?;
            answer.literals.push(literal);
        }
    }
}

/// A mail, if its text came with it.
fn stored(folder: &str, answer: Answer) -> Option<Stored> {
    Some(Stored {
        folder: folder.to_owned(),
        uid: between(&answer.text, "UID ", " ").parse().unwrap(),
        flags: between(&answer.text, "FLAGS (", ")").split_whitespace().map(str::to_owned).collect(),
        internaldate: between(&answer.text, "INTERNALDATE \"", "\"").to_owned(),
        raw: answer.literals.into_iter().next()?,
    })
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    text.split_once(before).and_then(|(_, t)| t.split_once(after)).map(|(t, _)| t).unwrap_or_else(|| panic!("no {before} in {text}"))
}
