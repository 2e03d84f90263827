//! Setting papers: typst, kept warm between one sheet and the next.

use crate::forms::Forms;
use crate::{Error, Head, Layout, Result, Sheet, fonts, view};
use calendar::{Day, Time};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World, WorldExt};
use typst_kit::fonts::FontStore;
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

/// The file in which the forms find the sheet.
const SHEET: &str = "sheet.json";
/// How many sheets long the typesetter remembers what it has laid out before.
const MEMORY: usize = 4;
/// Viet Nam's offset from UTC, in minutes.
const OFFSET: i32 = 7 * 60;

/// Sets sheets to PDF/A-2b.
pub(crate) struct Press {
    library: LazyHash<Library>,
    fonts: FontStore,
    forms: Forms,
    sources: Mutex<HashMap<FileId, Source>>,
    main: FileId,
    sheet: Bytes,
}

impl Press {
    /// A press with all fonts and these forms.
    pub(crate) fn new(forms: Forms) -> Result<Press> {
        Ok(Press {
            library: LazyHash::new(Library::default()),
            fonts: fonts::all(forms.folder()),
            forms,
            sources: Mutex::default(),
            main: file_id("cong-van.typ")?,
            sheet: Bytes::new([]),
        })
    }

    /// Sets one sheet. The same sheet, forms and fonts give the same bytes.
    ///
    /// # Errors
    /// [`Error::NoGlyph`] for a letter that cannot be printed, [`Error::Form`] for a faulty form.
    pub(crate) fn set(&mut self, sheet: &Sheet) -> Result<Vec<u8>> {
        let json = view::json(sheet, |letter| fonts::have(&self.fonts, letter))?.to_string();
        self.sheet = Bytes::from_string(json.clone());
        self.main = file_id(form(sheet))?;
        self.refresh();
        let document = typst::compile::<PagedDocument>(&*self).output.map_err(|faults| self.fault(&faults));
        let pdf = document.and_then(|document| {
            typst_pdf::pdf(&document, &options(sheet, json)?).map_err(|faults| self.fault(&faults))
        });
        typst::comemo::evict(MEMORY);
        pdf
    }

    /// Takes up forms that were changed since the last sheet.
    fn refresh(&mut self) {
        let sources = self.sources.get_mut().unwrap_or_else(PoisonError::into_inner);
        sources.retain(|id, source| {
            self.forms.file(name(*id)).is_some_and(|bytes| *bytes == *source.text().as_bytes())
        });
    }

    /// The first of the typesetter's complaints, with file and line.
    fn fault(&self, faults: &[SourceDiagnostic]) -> Error {
        let Some(fault) = faults.first() else {
            return Error::Form { file: String::new(), line: 0, reason: String::new() };
        };
        let id = fault.span.id().unwrap_or(self.main);
        let line = self.range(fault.span).and_then(|range| {
            let source = self.source(id).ok()?;
            source.lines().byte_to_line(range.start)
        });
        Error::Form {
            file: name(id).into(),
            line: line.map_or(0, |line| line + 1),
            reason: fault.message.to_string(),
        }
    }
}

impl World for Press {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        self.fonts.book()
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        let mut sources = self.sources.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(source) = sources.get(&id) {
            return Ok(source.clone());
        }
        let bytes = self.forms.file(name(id)).ok_or(FileError::NotFound(name(id).into()))?;
        let text = String::from_utf8(bytes.into_owned()).map_err(|_| FileError::InvalidUtf8)?;
        let source = Source::new(id, text);
        sources.insert(id, source.clone());
        Ok(source)
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if name(id) == SHEET {
            return Ok(self.sheet.clone());
        }
        let bytes = self.forms.file(name(id)).ok_or(FileError::NotFound(name(id).into()))?;
        Ok(Bytes::new(bytes))
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.font(index)
    }

    /// No form may ask for today: a paper is dated by its data alone.
    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

/// The form that sets a sheet.
pub(crate) fn form(sheet: &Sheet) -> &'static str {
    match sheet {
        Sheet::Letter(letter) => match letter.layout {
            Layout::Usual if letter.kind.is_none() => "cong-van.typ",
            Layout::Usual => "van-ban-co-ten-loai.typ",
            Layout::Decision => "quyet-dinh.typ",
            Layout::Telegram => "cong-dien.typ",
            Layout::Invitation => "giay-moi.typ",
            Layout::Introduction => "giay-gioi-thieu.typ",
            Layout::Minutes => "bien-ban.typ",
            Layout::Leave => "giay-nghi-phep.typ",
        },
        Sheet::Annex(_) => "phu-luc.typ",
        Sheet::Slip(_) => "phieu-trinh.typ",
        Sheet::Register(_) => "so-dang-ky.typ",
        Sheet::Filing(_) => "ho-so.typ",
    }
}

fn file_id(name: &str) -> Result<FileId> {
    let path = VirtualPath::new(name).map_err(|fault| Error::Unavailable { reason: fault.to_string() })?;
    Ok(RootedPath::new(VirtualRoot::Project, path).intern())
}

/// The name of a file of the forms. Packages have no files here: a name that none of ours has.
fn name(id: FileId) -> &'static str {
    match id.get().root() {
        VirtualRoot::Project => id.get().vpath().get_without_slash(),
        VirtualRoot::Package(_) => "",
    }
}

/// Archival PDF whose every byte follows from the sheet.
fn options(sheet: &Sheet, json: String) -> Result<PdfOptions> {
    Ok(PdfOptions {
        ident: Smart::Custom(json),
        creator: Smart::Custom(Some("Khuê Văn".into())),
        timestamp: timestamp(sheet.head()),
        standards: PdfStandards::new(&[PdfStandard::A_2b])
            .map_err(|fault| Error::Unavailable { reason: fault.message().to_string() })?,
        ..PdfOptions::default()
    })
}

/// When the paper was made, in local time.
fn timestamp(head: &Head) -> Option<Timestamp> {
    let made = head.made.or(head.date.map(Day::start)).unwrap_or(Time(0)).civil();
    let part = |number: i8| u8::try_from(number).ok();
    let local = Datetime::from_ymd_hms(
        made.year().into(),
        part(made.month())?,
        part(made.day())?,
        part(made.hour())?,
        part(made.minute())?,
        part(made.second())?,
    )?;
    Timestamp::new_local(local, OFFSET)
}
