-- Hashes are 64 hex digits; they, ids and codes are compared byte by byte.
-- A sequence is (version, ordinal, position): PostgreSQL compares arrays element by element.
-- toast_tuple_target keeps rows of up to a page in line: out of line, vectors are written and read at half the speed.

CREATE TABLE anicut.contents (
    content_hash       text COLLATE "C" PRIMARY KEY,
    text               text,
    text_length        integer     NOT NULL,
    unreferenced_since timestamptz,
    created_at         timestamptz NOT NULL DEFAULT now()
) WITH (toast_tuple_target = 8160);
COMMENT ON TABLE anicut.contents IS 'A text that documents point to';
COMMENT ON COLUMN anicut.contents.text IS 'Held only where nothing is embedded; else the text is in its chunks';
COMMENT ON COLUMN anicut.contents.unreferenced_since IS 'When the collector found that no document points here; null in use';

CREATE INDEX contents_unreferenced ON anicut.contents (content_hash) WHERE unreferenced_since IS NOT NULL;

CREATE TABLE anicut.indexed_contents (
    content_hash    text COLLATE "C",
    model           text COLLATE "C",
    chunker_version text COLLATE "C" NOT NULL,
    chunk_count     integer     NOT NULL,
    indexed_at      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (content_hash, model)
);
COMMENT ON TABLE anicut.indexed_contents IS 'Proof that a content is whole for a model, and which chunks it consists of';

CREATE TABLE anicut.chunks (
    content_hash    text COLLATE "C",
    chunker_version text COLLATE "C",
    ordinal         integer,
    chunk_hash      text COLLATE "C" NOT NULL,
    heading         text,
    text            text        NOT NULL,
    token_count     integer     NOT NULL,
    start_offset    integer     NOT NULL,
    end_offset      integer     NOT NULL,
    created_at      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (content_hash, chunker_version, ordinal)
) WITH (toast_tuple_target = 8160);
COMMENT ON COLUMN anicut.chunks.created_at IS 'When it was written, or written again after more than an hour';

CREATE INDEX chunks_by_hash ON anicut.chunks (chunk_hash);

CREATE TABLE anicut.embeddings (
    chunk_hash text COLLATE "C",
    model      text COLLATE "C",
    embedding  vector      NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (chunk_hash, model)
) WITH (toast_tuple_target = 8160);
-- numbers do not compress
ALTER TABLE anicut.embeddings ALTER COLUMN embedding SET STORAGE EXTERNAL;

CREATE TABLE anicut.documents (
    document_id      text COLLATE "C" PRIMARY KEY,
    content_hash     text COLLATE "C" REFERENCES anicut.contents,
    fingerprint      text COLLATE "C" NOT NULL,
    sequence         bigint[]    NOT NULL,
    source           text        NOT NULL,
    uri              text,
    title            text,
    media_type       text,
    metadata         jsonb       NOT NULL,
    status           text COLLATE "C" NOT NULL CHECK (status IN ('ingested', 'duplicate', 'deleted')),
    duplicate_of     text COLLATE "C",
    run_id           text COLLATE "C" NOT NULL,
    origin           text        NOT NULL,
    base_sequence    bigint[],
    base_fingerprint text COLLATE "C",
    created_at       timestamptz NOT NULL DEFAULT now(),
    updated_at       timestamptz NOT NULL DEFAULT now(),
    CHECK (status = 'deleted' OR content_hash IS NOT NULL)
);
COMMENT ON COLUMN anicut.documents.content_hash IS 'The pointer: a new version becomes visible when it is switched';
COMMENT ON COLUMN anicut.documents.duplicate_of IS 'The first owner of the content that was seen, for information';
COMMENT ON COLUMN anicut.documents.base_sequence IS 'The version that stood before run_id first wrote the row; null if none';

-- also finds the owner of a content in one step: 'ingested' sorts behind 'duplicate', so descending it comes first
CREATE INDEX documents_by_content ON anicut.documents (content_hash, status DESC, created_at);

CREATE TABLE anicut.dead_letters (
    id          text COLLATE "C" PRIMARY KEY,
    scope       text COLLATE "C" NOT NULL,
    stage       text COLLATE "C" NOT NULL,
    reason      text COLLATE "C" NOT NULL,
    message     text,
    attempts    integer     NOT NULL,
    origin      text        NOT NULL,
    document_id text,
    payload     bytea,
    run_id      text COLLATE "C" NOT NULL,
    state       text COLLATE "C" NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'redriven', 'resolved')),
    created_at  timestamptz NOT NULL DEFAULT now(),
    updated_at  timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX dead_letters_by_run ON anicut.dead_letters (run_id, stage, reason);

CREATE TABLE anicut.runs (
    run_id        text COLLATE "C" PRIMARY KEY,
    job           text,
    source        text,
    started_at    timestamptz NOT NULL DEFAULT now(),
    finished_at   timestamptz,
    updated_at    timestamptz NOT NULL DEFAULT now(),
    read          bigint      NOT NULL DEFAULT 0,
    ingested      bigint      NOT NULL DEFAULT 0,
    unchanged     bigint      NOT NULL DEFAULT 0,
    duplicate     bigint      NOT NULL DEFAULT 0,
    deleted       bigint      NOT NULL DEFAULT 0,
    dead_lettered bigint      NOT NULL DEFAULT 0,
    stale         bigint      NOT NULL DEFAULT 0,
    chunks        bigint      NOT NULL DEFAULT 0,
    embedded      bigint      NOT NULL DEFAULT 0,
    reused        bigint      NOT NULL DEFAULT 0,
    truncated     bigint      NOT NULL DEFAULT 0,
    bytes         bigint      NOT NULL DEFAULT 0,
    settings      jsonb       NOT NULL DEFAULT '{}'
);
COMMENT ON TABLE anicut.runs IS 'A run and its ledger: read = ingested + unchanged + duplicate + deleted + dead_lettered';

CREATE VIEW anicut.search_chunks AS
SELECT d.document_id, c.ordinal, d.title, d.uri, d.source, d.media_type, d.metadata, d.status, d.duplicate_of,
       c.heading, c.text, c.token_count, c.start_offset, c.end_offset,
       d.content_hash, c.chunk_hash, i.model, e.embedding
FROM anicut.documents d
JOIN anicut.indexed_contents i ON i.content_hash = d.content_hash
JOIN anicut.chunks c ON c.content_hash = i.content_hash AND c.chunker_version = i.chunker_version
JOIN anicut.embeddings e ON e.chunk_hash = c.chunk_hash AND e.model = i.model
WHERE d.status <> 'deleted';
COMMENT ON VIEW anicut.search_chunks IS 'Every document with its chunks and vectors, a row for each model; filter on model';

-- lz4 costs a third of the default's time where the server was built with it
DO $$
BEGIN
    ALTER TABLE anicut.contents ALTER COLUMN text SET COMPRESSION lz4;
    ALTER TABLE anicut.chunks ALTER COLUMN text SET COMPRESSION lz4;
    ALTER TABLE anicut.documents ALTER COLUMN metadata SET COMPRESSION lz4;
EXCEPTION WHEN feature_not_supported OR invalid_parameter_value OR syntax_error THEN
    NULL;
END
$$;
