package dev.anicut.sinks.postgres;

import dev.anicut.model.Document;
import dev.anicut.model.RecalledDocument;
import dev.anicut.model.StoredDocument;
import dev.anicut.model.memory.DocumentMemory;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/** What the tables hold of documents and contents: one statement for a few hundred of them. */
final class PostgresDocumentMemory implements DocumentMemory {
    /** The scalar look-ups by key keep to the indexes whatever the planner knows of the tables' sizes. */
    private static final String RECALL =
            """
            SELECT t.id, t.hash,
                   d.sequence, d.fingerprint, d.run_id, d.base_sequence, d.base_fingerprint,
                   (SELECT o.document_id FROM documents o
                    WHERE o.content_hash = t.hash AND o.status <> 'deleted'
                    ORDER BY o.status = 'duplicate', o.created_at, o.document_id LIMIT 1) AS owner,
                   EXISTS (SELECT FROM contents c
                           WHERE c.content_hash = t.hash AND c.unreferenced_since IS NULL
                             AND CASE WHEN ? THEN c.text IS NOT NULL
                                      ELSE EXISTS (SELECT FROM indexed_contents i
                                                   WHERE i.content_hash = t.hash AND i.model = ?
                                                     AND i.chunker_version = ?) END) AS whole
            FROM unnest(?::text[], ?::text[]) WITH ORDINALITY AS t (id, hash, place)
            LEFT JOIN LATERAL (SELECT * FROM documents WHERE document_id = t.id OFFSET 0) d ON true
            ORDER BY t.place
            """;

    private final Session session;
    private final String model;
    private final String chunkerVersion;
    private final boolean textOnly;

    /**
     * @param textOnly whether nothing is embedded: then a content is whole when its text is stored
     */
    PostgresDocumentMemory(PostgresConfig config, String model, String chunkerVersion, boolean textOnly) {
        this.session = new Session(config);
        this.model = model;
        this.chunkerVersion = chunkerVersion;
        this.textOnly = textOnly;
    }

    @Override
    public List<RecalledDocument> recall(List<Document> documents) throws SQLException {
        return session.run(connection -> recall(connection, documents));
    }

    private List<RecalledDocument> recall(Connection connection, List<Document> documents) throws SQLException {
        RecalledDocument[] recalled = new RecalledDocument[documents.size()];
        try (PreparedStatement statement = connection.prepareStatement(RECALL)) {
            statement.setBoolean(1, textOnly);
            statement.setString(2, model);
            statement.setString(3, chunkerVersion);
            statement.setArray(
                    4,
                    Sql.texts(connection, documents.stream().map(Document::id).toList()));
            statement.setArray(
                    5,
                    Sql.texts(
                            connection,
                            documents.stream().map(Document::contentHash).toList()));
            try (ResultSet rows = statement.executeQuery()) {
                for (int i = 0; rows.next(); i++) {
                    recalled[i] = new RecalledDocument(
                            documents.get(i), stored(rows), rows.getString("owner"), rows.getBoolean("whole"));
                }
            }
        }
        return List.of(recalled);
    }

    private static StoredDocument stored(ResultSet row) throws SQLException {
        if (row.getString("run_id") == null) {
            return null;
        }
        return new StoredDocument(
                Sql.sequence(row.getArray("sequence")),
                row.getString("fingerprint"),
                row.getString("run_id"),
                Sql.sequence(row.getArray("base_sequence")),
                row.getString("base_fingerprint"));
    }

    @Override
    public void close() {
        session.close();
    }
}
