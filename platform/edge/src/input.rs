//! Input of forms and of the API, with the key that makes a double submit one act.

use crate::{App, Failure, Lacking, Reader, SignedIn, Unread};
use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, FromRequestParts, Multipart, Request};
use axum::http::{header, request::Parts};
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// The query of an address. Unreadable values are named.
#[derive(Debug)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned> FromRequestParts<App> for Query<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Query<T>, Failure> {
        decode(parts.uri.query().unwrap_or_default().as_bytes()).map(Query)
    }
}

/// The parameters of a path. One that cannot be read is an address that does not exist.
#[derive(Debug)]
pub struct Path<T>(pub T);

impl<T: DeserializeOwned + Send> FromRequestParts<App> for Path<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Path<T>, Failure> {
        match axum::extract::Path::<T>::from_request_parts(parts, app).await {
            Ok(axum::extract::Path(value)) => Ok(Path(value)),
            Err(_) => Err(Lacking::Page.into()),
        }
    }
}

/// An act of somebody who has signed in: a form, or JSON of the API.
///
/// The form's hidden field `once`, or the API's header `Idempotency-Key`, becomes the key of the write.
#[derive(Debug)]
pub struct Act<T> {
    /// Who acts.
    pub reader: Reader,
    /// With what.
    pub input: T,
}

#[derive(Deserialize)]
struct Once {
    once: Option<String>,
}

impl<T: DeserializeOwned> FromRequest<App> for Act<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, app: &App) -> Result<Act<T>, Failure> {
        let (mut parts, body) = request.into_parts();
        let SignedIn(reader) = SignedIn::from_request_parts(&mut parts, app).await?;
        let (reader, input) = act(reader, parts, body, app).await?;
        Ok(Act { reader, input })
    }
}

/// An act of somebody who may not have signed in: signing in itself, choosing a language.
#[derive(Debug)]
pub struct Visit<T> {
    /// Who acts, perhaps nobody that we know.
    pub reader: Reader,
    /// With what.
    pub input: T,
}

impl<T: DeserializeOwned> FromRequest<App> for Visit<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, app: &App) -> Result<Visit<T>, Failure> {
        let (mut parts, body) = request.into_parts();
        let reader = Reader::from_request_parts(&mut parts, app).await?;
        let (reader, input) = act(reader, parts, body, app).await?;
        Ok(Visit { reader, input })
    }
}

/// Reads a form, or JSON, and the key that comes with it.
async fn act<T: DeserializeOwned>(
    mut reader: Reader,
    parts: Parts,
    body: Body,
    app: &App,
) -> Result<(Reader, T), Failure> {
    let json = content_type(&parts).starts_with("application/json");
    let request = Request::from_parts(parts.clone(), body);
    let bytes = Bytes::from_request(request, app).await.map_err(|_| Lacking::TooLarge)?;
    if json {
        let input = serde_json::from_slice(&bytes).map_err(|error| unreadable("body", &error))?;
        return Ok((reader, input));
    }
    take_key(&mut reader, &parts, &bytes);
    Ok((reader, decode(&bytes)?))
}

/// An act that brings files along.
#[derive(Debug)]
pub struct Upload<T> {
    /// Who acts.
    pub reader: Reader,
    /// The fields that are no files.
    pub input: T,
    /// The files that could be taken, already on disk under their digests.
    pub files: Vec<UploadedFile>,
    /// What was wrong with the first of those that could not: too big, empty, of another kind than its name says.
    /// The rest of the form has been read all the same, so that it can be shown again.
    pub fault: Option<Failure>,
}

impl<T> Upload<T> {
    /// The files, if all of them could be taken.
    ///
    /// # Errors
    /// What was wrong with the first that could not.
    pub fn whole(&self) -> Result<&[UploadedFile], Failure> {
        match &self.fault {
            Some(fault) => Err(fault.clone()),
            None => Ok(&self.files),
        }
    }
}

/// One file of an upload.
#[derive(Clone, Debug)]
pub struct UploadedFile {
    /// The form's field.
    pub field: String,
    /// The file.
    pub file: files::Prepared,
}

