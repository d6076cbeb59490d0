//! How fast mails are read: parsing and reading together, on one core.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use empfang::message::Message;
use empfang::reading::{Reader, Reading};

#[path = "../tests/support/corpus.rs"]
mod corpus;

/// The size of the large mail, in bytes.
const LARGE: usize = 256 * 1024;

fn mails(c: &mut Criterion) {
    let sets = ["kassel", "harbour"].map(corpus::set);
    let mut group = c.benchmark_group("reading");
    group.throughput(Throughput::Elements(sets.iter().map(|s| s.mails.len() as u64).sum()));
    group.bench_function("corpus", |b| {
        b.iter(|| {
            for set in &sets {
                for mail in &set.mails {
                    black_box(read(&mail.raw, &set.readers[&mail.event]));
                }
            }
        });
    });
    group.finish();
}

/// All the people's texts of a corpus in one mail, as if a thread had grown for ever.
fn large_mail(c: &mut Criterion) {
    let set = corpus::set("kassel");
    let mut raw = b"From: Max Mustermann <max@muster.example>\r\nTo: anmeldung@example.org\r\nSubject: Anmeldung\r\n\
        Content-Type: text/plain; charset=utf-8\r\n\r\n"
        .to_vec();
    let texts = set.mails.iter().map(|m| Message::parse(&m.raw, true, &[]).new_text()).filter(|t| !t.is_empty());
    for text in texts.collect::<Vec<_>>().iter().cycle() {
        raw.extend_from_slice(text.replace('\n', "\r\n").as_bytes());
        raw.extend_from_slice(b"\r\n");
        if raw.len() >= LARGE {
            break;
        }
    }
    raw.truncate(LARGE);
    let mut group = c.benchmark_group("reading");
    group.throughput(Throughput::Bytes(raw.len() as u64));
    group.sample_size(20);
    group.bench_function("256 KiB", |b| b.iter(|| black_box(read(&raw, &set.readers["kassel"]))));
    group.finish();
}

fn read(raw: &[u8], reader: &Reader) -> Reading {
    reader.read(&Message::parse(raw, true, std::slice::from_ref(&reader.event().address)))
}

criterion_group!(benches, mails, large_mail);
criterion_main!(benches);
