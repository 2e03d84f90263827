//! What a file is, by its content.

use crate::archive;
use std::io::{self, Read, Seek};

/// So much of a file is looked at to tell its kind.
pub(crate) const HEAD: usize = 64 * 1024;

/// The kinds of files that are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Media {
    /// PDF.
    Pdf,
    /// A text document of office programs.
    Docx,
    /// A spreadsheet of office programs.
    Xlsx,
    /// A PNG picture.
    Png,
    /// A JPEG picture.
    Jpeg,
    /// An archive; listed, not opened.
    Zip,
    /// A letter of electronic mail (thư điện tử).
    Eml,
    /// Plain text.
    Text,
}

/// What a content turns out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Told {
    /// One of the kinds taken.
    Kind(Media),
    /// An archive whose end is missing.
    Damaged,
    /// Anything else.
    Unknown,
}

impl Media {
    const ALL: [Media; 8] =
        [Media::Pdf, Media::Docx, Media::Xlsx, Media::Png, Media::Jpeg, Media::Zip, Media::Eml, Media::Text];

    /// The media type.
    pub fn name(self) -> &'static str {
        match self {
            Media::Pdf => "application/pdf",
            Media::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Media::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Media::Png => "image/png",
            Media::Jpeg => "image/jpeg",
            Media::Zip => "application/zip",
            Media::Eml => "message/rfc822",
            Media::Text => "text/plain",
        }
    }

    /// As people call it.
    pub fn short(self) -> &'static str {
        match self {
            Media::Pdf => "PDF",
            Media::Docx => "DOCX",
            Media::Xlsx => "XLSX",
            Media::Png => "PNG",
            Media::Jpeg => "JPEG",
            Media::Zip => "ZIP",
            Media::Eml => "EML",
            Media::Text => "TXT",
        }
    }

    /// The endings of names, the usual one first.
    fn endings(self) -> &'static [&'static str] {
        match self {
            Media::Pdf => &["pdf"],
            Media::Docx => &["docx"],
            Media::Xlsx => &["xlsx"],
            Media::Png => &["png"],
            Media::Jpeg => &["jpg", "jpeg"],
            Media::Zip => &["zip"],
            Media::Eml => &["eml"],
            Media::Text => &["txt", "csv"],
        }
    }

    /// What a name claims; none if its ending is not one of a kind taken.
    fn claimed(name: &str) -> Option<Media> {
        let ending = name.rsplit_once('.')?.1.to_lowercase();
        Media::ALL.into_iter().find(|media| media.endings().contains(&ending.as_str()))
    }

    /// The name under which a content of this kind is kept; none if the name claims another kind. A name that
    /// claims nothing (`Công văn 12.BC`, `invoice.exe`) gets the ending of what the content is.
    pub(crate) fn named(self, name: &str) -> Option<String> {
        match Media::claimed(name) {
            Some(claimed) => (claimed == self).then(|| name.to_owned()),
            None => Some(format!("{name}.{}", self.endings()[0])),
        }
    }
}

/// Tells what a content is by its first bytes, and by the list of contents where it is an archive. Mail is text
/// with a head, so the name decides between the two.
pub(crate) fn tell(head: &[u8], name: &str, content: &mut (impl Read + Seek)) -> io::Result<Told> {
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        return Ok(match archive::names(content)? {
            Some(names) => packed(&names).map_or(Told::Unknown, Told::Kind),
            None => Told::Damaged,
        });
    }
    if Media::claimed(name) == Some(Media::Eml) && is_mail(head) {
        return Ok(Told::Kind(Media::Eml));
    }
    Ok(sniff(head).map_or(Told::Unknown, Told::Kind))
}

/// What an archive is: an office document, a parcel of files, or the form of another program.
fn packed(names: &[String]) -> Option<Media> {
    let has = |begin: &str| names.iter().any(|name| name.starts_with(begin));
    match () {
        () if has("[Content_Types].xml") && has("word/document") => Some(Media::Docx),
        () if has("[Content_Types].xml") && has("xl/workbook") => Some(Media::Xlsx),
        // Presentations, OpenDocument and programs are archives too.
        () if has("[Content_Types].xml") || has("META-INF/") => None,
        () if names.first().is_some_and(|name| name == "mimetype") => None,
        () => Some(Media::Zip),
    }
}

fn sniff(head: &[u8]) -> Option<Media> {
    // Readers of PDF take the mark anywhere in the first kilobyte.
    let start = &head[..head.len().min(1024)];
    if start.windows(5).any(|window| window == b"%PDF-") {
        return Some(Media::Pdf);
    }
    if head.starts_with(b"\x89PNG\r\n\x1a\n") {
        return Some(Media::Png);
    }
    if head.starts_with(b"\xff\xd8\xff") {
        return Some(Media::Jpeg);
    }
    is_text(head).then_some(Media::Text)
}

