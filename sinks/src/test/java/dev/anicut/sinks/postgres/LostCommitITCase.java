package dev.anicut.sinks.postgres;

import static dev.anicut.sinks.postgres.Samples.document;
import static org.assertj.core.api.Assertions.assertThat;

import dev.anicut.model.memory.EnrichmentKey;
import dev.anicut.model.memory.EnrichmentMemory;
import dev.anicut.model.memory.Reservation;
import dev.anicut.model.memory.Spend;
import dev.anicut.model.memory.StoredAnswer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is booked of enrichment when a server commits and the client does not hear of it. */
class LostCommitITCase {
    private static final TestDatabase DATABASE = TestDatabase.migrated();
    private static final String ACCOUNT =
            "SELECT calls, input_tokens + output_tokens, reserved_tokens FROM anicut.enrichment_spend";

    private LossyProxy proxy;
    private EnrichmentMemory memory;

    @AfterAll
    static void closeDatabase() {
        DATABASE.close();
    }

    @BeforeEach
    void open() throws Exception {
        DATABASE.execute("TRUNCATE anicut.enrichments, anicut.enrichment_spend, anicut.enrichment_owners");
        proxy = new LossyProxy(DATABASE.config().url());
        memory = PostgresEnrichmentMemory.factory(
                        proxy.config(DATABASE.options()), "run-1", new EnrichmentBudget(Long.MAX_VALUE, 2500, true))
                .open();
    }

    @AfterEach
    void close() throws Exception {
        memory.close();
        proxy.close();
    }

    @Test
    void whatWasPutAsideIsSoOnce() throws Exception {
        Reservation each = new Reservation("a", 1000, 0);
        proxy.loseNextCommitted();
        assertThat(memory.reserve(List.of(each, each, each)))
                .as("as the attempt that counts has granted it")
                .containsExactly(true, true, false);
        assertThat(proxy.lost()).isEqualTo(1);
        assertThat(DATABASE.rows(ACCOUNT)).containsExactly("0|0|2000");

        assertThat(memory.reserve(List.of(new Reservation("a", 500, 0)))).containsExactly(true);
        assertThat(DATABASE.rows(ACCOUNT)).containsExactly("0|0|2500");
    }

    @Test
    void whatWasSpentIsBookedOnceAndSoAreFailures() throws Exception {
        EnrichmentKey key = new EnrichmentKey(document("d", 1, "text").contentHash(), "p1", "a");
        StoredAnswer failure = new StoredAnswer(key, null, false, "no", false, 2, 300, 40, 5, 250);
        memory.reserve(List.of(new Reservation("a", 1000, 0)));
        for (int written = 1; written <= 3; written++) {
            proxy.loseNextCommitted();
            memory.write(List.of(failure), List.of(new Spend("a", 1, 0, 80, 20, 0, 0, 0, 300, 0)));
            assertThat(proxy.lost()).isEqualTo(written);
            assertThat(DATABASE.rows(ACCOUNT))
                    .containsExactly(written + "|" + 100 * written + "|" + (1000 - 300 * written));
            assertThat(DATABASE.rows("SELECT calls, input_tokens FROM anicut.enrichments"))
                    .containsExactly(2 * written + "|" + 300 * written);
        }
    }

    @Test
    void anAttemptWaitsForTheOneBeforeThatIsStillBeingCommitted() throws Exception {
        DATABASE.execute("CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS"
                + " 'BEGIN PERFORM pg_sleep(1); RETURN NULL; END';"
                + " CREATE CONSTRAINT TRIGGER wait AFTER INSERT OR UPDATE ON anicut.enrichment_spend"
                + " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION wait()");
        try {
            CompletableFuture<List<Boolean>> granted = CompletableFuture.supplyAsync(this::reserve);
            while (DATABASE.rows("SELECT FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND query = 'COMMIT'")
                    .isEmpty()) {
                Thread.onSpinWait();
            }
            proxy.cut();

            assertThat(granted.get(30, TimeUnit.SECONDS)).containsExactly(true);
            assertThat(DATABASE.rows(ACCOUNT)).containsExactly("0|0|1000");
        } finally {
            DATABASE.execute("DROP TRIGGER wait ON anicut.enrichment_spend; DROP FUNCTION wait");
        }
    }

    private List<Boolean> reserve() {
        try {
            return memory.reserve(List.of(new Reservation("a", 1000, 0)));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
