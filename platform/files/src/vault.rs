//! The folder in which files lie under their digests.

use crate::cache::Cache;
use crate::media::{self, HEAD, Told};
use crate::{Error, Scanner};
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;
use tempfile::NamedTempFile;

/// The folder of what is still coming in; it lies in the same file system as the files.
const INCOMING: &str = "incoming";
/// So much is moved at a time.
const PIECE: usize = 64 * 1024;

/// The files of the system. Cloning shares them.
#[derive(Clone, Debug)]
pub struct Files(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    folder: PathBuf,
    /// Held shared while a file gets its name, and alone while one is deleted: see [`Files::delete`].
    lock: PathBuf,
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
        fs::create_dir_all(folder.join(INCOMING))?;
        let cache = Cache::open(&folder.join("derived"), cache)?;
        let lock = folder.join("lock");
        File::create(&lock)?;
        Ok(Files(Arc::new(Inner { folder: folder.to_owned(), lock, cache, scanner })))
    }

    /// Begins to take a file in that comes piece by piece; `limit` is the most bytes it may have.
    ///
    /// # Errors
    /// [`Error::Full`] or [`Error::Unwritable`].
    pub fn begin(&self, name: &str, limit: u64) -> Result<Incoming, Error> {
        Ok(Incoming {
            files: self.clone(),
            name: bare(name),
            limit,
            size: 0,
            head: Vec::new(),
            digest: Sha256::new(),
            temporary: self.temporary()?,
        })
    }

    /// Takes a file in from whatever can be read.
    ///
    /// # Errors
    /// As [`Incoming::write`] and [`Incoming::finish`].
    pub fn take(&self, name: &str, limit: u64, content: impl Read) -> Result<Prepared, Error> {
        let mut incoming = self.begin(name, limit)?;
        pieces(content, |piece| incoming.write(piece))?;
        incoming.finish()
    }

    /// Takes in a whole file.
    ///
    /// # Errors
    /// As [`Incoming::finish`].
    pub fn put(&self, name: &str, content: &[u8]) -> Result<Prepared, Error> {
        self.take(name, u64::MAX, content)
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

    /// Copies every file that another folder of files lacks: a backup, after the database's own. Returns how many.
    ///
    /// # Errors
    /// [`Error::Altered`] when a file is no longer what its digest says, once all others are copied;
    /// [`Error::Full`] or [`Error::Unwritable`].
    pub fn copy_to(&self, target: &Path) -> Result<u64, Error> {
        let other = Files::open(target, 0, None)?;
        let (mut copied, mut altered) = (0, None);
        for digest in self.all()? {
            if other.path(&digest).is_ok() {
                continue;
            }
            let (mut temporary, mut found) = (other.temporary()?, Sha256::new());
            pieces(File::open(self.path(&digest)?)?, |piece| {
                found.update(piece);
                Ok(temporary.write_all(piece)?)
            })?;
            if HEXLOWER.encode(&found.finalize()) == digest {
                other.settle(temporary, &digest)?;
                copied += 1;
            } else {
                altered = Some(Error::Altered(digest));
            }
        }
        altered.map_or(Ok(copied), Err)
    }

    /// The digests of all files there are.
    pub(crate) fn all(&self) -> Result<Vec<String>, Error> {
        let mut all = Vec::new();
        for fan in fs::read_dir(&self.0.folder)?.flatten().filter(|fan| fan.file_name().len() == 2) {
            let names =
                fs::read_dir(fan.path())?.flatten().filter_map(|file| file.file_name().into_string().ok());
            all.extend(names.filter(|name| self.place(name).is_some()));
        }
        Ok(all)
    }

    /// Whether a file lies there that came before an instant.
    pub(crate) fn is_older(&self, digest: &str, instant: SystemTime) -> bool {
        self.place(digest).is_some_and(|place| is_older(&place, instant))
    }

    /// Deletes a file that came before an instant, and tells whether it did. A newer one is in the hands of
    /// somebody who is about to name it: whoever brings the same content again makes its file new, and the lock
    /// keeps that from happening between the look and the deletion.
    pub(crate) fn delete(&self, digest: &str, instant: SystemTime) -> Result<bool, Error> {
        let Some(place) = self.place(digest) else { return Ok(false) };
        let lock = File::open(&self.0.lock)?;
        lock.lock()?;
        let old = is_older(&place, instant);
        if old {
            fs::remove_file(place)?;
        }
        Ok(old)
    }

    /// Deletes what began to come in before an instant and never ended: a killed server leaves it.
    pub(crate) fn tidy(&self, instant: SystemTime) -> Result<(), Error> {
        for left in fs::read_dir(self.0.folder.join(INCOMING))?.flatten() {
            if is_older(&left.path(), instant) {
                fs::remove_file(left.path())?;
            }
        }
        Ok(())
    }

    fn temporary(&self) -> Result<NamedTempFile, Error> {
        Ok(NamedTempFile::new_in(self.0.folder.join(INCOMING))?)
    }

    /// Gives a file its place, on disk for good. One that lies there already is replaced by the same content, so
    /// that it counts as new.
    fn settle(&self, temporary: NamedTempFile, digest: &str) -> Result<(), Error> {
        let Some(place) = self.place(digest) else { return Err(Error::Missing(digest.to_owned())) };
        let fan = self.0.folder.join(&digest[..2]);
        if !fan.exists() {
            fs::create_dir_all(&fan)?;
            File::open(&self.0.folder)?.sync_all()?;
        }
        temporary.as_file().sync_all()?;
        let lock = File::open(&self.0.lock)?;
        lock.lock_shared()?;
        temporary.persist(place).map_err(|error| error.error)?;
        // The name in its folder must be as durable as the content.
        Ok(File::open(fan)?.sync_all()?)
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
    /// [`Error::Empty`], [`Error::Damaged`], [`Error::Unknown`], [`Error::Other`], [`Error::Infected`],
    /// [`Error::Unscanned`], [`Error::Full`].
    pub fn finish(self) -> Result<Prepared, Error> {
        let Incoming { files, name, size, head, digest, temporary, .. } = self;
        if size == 0 {
            return Err(Error::Empty { name });
        }
        let media = match media::tell(&head, &name, &mut temporary.reopen()?)? {
            Told::Kind(media) => media,
            Told::Damaged => return Err(Error::Damaged { name }),
            Told::Unknown => return Err(Error::Unknown { name }),
        };
        let Some(named) = media.named(&name) else { return Err(Error::Other { name, found: media.short() }) };
        if let Some(scanner) = &files.0.scanner
            && let Some(found) = scanner.scan(&mut temporary.reopen()?)?
        {
            return Err(Error::Infected { name, found });
        }
        let digest = HEXLOWER.encode(&digest.finalize());
        files.settle(temporary, &digest)?;
        let size = i64::try_from(size).unwrap_or(i64::MAX);
        Ok(Prepared { digest, size, media: media.name().to_owned(), name: named })
    }
}

/// Reads something to its end, piece by piece.
fn pieces(mut content: impl Read, mut each: impl FnMut(&[u8]) -> Result<(), Error>) -> Result<(), Error> {
    let mut piece = vec![0; PIECE];
    loop {
        match content.read(&mut piece) {
            Ok(0) => return Ok(()),
            Ok(length) => each(&piece[..length])?,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error.into()),
        }
    }
}

