package dev.anicut.sinks.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.List;
import org.apache.flink.configuration.MemorySize;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The index on a server with pgvector: {@code -Danicut.test.pgvector=true}. On others only that it is left out. */
class VectorIndexITCase {
    private static final String MODEL = "it's a model";
    private static final int VECTORS = 4_000;
    private static final TestDatabase DATABASE = TestDatabase.migrated();
    private static final IndexConfig CONFIG =
            new IndexConfig(MemorySize.ofMebiBytes(64).getKibiBytes(), VECTORS);

    /** Two models' vectors of eight dimensions; of the documents that pointed to them one in ten is not deleted. */
    @BeforeAll
    static void fill() {
        DATABASE.execute("SELECT setseed(0.5)");
        String hash = "lpad(to_hex(n), 64, '0')";
        DATABASE.execute("INSERT INTO anicut.contents (content_hash, text_length) SELECT " + hash
                + ", 1 FROM generate_series(1, " + VECTORS + ") n");
        DATABASE.execute("INSERT INTO anicut.document_heads (document_id, content_hash, fingerprint, sequence, source,"
                + " metadata, status, run_id, origin) SELECT 'd' || n, CASE WHEN n % 10 = 0 THEN " + hash
                + " END, 'f', '{1,1,1}', 's', '{}', CASE WHEN n % 10 = 0 THEN 'ingested' ELSE 'deleted' END, 'r', 'o'"
                + " FROM generate_series(1, " + VECTORS + ") n");
        DATABASE.execute("INSERT INTO anicut.chunks (content_hash, chunker_version, ordinal, chunk_hash, text,"
                + " token_count, start_offset, end_offset) SELECT " + hash + ", 'c', 0, " + hash
                + ", 'text ' || n, 1, 0, 1 FROM generate_series(1, " + VECTORS + ") n");
        for (String model : List.of("it''s a model", "other")) {
            DATABASE.execute("INSERT INTO anicut.indexed_contents (content_hash, model, chunker_version, chunk_count)"
                    + " SELECT " + hash + ", '" + model + "', 'c', 1 FROM generate_series(1, " + VECTORS + ") n");
            DATABASE.execute("INSERT INTO anicut.embeddings (chunk_hash, model, embedding) SELECT " + hash + ", '"
                    + model + "', ARRAY(SELECT random() - 0.5 + n * 0 FROM generate_series(1, 8))::real[]"
                    + " FROM generate_series(1, " + VECTORS + ") n");
        }
        DATABASE.execute("ANALYZE anicut.embeddings, anicut.chunks, anicut.document_heads, anicut.indexed_contents");
    }

    @AfterAll
    static void close() {
        DATABASE.close();
    }

    private static boolean pgvector() {
        return DATABASE.rows("SELECT 1 FROM pg_extension WHERE extname = 'vector'")
                        .size()
                == 1;
    }

    private static List<Hit> search(int limit) throws Exception {
        try (Search search = new Search(DATABASE.config())) {
            return search.search(new float[] {1, 2, 3, 4, 4, 3, 2, 1}, MODEL, limit);
        }
    }

    @Test
    void isLeftOutWhereThereIsNoPgvector() throws Exception {
        assumeThat(pgvector()).as("a server with pgvector").isFalse();
        try (VectorIndex index = new VectorIndex(DATABASE.config(), CONFIG)) {
            assertThat(index.isDue(MODEL)).isFalse();
            assertThat(index.build(MODEL)).isEqualTo(VectorIndex.Result.NO_PGVECTOR);
        }
        assertThat(search(10)).hasSize(10);
    }

    @Test
    void searchGoesByTheIndexAndFindsWhatExactSearchFinds() throws Exception {
        assumeThat(pgvector())
                .as("no pgvector on this server: give one by -Danicut.test.pgvector=true")
                .isTrue();
        List<Hit> exact = search(20);
        try (VectorIndex index = new VectorIndex(DATABASE.config(), CONFIG)) {
            assertThat(index.isDue("nobody's model")).isFalse();
            assertThat(index.isDue(MODEL)).isTrue();
            assertThat(index.build(MODEL)).isEqualTo(VectorIndex.Result.BUILT);
            assertThat(index.isDue(MODEL)).isFalse();
            assertThat(index.build(MODEL)).isEqualTo(VectorIndex.Result.STOOD);
        }

        try (RetryingConnection connection = new RetryingConnection(DATABASE.config())) {
            String plan = connection.inTransaction(
                    open -> String.join("\n", Search.plan(open, new float[] {1, 2, 3, 4, 4, 3, 2, 1}, MODEL, 20)));
            assertThat(plan).contains("Index Scan using embeddings_hnsw_8_").doesNotContain("Seq Scan");
        }
        // nine of ten vectors near by belong to contents whose documents are deleted: the scan goes on until the limit
        // is full
        assertThat(search(20)).hasSize(20).containsAll(exact.subList(0, 10));
        assertThat(search(200)).hasSize(200);

        try (VectorIndex index = new VectorIndex(DATABASE.config(), CONFIG)) {
            assertThat(index.drop(MODEL)).isEqualTo(VectorIndex.Result.DROPPED);
        }
        assertThat(search(20)).isEqualTo(exact);
    }

    @Test
    void anInterruptedBuildIsRepeated() throws Exception {
        assumeThat(pgvector())
                .as("no pgvector on this server: give one by -Danicut.test.pgvector=true")
                .isTrue();
        try (VectorIndex index = new VectorIndex(DATABASE.config(), CONFIG)) {
            assertThat(index.build("other")).isEqualTo(VectorIndex.Result.BUILT);
            DATABASE.execute("UPDATE pg_index SET indisvalid = false WHERE indexrelid IN"
                    + " (SELECT oid FROM pg_class WHERE relname LIKE 'embeddings_hnsw_%') AND indpred IS NOT NULL");
            assertThat(index.build("other")).isEqualTo(VectorIndex.Result.BUILT);
            assertThat(index.build("other")).isEqualTo(VectorIndex.Result.STOOD);
        }
    }
}
