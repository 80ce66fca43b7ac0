-- Stands in for pgvector where the server has none: the same casts, the same operator, exact search only.
CREATE DOMAIN anicut.vector AS real[]
    CHECK (VALUE IS NULL OR (array_ndims(VALUE) = 1 AND array_position(VALUE, NULL) IS NULL));

CREATE FUNCTION anicut.cosine_distance(a real[], b real[]) RETURNS double precision
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    dot double precision := 0;
    norm_a double precision := 0;
    norm_b double precision := 0;
BEGIN
    IF cardinality(a) <> cardinality(b) THEN
        RAISE EXCEPTION 'different vector dimensions % and %', cardinality(a), cardinality(b)
            USING ERRCODE = 'data_exception';
    END IF;
    SELECT sum(x::double precision * y), sum(x::double precision * x), sum(y::double precision * y)
        INTO dot, norm_a, norm_b
        FROM unnest(a, b) AS pair(x, y);
    RETURN 1 - dot / NULLIF(sqrt(norm_a) * sqrt(norm_b), 0);
END
$$;

CREATE OPERATOR anicut.<=> (LEFTARG = real[], RIGHTARG = real[], FUNCTION = anicut.cosine_distance, COMMUTATOR = <=>);
