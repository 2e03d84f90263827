-- The files that somebody saw when they acted at a step: their digests in their order, separated by spaces. Initials
-- (ký nháy) are bound to them.
ALTER TABLE documents_step ADD COLUMN digests text NOT NULL DEFAULT '';
-- When a change of the files voided what was given to them.
ALTER TABLE documents_step ADD COLUMN voided_at bigint;
