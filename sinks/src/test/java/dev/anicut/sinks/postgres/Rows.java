package dev.anicut.sinks.postgres;

import dev.anicut.embedded.SharedPostgres;
import dev.anicut.model.Chunk;
import dev.anicut.model.Document;
import dev.anicut.model.DocumentHeader;
import dev.anicut.model.EmbeddedBatch;
import dev.anicut.model.EmbeddedChunk;
import dev.anicut.model.Hashes;
import dev.anicut.model.Origin;
import dev.anicut.model.Outcome;
import dev.anicut.model.Sequence;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A fresh database with the schema, elements to write into it, and look-ups. */
final class Rows {
    static final String MODEL = "test-model";
    static final String CHUNKER = "v1-test";

    final PostgresConfig config;

    Rows() throws SQLException {
        SharedPostgres.Database database = SharedPostgres.createDatabase();
        config = new PostgresConfig(
                database.jdbcUrl(),
                database.user(),
                database.password(),
                500,
                Duration.ofMillis(200),
                Duration.ofSeconds(20));
        Migrations.run(config);
    }

    static Document document(String id, long version, String text) {
        return Document.of(
                id,
                new Sequence(version, 0, 0),
                Origin.ofFile("/in/" + id, version),
                "in",
                null,
                "title of " + id,
                "text/plain",
                "{}",
                text);
    }

    static DocumentHeader header(Document document, int chunks) {
        return new DocumentHeader(document.withoutText(), Outcome.INGESTED, null, chunks, chunks > 0);
    }

    static EmbeddedBatch batch(Document document, String... pieces) {
        List<EmbeddedChunk> chunks = new ArrayList<>();
        for (int i = 0; i < pieces.length; i++) {
            Chunk chunk = new Chunk(
                    document.id(),
                    document.sequence(),
                    document.contentHash(),
                    CHUNKER,
                    i,
                    Hashes.sha256(pieces[i]),
                    null,
                    pieces[i],
                    pieces[i].length(),
                    0,
                    pieces[i].length());
            chunks.add(new EmbeddedChunk(chunk, vector(pieces[i]), true, null, null));
        }
        return new EmbeddedBatch(chunks);
    }

    static float[] vector(String piece) {
        return new float[] {piece.length(), piece.charAt(0), 1};
    }

    <IN, OUT> List<OUT> write(BatchWriter<IN, OUT> writer, List<IN> elements) throws SQLException {
        try (Session session = new Session(config)) {
            return session.run(connection -> writer.write(connection, elements));
        }
    }

    void store(String runId, Document document, String... pieces) throws SQLException {
        write(new ChunkBatchWriter(MODEL), List.of(batch(document, pieces)));
        write(new DocumentWriter(runId, MODEL, CHUNKER), List.of(header(document, pieces.length)));
    }

    /** The rows of a query, columns joined by a bar. */
    List<String> select(String sql) throws SQLException {
        try (Connection connection = config.open(5);
                ResultSet rows = connection.createStatement().executeQuery(sql)) {
            List<String> found = new ArrayList<>();
            while (rows.next()) {
                List<String> columns = new ArrayList<>();
                for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                    columns.add(rows.getString(i));
                }
                found.add(String.join("|", columns.stream().map(String::valueOf).toList()));
            }
            return found;
        }
    }

    void execute(String sql) throws SQLException {
        try (Connection connection = config.open(5)) {
            connection.createStatement().execute(sql);
        }
    }
}
