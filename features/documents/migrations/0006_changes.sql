-- Whether the sender asks the agency to give an arrival back: none | asked | refused. One that was given back is
-- recalled.
ALTER TABLE documents_arrival ADD COLUMN recall text NOT NULL DEFAULT 'none';
ALTER TABLE documents_arrival ADD COLUMN recall_reason text NOT NULL DEFAULT '';
