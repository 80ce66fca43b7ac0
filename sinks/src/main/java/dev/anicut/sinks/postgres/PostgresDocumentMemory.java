package dev.anicut.sinks.postgres;

import dev.anicut.model.Document;
import dev.anicut.model.RecalledDocument;
import dev.anicut.model.Sequence;
import dev.anicut.model.StoredDocument;
import dev.anicut.model.memory.DocumentMemory;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Recalls documents from PostgreSQL: one query for a batch, which finds everything by index. */
public final class PostgresDocumentMemory implements DocumentMemory {
    /** The name of no model: documents and contents are stored, nothing is embedded. */
    static final String NO_MODEL = "none";

    /** Deleted documents are recalled too, as tombstones. */
    private static final String RECALL =
            """
            SELECT stored.sequence[1], stored.sequence[2], stored.sequence[3], stored.fingerprint, stored.run_id,
                stored.base_sequence[1], stored.base_sequence[2], stored.base_sequence[3], stored.base_fingerprint,
                content.first_owner, content.is_whole%s
            FROM unnest(?::text[], ?::text[]) WITH ORDINALITY AS asked (document_id, content_hash, n)
            LEFT JOIN anicut.document_heads stored ON stored.document_id = asked.document_id
            LEFT JOIN LATERAL (
                SELECT first_owner, unreferenced_since IS NULL AND %s AS is_whole FROM anicut.contents
                WHERE contents.content_hash = asked.content_hash) AS content ON true
            %s
            ORDER BY asked.n""";

    /** Settled is what stands in {@code enrichments}, if the document says so: else it takes the road to be marked. */
    private static final String IS_SETTLED = ", enriched.mark IS NOT NULL AND enriched.mark = stored.enrichment";

    private static final String ENRICHED =
            """
            LEFT JOIN LATERAL (
                SELECT CASE WHEN bool_or(result IS NOT NULL AND (NOT unsure OR llm = ?)) THEN 'enriched'
                    WHEN bool_or(failure IS NOT NULL AND llm = ?) AND NOT ? THEN 'enrichment_failed' END AS mark
                FROM anicut.enrichments
                WHERE enrichments.content_hash = asked.content_hash AND prompt_version = ? AND llm = ANY (?)
            ) AS enriched ON true""";

    private static final String IS_INDEXED =
            """
            EXISTS (
                SELECT FROM anicut.indexed_contents indexed
                WHERE indexed.content_hash = asked.content_hash AND indexed.model = ? AND indexed.chunker_version = ?)""";

    private static final String HAS_TEXT = "text IS NOT NULL";

    private final RetryingConnection connection;
    private final String model;
    private final String chunkerVersion;
    private final boolean embeds;
    private final EnrichmentRecall enrichment;
    private final String sql;

    private PostgresDocumentMemory(
            PostgresConfig config, String model, String chunkerVersion, EnrichmentRecall enrichment) {
        this.connection = RetryingConnection.byKey(config, () -> {});
        this.model = model;
        this.chunkerVersion = chunkerVersion;
        this.embeds = !model.equals(NO_MODEL);
        this.enrichment = enrichment;
        this.sql = recallSql(embeds, !enrichment.isNone());
    }

    static String recallSql(boolean embeds, boolean enriches) {
        return RECALL.formatted(enriches ? IS_SETTLED : "", embeds ? IS_INDEXED : HAS_TEXT, enriches ? ENRICHED : "");
    }

    /**
     * @param model the run's model, or {@code none}: then a content is whole if its text is stored
     * @param chunkerVersion the chunker's settings, as {@code indexed_contents} names them
     * @param enrichment the answers that make nothing left to enrich
     */
    public static DocumentMemory.Factory factory(
            PostgresConfig config, String model, String chunkerVersion, EnrichmentRecall enrichment) {
        return () -> new PostgresDocumentMemory(config, model, chunkerVersion, enrichment);
    }

    /** Of a run that enriches nothing. */
    public static DocumentMemory.Factory factory(PostgresConfig config, String model, String chunkerVersion) {
        return factory(config, model, chunkerVersion, EnrichmentRecall.NONE);
    }

    @Override
    public List<RecalledDocument> recall(List<Document> documents) throws SQLException, InterruptedException {
        return documents.isEmpty() ? List.of() : connection.inTransaction(open -> recall(open, documents));
    }

    private List<RecalledDocument> recall(Connection open, List<Document> documents) throws SQLException {
        try (PreparedStatement select = open.prepareStatement(sql)) {
            select.setArray(1, SqlArrays.texts(open, documents, Document::id));
            select.setArray(2, SqlArrays.texts(open, documents, Document::contentHash));
            int parameter = 3;
            if (embeds) {
                select.setString(parameter++, model);
                select.setString(parameter++, chunkerVersion);
            }
            boolean enriches = !enrichment.isNone();
            if (enriches) {
                select.setString(parameter++, enrichment.lastModel());
                select.setString(parameter++, enrichment.lastModel());
                select.setBoolean(parameter++, enrichment.retryFailed());
                select.setString(parameter++, enrichment.promptVersion());
                select.setArray(parameter, SqlArrays.texts(open, enrichment.models()));
            }
            List<RecalledDocument> recalled = new ArrayList<>(documents.size());
            try (ResultSet row = select.executeQuery()) {
                for (Document document : documents) {
                    row.next();
                    recalled.add(new RecalledDocument(
                            document,
                            stored(row),
                            row.getString(10),
                            row.getBoolean(11),
                            !enriches || row.getBoolean(12)));
                }
            }
            return recalled;
        }
    }

    private static StoredDocument stored(ResultSet row) throws SQLException {
        Sequence sequence = Sequences.read(row, 1);
        return sequence == null
                ? null
                : new StoredDocument(
                        sequence, row.getString(4), row.getString(5), Sequences.read(row, 6), row.getString(9));
    }

    @Override
    public void close() {
        connection.close();
    }
}
