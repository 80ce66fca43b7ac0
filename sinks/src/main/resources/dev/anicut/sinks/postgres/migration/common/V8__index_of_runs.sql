ALTER TABLE anicut.runs ADD COLUMN model text, ADD COLUMN chunker_version text;
COMMENT ON COLUMN anicut.runs.model IS 'What its vectors are stored under, as in anicut.chunks; none where it embeds nothing';
COMMENT ON COLUMN anicut.runs.chunker_version IS 'How it cuts texts, as in anicut.chunks';
