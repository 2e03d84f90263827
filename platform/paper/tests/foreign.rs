//! PDFs from outside: good ones are taken, each bad one is told what is wrong with it, none does harm.
#![allow(clippy::unwrap_used)]

mod common;

use common::{letter, pool, pool_with};
use lopdf::{
    Dictionary, Document, EncryptionState, EncryptionVersion, Object, Permissions, Stream, dictionary,
};
use paper::{Error, Pool, Settings, WorkerCommand};
use std::time::{Duration, Instant};

/// A PDF of pages with this text and these further entries.
fn pdf(pages: usize, content: &str, more: &Dictionary) -> Document {
    let mut pdf = Document::with_version("1.7");
    let tree = pdf.new_object_id();
    let font = pdf.add_object(dictionary! {
        "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica", "Encoding" => "WinAnsiEncoding",
    });
    let content = pdf.add_object(Stream::new(Dictionary::new(), content.as_bytes().to_vec()));
    let mut kids = Vec::new();
    for _ in 0..pages {
        let mut page = dictionary! {
            "Type" => "Page", "Parent" => tree, "Contents" => content,
            "MediaBox" => vec![0.into(), 0.into(), 300.into(), 400.into()],
            "Resources" => dictionary! { "Font" => dictionary! { "F" => font } },
        };
        for (key, value) in more {
            page.set(key.clone(), value.clone());
        }
        kids.push(Object::Reference(pdf.add_object(page)));
    }
    let count = i64::try_from(pages).unwrap();
    pdf.objects.insert(tree, dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => count }.into());
    let root = pdf.add_object(dictionary! { "Type" => "Catalog", "Pages" => tree });
    pdf.trailer.set("Root", root);
    pdf
}

fn bytes(mut pdf: Document) -> Vec<u8> {
    let mut bytes = Vec::new();
    pdf.save_to(&mut bytes).unwrap();
    bytes
}

fn plain(pages: usize) -> Vec<u8> {
    bytes(pdf(pages, "", &Dictionary::new()))
}

/// A PDF whose page draws this object by the name `X`.
fn drawing(add: impl FnOnce(&mut Document) -> lopdf::ObjectId) -> Vec<u8> {
    let mut pdf = pdf(1, "q 300 0 0 400 0 0 cm /X Do Q", &Dictionary::new());
    let drawn = add(&mut pdf);
    let page = pdf.get_pages()[&1];
    let page = pdf.get_object_mut(page).unwrap().as_dict_mut().unwrap();
    page.set("Resources", dictionary! { "XObject" => dictionary! { "X" => drawn } });
    bytes(pdf)
}

fn encrypted(user: &str) -> Vec<u8> {
    let mut pdf = pdf(1, "", &Dictionary::new());
    let id = || Object::string_literal(*b"0123456789abcdef");
    pdf.trailer.set("ID", Object::Array(vec![id(), id()]));
    let version = EncryptionVersion::V2 {
        document: &pdf,
        owner_password: "owner",
        user_password: user,
        key_length: 128,
        permissions: Permissions::PRINTABLE,
    };
    let state = EncryptionState::try_from(version).unwrap();
    pdf.encrypt(&state).unwrap();
    bytes(pdf)
}

/// An image that is small in the file, and a gibibyte of grey when it is drawn.
fn inflating() -> Vec<u8> {
    drawing(|pdf| {
        let side = 1_i64 << 15;
        // Each pair of bytes stands for 128 bytes of zero, that is, 1,024 black pixels.
        let mut runs = [129, 0].repeat(usize::try_from(side * side / 1_024).unwrap());
        runs.push(128);
        let mut packed = Stream::new(Dictionary::new(), runs);
        packed.compress().unwrap();
        let head = dictionary! {
            "Type" => "XObject", "Subtype" => "Image", "Width" => side, "Height" => side,
            "BitsPerComponent" => 1, "ColorSpace" => "DeviceGray",
            "Filter" => vec!["FlateDecode".into(), "RunLengthDecode".into()],
        };
        pdf.add_object(Stream::new(head, packed.content))
    })
}

/// Forms that draw forms that draw forms, ten times each: a few hundred bytes, 10^9 drawings.
fn multiplying() -> Vec<u8> {
    drawing(|pdf| {
        let head = |inner: Option<lopdf::ObjectId>| {
            let mut head = dictionary! {
                "Type" => "XObject", "Subtype" => "Form",
                "BBox" => vec![0.into(), 0.into(), 1.into(), 1.into()],
            };
            if let Some(inner) = inner {
                head.set("Resources", dictionary! { "XObject" => dictionary! { "X" => inner } });
            }
            head
        };
        let mut form = pdf.add_object(Stream::new(head(None), b"0 0 1 1 re f".to_vec()));
        for _ in 0..9 {
            form = pdf.add_object(Stream::new(head(Some(form)), b"/X Do ".repeat(10)));
        }
        form
    })
}

