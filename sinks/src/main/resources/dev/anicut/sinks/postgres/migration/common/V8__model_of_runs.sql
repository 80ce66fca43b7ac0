ALTER TABLE anicut.runs ADD COLUMN model text;
COMMENT ON COLUMN anicut.runs.model IS 'What its vectors are stored under, as in anicut.chunks; none where it embeds nothing';
