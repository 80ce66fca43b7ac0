CREATE TABLE anicut.enrichment_owners (
    owner     text COLLATE "C" PRIMARY KEY,
    last_unit bigint NOT NULL
);
COMMENT ON TABLE anicut.enrichment_owners IS 'What each owner in anicut.enrichment_spend has booked last, so that nothing is booked twice';
COMMENT ON COLUMN anicut.enrichment_owners.last_unit IS 'Counts the owner''s transactions that add to rows';
