-- Hashes are 64 hex digits; "C" compares them byte by byte. A sequence is (version, ordinal, position), compared
-- element by element.

CREATE TABLE contents (
    content_hash       text COLLATE "C" PRIMARY KEY,
    text               text,
    text_length        integer NOT NULL,
    created_at         timestamptz NOT NULL DEFAULT now(),
    unreferenced_since timestamptz
);
COMMENT ON COLUMN contents.text IS 'kept only where nothing is embedded; else the chunks hold it';
COMMENT ON COLUMN contents.unreferenced_since IS 'set by collect when no document points here';

CREATE TABLE indexed_contents (
    content_hash    text COLLATE "C" NOT NULL,
    model           text COLLATE "C" NOT NULL,
    chunker_version text COLLATE "C" NOT NULL,
    chunk_count     integer NOT NULL,
    indexed_at      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (content_hash, model)
);
COMMENT ON TABLE indexed_contents IS
    'written last: the proof that a content is whole for a model, and the pointer to its chunks';

CREATE TABLE chunks (
    content_hash    text COLLATE "C" NOT NULL,
    chunker_version text COLLATE "C" NOT NULL,
    ordinal         integer NOT NULL,
    chunk_hash      text COLLATE "C" NOT NULL,
    heading         text,
    text            text NOT NULL,
    token_count     integer NOT NULL,
    start_offset    integer NOT NULL,
    end_offset      integer NOT NULL,
    created_at      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (content_hash, chunker_version, ordinal)
);

-- the wide target keeps vectors of some hundred dimensions in the row
CREATE TABLE embeddings (
    chunk_hash text COLLATE "C" NOT NULL,
    model      text COLLATE "C" NOT NULL,
    vector     vector NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (chunk_hash, model)
) WITH (toast_tuple_target = 8160);
ALTER TABLE embeddings ALTER COLUMN vector SET STORAGE MAIN;

CREATE TABLE documents (
    document_id      text COLLATE "C" PRIMARY KEY,
    content_hash     text COLLATE "C" REFERENCES contents (content_hash),
    fingerprint      text COLLATE "C" NOT NULL,
    sequence         bigint[] NOT NULL,
    source           text NOT NULL,
    uri              text,
    title            text,
    media_type       text,
    metadata         jsonb NOT NULL,
    status           text NOT NULL CHECK (status IN ('ingested', 'duplicate', 'deleted')),
    duplicate_of     text,
    run_id           text NOT NULL,
    origin           text NOT NULL,
    base_sequence    bigint[],
    base_fingerprint text COLLATE "C",
    created_at       timestamptz NOT NULL DEFAULT now(),
    updated_at       timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX documents_content_hash ON documents (content_hash);
COMMENT ON COLUMN documents.base_fingerprint IS
    'what stood before the run that wrote the row: after a crash the run decides again as it did at first';

CREATE TABLE dead_letters (
    id          text COLLATE "C" PRIMARY KEY,
    scope       text NOT NULL,
    stage       text NOT NULL,
    reason      text NOT NULL,
    message     text NOT NULL,
    attempts    integer NOT NULL,
    origin      text NOT NULL,
    document_id text,
    payload     bytea,
    run_id      text NOT NULL,
    state       text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'redriven', 'resolved')),
    created_at  timestamptz NOT NULL DEFAULT now(),
    updated_at  timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX dead_letters_open ON dead_letters (stage, reason, created_at) WHERE state = 'open';

CREATE TABLE runs (
    run_id        text PRIMARY KEY,
    job           text NOT NULL,
    source        text NOT NULL,
    started_at    timestamptz NOT NULL,
    updated_at    timestamptz NOT NULL DEFAULT now(),
    finished_at   timestamptz,
    settings      jsonb NOT NULL,
    read          bigint NOT NULL DEFAULT 0,
    ingested      bigint NOT NULL DEFAULT 0,
    unchanged     bigint NOT NULL DEFAULT 0,
    duplicate     bigint NOT NULL DEFAULT 0,
    deleted       bigint NOT NULL DEFAULT 0,
    dead_lettered bigint NOT NULL DEFAULT 0,
    stale         bigint NOT NULL DEFAULT 0,
    chunks        bigint NOT NULL DEFAULT 0,
    embedded      bigint NOT NULL DEFAULT 0,
    reused        bigint NOT NULL DEFAULT 0,
    truncated     bigint NOT NULL DEFAULT 0,
    bytes         bigint NOT NULL DEFAULT 0
);

CREATE VIEW passages AS
SELECT d.document_id, d.title, d.uri, d.source, d.media_type, d.metadata, d.status, d.content_hash,
       c.chunker_version, c.ordinal, c.heading, c.text, c.token_count, c.start_offset, c.end_offset, c.chunk_hash,
       e.model, e.vector
FROM documents d
JOIN indexed_contents i ON i.content_hash = d.content_hash
JOIN chunks c ON c.content_hash = i.content_hash AND c.chunker_version = i.chunker_version
JOIN embeddings e ON e.chunk_hash = c.chunk_hash AND e.model = i.model
WHERE d.status <> 'deleted';
COMMENT ON VIEW passages IS 'what search reads: each document''s chunks with their vectors, by model';
