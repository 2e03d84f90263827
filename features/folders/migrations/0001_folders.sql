-- The yearly list of folders (danh mục hồ sơ) of an agency.
CREATE TABLE folders_list (
    id uuid PRIMARY KEY,
    agency uuid NOT NULL,
    year bigint NOT NULL,
    state text NOT NULL,                  -- draft | submitted | approved
    approved_at bigint,                   -- when it was approved last
    approver uuid,                        -- the position that did
    approver_name text NOT NULL,
    approver_title text NOT NULL,
    created_at bigint NOT NULL,
    changed_at bigint NOT NULL,
    version bigint NOT NULL
);
CREATE UNIQUE INDEX folders_list_year ON folders_list (agency, year);

-- Headings of a list and the folders that it foresees.
CREATE TABLE folders_item (
    id uuid PRIMARY KEY,
    list uuid NOT NULL REFERENCES folders_list (id),
    ordinal bigint NOT NULL,
    heading boolean NOT NULL,
    code text NOT NULL,                   -- số và ký hiệu hồ sơ: 01/TCBC; of a heading its own number: I
    code_folded text NOT NULL,
    title text NOT NULL,
    retention text NOT NULL,              -- code of law/retention; empty for a heading
    unit uuid,                            -- the unit that keeps it
    keeper uuid,                          -- the position that keeps it
    note text NOT NULL,
    approved boolean NOT NULL             -- as it stands it was approved by the head
);
CREATE UNIQUE INDEX folders_item_code ON folders_item (list, heading, code_folded);
CREATE INDEX folders_item_list ON folders_item (list, ordinal, id);

-- One hand-over of folders to the agency's archive (nộp lưu).
CREATE TABLE folders_transfer (
    id uuid PRIMARY KEY,
    agency uuid NOT NULL,
    unit uuid,                            -- the unit that hands over
    giver uuid NOT NULL,                  -- the position that does
    giver_name text NOT NULL,
    giver_title text NOT NULL,
    receiver uuid,
    receiver_name text NOT NULL,
    receiver_title text NOT NULL,
    state text NOT NULL,                  -- offered | received | refused | withdrawn
    reason text NOT NULL,                 -- of a refusal
    note text NOT NULL,                   -- state of the papers, as the minutes say it
    folders bigint NOT NULL,
    offered_at bigint NOT NULL,
    settled_at bigint,
    version bigint NOT NULL
);
CREATE INDEX folders_transfer_agency ON folders_transfer (agency, offered_at, id);

-- One work folder (hồ sơ công việc).
CREATE TABLE folders_folder (
    id uuid PRIMARY KEY,
    agency uuid NOT NULL,
    unit uuid,
    keeper uuid NOT NULL,                 -- the position that keeps it
    item uuid REFERENCES folders_item (id),
    reason text NOT NULL,                 -- why it was opened beside the list
    year bigint NOT NULL,
    code text NOT NULL,
    code_folded text NOT NULL,
    title text NOT NULL,
    title_folded text NOT NULL,
    retention text NOT NULL,
    kind text NOT NULL,                   -- ordinary | construction
    secret boolean NOT NULL,              -- holds state secrets: kept on paper alone, nothing of it is in here
    starts date NOT NULL,                 -- the day of its first document
    ends date,                            -- the day of its last document
    settled date,                         -- the day on which the work ended, or the final accounts were approved
    state text NOT NULL,                  -- open | closed | handed_over
    entries bigint NOT NULL,
    papers bigint NOT NULL,               -- entries that are on paper alone
    pages bigint NOT NULL,
    transfer uuid REFERENCES folders_transfer (id),
    opened_at bigint NOT NULL,
    closed_at bigint,
    changed_at bigint NOT NULL,
    version bigint NOT NULL
);
CREATE UNIQUE INDEX folders_folder_code ON folders_folder (agency, year, code_folded);
CREATE INDEX folders_folder_agency ON folders_folder (agency, changed_at, id);
CREATE INDEX folders_folder_unit ON folders_folder (unit, changed_at, id);
CREATE INDEX folders_folder_keeper ON folders_folder (keeper, changed_at, id);
CREATE INDEX folders_folder_agency_code ON folders_folder (agency, code_folded, id);
CREATE INDEX folders_folder_unit_code ON folders_folder (unit, code_folded, id);
CREATE INDEX folders_folder_keeper_code ON folders_folder (keeper, code_folded, id);
CREATE INDEX folders_folder_item ON folders_folder (item);
CREATE INDEX folders_folder_transfer ON folders_folder (transfer);

-- What lies in a folder, in the order of its contents list (mục lục văn bản trong hồ sơ).
CREATE TABLE folders_entry (
    id uuid PRIMARY KEY,
    folder uuid NOT NULL REFERENCES folders_folder (id),
    ordinal bigint NOT NULL,
    kind text NOT NULL,                   -- document | arrival | file | paper
    record uuid,                          -- the document or arrival
    symbol text NOT NULL,
    day date,
    issuer text NOT NULL,
    subject text NOT NULL,
    pages bigint NOT NULL,
    first_page bigint,                    -- set when the folder is closed
    note text NOT NULL,
    name text NOT NULL,                   -- of an uploaded file
    digest text NOT NULL,
    media text NOT NULL,
    size bigint NOT NULL,
    added_at bigint NOT NULL,
    adder uuid
);
CREATE UNIQUE INDEX folders_entry_once ON folders_entry (folder, record);
CREATE INDEX folders_entry_order ON folders_entry (folder, ordinal, id);
CREATE INDEX folders_entry_record ON folders_entry (record);
