package dev.anicut.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.anicut.embedded.EmbeddedPostgres;
import dev.anicut.embedded.SharedPostgres;
import dev.anicut.embedded.kafka.EmbeddedKafka;
import dev.anicut.jobs.IngestJob;
import dev.anicut.operators.embed.TinyModel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
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
    private static final int BATCH_SIZE = 32;
    private static final int BATCH_ROWS = 64;
    private static final int PARALLELISM = 2;
    private static final List<String> OUTCOMES =
            List.of("ingested", "unchanged", "duplicate", "deleted", "dead_lettered");
    private static final String LEDGER = "read, ingested, unchanged, duplicate, deleted, dead_lettered, stale";

    @TempDir
    private static Path folder;

    private static EmbeddedKafka broker;
    private static EmbeddedPostgres server;
    private static LifeScript script;
    private static Ended undisturbed;

    /** All that a run leaves that does not name the run, and how many texts its processes embedded. */
    private record Ended(
            List<String> ledger, List<String> rows, Map<String, List<String>> events, long vectors, long embedded) {}

    /** One run of the script, with a topic, a database and a consumer of its own. */
    private final class Live implements AutoCloseable {
        private final String name;
        private final Backfills jobs;
        private final EventWatch watch;
        private final KafkaProducer<byte[], byte[]> producer;
        private RunningJob job;

        Live(String name) throws Exception {
            this.name = name;
            Files.createDirectories(counts());
            SharedPostgres.Database database =
                    new SharedPostgres.Database(name, server.createDatabase(name), server.user(), server.password());
            jobs = new Backfills(folder.resolve(name), database);
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
                admin.createTopics(Stream.of(name, events())
                                .map(topic -> new NewTopic(topic, PARTITIONS, (short) 1))
                                .toList())
                        .all()
                        .get();
            }
            watch = new EventWatch(broker.bootstrap(), events(), PARTITIONS, name, database);
            producer = new KafkaProducer<>(
                    Map.of(
                            "bootstrap.servers",
                            broker.bootstrap(),
                            // a new topic's first batch may be refused and a later one not, and would then be out of
                            // order
                            "max.in.flight.requests.per.connection",
                            1),
                    new ByteArraySerializer(),
                    new ByteArraySerializer());
        }

        private String events() {
            return name + "-events";
        }

        private Path counts() {
            return folder.resolve(name + "-counts");
        }

        void start(String... more) throws Exception {
            List<String> arguments = new ArrayList<>(List.of(
                    "--kafka.bootstrap",
                    broker.bootstrap(),
                    "--kafka.topic",
                    name,
                    "--kafka.events.topic",
                    events(),
                    "--kafka.dead-letters.topic",
                    name + "-dead-letters",
                    "--embed.model",
                    folder.resolve("model").toString(),
                    "--embed.batch-size",
                    Integer.toString(BATCH_SIZE),
                    "--postgres.batch-rows",
                    Integer.toString(BATCH_ROWS),
                    "--run.checkpoint-interval",
                    "500 ms"));
            arguments.addAll(CounterFile.arguments("numTextsEmbedded", counts()));
            arguments.addAll(Arrays.asList(more));
            launch(arguments);
        }

        void resume(String... more) throws Exception {
            List<String> arguments = new ArrayList<>(List.of("--run.resume", "latest"));
            arguments.addAll(Arrays.asList(more));
            launch(arguments);
        }

        private void launch(List<String> arguments) throws Exception {
            Path log = folder.resolve(name + "-" + System.nanoTime() + ".log");
            job = new RunningJob(jobs.start(IngestJob.class, log, arguments.toArray(String[]::new)), log);
        }

        void send(List<LifeScript.Sent> records) throws Exception {
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            for (LifeScript.Sent each : records) {
                sent.add(producer.send(new ProducerRecord<>(
                        name, each.partition(), each.timestamp(), bytes(each.key()), bytes(each.value()))));
            }
            producer.flush();
            for (Future<RecordMetadata> record : sent) {
                // a flush says nothing of what was refused
                record.get();
            }
        }

        /** Sends a phase in two halves, the second when rows of the first have come: what follows is in the midst of it. */
        void sendInTheMidst(int phase) throws Exception {
            List<LifeScript.Sent> records = script.phase(phase);
            String before = heads();
            send(records.subList(0, records.size() / 2));
            job.await("rows of the phase", () -> !heads().equals(before));
            send(records.subList(records.size() / 2, records.size()));
        }

        private String heads() throws Exception {
            return jobs.select("SELECT max(sequence) FROM anicut.document_heads")
                    .get(0);
        }

        /** Waits until all that was sent up to the end of a phase has an outcome. */
        void settle(int phase) throws Exception {
            String records = Long.toString(script.through(phase));
            job.await(
                    "the end of phase " + phase,
                    () -> jobs.hasBegun() && settled().equals(records + "|" + records));
        }

        private String settled() throws Exception {
            List<String> run = jobs.select(
                    "SELECT read, ingested + unchanged + duplicate + deleted + dead_lettered FROM anicut.runs");
            return run.isEmpty() ? "" : run.get(0);
        }

        Ended end() throws Exception {
            JsonNode printed = job.stop();
            assertThat(OUTCOMES.stream()
                            .mapToLong(outcome -> printed.get(outcome).asLong())
                            .sum())
                    .isEqualTo(printed.get("read").asLong());
            long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
            while (watch.count() < script.through(3)) {
                assertThat(System.nanoTime()).as("%d events", watch.count()).isLessThan(deadline);
                TimeUnit.MILLISECONDS.sleep(20);
            }
            assertThat(watch.early()).as("events seen before their rows").isEmpty();
            List<String> vectors = jobs.select("SELECT count(*) FROM anicut.embeddings");
            return new Ended(
                    jobs.select("SELECT " + LEDGER + " FROM anicut.runs"),
                    jobs.rows().stream()
                            .map(row -> row.replace("|" + name + "-", "|topic-"))
                            .toList(),
                    watch.byDocument(),
                    Long.parseLong(vectors.get(0)),
                    CounterFile.sum(counts()));
        }

        @Override
        public void close() throws Exception {
            if (job != null) {
                job.close();
            }
            producer.close();
            watch.close();
        }
    }

    private static byte[] bytes(String text) {
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }

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

    private Ended undisturbed() throws Exception {
        if (undisturbed == null) {
            try (Live live = new Live("undisturbed")) {
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

    private void assertEqual(Ended ended) throws Exception {
        Ended expected = undisturbed();
        assertThat(ended.ledger()).isEqualTo(expected.ledger());
        assertThat(ended.rows()).isEqualTo(expected.rows());
        assertThat(ended.events()).isEqualTo(expected.events());
    }

    @Test
    void killedAndWithoutItsBrokerAndItsDatabaseForATimeItEndsLikeAnUndisturbedRun() throws Exception {
        try (Live live = new Live("disturbed")) {
            live.start();
            live.send(script.phase(0));
            live.settle(0);

            live.sendInTheMidst(1);
            live.job.kill();
            live.resume();
            live.settle(1);

            live.sendInTheMidst(2);
            broker.stop();
            live.job.endure(OUTAGE_SECONDS);
            broker.restart();
            live.settle(2);

            live.sendInTheMidst(3);
            server.restart();
            live.settle(3);

            Ended ended = live.end();
            assertEqual(ended);
            assertThat(ended.embedded() - ended.vectors())
                    .as("texts embedded again are at most what was under way when the process was killed")
                    .isLessThanOrEqualTo(PARALLELISM * (BATCH_SIZE + BATCH_ROWS));
        }
    }

    @Test
    void stoppedAndRescaledInTheMidstItEndsLikeAnUndisturbedRun() throws Exception {
        try (Live live = new Live("rescaled")) {
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

            Ended ended = live.end();
            assertEqual(ended);
            assertThat(ended.embedded()).isEqualTo(ended.vectors());
        }
    }
}
