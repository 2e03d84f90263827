-- One official document (văn bản), whoever issued it. What an agency received is an arrival (below).
CREATE TABLE documents_document (
    id uuid PRIMARY KEY,
    origin text NOT NULL,                 -- drafted (in this system) | entered (from outside, by a clerk)
    agency uuid NOT NULL,                 -- whose record it is: the drafting or the entering agency
    unit uuid,                            -- the drafting unit
    body uuid,                            -- the issuing body (cơ quan ban hành) of a drafted document
    outside uuid,                         -- the outside body that issued an entered document, if it is listed
    issuer text NOT NULL,                 -- the issuer's name as it stands on the paper
    issuer_folded text NOT NULL,
    type text NOT NULL,                   -- code of law/document-types
    way text NOT NULL,                    -- way of issuing: electronic | paper | internal | joint …
    urgency text NOT NULL,                -- code of law/urgency
    subject text NOT NULL,                -- trích yếu
    symbol text NOT NULL,                 -- số, ký hiệu; empty until numbered
    symbol_folded text NOT NULL,
    issued_day date,                      -- the date on the paper
    due_day date,                         -- by when the recipients are asked to answer
    signing_form text NOT NULL,           -- code of law/signing-forms; empty for none
    signer uuid,                          -- the signer's position, in this system
    signer_name text NOT NULL,
    signer_title text NOT NULL,
    drafter uuid,                         -- position
    state text NOT NULL,
    round bigint NOT NULL,                -- how often it has been submitted
    content bigint NOT NULL,              -- the current version of its files
    pages bigint NOT NULL,
    created_at bigint NOT NULL,
    changed_at bigint NOT NULL,
    issued_at bigint,
    version bigint NOT NULL               -- changes with every change of the record; ETag and If-Match
);
CREATE INDEX documents_document_symbol ON documents_document (symbol_folded, issued_day);
CREATE INDEX documents_document_agency ON documents_document (agency, changed_at, id);

-- The versions of a document's files: who made each, and why.
CREATE TABLE documents_content (
    document uuid NOT NULL REFERENCES documents_document (id),
    number bigint NOT NULL,
    at bigint NOT NULL,
    person uuid,
    position uuid,
    reason text NOT NULL,
    PRIMARY KEY (document, number)
);

-- The files of one version: one main file, annexes (phụ lục), enclosures (tài liệu kèm theo), drafts.
CREATE TABLE documents_part (
    id uuid PRIMARY KEY,
    document uuid NOT NULL REFERENCES documents_document (id),
    content bigint NOT NULL,
    role text NOT NULL,                   -- main | annex | enclosure | enclosed_draft
    ordinal bigint NOT NULL,
    name text NOT NULL,
    digest text NOT NULL,                 -- the file's SHA-256 in hex, as platform/files names it
    media text NOT NULL,
    size bigint NOT NULL,
    pages bigint NOT NULL
);
CREATE INDEX documents_part_document ON documents_part (document, content, ordinal);

-- To whom it goes, as the drafter named them; issuing turns them into arrivals.
CREATE TABLE documents_recipient (
    document uuid NOT NULL REFERENCES documents_document (id),
    ordinal bigint NOT NULL,
    kind text NOT NULL,                   -- agency | group | tier | outside
    target uuid,                          -- the agency, group or outside body; of a tier, the agency above it
    tier bigint,
    name text NOT NULL,
    PRIMARY KEY (document, ordinal)
);

-- What a document does to another: answers, amends, corrects, replaces, recalls.
CREATE TABLE documents_link (
    document uuid NOT NULL REFERENCES documents_document (id),
    kind text NOT NULL,
    target uuid NOT NULL REFERENCES documents_document (id),
    arrival uuid,                         -- the arrival it answers, when it answers one
    at bigint NOT NULL,
    PRIMARY KEY (document, kind, target)
);
CREATE INDEX documents_link_target ON documents_link (target, kind);

-- The route before signature. Steps of one order run side by side.
CREATE TABLE documents_step (
    id uuid PRIMARY KEY,
    document uuid NOT NULL REFERENCES documents_document (id),
    round bigint NOT NULL,
    ordinal bigint NOT NULL,
    kind text NOT NULL,                   -- head | opinion | legal | office | signer
    position uuid,                        -- who is to act: a position, or a unit whose members may
    unit uuid,
    state text NOT NULL,                  -- waiting | current | approved | returned | taken_back | skipped
    opened_at bigint,
    acted_at bigint,
    actor uuid,                           -- the position that acted
    person uuid,
    comment text NOT NULL,
    content bigint,                       -- the version of the files that was approved
    duty uuid
);
CREATE INDEX documents_step_document ON documents_step (document, round, ordinal);

-- Routes that an agency keeps ready (mẫu luồng trình).
CREATE TABLE documents_route (
    id uuid PRIMARY KEY,
    agency uuid NOT NULL,
    name text NOT NULL,
    type text NOT NULL,                   -- code of a document type, or empty for any
    steps jsonb NOT NULL,
    version bigint NOT NULL
);
CREATE INDEX documents_route_agency ON documents_route (agency);

