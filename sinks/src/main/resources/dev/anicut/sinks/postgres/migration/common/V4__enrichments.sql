CREATE TABLE anicut.enrichments (
    content_hash   text COLLATE "C",
    prompt_version text COLLATE "C",
    llm            text COLLATE "C",
    result         jsonb,
    unsure         boolean        NOT NULL DEFAULT false,
    failure        text,
    partial        boolean        NOT NULL DEFAULT false,
    calls          integer        NOT NULL,
    input_tokens   bigint         NOT NULL,
    output_tokens  bigint         NOT NULL,
    cost_usd       numeric(20, 9) NOT NULL,
    latency_ms     bigint         NOT NULL,
    created_at     timestamptz    NOT NULL DEFAULT now(),
    used_at        timestamptz    NOT NULL DEFAULT now(),
    PRIMARY KEY (content_hash, prompt_version, llm),
    CHECK (result IS NOT NULL OR failure IS NOT NULL)
) WITH (toast_tuple_target = 8160);
COMMENT ON TABLE anicut.enrichments IS 'What a language model has answered about a content: paid for once';
COMMENT ON COLUMN anicut.enrichments.result IS 'JSON that holds to the prompt''s schema; null where the model gave none';
COMMENT ON COLUMN anicut.enrichments.partial IS 'Whether the text was cut before the model was asked about it';
COMMENT ON COLUMN anicut.enrichments.used_at IS 'When it was written, or found again after more than an hour';

CREATE TABLE anicut.enrichment_spend (
    run_id          text COLLATE "C",
    owner           text COLLATE "C",
    llm             text COLLATE "C",
    calls           bigint         NOT NULL DEFAULT 0,
    failed_calls    bigint         NOT NULL DEFAULT 0,
    input_tokens    bigint         NOT NULL DEFAULT 0,
    output_tokens   bigint         NOT NULL DEFAULT 0,
    cost_usd        numeric(20, 9) NOT NULL DEFAULT 0,
    cache_hits      bigint         NOT NULL DEFAULT 0,
    saved_usd       numeric(20, 9) NOT NULL DEFAULT 0,
    reserved_tokens bigint         NOT NULL DEFAULT 0,
    reserved_usd    numeric(20, 9) NOT NULL DEFAULT 0,
    lost_tokens     bigint         NOT NULL DEFAULT 0,
    lost_usd        numeric(20, 9) NOT NULL DEFAULT 0,
    renewed_at      timestamptz    NOT NULL DEFAULT now(),
    PRIMARY KEY (run_id, owner, llm)
);
COMMENT ON TABLE anicut.enrichment_spend IS 'What each process of a run has spent on each language model';
COMMENT ON COLUMN anicut.enrichment_spend.reserved_usd IS 'Put aside for calls under way';
COMMENT ON COLUMN anicut.enrichment_spend.lost_usd IS 'Was put aside when the process died: counts as spent';

ALTER TABLE anicut.document_heads
    ADD COLUMN enrichment text COLLATE "C"
        CHECK (enrichment IN ('enriched', 'enrichment_failed', 'enrichment_skipped'));
COMMENT ON COLUMN anicut.document_heads.enrichment IS 'How the enrichment of its content ended when it passed; null if nothing was asked';

CREATE OR REPLACE VIEW anicut.documents AS
SELECT document_id, content_hash, fingerprint, sequence, source, uri, title, media_type, metadata, status, duplicate_of,
       run_id, origin, base_sequence, base_fingerprint, created_at, updated_at, enrichment
FROM anicut.document_heads
WHERE status <> 'deleted';

ALTER TABLE anicut.runs
    ADD COLUMN enriched           bigint         NOT NULL DEFAULT 0,
    ADD COLUMN enrichment_failed  bigint         NOT NULL DEFAULT 0,
    ADD COLUMN enrichment_skipped bigint         NOT NULL DEFAULT 0,
    ADD COLUMN llm_calls          bigint         NOT NULL DEFAULT 0,
    ADD COLUMN llm_failed_calls   bigint         NOT NULL DEFAULT 0,
    ADD COLUMN llm_input_tokens   bigint         NOT NULL DEFAULT 0,
    ADD COLUMN llm_output_tokens  bigint         NOT NULL DEFAULT 0,
    ADD COLUMN llm_cost_usd       numeric(20, 9) NOT NULL DEFAULT 0,
    ADD COLUMN llm_cache_hits     bigint         NOT NULL DEFAULT 0,
    ADD COLUMN llm_saved_usd      numeric(20, 9) NOT NULL DEFAULT 0;

CREATE VIEW anicut.enriched_documents AS
SELECT d.document_id, d.title, d.uri, d.source, d.media_type, d.metadata, d.status, d.content_hash,
       e.prompt_version, e.llm, e.result, e.unsure, e.partial, e.created_at AS enriched_at
FROM anicut.documents d
JOIN anicut.enrichments e ON e.content_hash = d.content_hash
WHERE e.result IS NOT NULL;
COMMENT ON VIEW anicut.enriched_documents IS 'Every document with the answers about its content, a row for each prompt and model';
