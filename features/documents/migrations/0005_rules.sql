-- Who wrote a direction: perhaps in another's stead, or as an assistant of whoever is to give it.
ALTER TABLE documents_direction ADD COLUMN person uuid;
-- Of one entered on somebody's spoken or written word: when they confirmed it.
ALTER TABLE documents_direction ADD COLUMN confirmed_at bigint;
-- The rule of the desk by which it was given.
ALTER TABLE documents_direction ADD COLUMN rule uuid;

-- Rules of a desk (quy tắc phân luồng): what goes straight to whom, in the order in which they are asked.
CREATE TABLE documents_rule (
    id uuid PRIMARY KEY,
    agency uuid NOT NULL,
    ordinal bigint NOT NULL,
    name text NOT NULL,
    issuer text NOT NULL,                 -- stands in the issuer's name; empty for any
    type text NOT NULL,                   -- code of a document type; empty for any
    words text NOT NULL,                  -- phrases of which one stands in the subject or symbol, by commas
    urgency text NOT NULL,                -- code of law/urgency; empty for any
    unit uuid,                            -- who leads: a unit, or a position
    position uuid,
    direction text NOT NULL,              -- the words of the direction
    days bigint,                          -- working days to answer; none for what the law allows
    straight boolean NOT NULL,            -- goes to them at once; else it is proposed to the leader
    is_on boolean NOT NULL,
    starts date NOT NULL,
    ends date,                            -- the first day on which it no longer holds
    version bigint NOT NULL
);
CREATE INDEX documents_rule_agency ON documents_rule (agency, ordinal, id);

-- Duty rosters (lịch trực): shifts of an agency, none over another, and who is on duty in which order.
CREATE TABLE documents_shift (
    id uuid PRIMARY KEY,
    agency uuid NOT NULL,
    starts bigint NOT NULL,
    ends bigint NOT NULL,
    version bigint NOT NULL
);
CREATE INDEX documents_shift_agency ON documents_shift (agency, ends);
CREATE TABLE documents_watch (
    shift uuid NOT NULL REFERENCES documents_shift (id),
    ordinal bigint NOT NULL,
    position uuid NOT NULL,
    PRIMARY KEY (shift, ordinal)
);

-- Complaint and denunciation letters (đơn khiếu nại, tố cáo): only those on whose desks they lie see them.
ALTER TABLE documents_arrival ADD COLUMN restricted boolean NOT NULL DEFAULT false;

-- How the box of a position is sorted, by its holder or their assistant: first | later | nothing.
ALTER TABLE documents_desk ADD COLUMN pile text NOT NULL DEFAULT '';
