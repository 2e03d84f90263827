//! The folder in which files lie under their digests.

use crate::cache::Cache;
use crate::{Error, Media, Scanner};
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tempfile::NamedTempFile;

/// So much of a file is looked at to tell its kind.
const HEAD: usize = 64 * 1024;

/// The files of the system. Cloning shares them.
#[derive(Clone, Debug)]
pub struct Files(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    folder: PathBuf,
    cache: Cache,
    scanner: Option<Scanner>,
}

/// A file on disk that no record names yet: what an action takes.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Prepared {
    /// SHA-256 of its content, in hex.
    pub digest: String,
    /// Bytes.
    pub size: i64,
    /// Its media type.
    pub media: String,
    /// The name under which it came, without any folder.
    pub name: String,
}

impl Files {
    /// Opens the folder, making it if it is not there. `cache` bounds what is derived, in bytes.
    ///
    /// # Errors
    /// [`Error::Unwritable`] when it cannot be made or written.
    pub fn open(folder: &Path, cache: u64, scanner: Option<Scanner>) -> Result<Files, Error> {
        fs::create_dir_all(folder.join("incoming"))?;
        let cache = Cache::open(&folder.join("derived"), cache)?;
        Ok(Files(Arc::new(Inner { folder: folder.to_owned(), cache, scanner })))
    }

    /// Begins to take a file in that comes piece by piece; `limit` is the most bytes it may have.
    ///
    /// # Errors
    /// [`Error::Full`] or [`Error::Unwritable`].
    pub fn begin(&self, name: &str, limit: u64) -> Result<Incoming, Error> {
        let temporary = NamedTempFile::new_in(self.0.folder.join("incoming"))?;
        Ok(Incoming {
            files: self.clone(),
            name: bare(name),
            limit,
            size: 0,
            head: Vec::new(),
            digest: Sha256::new(),
            temporary,
        })
    }

    /// Takes in a whole file.
    ///
    /// # Errors
    /// As [`Incoming::write`] and [`Incoming::finish`].
    pub fn put(&self, name: &str, content: &[u8]) -> Result<Prepared, Error> {
        let mut incoming = self.begin(name, u64::MAX)?;
        incoming.write(content)?;
        incoming.finish()
    }

    /// Where a file lies. The caller has asked whether its reader may have it.
    ///
    /// # Errors
    /// [`Error::Missing`].
    pub fn path(&self, digest: &str) -> Result<PathBuf, Error> {
        let path = self.place(digest).ok_or_else(|| Error::Missing(digest.to_owned()))?;
        if path.exists() { Ok(path) } else { Err(Error::Missing(digest.to_owned())) }
    }

    /// A file's content.
    ///
    /// # Errors
    /// [`Error::Missing`].
    pub fn read(&self, digest: &str) -> Result<Vec<u8>, Error> {
        Ok(fs::read(self.path(digest)?)?)
    }

    /// What is derived from files by this name, made by `make` if it is not in the cache.
    ///
    /// # Errors
    /// That of `make`. A cache that cannot be written is no error.
    pub fn derived<E>(&self, name: &str, make: impl FnOnce() -> Result<Vec<u8>, E>) -> Result<Vec<u8>, E> {
        self.0.cache.get(name, make)
    }

    /// Copies every file into another folder of files: a backup, after the database's own.
    ///
    /// # Errors
    /// [`Error::Full`] or [`Error::Unwritable`].
    pub fn copy_to(&self, target: &Path) -> Result<u64, Error> {
        let other = Files::open(target, 0, None)?;
        let mut copied = 0;
        for (digest, path) in self.all()? {
            if let Some(place) = other.place(&digest).filter(|place| !place.exists()) {
                if let Some(folder) = place.parent() {
                    fs::create_dir_all(folder)?;
                }
                let mut temporary = NamedTempFile::new_in(other.0.folder.join("incoming"))?;
                io::copy(&mut File::open(path)?, &mut temporary)?;
                temporary.as_file().sync_all()?;
                temporary.persist(place).map_err(|error| error.error)?;
                copied += 1;
            }
        }
        Ok(copied)
    }

    /// Every file there is, by digest.
    pub(crate) fn all(&self) -> Result<Vec<(String, PathBuf)>, Error> {
        let mut all = Vec::new();
        for fan in fs::read_dir(&self.0.folder)?.flatten().filter(|fan| fan.file_name().len() == 2) {
            for file in fs::read_dir(fan.path())?.flatten() {
                all.push((file.file_name().to_string_lossy().into_owned(), file.path()));
            }
        }
        Ok(all)
    }

    /// Deletes a file that no record uses.
    pub(crate) fn delete(&self, digest: &str) -> Result<(), Error> {
        match self.place(digest).map(fs::remove_file) {
            Some(Err(error)) if error.kind() != io::ErrorKind::NotFound => Err(error.into()),
            _ => Ok(()),
        }
    }

    /// The place of a digest; none if it is no digest, so that nothing else can be reached by it.
    fn place(&self, digest: &str) -> Option<PathBuf> {
        let hex =
            digest.len() == 64 && digest.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
        hex.then(|| self.0.folder.join(&digest[..2]).join(digest))
    }
}

