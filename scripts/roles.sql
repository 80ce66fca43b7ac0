-- Least privilege: three roles for Anicut. An administrator runs this once in the database that is to hold the schema,
--
--     psql -v ON_ERROR_STOP=1 -d search -f scripts/roles.sql
--
-- and gives each role its password (\password anicut_owner). Then the owner makes the tables, and on every upgrade again:
--
--     scripts/submit.sh migrate --postgres.url … --postgres.user anicut_owner --postgres.password …
--
-- which also grants what the other two need (afterMigrate__grants.sql, beside the migrations). Roles belong to the whole
-- server; a role of one's own takes part by GRANT anicut_job TO nightly. It may be run again.

DO $$
BEGIN
    IF to_regrole('anicut_owner') IS NULL THEN
        CREATE ROLE anicut_owner LOGIN;
    END IF;
    IF to_regrole('anicut_job') IS NULL THEN
        CREATE ROLE anicut_job LOGIN;
    END IF;
    IF to_regrole('anicut_search') IS NULL THEN
        CREATE ROLE anicut_search LOGIN;
    END IF;
END
$$;

COMMENT ON ROLE anicut_owner IS 'Owns the schema anicut: migrations, and the index over vectors';
COMMENT ON ROLE anicut_job IS 'Runs Anicut''s jobs: reads and writes rows, changes no table';
COMMENT ON ROLE anicut_search IS 'Reads documents, passages and answers; no dead letters, no runs';

-- a schema that stands keeps its owner
CREATE SCHEMA IF NOT EXISTS anicut AUTHORIZATION anicut_owner;

-- pgvector takes more rights to install than the owner of a schema has
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_available_extensions WHERE name = 'vector') THEN
        CREATE EXTENSION IF NOT EXISTS vector WITH SCHEMA public;
    END IF;
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO anicut_owner, anicut_job, anicut_search', current_database());
END
$$;
