-- The first of those who go on as an agency (0) takes over its desk: the bodies it served, what it owes and is owed.
ALTER TABLE organisation_succession ADD COLUMN ordinal bigint NOT NULL DEFAULT 0;
-- Whether the successor reads what the former one left.
ALTER TABLE organisation_succession ADD COLUMN records boolean NOT NULL DEFAULT true;
