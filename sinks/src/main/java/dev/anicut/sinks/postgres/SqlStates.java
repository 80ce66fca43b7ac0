package dev.anicut.sinks.postgres;

import java.sql.SQLException;
import java.util.Set;
import java.util.function.Predicate;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** What an SQLSTATE says about who is at fault: the connection, the moment, a row, or the program. */
final class SqlStates {
    /** Shutdown, crash, starting up, too many connections: another connection, a little later, may work. */
    private static final Set<String> LOST = Set.of("57P01", "57P02", "57P03", "53300");

    /** Serialisation failure and deadlock: the same transaction may work at the next attempt. */
    private static final Set<String> COLLISIONS = Set.of("40001", "40P01");

    private SqlStates() {}

    static boolean isConnectionLost(SQLException e) {
        return hasState(e, state -> state.startsWith("08") || LOST.contains(state));
    }

    static boolean isCollision(SQLException e) {
        return hasState(e, COLLISIONS::contains);
    }

    /**
     * Data exceptions (class 22), violated constraints (class 23) and program limits (54000: a key too long for its
     * index): what a single row can be at fault for.
     */
    static boolean isRejectedRow(SQLException e) {
        return hasState(e, state -> state.startsWith("22") || state.startsWith("23") || state.equals("54000"));
    }

    private static boolean hasState(SQLException e, Predicate<String> test) {
        for (SQLException next = e; next != null; next = next.getNextException()) {
            if (next.getSQLState() != null && test.test(next.getSQLState())) {
                return true;
            }
        }
        return false;
    }

    /** What the server said, in one line, without the statement or the data. */
    static String message(SQLException e) {
        ServerErrorMessage said = e instanceof PSQLException psql ? psql.getServerErrorMessage() : null;
        String text = said != null && said.getMessage() != null ? said.getMessage() : e.getMessage();
        return text == null
                ? e.getClass().getSimpleName()
                : text.lines().findFirst().orElse("");
    }
}
