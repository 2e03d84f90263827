-- The files that somebody saw when they acted at a step: their digests in their order, separated by spaces. Initials
-- (ký nháy) are bound to them.
ALTER TABLE documents_step ADD COLUMN digests text NOT NULL DEFAULT '';
-- When a change of the files voided what was given to them.
ALTER TABLE documents_step ADD COLUMN voided_at bigint;

-- A series is what it is for: documents | normative | copies | secret | internal.
ALTER TABLE documents_series ADD COLUMN purpose text NOT NULL DEFAULT 'documents';
-- The unit whose own register it is, for internal documents.
ALTER TABLE documents_series ADD COLUMN unit uuid;
-- What becomes of a number that was reserved when its day has passed: voided | freed.
ALTER TABLE documents_series ADD COLUMN lapse text NOT NULL DEFAULT 'voided';
ALTER TABLE documents_series ADD COLUMN version bigint NOT NULL DEFAULT 1;
-- For whom a number is reserved: the position that will draft what takes it; and the last day on which it is.
ALTER TABLE documents_number ADD COLUMN holder uuid;
ALTER TABLE documents_number ADD COLUMN expires date;
CREATE INDEX documents_number_expires ON documents_number (expires, series, year, number)
    WHERE state = 'reserved' AND expires IS NOT NULL;

-- Sets submitted upward (hồ sơ trình): what a department puts before a body whose desk is another agency's, that is to
-- issue the draft enclosed.
CREATE TABLE documents_set (
    id uuid PRIMARY KEY,
    cover uuid NOT NULL REFERENCES documents_document (id), -- the submission (tờ trình) of the department
    paper uuid NOT NULL REFERENCES documents_document (id), -- the draft, a document of the agency that is to issue it
    agency uuid NOT NULL,                 -- the submitting agency
    drafter uuid NOT NULL,                -- the position that submits
    target uuid NOT NULL,                 -- the agency whose desk serves the body
    officer uuid,                         -- the position there that examines it
    state text NOT NULL,                  -- submitted | examined | returned | withdrawn
    reason text NOT NULL,                 -- why it was returned or withdrawn
    at bigint NOT NULL,
    changed_at bigint NOT NULL,
    version bigint NOT NULL
);
CREATE UNIQUE INDEX documents_set_paper ON documents_set (paper);
CREATE UNIQUE INDEX documents_set_cover ON documents_set (cover);

-- What was said of the draft by those who were consulted, and how it was taken up (tiếp thu, giải trình).
CREATE TABLE documents_set_opinion (
    set_id uuid NOT NULL REFERENCES documents_set (id),
    ordinal bigint NOT NULL,
    who text NOT NULL,
    said text NOT NULL,
    taken text NOT NULL,
    PRIMARY KEY (set_id, ordinal)
);

-- Ballots (phiếu lấy ý kiến thành viên): what the members of a body are asked about the draft of a set, until a day.
CREATE TABLE documents_ballot (
    id uuid PRIMARY KEY,
    set_id uuid NOT NULL REFERENCES documents_set (id),
    question text NOT NULL,
    due_day date NOT NULL,                -- the last day on which members can answer
    opener uuid NOT NULL,
    at bigint NOT NULL,
    closed_at bigint
);
CREATE INDEX documents_ballot_set ON documents_ballot (set_id, at);
CREATE INDEX documents_ballot_open ON documents_ballot (due_day, id) WHERE closed_at IS NULL;
CREATE TABLE documents_vote (
    ballot uuid NOT NULL REFERENCES documents_ballot (id),
    position uuid NOT NULL,
    ordinal bigint NOT NULL,
    choice text NOT NULL,                 -- agree | disagree | other; empty for none yet
    words text NOT NULL,
    person uuid,
    at bigint,
    duty uuid,
    PRIMARY KEY (ballot, position)
);
