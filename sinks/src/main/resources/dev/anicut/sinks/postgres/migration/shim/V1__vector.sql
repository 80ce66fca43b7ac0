-- What Anicut needs of pgvector, for servers that do not have it: a type, casts to and from real[], exact distances.

CREATE DOMAIN anicut.vector AS real[]
    CONSTRAINT vector_has_elements CHECK (cardinality(VALUE) > 0)
    CONSTRAINT vector_has_no_nulls CHECK (array_position(VALUE, NULL) IS NULL);

CREATE FUNCTION anicut.refuse_vectors(a integer, b integer) RETURNS double precision
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
AS $$
BEGIN
    RAISE EXCEPTION 'different vector dimensions % and %', a, b USING ERRCODE = 'data_exception';
END
$$;

-- A zero vector has no direction: its distance is null, and it sorts behind every other.
CREATE FUNCTION anicut.cosine_distance(a anicut.vector, b anicut.vector) RETURNS double precision
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$
    SELECT CASE WHEN cardinality(a) = cardinality(b) THEN (
        SELECT 1 - sum(x::double precision * y)
                   / NULLIF(sqrt(sum(x::double precision * x)) * sqrt(sum(y::double precision * y)), 0)
        FROM unnest(a, b) AS pair (x, y))
    ELSE anicut.refuse_vectors(cardinality(a), cardinality(b)) END
$$;

-- Operators see through domains: declared on real[], found for vector.
CREATE FUNCTION anicut.cosine_distance(a real[], b real[]) RETURNS double precision
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$ SELECT anicut.cosine_distance(a::anicut.vector, b::anicut.vector) $$;

CREATE OPERATOR anicut.<=> (
    LEFTARG = real[], RIGHTARG = real[], FUNCTION = anicut.cosine_distance, COMMUTATOR = OPERATOR(anicut.<=>)
);
