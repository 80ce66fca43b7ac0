-- A document that is deleted goes from anicut.documents; its tombstone stays among the heads, so that an older version
-- that comes late does not bring it back.

ALTER TABLE anicut.documents RENAME TO document_heads;
ALTER INDEX anicut.documents_pkey RENAME TO document_heads_pkey;
ALTER INDEX anicut.documents_by_content RENAME TO document_heads_by_content;

UPDATE anicut.document_heads SET content_hash = NULL, uri = NULL, title = NULL, media_type = NULL, metadata = '{}',
    duplicate_of = NULL
WHERE status = 'deleted';

ALTER TABLE anicut.document_heads
    ADD CONSTRAINT document_heads_deleted_points_nowhere CHECK ((status = 'deleted') = (content_hash IS NULL));

COMMENT ON TABLE anicut.document_heads IS 'The newest version of every document, deleted ones too: read anicut.documents';

CREATE INDEX document_heads_deleted ON anicut.document_heads (document_id) WHERE status = 'deleted';

CREATE VIEW anicut.documents AS
SELECT document_id, content_hash, fingerprint, sequence, source, uri, title, media_type, metadata, status, duplicate_of,
       run_id, origin, base_sequence, base_fingerprint, created_at, updated_at
FROM anicut.document_heads
WHERE status <> 'deleted';
COMMENT ON VIEW anicut.documents IS 'The documents that stand, each in its newest version';

-- Written once with its content: whether another document is its duplicate depends neither on what has become of the
-- owner nor on when it is asked.
ALTER TABLE anicut.contents ADD COLUMN first_owner text COLLATE "C";
COMMENT ON COLUMN anicut.contents.first_owner IS 'The document that first brought it; stays when that has changed or gone';

UPDATE anicut.contents SET first_owner = (
    SELECT coalesce(duplicate_of, document_id) FROM anicut.document_heads
    WHERE document_heads.content_hash = contents.content_hash
    ORDER BY status DESC, created_at LIMIT 1);
