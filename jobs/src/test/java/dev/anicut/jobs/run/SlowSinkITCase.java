package dev.anicut.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.anicut.embedded.kafka.SharedKafka;
import dev.anicut.jobs.IngestJob;
import dev.anicut.jobs.kafka.TestTopic;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a database does that takes no rows: it holds the topic up, and fails nothing. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class SlowSinkITCase {
    /** Many times what the network's buffers of the local cluster hold of them. */
    private static final int RECORDS = 6000;

    private static final int RECORD_CHARS = 8000;
    private static final long STILL_NANOS = TimeUnit.SECONDS.toNanos(3);

    @TempDir
    private Path folder;

    @Test
    void theSourceWaitsWhileNoRowIsTakenAndNothingIsLost() throws Exception {
        try (TestTopic topic = TestTopic.create("slow", 2)) {
            Backfills jobs = new Backfills(folder.resolve("slow"));
            Path log = folder.resolve("slow.log");
            Process process = jobs.start(
                    IngestJob.class,
                    log,
                    "--kafka.bootstrap",
                    SharedKafka.bootstrap(),
                    "--kafka.topic",
                    topic.name(),
                    "--embed.model",
                    "none",
                    "--run.checkpoint-interval",
                    "500 ms");
            try (RunningJob job = new RunningJob(process, log)) {
                job.await("the run", jobs::hasBegun);
                long held;
                try (Connection other = jobs.database.connect()) {
                    other.setAutoCommit(false);
                    other.createStatement().execute("LOCK TABLE anicut.contents IN SHARE MODE");
                    for (int i = 0; i < RECORDS; i++) {
                        topic.send("doc-" + i, "{\"text\":\"" + i + " weir".repeat(RECORD_CHARS / 5) + "\"}");
                    }
                    topic.flush();
                    held = readWhenStill(job, jobs);
                    assertThat(jobs.documents()).isZero();
                    other.rollback();
                }
                assertThat(held).as("records read of %d", RECORDS).isLessThan(RECORDS);
                job.await("all documents", () -> jobs.documents() == RECORDS);

                JsonNode ledger = job.stop();
                assertThat(ledger.get("read").asLong()).isEqualTo(RECORDS);
                assertThat(ledger.get("ingested").asLong()).isEqualTo(RECORDS);
            }
        }
    }

    /** How many records have been read, once that has stood still for a while. */
    private static long readWhenStill(RunningJob job, Backfills jobs) throws Exception {
        long[] read = {0, System.nanoTime()};
        job.await("a source that stands still", () -> {
            long now = Long.parseLong(jobs.select("SELECT coalesce(max(read), 0) FROM anicut.runs")
                    .get(0));
            if (now != read[0]) {
                read[0] = now;
                read[1] = System.nanoTime();
            }
            return read[0] > 0 && System.nanoTime() - read[1] > STILL_NANOS;
        });
        return read[0];
    }
}
