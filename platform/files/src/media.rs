//! What a file is, by its content.

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
    /// Plain text.
    Text,
}

impl Media {
    const ALL: [Media; 7] =
        [Media::Pdf, Media::Docx, Media::Xlsx, Media::Png, Media::Jpeg, Media::Zip, Media::Text];

    /// The media type.
    pub fn name(self) -> &'static str {
        match self {
            Media::Pdf => "application/pdf",
            Media::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Media::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Media::Png => "image/png",
            Media::Jpeg => "image/jpeg",
            Media::Zip => "application/zip",
            Media::Text => "text/plain",
        }
    }

    /// Reads what [`Media::name`] gave.
    pub fn of(name: &str) -> Option<Media> {
        Media::ALL.into_iter().find(|media| media.name() == name)
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
            Media::Text => "TXT",
        }
    }

    /// The kind of a content by its first bytes. Office files are archives whose first entries tell.
    pub fn sniff(head: &[u8]) -> Option<Media> {
        // Readers of PDF take the mark anywhere in the first kilobyte.
        if head.get(..1024.min(head.len())).is_some_and(|start| find(start, b"%PDF-")) {
            return Some(Media::Pdf);
        }
        if head.starts_with(b"\x89PNG\r\n\x1a\n") {
            return Some(Media::Png);
        }
        if head.starts_with(b"\xff\xd8\xff") {
            return Some(Media::Jpeg);
        }
        if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
            return Some(match () {
                () if find(head, b"word/") => Media::Docx,
                () if find(head, b"xl/") => Media::Xlsx,
                () => Media::Zip,
            });
        }
        // The end of the head may cut a letter in two.
        let text = match std::str::from_utf8(head) {
            Ok(text) => text,
            Err(error) if error.error_len().is_none() => {
                std::str::from_utf8(&head[..error.valid_up_to()]).unwrap_or_default()
            }
            Err(_) => return None,
        };
        let plain = text.chars().all(|c| !c.is_control() || matches!(c, '\n' | '\r' | '\t'));
        (plain && !text.is_empty()).then_some(Media::Text)
    }

    /// Whether a file of this kind may have that name. A name without a known ending says nothing.
    pub fn fits(self, name: &str) -> bool {
        let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_lowercase());
        let named = match ending.as_deref() {
            Some("pdf") => Media::Pdf,
            Some("docx") => Media::Docx,
            Some("xlsx") => Media::Xlsx,
            Some("png") => Media::Png,
            Some("jpg" | "jpeg") => Media::Jpeg,
            Some("zip") => Media::Zip,
            Some("txt" | "csv") => Media::Text,
            _ => return true,
        };
        // The telling entries of an office file may stand behind the bytes that were looked at.
        named == self || (self == Media::Zip && matches!(named, Media::Docx | Media::Xlsx))
    }
}

fn find(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_decides_and_a_lying_name_does_not_fit() {
        let pdf = Media::sniff(b"%PDF-1.7\n...").unwrap();
        assert_eq!(pdf, Media::Pdf);
        assert!(pdf.fits("a.PDF") && pdf.fits("a") && !pdf.fits("a.docx"));
        let text = Media::sniff("Số: 05".as_bytes()).unwrap();
        assert!(!text.fits("congvan.pdf") && text.fits("ghichu.txt"));
        assert_eq!(Media::sniff(b"MZ\x90\x00\x03"), None);
        assert_eq!(Media::sniff(b""), None);
        assert_eq!(Media::sniff(b"PK\x03\x04....word/document.xml"), Some(Media::Docx));
        assert_eq!(Media::sniff(&"đ".as_bytes()[..1]), None);
        for media in Media::ALL {
            assert_eq!(Media::of(media.name()), Some(media));
        }
    }
}
