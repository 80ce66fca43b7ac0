-- A letter holds what is needed to send its record round again.

ALTER TABLE anicut.dead_letters
    ADD COLUMN origin_name      text,
    ADD COLUMN origin_partition integer,
    ADD COLUMN origin_position  bigint,
    ADD COLUMN format           text COLLATE "C",
    ADD COLUMN source           text,
    ADD COLUMN fallback_id      text,
    ADD COLUMN sequence         bigint[],
    ADD COLUMN headers          text,
    ADD COLUMN head_digest      bytea,
    ADD COLUMN redriven_by      text COLLATE "C",
    ADD COLUMN redrive_place    bigint;
COMMENT ON COLUMN anicut.dead_letters.attempts IS 'Runs that tried it, each counted once';
COMMENT ON COLUMN anicut.dead_letters.run_id IS 'The run that tried it last';
COMMENT ON COLUMN anicut.dead_letters.payload IS 'The record or its head; one that has been edited is taken for the whole record';
COMMENT ON COLUMN anicut.dead_letters.head_digest IS 'SHA-256 of a payload that is not the whole record; null for a whole one';
COMMENT ON COLUMN anicut.dead_letters.sequence IS 'The record''s own: a newer version that stands already wins over a redrive';
COMMENT ON COLUMN anicut.dead_letters.redriven_by IS 'The run that took it last';
COMMENT ON COLUMN anicut.dead_letters.redrive_place IS 'Its place among the letters of that run';

-- Letters from before are of files where the name has a slash, which no topic has.
UPDATE anicut.dead_letters SET
    origin_name = regexp_replace(origin, CASE WHEN origin LIKE '%/%' THEN '@\d+$' ELSE '-\d+@\d+$' END, ''),
    origin_partition = CASE WHEN origin LIKE '%/%' THEN -1 ELSE substring(origin from '-(\d+)@\d+$')::integer END,
    origin_position = substring(origin from '@(\d+)$')::bigint,
    head_digest = sha256(payload);

-- One letter for each record: its id no longer depends on the stage.
DELETE FROM anicut.dead_letters older USING anicut.dead_letters newer
WHERE older.scope = 'record' AND newer.scope = 'record' AND older.origin = newer.origin
    AND (older.updated_at, older.id) < (newer.updated_at, newer.id);
UPDATE anicut.dead_letters SET id = encode(sha256(
    '\x01'::bytea || int4send(6) || 'RECORD'::bytea
    || '\x01'::bytea || int4send(octet_length(convert_to(origin, 'UTF8'))) || convert_to(origin, 'UTF8')), 'hex')
WHERE scope = 'record';

CREATE INDEX dead_letters_unresolved ON anicut.dead_letters (state, stage, reason) WHERE state <> 'resolved';
CREATE INDEX dead_letters_by_redrive ON anicut.dead_letters (redriven_by, redrive_place);
