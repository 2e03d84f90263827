//! Files of an upload on their way to an action: looked at, counted, named, and kept when the form is shown again.

use crate::PartInput;
use crate::model::document::PartRole;
use edge::{App, Failure, Upload, UploadedFile};
use maud::{Markup, html};

/// The files that a form has brought, now or in an earlier try.
pub(crate) struct Brought {
    /// Those that are good.
    pub(crate) parts: Vec<PartInput>,
    /// What is wrong with the first that is not.
    fault: Option<Failure>,
}

impl Brought {
    /// Looks at what a form has brought. The main file must be a PDF that can be read; of the others, pages are
    /// counted where they have such. The form's fields are named as the roles. `kept` are the files of earlier
    /// tries, as [`kept_fields`] wrote them; a new main file takes the kept one's place.
    pub(crate) fn by<T>(app: &App, upload: &Upload<T>, kept: &[String]) -> Brought {
        let (mut parts, mut fault) = (Vec::new(), upload.fault.clone());
        for uploaded in &upload.files {
            match part(app, uploaded) {
                Ok(part) => parts.extend(part),
                Err(failure) => fault = fault.or(Some(failure)),
            }
        }
        let has_main = parts.iter().any(|part| part.role == PartRole::Main);
        let earlier = kept.iter().filter_map(|text| again(app, text));
        parts.extend(earlier.filter(|part| part.role != PartRole::Main || !has_main));
        Brought { parts, fault }
    }

    /// The files, if all of them are good.
    pub(crate) fn whole(&self) -> Result<&[PartInput], Failure> {
        match &self.fault {
            Some(fault) => Err(fault.clone()),
            None => Ok(&self.parts),
        }
    }
}

/// Looks at the files that a program has sent.
pub(crate) fn look_at<T>(app: &App, upload: &Upload<T>) -> Result<Vec<PartInput>, Failure> {
    let brought = Brought::by(app, upload, &[]);
    brought.whole()?;
    Ok(brought.parts)
}

fn part(app: &App, uploaded: &UploadedFile) -> Result<Option<PartInput>, Failure> {
    let Some(role) = PartRole::of(&uploaded.field) else { return Ok(None) };
    let pages = match uploaded.file.media.as_str() {
        "application/pdf" => {
            let path = app.files.path(&uploaded.file.digest)?;
            let seen = tokio::task::block_in_place(|| app.papers.inspect(path.as_path()))?;
            i64::from(seen.pages())
        }
        _ => 0,
    };
    Ok(Some(PartInput { role, file: uploaded.file.clone(), pages }))
}

/// Hidden fields by which a form that is shown again keeps its files, so that nothing is chosen twice.
pub(crate) fn kept_fields(parts: &[PartInput]) -> Markup {
    html! {
        @for part in parts {
            input type="hidden" name="kept" value={ (part.role.code()) ":" (part.file.digest) ":" (part.file.name) };
        }
    }
}

/// A file of an earlier try, which lies on disk under its digest and is looked at again.
fn again(app: &App, text: &str) -> Option<PartInput> {
    let mut pieces = text.splitn(3, ':');
    let (role, digest, name) = (pieces.next()?, pieces.next()?, pieces.next()?);
    let content = app.files.read(digest).ok()?;
    let file = app.files.put(name, &content).ok()?;
    part(app, &UploadedFile { field: role.to_owned(), file }).ok()?
}

/// What is wrong with a form as a whole, in one sentence after the other.
pub(crate) fn said(problem: &context::Problem) -> String {
    format!("{}. {}", problem.title.trim_end_matches('.'), problem.remedy)
}