fn is_text(head: &[u8]) -> bool {
    let text = match std::str::from_utf8(head) {
        Ok(text) => text,
        // The end of the head may cut a letter in two.
        Err(error) if error.error_len().is_none() => {
            std::str::from_utf8(&head[..error.valid_up_to()]).unwrap_or_default()
        }
        Err(_) => return false,
    };
    let plain = text.chars().all(|c| !c.is_control() || matches!(c, '\n' | '\r' | '\t'));
    plain && !text.is_empty() && !text.starts_with("{\\rtf")
}

/// Whether bytes begin with the head of a letter: lines `Name: value`, who sent it among them.
fn is_mail(head: &[u8]) -> bool {
    let mut sent = false;
    for line in head.split(|byte| *byte == b'\n') {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.is_empty() {
            break;
        }
        // A line that begins with a blank goes on with the one before.
        if matches!(line[0], b' ' | b'\t') {
            continue;
        }
        let Some(colon) = line.iter().position(|byte| *byte == b':') else { return false };
        let name = &line[..colon];
        if !name.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-') {
            return false;
        }
        sent |= name.eq_ignore_ascii_case(b"from") || name.eq_ignore_ascii_case(b"received");
    }
    sent
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::tests::archive;
    use std::io::Cursor;

    fn told(content: &[u8], name: &str) -> Told {
        tell(&content[..content.len().min(HEAD)], name, &mut Cursor::new(content)).unwrap()
    }

    #[test]
    fn what_is_none_of_the_kinds_is_not_taken() {
        for content in [
            &b"MZ\x90\x00\x03"[..],
            b"",
            "đ".as_bytes().get(..1).unwrap(),
            b"{\\rtf1 hello}",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            b"nul\0",
        ] {
            assert_eq!(told(content, "a"), Told::Unknown, "{content:?}");
        }
        for names in [
            &["[Content_Types].xml", "ppt/presentation.xml"][..],
            &["mimetype", "content.xml"],
            &["META-INF/MANIFEST.MF", "Main.class"],
        ] {
            assert_eq!(told(&archive(names), "a.zip"), Told::Unknown, "{names:?}");
        }
        let cut = &archive(&["[Content_Types].xml", "word/document.xml"])[..60];
        assert_eq!(told(cut, "a.docx"), Told::Damaged);
    }

    #[test]
    fn content_decides() {
        let docx = archive(&["[Content_Types].xml", "docProps/app.xml", "word/document.xml"]);
        let xlsx = archive(&["[Content_Types].xml", "xl/workbook.xml"]);
        // A parcel that holds a folder called like a part of a document is a parcel.
        let zip = archive(&["word/a.pdf", "xl/b.pdf"]);
        for (content, media) in [
            (&b"%PDF-1.7\n..."[..], Media::Pdf),
            (b"junk before %PDF-1.4", Media::Pdf),
            (b"\x89PNG\r\n\x1a\n...", Media::Png),
            (b"\xff\xd8\xff\xe0", Media::Jpeg),
            ("\u{feff}Số: 05".as_bytes(), Media::Text),
            (&docx, Media::Docx),
            (&xlsx, Media::Xlsx),
            (&zip, Media::Zip),
        ] {
            assert_eq!(told(content, "a"), Told::Kind(media));
        }
    }

    #[test]
    fn a_letter_is_one_by_name_and_head() {
        let letter = b"Received: from a\r\n\tby b\r\nFrom: vanthu@example.vn\r\nSubject: x\r\n\r\n\xe0 body";
        assert_eq!(told(letter, "thu.EML"), Told::Kind(Media::Eml));
        assert_eq!(told(b"From: a\n\nhello", "a.txt"), Told::Kind(Media::Text));
        for content in [&b"hello\n\nFrom: a"[..], b"Subject: a\n\nFrom: b", b"<p>From: a</p>"] {
            assert_eq!(told(content, "a.eml"), Told::Kind(Media::Text), "{content:?}");
        }
    }

    #[test]
    fn a_lying_name_does_not_fit_and_a_silent_one_is_completed() {
        assert_eq!(Media::Pdf.named("a.PDF").as_deref(), Some("a.PDF"));
        assert_eq!(Media::Jpeg.named("a.jpeg").as_deref(), Some("a.jpeg"));
        for lie in ["a.docx", "a.txt", "a.pdf.eml"] {
            assert_eq!(Media::Pdf.named(lie), None, "{lie}");
        }
        assert_eq!(Media::Pdf.named("Công văn 12.BC").as_deref(), Some("Công văn 12.BC.pdf"));
        assert_eq!(Media::Pdf.named("invoice.exe").as_deref(), Some("invoice.exe.pdf"));
        assert_eq!(Media::Text.named("a").as_deref(), Some("a.txt"));
    }
}
