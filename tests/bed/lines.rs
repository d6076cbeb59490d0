//! SMTP and LMTP as a sender's server speaks them, just enough to hand a mail in.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::time::Duration;

/// A connection after EHLO or LHLO.
pub struct Smtp {
    reader: BufReader<TcpStream>,
}

impl Smtp {
    /// Connects by SMTP.
    pub fn connect(port: u16) -> Self {
        Self::greet(port, "EHLO sender.example")
    }

    /// Connects by LMTP (RFC 2033).
    pub fn connect_lmtp(port: u16) -> Self {
        Self::greet(port, "LHLO sender.example")
    }

    fn greet(port: u16, hello: &str) -> Self {
        let stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        stream.set_nodelay(true).unwrap();
        let mut smtp = Self { reader: BufReader::new(stream) };
        smtp.reply().unwrap();
        smtp.command(hello).unwrap();
        smtp
    }

    /// Hands in one mail. The error is the server's refusal.
    pub fn send(&mut self, from: &str, to: &str, mail: &[u8]) -> Result<(), String> {
        self.command(&format!("MAIL FROM:<{from}>"))?;
        self.command(&format!("RCPT TO:<{to}>"))?;
        self.command("DATA")?;
        let mut data = Vec::with_capacity(mail.len() + 5);
        for line in mail.split_inclusive(|b| *b == b'\n') {
            if line.starts_with(b".") {
                data.push(b'.');
            }
            data.extend_from_slice(line);
        }
        if !data.ends_with(b"\r\n") {
            data.extend_from_slice(b"\r\n");
        }
        data.extend_from_slice(b".\r\n");
        self.reader.get_mut().write_all(&data).unwrap();
        self.reply()
    }

    fn command(&mut self, line: &str) -> Result<(), String> {
        self.reader.get_mut().write_all(format!("{line}\r\n").as_bytes()).unwrap();
        self.reply().map_err(|reply| format!("{line}: {reply}"))
    }

    /// The last line of a reply, as an error if it is 4xx or 5xx.
    fn reply(&mut self) -> Result<(), String> {
        loop {
            let mut line = String::new();
            self.reader.read_line(&mut line).unwrap();
            match line.as_bytes() {
                [_, _, _, b'-', ..] => {}
                [b'2' | b'3', ..] => return Ok(()),
                _ => return Err(line.trim_end().to_owned()),
            }
        }
    }
}
