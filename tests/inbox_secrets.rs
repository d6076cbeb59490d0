//! A password is in no log, at no level, of no library. A file of its own: the log of a process is one.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

mod imap_script;

use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use empfang::inbox::InboxError;
use imap_script::inbox;
use tracing_subscriber::filter::LevelFilter;

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test(start_paused = true)]
async fn passwords_are_never_logged() {
    let log = Log::default();
    let writer = log.clone();
    tracing_subscriber::fmt().with_max_level(LevelFilter::TRACE).with_writer(move || writer.clone()).init();
    for (offered, login) in [
        ("AUTH=PLAIN", "C: AUTHENTICATE PLAIN\nS: +\nc: AGFubWVsZHVuZwBnZWhlaW0=\nS: $ NO wrong"),
        ("", "C: LOGIN \"anmeldung\" \"geheim\"\nS: $ NO wrong"),
    ] {
        let script = format!("S: * OK hi\nC: CAPABILITY\nS: * CAPABILITY IMAP4rev1 {offered}\nS: $ OK\n{login}");
        let (mut inbox, servers) = inbox(&[&script]);
        assert!(matches!(inbox.connect().await, Err(InboxError::Login(_))));
        tracing::debug!("{inbox:?}");
        drop(inbox);
        servers.finish().await;
    }
    let text = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(text.contains("async_imap") && text.contains("ImapInbox"), "nothing was logged: {text}");
    assert!(!text.contains("geheim") && !text.contains("AGFubWVsZHVuZwBnZWhlaW0"), "{text}");
}