#[test]
fn a_good_pdf_is_taken_shown_and_read() {
    let content = "BT /F 12 Tf 20 350 Td (Good) Tj 40 0 Td (day,) Tj -40 -20 Td [(W) 50 (orld)] TJ ET";
    let good = bytes(pdf(2, content, &dictionary! { "Rotate" => 90 }));
    let pool = pool();
    let facts = pool.inspect(&good).unwrap();
    assert_eq!(facts.pages(), 2);
    assert_eq!((facts.sizes[1].width, facts.sizes[1].height), (400.0, 300.0));
    assert_eq!(pool.text(&good).unwrap(), ["Good day,\nWorld", "Good day,\nWorld"]);
    let picture = pool.render(&good, 2, 200).unwrap();
    assert_eq!((picture.width, picture.height), (200, 150));
    assert_eq!(pool.render(&good, 3, 200).unwrap_err(), Error::NoPage { page: 3, pages: 2 });
    assert_eq!(pool.render(&good, 0, 200).unwrap_err(), Error::NoPage { page: 0, pages: 2 });
    assert_eq!(pool.render(&good, 1, u32::MAX).unwrap().width, paper::WIDEST);
    assert_eq!(pool.render(&good, 1, 0).unwrap().width, 1);

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tốt.pdf");
    std::fs::write(&path, &good).unwrap();
    assert_eq!(pool.inspect(&path).unwrap(), facts);
    let missing = pool.inspect(&folder.path().join("không có.pdf")).unwrap_err();
    assert!(matches!(missing, Error::Unreadable { .. }), "{missing:?}");

    let here = std::env::current_dir().unwrap();
    let beside = tempfile::tempdir_in(&here).unwrap();
    std::fs::write(beside.path().join("paper.pdf"), &good).unwrap();
    let from_here = beside.path().strip_prefix(&here).unwrap().join("paper.pdf");
    assert_eq!(pool.inspect(&from_here).unwrap(), facts);
}

#[test]
fn each_bad_pdf_is_told_what_is_wrong_with_it() {
    let pool = pool();
    let whole = plain(1);
    let sized = |side: i64| {
        let sides = vec![0.into(), 0.into(), side.into(), 400.into()];
        bytes(pdf(1, "", &dictionary! { "MediaBox" => sides }))
    };
    for (name, bytes, fault) in [
        ("nothing", Vec::new(), Error::NotPdf),
        ("text", b"Xin ch\xc3\xa0o".to_vec(), Error::NotPdf),
        ("a workbook", b"PK\x03\x04 xl/workbook.xml".repeat(100), Error::NotPdf),
        ("half a file", whole[..whole.len() / 2].to_vec(), Error::Truncated),
        ("the mark alone", b"%PDF-1.7".to_vec(), Error::Truncated),
        ("noise", b"%PDF-1.7\n\x00\xff\xfe noise\nstartxref\n5\n%%EOF".to_vec(), Error::Broken),
        ("with a password", encrypted("secret"), Error::Encrypted),
        ("with restrictions only", encrypted(""), Error::Encrypted),
        ("no page", plain(0), Error::Empty),
        ("too many pages", plain(5_001), Error::TooManyPages { pages: 5_001 }),
    ] {
        assert_eq!(pool.inspect(&bytes).unwrap_err(), fault, "{name}");
    }
    assert_eq!(pool.inspect(&sized(14_000)).unwrap().pages(), 1, "a banner, which is drawn a pixel high");
    for side in [20_000, 2] {
        let fault = pool.inspect(&sized(side)).unwrap_err();
        assert!(matches!(fault, Error::PageSize { page: 1, .. }), "{side}: {fault:?}");
    }
    let said = |fault: Error, lang| context::Explain::explain(&fault, lang);
    let fault = pool.inspect(&sized(20_000)).unwrap_err();
    let title = said(fault, context::Lang::Vi).title;
    assert_eq!(title, "Trang 1 có khổ 7056 × 141 mm, ngoài mức xử lý được (4 đến 5080 mm).");
    assert_eq!(said(Error::Encrypted, context::Lang::En).code, "paper.encrypted");
}

#[test]
fn a_file_without_measure_is_not_even_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("2gb.pdf");
    std::fs::File::create(&path).unwrap().set_len(2_000_000_000).unwrap();
    let start = Instant::now();
    assert_eq!(pool().inspect(&path).unwrap_err(), Error::TooBig { bytes: 2_000_000_000 });
    assert!(start.elapsed() < Duration::from_secs(2), "{:?}", start.elapsed());
}