/// A file that is coming in. Dropped before it is finished, it leaves nothing behind.
#[derive(Debug)]
pub struct Incoming {
    files: Files,
    name: String,
    limit: u64,
    size: u64,
    head: Vec<u8>,
    digest: Sha256,
    temporary: NamedTempFile,
}

impl Incoming {
    /// Takes the next piece.
    ///
    /// # Errors
    /// [`Error::TooLarge`] as soon as the limit is passed; [`Error::Full`].
    pub fn write(&mut self, piece: &[u8]) -> Result<(), Error> {
        self.size += piece.len() as u64;
        if self.size > self.limit {
            return Err(Error::TooLarge { name: self.name.clone(), limit: self.limit });
        }
        let wanted = HEAD.saturating_sub(self.head.len()).min(piece.len());
        self.head.extend_from_slice(&piece[..wanted]);
        self.digest.update(piece);
        Ok(self.temporary.write_all(piece)?)
    }

    /// Whether nothing has come.
    pub fn is_empty(&self) -> bool {
        self.size == 0
    }

    /// Puts the file in its place, on disk for good.
    ///
    /// # Errors
    /// [`Error::Empty`], [`Error::Unknown`], [`Error::Other`], [`Error::Infected`], [`Error::Full`].
    pub fn finish(self) -> Result<Prepared, Error> {
        let Incoming { files, name, size, head, digest, temporary, .. } = self;
        if size == 0 {
            return Err(Error::Empty { name });
        }
        let Some(media) = Media::sniff(&head) else { return Err(Error::Unknown { name }) };
        if !media.fits(&name) {
            return Err(Error::Other { name, found: media.short() });
        }
        if let Some(scanner) = &files.0.scanner
            && let Some(found) = scanner.scan(&mut File::open(temporary.path())?)?
        {
            return Err(Error::Infected { name, found });
        }
        let digest = HEXLOWER.encode(&digest.finalize());
        let Some(place) = files.place(&digest) else { return Err(Error::Missing(digest)) };
        let folder = place.parent().map(Path::to_owned).unwrap_or_default();
        if !place.exists() {
            fs::create_dir_all(&folder)?;
            temporary.as_file().sync_all()?;
            temporary.persist(&place).map_err(|error| error.error)?;
        }
        // The name in its folder must be as durable as the content.
        File::open(&folder)?.sync_all()?;
        Ok(Prepared {
            digest,
            size: i64::try_from(size).unwrap_or(i64::MAX),
            media: media.name().to_owned(),
            name,
        })
    }
}

/// A name without folders and control characters, at most 200 characters.
fn bare(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean: String = last.chars().filter(|c| !c.is_control()).take(200).collect();
    if clean.trim_matches('.').is_empty() { "file".to_owned() } else { clean }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files() -> (tempfile::TempDir, Files) {
        let folder = tempfile::tempdir().unwrap();
        let files = Files::open(folder.path(), 1 << 20, None).unwrap();
        (folder, files)
    }

    fn waiting(folder: &Path) -> usize {
        fs::read_dir(folder.join("incoming")).unwrap().count()
    }

    #[test]
    fn what_is_refused_leaves_nothing_behind() {
        let (folder, files) = files();
        assert!(matches!(files.put("a.pdf", b""), Err(Error::Empty { .. })));
        assert!(matches!(files.put("a.pdf", b"just words"), Err(Error::Other { found: "TXT", .. })));
        assert!(matches!(files.put("a.exe", b"MZ\x90\x00"), Err(Error::Unknown { .. })));
        let mut large = files.begin("a.pdf", 10).unwrap();
        large.write(b"%PDF-1.7").unwrap();
        assert!(matches!(large.write(b"more"), Err(Error::TooLarge { limit: 10, .. })));
        drop(large);
        assert_eq!((waiting(folder.path()), files.all().unwrap().len()), (0, 0));
    }

    #[test]
    fn the_same_content_lies_there_once() {
        let (folder, files) = files();
        let first = files.put("a.pdf", b"%PDF-1.7 x").unwrap();
        let second = files.put("../../etc/b.pdf", b"%PDF-1.7 x").unwrap();
        assert_eq!((first.digest.as_str(), second.name.as_str()), (second.digest.as_str(), "b.pdf"));
        assert_eq!((files.all().unwrap().len(), waiting(folder.path())), (1, 0));
        assert_eq!(files.read(&first.digest).unwrap(), b"%PDF-1.7 x");
    }

    #[test]
    fn only_digests_reach_files() {
        let (_folder, files) = files();
        for digest in ["../incoming", "", "zz", &"A".repeat(64)] {
            assert!(matches!(files.path(digest), Err(Error::Missing(_))), "{digest}");
        }
    }

    #[test]
    fn a_backup_holds_every_file() {
        let (_folder, files) = files();
        let one = files.put("a.pdf", b"%PDF-1.7 one").unwrap();
        files.put("b.txt", b"two").unwrap();
        let target = tempfile::tempdir().unwrap();
        assert_eq!(files.copy_to(target.path()).unwrap(), 2);
        assert_eq!(files.copy_to(target.path()).unwrap(), 0);
        let copy = Files::open(target.path(), 0, None).unwrap();
        assert_eq!(copy.read(&one.digest).unwrap(), b"%PDF-1.7 one");
    }
}
