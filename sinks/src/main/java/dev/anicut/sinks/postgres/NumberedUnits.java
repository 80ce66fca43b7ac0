package dev.anicut.sinks.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Units of work that add to what stands, and so must not be done twice where the answer to a COMMIT was lost. They are
 * numbered: each first notes its number in the row of its owner, and an attempt that finds the number there comes
 * behind one that went through.
 *
 * <p>The row also makes an attempt wait for the one before it, should the server still be at its COMMIT. It would need no
 * table to ask {@code pg_xact_status} for the transaction's own number; but a server that crashes gives such numbers
 * once more, if nothing of their transactions was written, and what another one did would pass for what was lost. A note
 * stands or falls with its transaction, also on a standby that takes over.
 */
final class NumberedUnits {
    private static final String NOTE =
            """
            INSERT INTO anicut.enrichment_owners AS stored (owner, last_unit) VALUES (?, ?)
            ON CONFLICT (owner) DO UPDATE SET last_unit = excluded.last_unit
            WHERE stored.last_unit < excluded.last_unit""";

    private final RetryingConnection connection;
    private final String owner;
    private long last;

    /** @param owner nobody else's, before or after */
    NumberedUnits(RetryingConnection connection, String owner) {
        this.connection = connection;
        this.owner = owner;
    }

    /** As {@link RetryingConnection#inTransaction}, but never twice; the result is that of the attempt that counts. */
    <T> T once(RetryingConnection.Work<T> work) throws SQLException, InterruptedException {
        long number = ++last;
        AtomicReference<T> result = new AtomicReference<>();
        return connection.inTransaction(open -> {
            if (note(open, number)) {
                result.set(work.run(open));
            }
            return result.get();
        });
    }

    /** Whether the unit is still to be done. */
    private boolean note(Connection open, long number) throws SQLException {
        try (PreparedStatement upsert = open.prepareStatement(NOTE)) {
            upsert.setString(1, owner);
            upsert.setLong(2, number);
            return upsert.executeUpdate() == 1;
        }
    }
}
