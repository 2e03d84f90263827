//! Files of an upload on their way to an action: looked at, counted, named.

use crate::PartInput;
use crate::model::document::PartRole;
use edge::{App, Failure, UploadedFile};

/// Looks at the uploaded files: the main one must be a PDF that can be read; of the others, pages are counted
/// where they have such. The form's fields are named as the roles.
pub(crate) fn look_at(app: &App, files: &[UploadedFile]) -> Result<Vec<PartInput>, Failure> {
    let mut parts = Vec::new();
    for uploaded in files {
        let Some(role) = PartRole::of(&uploaded.field) else { continue };
        let pages = match (role, uploaded.file.media.as_str()) {
            (_, "application/pdf") => {
                let path = app.files.path(&uploaded.file.digest)?;
                let seen = tokio::task::block_in_place(|| app.papers.inspect(path.as_path()))?;
                i64::from(seen.pages())
            }
            _ => 0,
        };
        parts.push(PartInput { role, file: uploaded.file.clone(), pages });
    }
    Ok(parts)
}