fn is_older(path: &Path, instant: SystemTime) -> bool {
    path.metadata().and_then(|meta| meta.modified()).is_ok_and(|made| made < instant)
}

/// A name without folders, control characters and signs that turn the direction of what follows, at most 200
/// characters.
fn bare(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let turns =
        |c: char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let clean: String = last.chars().filter(|c| !c.is_control() && !turns(*c)).take(200).collect();
    let clean = clean.trim();
    if clean.trim_matches('.').is_empty() { "file".to_owned() } else { clean.to_owned() }
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
    fn what_breaks_off_leaves_nothing_behind() {
        struct Breaking(usize);
        impl Read for Breaking {
            fn read(&mut self, piece: &mut [u8]) -> io::Result<usize> {
                self.0 += 1;
                match self.0 {
                    1 => Err(io::ErrorKind::Interrupted.into()),
                    2..9 => {
                        piece.fill(b'x');
                        Ok(piece.len())
                    }
                    _ => Err(io::ErrorKind::StorageFull.into()),
                }
            }
        }
        let (folder, files) = files();
        assert!(matches!(files.take("a.pdf", u64::MAX, Breaking(0)), Err(Error::Full)));
        assert!(matches!(files.take("a.pdf", 70_000, Breaking(0)), Err(Error::TooLarge { .. })));
        assert_eq!((waiting(folder.path()), files.all().unwrap().len()), (0, 0));
    }

    #[test]
    fn the_same_content_lies_there_once() {
        let (folder, files) = files();
        let first = files.put("a.pdf", b"%PDF-1.7 x").unwrap();
        let second = files.put("b.pdf", b"%PDF-1.7 x").unwrap();
        assert_eq!((first.digest.as_str(), second.name.as_str()), (second.digest.as_str(), "b.pdf"));
        assert_eq!((files.all().unwrap().len(), waiting(folder.path())), (1, 0));
        assert_eq!(files.read(&first.digest).unwrap(), b"%PDF-1.7 x");
    }

    #[test]
    fn the_same_content_can_come_in_many_times_at_once() {
        let (folder, files) = files();
        let content = [b"%PDF-1.7 ".as_slice(), &vec![b'x'; 300_000]].concat();
        let digests: Vec<String> = std::thread::scope(|scope| {
            let threads: Vec<_> =
                (0..8).map(|_| scope.spawn(|| files.put("a.pdf", &content).unwrap().digest)).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        assert_eq!(files.all().unwrap(), digests[..1]);
        assert!(digests.iter().all(|digest| *digest == digests[0]));
        assert_eq!(waiting(folder.path()), 0);
        assert_eq!(files.read(&digests[0]).unwrap(), content);
    }

    #[test]
    fn names_lose_their_folders_and_tricks() {
        for (given, kept) in [
            ("../../etc/b.pdf", "b.pdf"),
            ("C:\\Users\\a\\Tờ trình.pdf", "Tờ trình.pdf"),
            ("invoice\u{202e}fdp.exe", "invoicefdp.exe"),
            ("a\0b\n.pdf", "ab.pdf"),
            ("..", "file"),
            (" / ", "file"),
            ("", "file"),
        ] {
            assert_eq!(bare(given), kept, "{given:?}");
        }
        assert_eq!(bare(&"đ".repeat(300)).chars().count(), 200);
    }

    #[test]
    fn only_digests_reach_files() {
        let (_folder, files) = files();
        for digest in ["../incoming", "", "zz", &"A".repeat(64)] {
            assert!(matches!(files.path(digest), Err(Error::Missing(_))), "{digest}");
        }
    }

    #[test]
    fn a_file_that_came_again_is_not_deleted() {
        let (_folder, files) = files();
        let digest = files.put("a.pdf", b"%PDF-1.7 x").unwrap().digest;
        let came = fs::metadata(files.path(&digest).unwrap()).unwrap().modified().unwrap();
        assert!(!files.delete(&digest, came).unwrap());
        assert!(files.read(&digest).is_ok());
        let later = came + std::time::Duration::from_secs(1);
        assert!(files.delete(&digest, later).unwrap());
        assert!(!files.delete(&digest, later).unwrap());
        assert!(matches!(files.read(&digest), Err(Error::Missing(_))));
    }

    #[test]
    fn a_backup_holds_every_sound_file_and_names_one_that_is_not() {
        let (_folder, files) = files();
        let one = files.put("a.pdf", b"%PDF-1.7 one").unwrap();
        let two = files.put("b.txt", b"two").unwrap();
        let target = tempfile::tempdir().unwrap();
        assert_eq!(files.copy_to(target.path()).unwrap(), 2);
        assert_eq!(files.copy_to(target.path()).unwrap(), 0);
        let copy = Files::open(target.path(), 0, None).unwrap();
        assert_eq!(copy.read(&one.digest).unwrap(), b"%PDF-1.7 one");

        fs::write(files.path(&two.digest).unwrap(), b"too").unwrap();
        let target = tempfile::tempdir().unwrap();
        match files.copy_to(target.path()) {
            Err(Error::Altered(digest)) => assert_eq!(digest, two.digest),
            other => panic!("{other:?}"),
        }
        assert_eq!(Files::open(target.path(), 0, None).unwrap().all().unwrap(), [one.digest]);
    }
}
