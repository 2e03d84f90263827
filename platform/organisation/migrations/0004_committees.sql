-- What a committee (ban chỉ đạo, hội đồng, tổ công tác) borrows: its standing agency, and the body whose seal it uses.
CREATE TABLE organisation_committee (
    body uuid PRIMARY KEY REFERENCES organisation_body (id),
    standing uuid REFERENCES organisation_agency (id),
    seal uuid REFERENCES organisation_body (id)
);

-- The members of an issuing body, by the positions that they hold in their own agencies, over time.
CREATE TABLE organisation_body_member (
    id uuid PRIMARY KEY,
    body uuid NOT NULL REFERENCES organisation_body (id),
    position uuid NOT NULL REFERENCES organisation_position (id),
    title text NOT NULL,                  -- in the body: Trưởng ban
    signs boolean NOT NULL,               -- may sign its documents
    ordinal bigint NOT NULL,
    starts date NOT NULL,
    ends date
);
CREATE INDEX organisation_body_member_body ON organisation_body_member (body, ordinal, id);
CREATE UNIQUE INDEX organisation_body_member_open ON organisation_body_member (body, position) WHERE ends IS NULL;
