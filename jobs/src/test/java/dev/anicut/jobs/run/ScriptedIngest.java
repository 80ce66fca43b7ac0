package dev.anicut.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.anicut.embedded.EmbeddedPostgres;
import dev.anicut.embedded.SharedPostgres;
import dev.anicut.embedded.kafka.EmbeddedKafka;
import dev.anicut.jobs.IngestJob;
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

/** An ingest of a {@link LifeScript}, with a topic, a database and a consumer of its own. */
final class ScriptedIngest implements AutoCloseable {
    static final int BATCH_SIZE = 32;
    static final int BATCH_ROWS = 64;
    private static final List<String> OUTCOMES =
            List.of("ingested", "unchanged", "duplicate", "deleted", "dead_lettered");
    private static final String LEDGER = "read, ingested, unchanged, duplicate, deleted, dead_lettered, stale";

    /** All that a run leaves that does not name the run, and how many texts its processes embedded. */
    record Ended(
            List<String> ledger, List<String> rows, Map<String, List<String>> events, long vectors, long embedded) {}

    private final String name;
    private final LifeScript script;
    private final String bootstrap;
    private final Path folder;
    private final Backfills jobs;
    private final EventWatch watch;
    private final KafkaProducer<byte[], byte[]> producer;
    RunningJob job;

    /**
     * @param name of the topic and the database, and part of what else is its own
     * @param folder holds the model, and what a run writes
     */
    ScriptedIngest(String name, LifeScript script, EmbeddedKafka broker, EmbeddedPostgres server, Path folder)
            throws Exception {
        this.name = name;
        this.script = script;
        this.bootstrap = broker.bootstrap();
        this.folder = folder;
        Files.createDirectories(counts());
        SharedPostgres.Database database =
                new SharedPostgres.Database(name, server.createDatabase(name), server.user(), server.password());
        jobs = new Backfills(folder.resolve(name), database);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            admin.createTopics(Stream.of(name, events())
                            .map(topic -> new NewTopic(topic, script.partitions(), (short) 1))
                            .toList())
                    .all()
                    .get();
        }
        watch = new EventWatch(bootstrap, events(), script.partitions(), name, database);
        producer = new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        bootstrap,
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
                bootstrap,
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
        return jobs.select("SELECT max(sequence) FROM anicut.document_heads").get(0);
    }

    /** Waits until all that was sent up to the end of a phase has an outcome. */
    void settle(int phase) throws Exception {
        String records = Long.toString(script.through(phase));
        job.await(
                "the end of phase " + phase, () -> jobs.hasBegun() && settled().equals(records + "|" + records));
    }

    private String settled() throws Exception {
        List<String> run =
                jobs.select("SELECT read, ingested + unchanged + duplicate + deleted + dead_lettered FROM anicut.runs");
        return run.isEmpty() ? "" : run.get(0);
    }

    Ended end() throws Exception {
        JsonNode printed = job.stop();
        assertThat(OUTCOMES.stream()
                        .mapToLong(outcome -> printed.get(outcome).asLong())
                        .sum())
                .isEqualTo(printed.get("read").asLong());
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        while (watch.count() < script.records()) {
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

    private static byte[] bytes(String text) {
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }
}
