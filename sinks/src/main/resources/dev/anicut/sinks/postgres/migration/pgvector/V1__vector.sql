-- The vector type comes with the extension, which belongs where other applications of the database look for it.
CREATE EXTENSION IF NOT EXISTS vector WITH SCHEMA public;
