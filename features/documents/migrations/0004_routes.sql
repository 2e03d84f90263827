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
