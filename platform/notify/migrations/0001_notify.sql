-- What a position or a person was told.
CREATE TABLE notify_notice (
    id uuid PRIMARY KEY,
    desk uuid NOT NULL,                      -- the position or the person
    kind text COLLATE "C" NOT NULL,          -- duties.overdue; words by the feature
    subject_kind text COLLATE "C" NOT NULL,  -- the record to open
    subject uuid NOT NULL,
    data jsonb NOT NULL,                     -- ids and codes
    at bigint NOT NULL,
    read_at bigint,
    read_by uuid                             -- the person
);
CREATE INDEX notify_notice_desk ON notify_notice (desk, id);
CREATE INDEX notify_notice_unread ON notify_notice (desk, subject) WHERE read_at IS NULL;

-- Where a person departs from what a kind proposes.
CREATE TABLE notify_preference (
    person uuid NOT NULL,
    kind text COLLATE "C" NOT NULL,
    mail boolean NOT NULL,
    PRIMARY KEY (person, kind)
);
