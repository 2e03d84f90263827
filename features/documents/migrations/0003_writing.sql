-- The texts of a document that is written in this system: the paper itself and its annexes (phụ lục).
CREATE TABLE documents_text (
    document uuid NOT NULL REFERENCES documents_document (id),
    ordinal bigint NOT NULL,              -- 0 the paper itself, from 1 its annexes
    body jsonb NOT NULL,                  -- as it is being written, with its title
    version bigint NOT NULL,              -- changes with every change of the body
    changed_at bigint NOT NULL,
    changed_by uuid,                      -- position
    laid jsonb,                           -- as it stands on the paper; none before it was set for the first time
    laid_version bigint NOT NULL,         -- the version of the body that was set; 0 for none
    digest text NOT NULL,                 -- the file that it was set to; empty for none
    source text NOT NULL,                 -- from what that file was set: number, date, signer and all
    PRIMARY KEY (document, ordinal)
);

-- What an agency keeps ready for those who write: whole bodies (mẫu nội dung) and pieces of them (đoạn mẫu).
CREATE TABLE documents_model (
    id uuid PRIMARY KEY,
    agency uuid NOT NULL,
    sort text NOT NULL,                   -- body | piece
    type text NOT NULL,                   -- code of a document type, or empty for any
    name text NOT NULL,
    name_folded text NOT NULL,
    body jsonb NOT NULL,
    changed_at bigint NOT NULL,
    version bigint NOT NULL
);
CREATE INDEX documents_model_agency ON documents_model (agency, sort, name_folded, id);
