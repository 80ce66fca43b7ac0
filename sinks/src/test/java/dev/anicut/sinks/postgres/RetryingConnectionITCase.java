package dev.anicut.sinks.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RetryingConnectionITCase {
    private static final TestDatabase DATABASE = TestDatabase.empty();

    private final AtomicInteger attempts = new AtomicInteger();
    private final AtomicInteger retries = new AtomicInteger();

    @AfterAll
    static void close() {
        DATABASE.close();
    }

    @BeforeEach
    void makeTable() {
        DATABASE.execute(
                "DROP TABLE IF EXISTS t; CREATE TABLE t (k int PRIMARY KEY, v int); INSERT INTO t VALUES (1, 0), (2, 0)");
    }

    private RetryingConnection connection() {
        return RetryingConnection.byKey(DATABASE.config(), retries::incrementAndGet);
    }

    @Test
    void repeatsTheWholeUnitOverANewConnection() throws Exception {
        try (RetryingConnection connection = connection()) {
            int result = connection.inTransaction(open -> {
                update(open, 1);
                if (attempts.incrementAndGet() < 3) {
                    DATABASE.execute("SELECT pg_terminate_backend(" + pid(open) + ")");
                }
                update(open, 2);
                return attempts.get();
            });

            assertThat(result).isEqualTo(3);
            assertThat(retries).hasValue(2);
            assertThat(DATABASE.rows("SELECT v FROM t")).containsExactly("1", "1");
        }
    }

    @Test
    void repeatsTheVictimOfADeadlock() throws Exception {
        CyclicBarrier bothHoldOne = new CyclicBarrier(2);
        CompletableFuture<Void> upwards = CompletableFuture.runAsync(() -> updateBoth(1, 2, bothHoldOne));
        CompletableFuture<Void> downwards = CompletableFuture.runAsync(() -> updateBoth(2, 1, bothHoldOne));
        CompletableFuture.allOf(upwards, downwards).get(30, TimeUnit.SECONDS);

        assertThat(DATABASE.rows("SELECT v FROM t")).containsExactly("2", "2");
        assertThat(retries.get()).isPositive();
    }

    private void updateBoth(int first, int second, CyclicBarrier bothHoldOne) {
        AtomicInteger tries = new AtomicInteger();
        try (RetryingConnection connection = connection()) {
            connection.inTransaction(open -> {
                update(open, first);
                if (tries.incrementAndGet() == 1) {
                    await(bothHoldOne);
                }
                update(open, second);
                return null;
            });
        } catch (SQLException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void anyOtherFailureSurfacesAtOnceAndLeavesNothing() throws Exception {
        try (RetryingConnection connection = connection()) {
            assertThatThrownBy(() -> connection.inTransaction(open -> {
                        attempts.incrementAndGet();
                        update(open, 1);
                        try (Statement statement = open.createStatement()) {
                            return statement.execute("SELECT 1 / 0");
                        }
                    }))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("division by zero");

            assertThat(attempts).hasValue(1);
            assertThat(DATABASE.rows("SELECT v FROM t WHERE k = 1")).containsExactly("0");
            boolean usable = connection.inTransaction(open -> open.isValid(1));
            assertThat(usable).isTrue();
        }
    }

    @Test
    void givesUpAfterTheLastRetry() throws Exception {
        try (RetryingConnection connection = connection()) {
            assertThatThrownBy(() -> connection.inTransaction(open -> {
                        attempts.incrementAndGet();
                        throw new SQLException("connection lost", "08006");
                    }))
                    .hasMessage("connection lost");
        }
        assertThat(attempts).hasValue(6);
    }

    private static void update(Connection open, int key) throws SQLException {
        try (Statement statement = open.createStatement()) {
            statement.executeUpdate("UPDATE t SET v = v + 1 WHERE k = " + key);
        }
    }

    private static String pid(Connection open) throws SQLException {
        try (Statement statement = open.createStatement();
                ResultSet row = statement.executeQuery("SELECT pg_backend_pid()")) {
            row.next();
            return row.getString(1);
        }
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