impl<T: DeserializeOwned> FromRequest<App> for Upload<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, app: &App) -> Result<Upload<T>, Failure> {
        let (mut parts, body) = request.into_parts();
        let SignedIn(mut reader) = SignedIn::from_request_parts(&mut parts, app).await?;
        if !content_type(&parts).starts_with("multipart/form-data") {
            let bytes = Bytes::from_request(Request::from_parts(parts.clone(), body), app)
                .await
                .map_err(|_| Lacking::TooLarge)?;
            take_key(&mut reader, &parts, &bytes);
            return Ok(Upload { input: decode(&bytes)?, reader, files: Vec::new(), fault: None });
        }
        let mut multipart = Multipart::from_request(Request::from_parts(parts.clone(), body), app)
            .await
            .map_err(|error| unreadable("body", &error))?;
        let (mut fields, mut uploaded, mut fault) = (Vec::new(), Vec::new(), None);
        while let Some(mut field) =
            multipart.next_field().await.map_err(|error| unreadable("body", &error))?
        {
            let name = field.name().unwrap_or_default().to_owned();
            let Some(file_name) = field.file_name().map(str::to_owned) else {
                fields.push((name.clone(), field.text().await.map_err(|error| unreadable(&name, &error))?));
                continue;
            };
            let mut incoming = Ok(app.files.begin(&file_name, app.settings.largest_file)?);
            loop {
                let chunk = match field.chunk().await {
                    Ok(Some(chunk)) => chunk,
                    Ok(None) => break,
                    // What ends a file that is too big is the limit of the whole form.
                    Err(error) => {
                        return Err(incoming.err().map_or(unreadable(&name, &error), Failure::from));
                    }
                };
                // A file that cannot be taken is read to its end, for what follows it in the form.
                if let Ok(taken) = &mut incoming
                    && let Err(error) = tokio::task::block_in_place(|| taken.write(&chunk))
                {
                    incoming = Err(error);
                }
            }
            // A form without a chosen file sends an empty one without a name.
            if file_name.is_empty() && incoming.as_ref().is_ok_and(|taken| taken.is_empty()) {
                continue;
            }
            match incoming.and_then(|taken| tokio::task::block_in_place(|| taken.finish())) {
                Ok(file) => uploaded.push(UploadedFile { field: name, file }),
                Err(error) => {
                    let failure = Failure::from(error);
                    if !failure.concerns_input() {
                        return Err(failure);
                    }
                    fault = fault.or(Some(failure));
                }
            }
        }
        let bytes = serde_html_form::to_string(&fields).map_err(|error| unreadable("body", &error))?;
        take_key(&mut reader, &parts, bytes.as_bytes());
        Ok(Upload { input: decode(bytes.as_bytes())?, reader, files: uploaded, fault })
    }
}

fn content_type(parts: &Parts) -> &str {
    parts.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// The key binds the form to its address: the same key sent elsewhere is another act.
fn take_key(reader: &mut Reader, parts: &Parts, form: &[u8]) {
    if let Ok(Once { once: Some(key) }) = serde_html_form::from_bytes(form)
        && !key.is_empty()
    {
        reader.ctx.once = Some(format!("{} {} {key}", parts.method, parts.uri.path()));
    }
}

/// The query of an address: names and values, those without a value left out; nothing at all without any.
pub fn query(pairs: &[(&str, Option<String>)]) -> String {
    let given: Vec<(&str, &String)> =
        pairs.iter().filter_map(|(name, value)| value.as_ref().map(|value| (*name, value))).collect();
    // Pairs of texts can always be written.
    let text = serde_html_form::to_string(&given).unwrap_or_default();
    if text.is_empty() { text } else { format!("?{text}") }
}

/// Reads a form's fields; one key may stand several times for a list. An empty field is an absent one.
fn decode<T: DeserializeOwned>(form: &[u8]) -> Result<T, Failure> {
    let fields: Vec<(String, String)> =
        serde_html_form::from_bytes(form).map_err(|error| unreadable("body", &error))?;
    let filled: Vec<_> = fields.into_iter().filter(|(_, value)| !value.is_empty()).collect();
    let text = serde_html_form::to_string(&filled).map_err(|error| unreadable("body", &error))?;
    let decoder = serde_html_form::Deserializer::from_bytes(text.as_bytes());
    serde_path_to_error::deserialize(decoder).map_err(|error| {
        let path = error.path().to_string();
        let fault = error.into_inner().to_string();
        // A missing field is named in the fault and not in the path.
        let missing = fault.split('`').nth(1).filter(|_| path == ".");
        match missing {
            Some(field) if fault.starts_with("missing field") => {
                Lacking::Unreadable { field: field.to_owned(), fault: Unread::Missing }.into()
            }
            _ => unreadable(missing.unwrap_or(&path), &fault),
        }
    })
}

fn unreadable(field: &str, fault: &dyn std::fmt::Display) -> Failure {
    Lacking::Unreadable { field: field.to_owned(), fault: Unread::Malformed(fault.to_string()) }.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use context::Lang;

    #[derive(Debug, Deserialize, PartialEq)]
    struct Sample {
        subject: String,
        #[serde(default)]
        unit: Vec<u32>,
        page: Option<u32>,
    }

    #[test]
    fn a_form_with_a_list_and_an_empty_field_is_read() {
        let sample: Sample = decode(b"subject=a%20b&unit=1&unit=2&page=").unwrap();
        assert_eq!(sample, Sample { subject: "a b".into(), unit: vec![1, 2], page: None });
    }

    #[test]
    fn the_wrong_field_is_named() {
        for (form, field) in [(&b"unit=1"[..], "subject"), (b"subject=x&page=many", "page")] {
            let problem = decode::<Sample>(form).unwrap_err().problem(Lang::En);
            assert_eq!(problem.fields[0].field, field);
        }
    }

    #[test]
    fn a_query_is_encoded_and_names_only_what_is_given() {
        assert_eq!(query(&[("q", None)]), "");
        let all = [("q", Some("đất &1".to_owned())), ("kind", None), ("day", Some("17/8/2023".to_owned()))];
        let address = query(&all);
        assert_eq!(address, "?q=%C4%91%E1%BA%A5t+%261&day=17%2F8%2F2023");
    }

    #[test]
    fn what_is_wrong_is_told_in_the_readers_language() {
        let missing = decode::<Sample>(b"unit=1").unwrap_err();
        assert!(missing.problem(Lang::Vi).fields[0].message.contains("hãy điền"), "{missing:?}");
        let malformed = decode::<Sample>(b"subject=x&page=many").unwrap_err();
        for lang in [Lang::Vi, Lang::En] {
            assert!(!malformed.problem(lang).fields[0].message.contains("many"), "{malformed:?}");
        }
    }
}
