//! What a backup says of itself, so that a damaged one is noticed before anything is restored from it.

use crate::failure::{Exit, Failure, Outcome, lang};
use crate::t;
use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// The manifest's file.
pub(crate) const FILE: &str = "manifest.json";
/// The form of backups that this binary writes and reads.
const FORMAT: u32 = 1;

/// The content of `manifest.json`.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Manifest {
    /// The form of the backup.
    format: u32,
    /// The version of the binary that wrote it.
    version: String,
    /// When, with the local offset.
    pub(crate) made_at: String,
    /// The database's engine.
    pub(crate) engine: String,
    /// The file of the database.
    pub(crate) database: String,
    /// The single files, with their checksums.
    entries: Vec<Entry>,
    /// How many files of documents there are; each is named by its own checksum.
    files: u64,
}

#[derive(Debug, Serialize, Deserialize)]
struct Entry {
    name: String,
    bytes: u64,
    sha256: String,
}

impl Manifest {
    /// Describes what lies in a folder.
    pub(crate) fn of(folder: &Path, made_at: String, engine: &str, database: &str) -> Outcome<Manifest> {
        let mut entries = Vec::new();
        for path in in_folder(folder)?.into_iter().filter(|path| path.is_file()) {
            let name = name_of(&path);
            let (bytes, sha256) = checksum(&path)?;
            entries.push(Entry { name, bytes, sha256 });
        }
        Ok(Manifest {
            format: FORMAT,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            made_at,
            engine: engine.to_owned(),
            database: database.to_owned(),
            entries,
            files: blobs(folder)?.len() as u64,
        })
    }

    /// Writes the manifest, which makes the backup a whole one.
    pub(crate) fn write(&self, folder: &Path) -> Outcome {
        let path = folder.join(FILE);
        let draft = folder.join("manifest.draft");
        let text = serde_json::to_string_pretty(self).map_err(|error| damaged(&path, error))?;
        let written = fs::write(&draft, text)
            .and_then(|()| File::open(&draft)?.sync_all())
            .and_then(|()| fs::rename(&draft, &path))
            .and_then(|()| File::open(folder)?.sync_all());
        written.map_err(|cause| Failure::file(&path, &cause))
    }

    /// Reads the manifest and holds everything in the folder against it.
    pub(crate) fn verified(folder: &Path) -> Outcome<Manifest> {
        let path = folder.join(FILE);
        let text = fs::read_to_string(&path).map_err(|cause| Failure::file(&path, &cause))?;
        let manifest: Manifest = serde_json::from_str(&text).map_err(|error| damaged(&path, error))?;
        if manifest.format != FORMAT {
            return Err(damaged(&path, format!("format {}", manifest.format)));
        }
        if !manifest.entries.iter().any(|entry| entry.name == manifest.database) {
            return Err(damaged(&path, &manifest.database));
        }
        for entry in &manifest.entries {
            let path = folder.join(&entry.name);
            let found = checksum(&path)?;
            if found != (entry.bytes, entry.sha256.clone()) {
                return Err(damaged(&path, &found.1));
            }
        }
        let blobs = blobs(folder)?;
        if blobs.len() as u64 != manifest.files {
            return Err(damaged(&folder.join("files"), format!("{} ≠ {}", blobs.len(), manifest.files)));
        }
        for blob in &blobs {
            let (_, sha256) = checksum(blob)?;
            if sha256 != name_of(blob) {
                return Err(damaged(blob, sha256));
            }
        }
        Ok(manifest)
    }
}

fn damaged(path: &Path, what: impl std::fmt::Display) -> Failure {
    let title = t::backup_damaged(lang(), path.display());
    Failure::new(Exit::Found, title, t::backup_damaged_remedy(lang())).with(what)
}

/// The files of documents: two letters of the digest, then the whole digest.
fn blobs(folder: &Path) -> Outcome<Vec<PathBuf>> {
    let mut blobs = Vec::new();
    for fan in in_folder(&folder.join("files"))?.into_iter().filter(|fan| name_of(fan).len() == 2) {
        blobs.extend(in_folder(&fan)?);
    }
    Ok(blobs)
}

fn in_folder(folder: &Path) -> Outcome<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).and_then(|entries| entries.collect::<io::Result<Vec<_>>>());
    let mut paths: Vec<PathBuf> = entries
        .map_err(|cause| Failure::file(folder, &cause))?
        .into_iter()
        .map(|entry| entry.path())
        .collect();
    paths.sort();
    Ok(paths)
}

fn name_of(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// The size and the SHA-256 of a file.
fn checksum(path: &Path) -> Outcome<(u64, String)> {
    digest(path).map_err(|cause| Failure::file(path, &cause))
}

fn digest(path: &Path) -> io::Result<(u64, String)> {
    let (mut file, mut digest, mut bytes) = (File::open(path)?, Sha256::new(), 0);
    let mut piece = vec![0; 64 * 1024];
    loop {
        match file.read(&mut piece)? {
            0 => return Ok((bytes, HEXLOWER.encode(&digest.finalize()))),
            read => {
                digest.update(&piece[..read]);
                bytes += read as u64;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str, text: &str| {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        file("database.sqlite", "data");
        let digest = HEXLOWER.encode(&Sha256::digest("paper"));
        file(&format!("files/{}/{digest}", &digest[..2]), "paper");
        let manifest = Manifest::of(folder.path(), "now".into(), "sqlite", "database.sqlite").unwrap();
        manifest.write(folder.path()).unwrap();
        folder
    }

    #[test]
    fn a_whole_backup_is_accepted() {
        let folder = folder();
        let manifest = Manifest::verified(folder.path()).unwrap();
        assert_eq!((manifest.entries.len(), manifest.files), (1, 1));
    }

    #[test]
    fn every_damage_is_named() {
        for damage in ["database.sqlite", "files", FILE] {
            let folder = folder();
            let path = match damage {
                "files" => blobs(folder.path()).unwrap().remove(0),
                name => folder.path().join(name),
            };
            fs::write(&path, "other").unwrap();
            let text = Manifest::verified(folder.path()).unwrap_err().text();
            assert!(text.contains(path.to_str().unwrap()), "{text}");
            fs::remove_file(&path).unwrap();
            assert!(Manifest::verified(folder.path()).is_err(), "{damage}");
        }
    }
}
