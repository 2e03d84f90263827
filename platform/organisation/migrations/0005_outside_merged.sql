-- A body that was entered more than once, under several spellings: which of the entries it goes on as.
ALTER TABLE organisation_outside ADD COLUMN merged_into uuid;
CREATE INDEX organisation_outside_merged ON organisation_outside (merged_into);
