package dev.anicut.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anicut.embedded.EmbeddedPostgres;
import dev.anicut.embedded.kafka.EmbeddedKafka;
import dev.anicut.operators.embed.TinyModel;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Ingests of one script that end alike, whatever befalls them: an undisturbed one, one whose process, broker and database
 * go away in the midst of it, and one that is stopped and rescaled. A broker and a server of their own.
 *
 * <p>In short form; the full one is {@code -Danicut.test.records=20000 -Danicut.test.outage-seconds=20}.
 */
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class DisturbedIngestITCase {
    private static final int RECORDS = Integer.getInteger("anicut.test.records", 600);
    private static final int OUTAGE_SECONDS = Integer.getInteger("anicut.test.outage-seconds", 3);
    private static final int PARTITIONS = 4;
    private static final int PARALLELISM = 2;

    @TempDir
    private static Path folder;

    private static EmbeddedKafka broker;
    private static EmbeddedPostgres server;
    private static LifeScript script;
    private static ScriptedIngest.Ended undisturbed;

    @BeforeAll
    static void startServers() {
        TinyModel.writeTo(folder.resolve("model"));
        broker = EmbeddedKafka.start(folder.resolve("kafka"));
        server = EmbeddedPostgres.temporary();
        script = new LifeScript(RECORDS, PARTITIONS);
    }

    @AfterAll
    static void stopServers() {
        broker.kill();
        server.close();
    }

    private static ScriptedIngest live(String name) throws Exception {
        return new ScriptedIngest(name, script, broker, server, folder);
    }

    private ScriptedIngest.Ended undisturbed() throws Exception {
        if (undisturbed == null) {
            try (ScriptedIngest live = live("undisturbed")) {
                live.start();
                for (int phase = 0; phase < 4; phase++) {
                    live.send(script.phase(phase));
                    live.settle(phase);
                }
                undisturbed = live.end();
            }
            assertThat(undisturbed.embedded()).as("texts embedded").isEqualTo(undisturbed.vectors());
        }
        return undisturbed;
    }

    private void assertEqual(ScriptedIngest.Ended ended) throws Exception {
        ScriptedIngest.Ended expected = undisturbed();
        assertThat(ended.ledger()).isEqualTo(expected.ledger());
        assertThat(ended.rows()).isEqualTo(expected.rows());
        assertThat(ended.events()).isEqualTo(expected.events());
    }

    @Test
    void killedAndWithoutItsBrokerAndItsDatabaseForATimeItEndsLikeAnUndisturbedRun() throws Exception {
        try (ScriptedIngest live = live("disturbed")) {
            live.start();
            live.send(script.phase(0));
            live.settle(0);

            live.sendInTheMidst(1);
            live.job.kill();
            // out of a checkpoint that did not wait for what was on its way
            live.resume("--run.parallelism", Integer.toString(PARALLELISM + 1));
            live.settle(1);

            live.sendInTheMidst(2);
            broker.stop();
            live.job.endure(OUTAGE_SECONDS);
            broker.restart();
            live.settle(2);

            live.sendInTheMidst(3);
            server.restart();
            live.settle(3);

            ScriptedIngest.Ended ended = live.end();
            assertEqual(ended);
            assertThat(ended.embedded() - ended.vectors())
                    .as("texts embedded again are at most what was under way when the process was killed")
                    .isLessThanOrEqualTo(PARALLELISM * (ScriptedIngest.BATCH_SIZE + ScriptedIngest.BATCH_ROWS));
        }
    }

    @Test
    void stoppedAndRescaledInTheMidstItEndsLikeAnUndisturbedRun() throws Exception {
        try (ScriptedIngest live = live("rescaled")) {
            live.start("--run.parallelism", "1");
            live.send(script.phase(0));
            live.settle(0);

            live.sendInTheMidst(1);
            live.job.stop();
            live.resume("--run.parallelism", "2");
            live.settle(1);
            live.sendInTheMidst(2);
            live.job.stop();
            live.resume("--run.parallelism", "1");
            live.settle(2);
            live.send(script.phase(3));
            live.settle(3);

            ScriptedIngest.Ended ended = live.end();
            assertEqual(ended);
            // a batch may come to its deadline between the savepoint and the end of the job
            assertThat(ended.embedded() - ended.vectors())
                    .as("texts embedded again are at most what was under way at either stop")
                    .isLessThanOrEqualTo(2 * PARALLELISM * (ScriptedIngest.BATCH_SIZE + ScriptedIngest.BATCH_ROWS));
        }
    }
}
