ALTER TABLE anicut.runs ADD COLUMN stopped_at timestamptz;
COMMENT ON COLUMN anicut.runs.stopped_at IS 'When it was stopped on request, to be resumed; null while it runs, and when it has finished';
