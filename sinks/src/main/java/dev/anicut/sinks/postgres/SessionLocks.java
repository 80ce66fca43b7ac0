package dev.anicut.sinks.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Advisory locks, by name, of one that connects again when its connection is lost. The server lets go of them with the
 * session, so the next session takes them again before it does anything else.
 */
final class SessionLocks {
    private static final String TAKE =
            """
            SELECT pg_try_advisory_lock(hashtextextended(?, 0)), pid, backend_start
            FROM pg_stat_activity WHERE pid = pg_backend_pid()""";

    /** Let go of as soon as the transaction ends. */
    private static final String TOUCH = "SELECT pg_try_advisory_xact_lock(hashtextextended(?, 0))";

    /** A number may have passed to another process since, its start cannot. */
    private static final String END =
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid = ? AND backend_start = ?";

    private static final long LONGEST_END_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final Set<String> held = new LinkedHashSet<>();
    private Session session;

    /** What the server calls the session that holds the locks. */
    private record Session(int pid, OffsetDateTime start) {}

    /** False if another session holds it. */
    boolean take(Connection open, String name) throws SQLException {
        try (PreparedStatement take = open.prepareStatement(TAKE)) {
            take.setString(1, name);
            try (ResultSet row = take.executeQuery()) {
                row.next();
                if (!row.getBoolean(1)) {
                    return false;
                }
                held.add(name);
                session = new Session(row.getInt(2), row.getObject(3, OffsetDateTime.class));
                return true;
            }
        }
    }

    /**
     * Takes all that is held in a session that is new, and commits each statement by itself.
     *
     * @throws IllegalStateException if another one has taken any of it meanwhile
     */
    void takeAgain(Connection fresh) throws SQLException, InterruptedException {
        if (held.isEmpty()) {
            return;
        }
        endFormerSession(fresh);
        for (String name : held) {
            if (!take(fresh, name)) {
                throw new IllegalStateException("the connection to PostgreSQL was lost, and with it the lock '" + name
                        + "'; another process has it now, and two must not do the same work");
            }
        }
    }

    /** A server that has not noticed the loss, of a cut cable say, would hold the locks against their own owner. */
    private void endFormerSession(Connection fresh) throws SQLException, InterruptedException {
        long deadline = System.nanoTime() + LONGEST_END_NANOS;
        try (PreparedStatement end = fresh.prepareStatement(END)) {
            end.setInt(1, session.pid());
            end.setObject(2, session.start());
            while (isAnswered(end) && System.nanoTime() < deadline) {
                Thread.sleep(20);
            }
        }
    }

    private static boolean isAnswered(PreparedStatement query) throws SQLException {
        try (ResultSet row = query.executeQuery()) {
            return row.next();
        }
    }

    /** Whether no other session holds it. */
    static boolean isFree(Connection open, String name) throws SQLException {
        try (PreparedStatement touch = open.prepareStatement(TOUCH)) {
            touch.setString(1, name);
            try (ResultSet row = touch.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }
}