#[test]
fn more_objects_than_any_paper_has_are_refused() {
    let mut text = String::from("%PDF-1.7\n");
    let mut table = String::new();
    let mut add = |object: &str, text: &mut String| {
        table += &format!("{:010} 00000 n \n", text.len());
        *text += object;
    };
    add("1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n", &mut text);
    add("2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n", &mut text);
    add("3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 400] >>\nendobj\n", &mut text);
    for number in 4..=500_010 {
        add(&format!("{number} 0 obj\n0\nendobj\n"), &mut text);
    }
    let start = text.len();
    text += &format!("xref\n0 500011\n0000000000 65535 f \n{table}trailer\n<< /Size 500011 /Root 1 0 R >>\n");
    text += &format!("startxref\n{start}\n%%EOF");
    let fault = pool().inspect(text.as_bytes()).unwrap_err();
    assert!(matches!(fault, Error::TooManyObjects { objects: 500_001.. }), "{fault:?}");
}

#[test]
fn a_page_tree_that_bites_its_tail_ends() {
    let mut looped = pdf(1, "", &Dictionary::new());
    let tree = looped.catalog().unwrap().get(b"Pages").unwrap().as_reference().unwrap();
    let kids = vec![Object::Reference(tree), Object::Reference(tree)];
    looped.objects.insert(tree, dictionary! { "Type" => "Pages", "Kids" => kids, "Parent" => tree }.into());
    let looped = bytes(looped);
    let start = Instant::now();
    let pool = pool();
    let found = pool.inspect(&looped);
    assert!(matches!(found, Err(Error::Empty | Error::Broken)), "{found:?}");
    assert!(start.elapsed() < Duration::from_secs(2), "{:?}", start.elapsed());
}

/// The pool works on after a file that was too hard.
fn unharmed(pool: &Pool) {
    assert_eq!(pool.inspect(&plain(1)).unwrap().pages(), 1);
}

#[test]
fn a_small_file_that_takes_a_gigabyte_to_draw_ends_its_worker_alone() {
    let bomb = inflating();
    assert!(bomb.len() < 20_000, "{}", bomb.len());
    let pool = pool();
    let start = Instant::now();
    assert_eq!(pool.inspect(&bomb).unwrap_err(), Error::TooHard);
    assert_eq!(pool.render(&bomb, 1, 600).unwrap_err(), Error::TooHard);
    assert!(start.elapsed() < Duration::from_secs(8), "{:?}", start.elapsed());
    unharmed(&pool);
}

#[test]
fn a_file_that_would_be_drawn_for_ever_is_stopped() {
    let bomb = multiplying();
    let pool = pool_with(Settings { workers: 1, time: Duration::from_secs(1), ..Settings::default() });
    unharmed(&pool);
    let start = Instant::now();
    assert_eq!(pool.render(&bomb, 1, 600).unwrap_err(), Error::TooHard);
    assert_eq!(pool.text(&bomb).unwrap_err(), Error::TooHard);
    assert!(start.elapsed() < Duration::from_secs(4), "{:?}", start.elapsed());
    unharmed(&pool);
}

#[test]
fn many_threads_share_few_workers_which_are_replaced() {
    let pool = pool_with(Settings { workers: 2, jobs: 3, ..Settings::default() });
    let good = plain(3);
    std::thread::scope(|scope| {
        for thread in 0..8 {
            let (pool, good) = (&pool, &good);
            scope.spawn(move || {
                for turn in 0..4 {
                    match (thread + turn) % 3 {
                        0 => assert_eq!(pool.inspect(good).unwrap().pages(), 3),
                        1 => assert_eq!(pool.text(good).unwrap(), ["", "", ""]),
                        _ => assert_eq!(pool.render(good, 2, 60).unwrap().height, 80),
                    }
                }
            });
        }
    });
}

#[test]
fn a_caller_waits_only_so_long_for_a_busy_pool() {
    let settings = Settings {
        workers: 1,
        time: Duration::from_millis(1_500),
        patience: Duration::from_millis(200),
        ..Settings::default()
    };
    let pool = pool_with(settings);
    unharmed(&pool);
    let bomb = multiplying();
    std::thread::scope(|scope| {
        let busy = scope.spawn(|| pool.render(&bomb, 1, 600));
        std::thread::sleep(Duration::from_millis(300));
        assert_eq!(pool.set(letter()).unwrap_err(), Error::Busy);
        assert_eq!(busy.join().unwrap().unwrap_err(), Error::TooHard);
    });
    unharmed(&pool);
}

#[test]
fn a_worker_that_cannot_live_is_an_outage_not_a_fault_of_the_file() {
    let missing = WorkerCommand { program: "/không/có".into(), args: Vec::new() };
    let pool = Pool::new(missing, Settings::default());
    assert!(matches!(pool.inspect(&plain(1)), Err(Error::Unavailable { .. })));
    let silent = WorkerCommand { program: "/bin/true".into(), args: Vec::new() };
    let pool = Pool::new(silent, Settings::default());
    assert!(matches!(pool.inspect(&plain(1)), Err(Error::Unavailable { .. })));
}
