-- With whom a document is issued jointly (văn bản liên tịch): the lead drafts, numbers and issues it, each partner
-- approves it on a route of its own.
CREATE TABLE documents_partner (
    document uuid NOT NULL REFERENCES documents_document (id),
    agency uuid NOT NULL,
    ordinal bigint NOT NULL,
    state text NOT NULL,                  -- waiting | asked | agreed | returned | refused
    reason text NOT NULL,                 -- why it was returned or refused
    position uuid,                        -- who answered last
    person uuid,
    at bigint,
    duty uuid,
    PRIMARY KEY (document, agency)
);
-- The partner on whose route a step lies; none on the route of the document's own agency.
ALTER TABLE documents_step ADD COLUMN partner uuid;
