package dev.anicut.sinks.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of the locks on runs and on redriving when the connection that holds them is lost. */
class SessionLocksITCase {
    private static final TestDatabase DATABASE = TestDatabase.migrated();
    private static final String HOLDERS = "FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 1"
            + " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";

    private final Runs holder = new Runs(DATABASE.config());
    private final Runs other = new Runs(DATABASE.config());

    @AfterAll
    static void closeDatabase() {
        DATABASE.close();
    }

    @AfterEach
    void close() {
        holder.close();
        other.close();
        while (!DATABASE.rows("SELECT " + HOLDERS).isEmpty()) {
            Thread.onSpinWait(); // the server lets go of them when it notices that the sessions have ended
        }
    }

    private static void loseConnections() {
        DATABASE.execute("SELECT pg_terminate_backend(pid) " + HOLDERS);
    }

    @Test
    void areHeldAgainOverALostConnection() throws Exception {
        assertThat(holder.tryLock("run-1")).isTrue();
        assertThat(new Redrives(holder).tryLock()).isTrue();
        loseConnections();

        holder.ledger("run-1");

        assertThat(other.tryLock("run-1")).isFalse();
        assertThat(other.isLocked("run-1")).isTrue();
        assertThat(new Redrives(other).tryLock()).isFalse();
        assertThat(other.isLocked("run-2")).isFalse();
        assertThat(other.tryLock("run-2")).isTrue();
    }

    @Test
    void areTakenFromAFormerSessionOfWhichTheServerDoesNotKnowThatItIsLost() throws Exception {
        try (LossyProxy proxy = new LossyProxy(DATABASE.config().url());
                Runs behind = new Runs(proxy.config(DATABASE.options()))) {
            assertThat(behind.tryLock("run-1")).isTrue();
            String session = DATABASE.rows("SELECT pid " + HOLDERS).get(0);
            proxy.cut();
            assertThat(DATABASE.rows("SELECT pid " + HOLDERS)).containsExactly(session);

            behind.ledger("run-1");

            assertThat(DATABASE.rows("SELECT pid " + HOLDERS)).hasSize(1).doesNotContain(session);
            assertThat(other.tryLock("run-1")).isFalse();
        }
    }

    @Test
    void areMissedLoudlyIfAnotherOneHasThemByThen() throws Exception {
        assertThat(holder.tryLock("run-1")).isTrue();
        loseConnections();
        while (!other.tryLock("run-1")) {
            Thread.onSpinWait();
        }

        for (int attempt = 0; attempt < 2; attempt++) {
            assertThatThrownBy(() -> holder.ledger("run-1"))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("lost")
                    .hasMessageContaining("'anicut run run-1'")
                    .hasMessageContaining("another process has it now");
        }
        assertThat(other.isLocked("run-1")).as("it holds it itself").isFalse();
    }
}
