-- A copy for somebody outside the system (gửi ra ngoài hệ thống): by post, by hand, by e-mail. What became of it is
-- entered by hand, and it never counts as electronic.
CREATE TABLE documents_posting (
    id uuid PRIMARY KEY,
    document uuid NOT NULL REFERENCES documents_document (id),
    agency uuid NOT NULL,                 -- the sending agency, whose records desk sends it
    outside uuid NOT NULL,                -- the outside body
    name text NOT NULL,                   -- its name and address as they stood on the envelope
    address text NOT NULL,
    way text NOT NULL,                    -- post | hand | mail | axis
    state text NOT NULL,                  -- waiting | sent | received | returned
    tracking text NOT NULL,               -- the post office's number of the item
    envelopes bigint NOT NULL,
    sent_day date,
    closed_day date,                      -- received, or came back
    receiver text NOT NULL,               -- who signed for it
    note text NOT NULL,
    sort_key bigint NOT NULL,             -- since when it is in its state
    version bigint NOT NULL
);
CREATE UNIQUE INDEX documents_posting_once ON documents_posting (document, outside);
CREATE INDEX documents_posting_list ON documents_posting (agency, state, sort_key, id);
CREATE INDEX documents_posting_sent ON documents_posting (agency, sent_day, id);
CREATE INDEX documents_posting_outside ON documents_posting (outside);
