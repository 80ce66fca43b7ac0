package dev.anicut.sinks.postgres;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * Removes content that no document points to: marks it when it is first found, sweeps it once the mark is older than
 * the grace period, then chunk sets that no content consists of, and vectors that no chunk refers to. Forgets documents
 * that were deleted long ago.
 *
 * <p>Jobs may write all the while. What could go wrong, and why it does not:
 *
 * <ul>
 *   <li><b>Transactions that overlap.</b> Every writing transaction of a job holds an advisory lock in shared mode,
 *       every change made here holds it exclusively, and both take it in their first statement. So they never
 *       interleave: a removal, whose later statements each take a fresh snapshot, sees what all writers before it have
 *       committed, and a writer after it finds the rows gone and inserts them anew. Candidates are looked for without
 *       the lock, in batches, and looked at again under it; writers wait for one batch at most.
 *   <li><b>A vector that was looked up and then collected.</b> The writer inserts every vector again in the transaction
 *       of its chunk, the found ones too; from then on the chunk holds it.
 *   <li><b>Chunks whose document is still on the road.</b> Chunks are committed before the row of their content. A
 *       chunk set that no content consists of is spared while its youngest chunk is younger than the grace period.
 *       Writing a chunk that stands dates it anew if it is more than an hour old: what an earlier, failed run has left
 *       counts as young when its document comes again.
 *   <li><b>Content that was whole when it was recalled.</b> Only unmarked content is recalled as whole, so its mark, if
 *       one comes, is younger than the recall, and the sweep comes a grace period later; the document's row takes the
 *       mark off in its own transaction. Should the document take longer than that, the foreign key rejects it and it
 *       becomes a dead letter: it never points to nothing.
 *   <li><b>Marked content that is brought again.</b> It is not recalled as whole, so all its chunks are written again;
 *       the first batch of them takes the mark off, and another mark starts the grace period anew.
 * </ul>
 *
 * <p>Hence the one condition: the grace period is longer than a document is ever on the road, and an hour more; a
 * shorter one than could ever be is refused where settings are read.
 */
public final class ContentCollector implements AutoCloseable {
    private static final int BATCH_KEYS = 500;

    private final RetryingConnection connection;
    private final CollectionStatements statements;

    /** What a transaction has removed. */
    private record Removed(long rows, long bytes, List<String> keys) {
        static final Removed NOTHING = new Removed(0, 0, List.of());

        Removed plus(Removed other) {
            return new Removed(rows + other.rows, bytes + other.bytes, List.of());
        }

        Removed withoutKeys() {
            return plus(NOTHING);
        }
    }

    /** What one transaction of the removal of contents has removed. */
    private record RemovedContents(Removed contents, Removed chunks) {}

    @FunctionalInterface
    private interface Change<T> {
        T apply(Connection open, Array keys) throws SQLException;
    }

    public ContentCollector(PostgresConfig postgres, CollectConfig config) {
        this.connection = new RetryingConnection(postgres);
        this.statements = new CollectionStatements(config);
    }

    /** Marks and removes in short transactions; what an interrupted collection has left, the next one takes. */
    public CollectionReport collect() throws SQLException, InterruptedException {
        updateAll(CollectionStatements.FIND_REFERENCED_AGAIN, CollectionStatements.UNMARK);
        long marked = updateAll(CollectionStatements.FIND_UNREFERENCED, CollectionStatements.MARK);
        Removed contents = Removed.NOTHING;
        Removed chunks = Removed.NOTHING;
        for (RemovedContents removed : forEachBatch(statements.findExpired, this::removeContents)) {
            contents = contents.plus(removed.contents());
            chunks = chunks.plus(removed.chunks());
        }
        chunks = chunks.plus(removeAll(statements.findOrphanedChunks, statements.deleteOrphanedChunks));
        Removed embeddings = removeAll(statements.findOrphanedEmbeddings, statements.deleteOrphanedEmbeddings);
        Removed answers = removeAll(statements.findOrphanedEnrichments, statements.deleteOrphanedEnrichments);
        long tombstones = updateAll(statements.findTombstones, statements.deleteTombstones);
        return new CollectionReport(
                false,
                marked,
                contents.rows(),
                chunks.rows(),
                embeddings.rows(),
                tombstones,
                contents.bytes() + chunks.bytes() + embeddings.bytes() + answers.bytes());
    }

    /** What {@link #collect} would do now; changes nothing, and reads the tables whole. */
    public CollectionReport preview() throws SQLException, InterruptedException {
        return connection.inTransaction(open -> {
            try (Statement statement = open.createStatement();
                    ResultSet row = statement.executeQuery(statements.preview)) {
                row.next();
                return new CollectionReport(
                        true,
                        row.getLong(1),
                        row.getLong(2),
                        row.getLong(3),
                        row.getLong(4),
                        row.getLong(5),
                        row.getLong(6));
            }
        });
    }

    private RemovedContents removeContents(Connection open, Array keys) throws SQLException {
        Removed contents = remove(open, statements.deleteExpired, keys);
        if (contents.rows() == 0) {
            return new RemovedContents(contents, Removed.NOTHING);
        }
        Array gone = SqlArrays.texts(open, contents.keys());
        update(open, CollectionStatements.DELETE_INDEXED_CONTENTS, gone);
        Removed chunks = remove(open, CollectionStatements.DELETE_CHUNKS, gone);
        return new RemovedContents(contents.withoutKeys(), chunks.withoutKeys());
    }

    private long updateAll(String find, String update) throws SQLException, InterruptedException {
        long sum = 0;
        for (long rows : forEachBatch(find, (open, keys) -> update(open, update, keys))) {
            sum += rows;
        }
        return sum;
    }

    private Removed removeAll(String find, String delete) throws SQLException, InterruptedException {
        Removed sum = Removed.NOTHING;
        for (Removed removed :
                forEachBatch(find, (open, keys) -> remove(open, delete, keys).withoutKeys())) {
            sum = sum.plus(removed);
        }
        return sum;
    }

    /** Finds keys batch by batch and changes each batch in a transaction that no writer overlaps. */
    private <T> List<T> forEachBatch(String find, Change<T> change) throws SQLException, InterruptedException {
        List<T> results = new ArrayList<>();
        String last = "";
        while (true) {
            String from = last;
            List<String> keys = connection.inTransaction(open -> find(open, find, from));
            if (keys.isEmpty()) {
                return results;
            }
            results.add(connection.inTransaction(open -> {
                ContentStatements.keepWritersOut(open);
                return change.apply(open, SqlArrays.texts(open, keys));
            }));
            last = keys.get(keys.size() - 1);
        }
    }

    private static List<String> find(Connection open, String sql, String from) throws SQLException {
        try (PreparedStatement select = open.prepareStatement(sql)) {
            select.setString(1, from);
            select.setInt(2, BATCH_KEYS);
            List<String> keys = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    keys.add(row.getString(1));
                }
            }
            return keys;
        }
    }

    private static Removed remove(Connection open, String sql, Array keys) throws SQLException {
        try (PreparedStatement delete = open.prepareStatement(sql)) {
            delete.setArray(1, keys);
            try (ResultSet row = delete.executeQuery()) {
                row.next();
                Array gone = row.getArray(3);
                return new Removed(
                        row.getLong(1), row.getLong(2), gone == null ? List.of() : List.of((String[]) gone.getArray()));
            }
        }
    }

    private static long update(Connection open, String sql, Array keys) throws SQLException {
        try (PreparedStatement update = open.prepareStatement(sql)) {
            update.setArray(1, keys);
            return update.executeUpdate();
        }
    }

    @Override
    public void close() {
        connection.close();
    }
}
