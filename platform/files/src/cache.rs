//! What is derived from files, kept while there is room.

use crate::Error;
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::SystemTime;

#[derive(Debug)]
pub(crate) struct Cache {
    folder: PathBuf,
    most: u64,
    size: AtomicU64,
}

impl Cache {
    pub(crate) fn open(folder: &Path, most: u64) -> Result<Cache, Error> {
        fs::create_dir_all(folder)?;
        let size = entries(folder).iter().map(|(_, size, _)| size).sum();
        Ok(Cache { folder: folder.to_owned(), most, size: AtomicU64::new(size) })
    }

    pub(crate) fn get<E>(&self, name: &str, make: impl FnOnce() -> Result<Vec<u8>, E>) -> Result<Vec<u8>, E> {
        let path = self.path(name);
        if let Ok(known) = fs::read(&path) {
            return Ok(known);
        }
        let made = make()?;
        if self.keep(&path, &made).is_err() {
            tracing::warn!(name, "what was derived could not be kept");
        }
        Ok(made)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.join(HEXLOWER.encode(&Sha256::digest(name.as_bytes())))
    }

    fn keep(&self, path: &Path, content: &[u8]) -> Result<(), Error> {
        let size = content.len() as u64;
        if size > self.most {
            return Ok(());
        }
        let mut temporary = tempfile::NamedTempFile::new_in(&self.folder)?;
        temporary.write_all(content)?;
        temporary.persist(path).map_err(|error| error.error)?;
        if self.size.fetch_add(size, Ordering::Relaxed) + size > self.most {
            self.shrink();
        }
        Ok(())
    }

    /// Removes what was not wanted for the longest time, until three quarters of the room are used.
    fn shrink(&self) {
        let mut entries = entries(&self.folder);
        entries.sort_by_key(|(_, _, wanted)| *wanted);
        let mut size: u64 = entries.iter().map(|(_, size, _)| size).sum();
        for (path, length, _) in entries {
            if size <= self.most / 4 * 3 {
                break;
            }
            if fs::remove_file(path).is_ok() {
                size -= length;
            }
        }
        self.size.store(size, Ordering::Relaxed);
    }
}

/// What lies there: its place, its size, and when it was last made or read.
fn entries(folder: &Path) -> Vec<(PathBuf, u64, SystemTime)> {
    let listed = fs::read_dir(folder).into_iter().flatten().flatten();
    listed
        .filter_map(|entry| {
            let meta = entry.metadata().ok()?;
            let made = meta.modified().ok()?;
            // File systems note reading about once a day, or never; then what was made first goes first.
            Some((entry.path(), meta.len(), meta.accessed().map_or(made, |read| read.max(made))))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn it_is_made_once_and_the_room_is_bounded() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::open(folder.path(), 1000).unwrap();
        let make = |n: u8| move || Ok::<_, Error>(vec![n; 400]);
        assert_eq!(cache.get("a", make(1)).unwrap(), vec![1; 400]);
        assert_eq!(cache.get("a", make(2)).unwrap(), vec![1; 400]);
        for n in 0..10 {
            cache.get(&format!("b{n}"), make(n)).unwrap();
            let size: u64 = entries(folder.path()).iter().map(|(_, size, _)| size).sum();
            assert!(size <= 1200, "{size}");
        }
        assert!(cache.get("c", || Err::<Vec<u8>, _>(Error::Full)).is_err());
    }

    #[test]
    fn what_was_wanted_lately_stays() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::open(folder.path(), 1000).unwrap();
        for name in ["old", "read", "new"] {
            cache.get(name, || Ok::<_, Error>(vec![0; 300])).unwrap();
        }
        for (name, made, read) in [("old", 10, 10), ("read", 9, 30), ("new", 20, 20)] {
            let at = |seconds| SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
            let times = fs::FileTimes::new().set_modified(at(made)).set_accessed(at(read));
            fs::File::open(cache.path(name)).unwrap().set_times(times).unwrap();
        }
        cache.get("more", || Ok::<_, Error>(vec![0; 300])).unwrap();
        let there = ["old", "read", "new", "more"].map(|name| cache.path(name).exists());
        assert_eq!(there, [false, true, false, true]);
    }
}