-- Number series (sổ) of an issuing body, for outgoing documents, or of an agency, for arrivals.
CREATE TABLE documents_series (
    id uuid PRIMARY KEY,
    agency uuid NOT NULL,                 -- the agency whose records desk keeps it
    body uuid,                            -- the issuing body; none for arrivals
    direction text NOT NULL,              -- out | in
    name text NOT NULL,
    pattern text NOT NULL,                -- of the symbol: {n}/{type}-{body} …
    types text NOT NULL,                  -- codes it serves, separated by spaces; empty for all
    starts date NOT NULL,
    ends date
);
CREATE INDEX documents_series_body ON documents_series (agency, direction, body);

-- The next number of a series in a year. Its row is locked while a number is drawn.
CREATE TABLE documents_counter (
    series uuid NOT NULL REFERENCES documents_series (id),
    year bigint NOT NULL,
    next bigint NOT NULL,
    last_day date NOT NULL,
    PRIMARY KEY (series, year)
);

-- Every number ever drawn, and what became of it: used, reserved, voided. None is used twice.
CREATE TABLE documents_number (
    series uuid NOT NULL REFERENCES documents_series (id),
    year bigint NOT NULL,
    number bigint NOT NULL,
    state text NOT NULL,                  -- used | reserved | voided
    record uuid,                          -- the document, or the arrival
    day date NOT NULL,
    at bigint NOT NULL,
    position uuid,
    reason text NOT NULL,
    PRIMARY KEY (series, year, number)
);
CREATE UNIQUE INDEX documents_number_record ON documents_number (record) WHERE state = 'used';

-- What an agency received (văn bản đến): delivered by the system, or entered by its clerk.
CREATE TABLE documents_arrival (
    id uuid PRIMARY KEY,
    document uuid NOT NULL REFERENCES documents_document (id),
    agency uuid NOT NULL,
    sender uuid,                          -- the sending agency, in this system
    channel text NOT NULL,                -- system | paper | post | mail
    series uuid,
    year bigint,
    number bigint,                        -- số đến
    state text NOT NULL,                  -- arrived | refused | accepted | assigned | in_progress | done | recalled
    reason text NOT NULL,                 -- of a refusal or recall
    arrived_at bigint NOT NULL,
    arrived_day date NOT NULL,
    registered_at bigint,
    due_day date,
    due_at bigint,                        -- the lead's deadline, for lists; the duty is the truth
    closed_at bigint,
    read_at bigint,                       -- first opened at the agency
    version bigint NOT NULL
);
CREATE UNIQUE INDEX documents_arrival_once ON documents_arrival (document, agency);
CREATE INDEX documents_arrival_agency ON documents_arrival (agency, arrived_at, id);

-- Directions (bút phê): who is to do what, passed down to any depth.
CREATE TABLE documents_direction (
    id uuid PRIMARY KEY,
    arrival uuid NOT NULL REFERENCES documents_arrival (id),
    parent uuid,                          -- the assignment that is passed down
    state text NOT NULL,                  -- proposed | given | superseded | withdrawn
    giver uuid,                           -- the position that gives it, or is to confirm the proposal
    proposer uuid,
    behalf text NOT NULL,                 -- "ghi theo chỉ đạo của …", when entered for someone
    words text NOT NULL,
    due_day date,
    at bigint NOT NULL,
    given_at bigint
);
CREATE INDEX documents_direction_arrival ON documents_direction (arrival, at);

-- Who was named in a direction: one lead (chủ trì), supporters (phối hợp), for information (để biết).
CREATE TABLE documents_assignment (
    id uuid PRIMARY KEY,
    direction uuid NOT NULL REFERENCES documents_direction (id),
    arrival uuid NOT NULL REFERENCES documents_arrival (id),
    role text NOT NULL,                   -- lead | support | inform
    unit uuid,
    position uuid,
    state text NOT NULL,                  -- proposed | open | in_progress | done | returned | passed
    percent bigint NOT NULL,
    result text NOT NULL,
    reply uuid,                           -- the document that is its result
    duty uuid,
    opened_at bigint NOT NULL,
    closed_at bigint
);
CREATE INDEX documents_assignment_arrival ON documents_assignment (arrival, opened_at);
CREATE INDEX documents_assignment_direction ON documents_assignment (direction);

-- Who holds what in which box. Lists walk this index; seeing a record means holding it somewhere.
CREATE TABLE documents_desk (
    holder uuid NOT NULL,                 -- a position, a unit or an agency
    box text NOT NULL,
    sort_key bigint NOT NULL,
    record uuid NOT NULL,                 -- a document or an arrival
    kind text NOT NULL,                   -- document | arrival
    urgent boolean NOT NULL,
    unread boolean NOT NULL,
    PRIMARY KEY (holder, box, record)
);
CREATE INDEX documents_desk_list ON documents_desk (holder, box, sort_key, record);
CREATE INDEX documents_desk_record ON documents_desk (record);
