-- What the roles of scripts/roles.sql may do, where there are such roles; run behind every migration.

DO $$
BEGIN
    IF to_regrole('anicut_job') IS NOT NULL THEN
        GRANT USAGE ON SCHEMA anicut TO anicut_job;
        GRANT SELECT ON ALL TABLES IN SCHEMA anicut TO anicut_job;
        GRANT INSERT, UPDATE ON anicut.dead_letters, anicut.runs, anicut.enrichment_spend, anicut.enrichment_owners
            TO anicut_job;
        -- and what collect takes away
        GRANT INSERT, UPDATE, DELETE ON anicut.document_heads, anicut.contents, anicut.indexed_contents, anicut.chunks,
            anicut.embeddings, anicut.enrichments TO anicut_job;
    END IF;
    IF to_regrole('anicut_search') IS NOT NULL THEN
        GRANT USAGE ON SCHEMA anicut TO anicut_search;
        -- the history says whether the schema is the one that the program knows
        GRANT SELECT ON anicut.documents, anicut.search_chunks, anicut.enriched_documents, anicut.indexed_contents,
            anicut.chunks, anicut.embeddings, anicut.flyway_schema_history TO anicut_search;
    END IF;
END
$$;
