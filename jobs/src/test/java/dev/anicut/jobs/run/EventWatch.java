package dev.anicut.jobs.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.anicut.embedded.SharedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** A read-committed consumer in a thread of its own, which looks for the row of each event in the moment it sees it. */
final class EventWatch implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final SharedPostgres.Database database;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final String input;
    private final Thread thread;
    private final Map<String, List<String>> seen = new TreeMap<>();
    private final List<String> early = new ArrayList<>();
    private Connection connection;
    private Throwable failure;
    private long count;

    /**
     * @param input the topic whose records the events are of
     * @param database where the rows are to be
     */
    EventWatch(String bootstrap, String events, int partitions, String input, SharedPostgres.Database database) {
        this.database = database;
        this.input = input;
        this.consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        bootstrap,
                        "isolation.level",
                        "read_committed",
                        "auto.offset.reset",
                        "earliest",
                        "enable.auto.commit",
                        "false"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        consumer.assign(IntStream.range(0, partitions)
                .mapToObj(partition -> new TopicPartition(events, partition))
                .toList());
        this.thread = new Thread(this::watch, "event-watch");
        thread.start();
    }

    private void watch() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                List<JsonNode> events = new ArrayList<>();
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                    events.add(JSON.readTree(record.value()));
                }
                if (!events.isEmpty()) {
                    see(events);
                }
            }
        } catch (org.apache.kafka.common.errors.InterruptException closed) {
            // the end
        } catch (Exception | Error e) {
            synchronized (this) {
                failure = e;
            }
        }
    }

    private void see(List<JsonNode> events) throws InterruptedException {
        Rows rows = rows(events);
        synchronized (this) {
            for (JsonNode event : events) {
                if (!rows.hold(event)) {
                    early.add(event.toString());
                }
                JsonNode data = event.get("data");
                String origin = data.get("origin").asText();
                String key = data.has("document_id") ? data.get("document_id").asText() : "of no document";
                seen.computeIfAbsent(key, id -> new ArrayList<>()).add(told(event, data, origin));
                count++;
            }
        }
    }

    /** All that an event tells and that does not name its run or the topic. */
    private String told(JsonNode event, JsonNode data, String origin) {
        String stage = data.has("stage") ? data.get("stage") + " " + data.get("reason") : "";
        String version = data.has("sequence") ? data.get("sequence").get(0).asText() : "";
        return event.get("type").asText() + " " + data.path("stale").asText() + " "
                + data.path("content_hash").asText() + " "
                + data.path("duplicate_of").asText() + " " + version
                + stage + origin.substring(input.length());
    }

    /** What stood in the tables when events were seen. */
    private record Rows(Map<String, long[]> heads, Set<String> letters) {
        boolean hold(JsonNode event) {
            JsonNode data = event.get("data");
            if (data.has("dead_letter_id")) {
                return letters.contains(data.get("dead_letter_id").asText());
            }
            long[] row = heads.get(data.get("document_id").asText());
            // that nothing is new writes no row; a row may tell of a later record already
            return event.get("type").asText().equals("document.unchanged")
                    || row != null && Arrays.compare(row, numbers(data.get("sequence"))) >= 0;
        }
    }

    private static long[] numbers(JsonNode sequence) {
        return StreamSupport.stream(sequence.spliterator(), false)
                .mapToLong(JsonNode::asLong)
                .toArray();
    }

    private Rows rows(List<JsonNode> events) throws InterruptedException {
        while (true) {
            try {
                if (connection == null) {
                    connection = database.connect();
                }
                return select(events);
            } catch (SQLException away) {
                // the database is being restarted: there is no row to be seen either
                connection = null;
                TimeUnit.MILLISECONDS.sleep(50);
            }
        }
    }

    private Rows select(List<JsonNode> events) throws SQLException {
        Map<String, long[]> heads = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT document_id, sequence FROM anicut.document_heads WHERE document_id = ANY (?)")) {
            select.setArray(1, texts(events, "document_id"));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    Long[] sequence = (Long[]) row.getArray(2).getArray();
                    heads.put(
                            row.getString(1),
                            Arrays.stream(sequence).mapToLong(Long::longValue).toArray());
                }
            }
        }
        Set<String> letters = new HashSet<>();
        try (PreparedStatement select =
                connection.prepareStatement("SELECT id FROM anicut.dead_letters WHERE id = ANY (?)")) {
            select.setArray(1, texts(events, "dead_letter_id"));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    letters.add(row.getString(1));
                }
            }
        }
        return new Rows(heads, letters);
    }

    private java.sql.Array texts(List<JsonNode> events, String field) throws SQLException {
        return connection.createArrayOf(
                "text",
                events.stream()
                        .map(event -> event.get("data").path(field).asText(null))
                        .toArray());
    }

    synchronized long count() throws IOException {
        if (failure != null) {
            throw new IOException("the events could not be watched", failure);
        }
        return count;
    }

    /** What was told of each document, sorted: a version that takes a shorter road is told of sooner. */
    synchronized Map<String, List<String>> byDocument() {
        Map<String, List<String>> copy = new TreeMap<>();
        seen.forEach((id, events) -> copy.put(id, events.stream().sorted().toList()));
        return copy;
    }

    /** Events that were seen before their rows. */
    synchronized List<String> early() {
        return List.copyOf(early);
    }

    @Override
    public void close() throws Exception {
        thread.interrupt();
        thread.join();
        // the thread's interruption is not the consumer's
        consumer.close();
        if (connection != null) {
            connection.close();
        }
    }
}
