package dev.anicut.jobs.run;

import static dev.anicut.jobs.run.RunningJob.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.anicut.embedded.kafka.EmbeddedKafka;
import dev.anicut.jobs.IngestJob;
import dev.anicut.llmdouble.LlmDouble;
import dev.anicut.llmdouble.LlmDoubleConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Secrets in every form that a run takes, over TLS and a login, and then a search for them wherever it speaks. */
class SecretsITCase {
    private static final String POSTGRES = "planted-postgres-password";
    private static final String KAFKA = "planted-kafka-password";
    private static final String STORAGE = "planted-storage-key";
    private static final String IN_URL = "planted-in-the-url";
    private static final String LOGIN = "org.apache.kafka.common.security.plain.PlainLoginModule required ";
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private static Path folder;

    private static Certificates certificates;
    private static EmbeddedKafka kafka;
    private static String secureBootstrap;

    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeAll
    static void startKafka() throws Exception {
        certificates = Certificates.make(folder.resolve("tls"));
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            secureBootstrap = "localhost:" + socket.getLocalPort();
        }
        kafka = EmbeddedKafka.start(
                folder.resolve("kafka"),
                Map.of(
                        "listeners",
                        "PLAINTEXT://127.0.0.1:${port},SECURE://" + secureBootstrap
                                + ",CONTROLLER://127.0.0.1:${controller.port}",
                        "advertised.listeners",
                        "PLAINTEXT://127.0.0.1:${port},SECURE://" + secureBootstrap,
                        "listener.security.protocol.map",
                        "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SECURE:SASL_SSL",
                        "sasl.enabled.mechanisms",
                        "PLAIN",
                        "listener.name.secure.plain.sasl.jaas.config",
                        LOGIN + "user_reader=\"" + KAFKA + "\";",
                        "listener.name.secure.ssl.keystore.type",
                        "PKCS12",
                        "listener.name.secure.ssl.keystore.location",
                        certificates.keyStore().toString(),
                        "listener.name.secure.ssl.keystore.password",
                        Certificates.PASSWORD,
                        "listener.name.secure.ssl.key.password",
                        Certificates.PASSWORD));
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrap()))) {
            admin.createTopics(List.of(new NewTopic("docs", 1, (short) 1)))
                    .all()
                    .get();
        }
    }

    @AfterAll
    static void stopKafka() {
        kafka.close();
    }

    private static void send(String... values) throws Exception {
        Map<String, Object> settings = Map.of("bootstrap.servers", kafka.bootstrap());
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            for (String value : values) {
                producer.send(new ProducerRecord<>("docs", value)).get();
            }
        }
    }

    /** Everything that a topic holds, its headers too. */
    private static String dump(String topic) {
        Properties settings = new Properties();
        settings.put("bootstrap.servers", kafka.bootstrap());
        StringBuilder dump = new StringBuilder();
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(part -> new TopicPartition(topic, part.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(100))) {
                    dump.append(record.value()).append('\n');
                    record.headers().forEach(header -> dump.append(header.key())
                            .append(": ")
                            .append(new String(header.value(), StandardCharsets.UTF_8))
                            .append('\n'));
                }
            }
        }
        return dump.toString();
    }

    /** Logs all that Flink and the clients have to say, as a cluster's configuration does. */
    private static Path logging(Path log) throws IOException {
        return Files.writeString(
                folder.resolve("log4j2.properties"),
                """
                rootLogger.level = info
                rootLogger.appenderRef.file.ref = file
                appender.file.type = File
                appender.file.name = file
                appender.file.fileName = %s
                appender.file.layout.type = PatternLayout
                appender.file.layout.pattern = %%p %%c %%m%%n%%ex
                """
                        .formatted(log));
    }

    private static Path settings(LlmDouble llm, Path trustStore) throws IOException {
        Path jaas =
                Files.writeString(folder.resolve("jaas"), LOGIN + "username=\"reader\" password=\"" + KAFKA + "\";\n");
        return Files.writeString(
                folder.resolve("settings.yaml"),
                """
                embed.model: none
                kafka:
                  bootstrap: %s
                  topic: docs
                  properties:
                    security.protocol: SASL_SSL
                    ssl.truststore.type: PKCS12
                    ssl.truststore.location: %s
                    ssl.truststore.password: %s
                    sasl.mechanism: PLAIN
                    sasl.jaas.config: ${file:%s}
                enrich.llm:
                  url: %s
                  model: %s
                  key: ${env:TEST_PASSWORD}
                flink:
                  s3.secret-key: %s
                  restart-strategy.exponential-delay.attempts-before-reset-backoff: 2
                  restart-strategy.exponential-delay.initial-backoff: 3 s
                """
                        .formatted(
                                secureBootstrap,
                                trustStore,
                                Certificates.PASSWORD,
                                jaas,
                                llm.url(),
                                LlmDoubleConfig.MODEL,
                                STORAGE));
    }

    @Test
    void noSecretIsToldByARunThatWorksAndThenFails() throws Exception {
        Backfills backfills = new Backfills(folder.resolve("home"));
        backfills.execute("CREATE ROLE secretive SUPERUSER LOGIN PASSWORD '" + POSTGRES + "'");
        String llmKey = backfills.database.password();
        Map<String, String> told = new LinkedHashMap<>();
        try (LlmDouble llm =
                LlmDouble.start(LlmDoubleConfig.builder().key(llmKey).build())) {
            send("{\"id\":\"a\",\"text\":\"A weir raises a river.\"}", "{broken");
            Path log = folder.resolve("ingest.log");
            Path output = folder.resolve("ingest.out");
            List<String> arguments = new ArrayList<>(
                    List.of("--config", settings(llm, certificates.trustStore()).toString()));
            arguments.addAll(backfills.arguments(
                    "--postgres.url",
                    backfills.database.jdbcUrl() + "?sslpassword=" + IN_URL,
                    "--postgres.user",
                    "secretive",
                    "--postgres.password",
                    POSTGRES,
                    "--run.checkpoint-interval",
                    "300 ms"));
            Process process = JobJvm.start(
                    IngestJob.class,
                    List.of("-Dlog4j2.configurationFile=" + logging(log)),
                    arguments,
                    Map.of("TEST_PASSWORD", llmKey),
                    output);
            try {
                await(process, output, () -> backfills.documents() == 1);
                await(process, output, () -> dump("anicut.events").contains("document.dead-lettered"));
                String dashboard = dashboard(Files.readString(output));
                told.putAll(crawl(dashboard, "while it works: "));
                // it fails, and waits before it tries again
                backfills.execute("ALTER TABLE anicut.document_heads RENAME TO elsewhere");
                send("{\"id\":\"b\",\"text\":\"A sluice lets water go.\"}");
                String exceptions = dashboard + "/jobs/" + jobId(dashboard) + "/exceptions";
                await(process, output, () -> get(exceptions).contains("document_heads"));
                told.putAll(crawl(dashboard, "while it fails: "));
                backfills.execute("ALTER TABLE anicut.elsewhere RENAME TO document_heads");
                await(process, output, () -> backfills.documents() == 2);
                // the key is refused from now on, which ends the run
                llm.behave(llm.config().toBuilder().key("another").build());
                send("{\"id\":\"c\",\"text\":\"A gauge tells the river's height.\"}");
                assertThat(process.waitFor(2, TimeUnit.MINUTES)).as("it ends").isTrue();
                assertThat(process.exitValue()).as(Files.readString(output)).isNotZero();
            } finally {
                process.destroyForcibly();
            }
            told.put("output", Files.readString(output));
            told.put("log", Files.readString(log));
        }
        told.put("runs", backfills.select("SELECT r::text FROM anicut.runs r").toString());
        told.put(
                "dead letters",
                backfills
                        .select("SELECT l::text, convert_from(payload, 'UTF8') FROM anicut.dead_letters l")
                        .toString());
        told.put("events", dump("anicut.events"));
        told.put("dead letters' topic", dump("anicut.dead-letters"));
        told.put("redrive", backfills.redrive("--dry-run").out());

        assertThat(told.get("runs")).contains("secretive", "${env:TEST_PASSWORD}", "sslpassword=******");
        assertThat(told.get("output")).contains("enrich.llm.key");
        assertThat(told.get("log")).contains("sasl.jaas.config = [hidden]", "ssl.truststore.password = [hidden]");
        assertThat(told.get("dead letters' topic")).contains("{broken");
        assertThat(told.keySet()).anyMatch(place -> place.contains("/exceptions"));
        told.forEach((place, words) -> assertThat(words)
                .as(place)
                .isNotBlank()
                .doesNotContain(POSTGRES, KAFKA, STORAGE, IN_URL, Certificates.PASSWORD, llmKey));
    }

    private static String dashboard(String output) {
        return output.lines()
                .filter(line -> line.contains("dashboard http"))
                .map(line -> line.substring(line.indexOf("http")))
                .findFirst()
                .orElseThrow();
    }

    private String jobId(String dashboard) throws Exception {
        return JSON.readTree(get(dashboard + "/jobs"))
                .get("jobs")
                .get(0)
                .get("id")
                .asText();
    }

    /** All that the dashboard is made of. */
    private Map<String, String> crawl(String dashboard, String when) throws Exception {
        String job = "/jobs/" + jobId(dashboard);
        List<String> paths = new ArrayList<>(List.of(
                "/config",
                "/overview",
                "/jobs/overview",
                "/jobmanager/config",
                "/jobmanager/environment",
                "/jobmanager/thread-dump",
                "/taskmanagers",
                job,
                job + "/config",
                job + "/plan",
                job + "/exceptions",
                job + "/accumulators",
                job + "/checkpoints",
                job + "/checkpoints/config",
                job + "/jobmanager/config",
                job + "/jobmanager/environment"));
        for (JsonNode vertex : JSON.readTree(get(dashboard + job)).get("vertices")) {
            paths.add(job + "/vertices/" + vertex.get("id").asText());
            paths.add(job + "/vertices/" + vertex.get("id").asText() + "/accumulators");
        }
        Map<String, String> answers = new LinkedHashMap<>();
        for (String path : paths) {
            answers.put(when + path, get(dashboard + path));
        }
        assertThat(answers.get(when + job + "/config")).contains("postgres.user", "secretive", "******");
        return answers;
    }

    private String get(String url) throws Exception {
        var response = http.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString());
        assertThat(response.statusCode()).as(url + ": " + response.body()).isEqualTo(200);
        return response.body();
    }

    @Test
    void aBrokerOfAnotherAuthorityIsOneLine() throws Exception {
        Backfills backfills = new Backfills(folder.resolve("refused"));
        Certificates wrong = Certificates.make(folder.resolve("wrong"));
        try (LlmDouble llm = LlmDouble.start(LlmDoubleConfig.defaults())) {
            Backfills.Result refused = backfills.ingest(
                    "--config", settings(llm, wrong.trustStore()).toString());

            assertThat(refused.exitCode()).as(refused.err()).isEqualTo(2);
            assertThat(refused.err().lines())
                    .singleElement()
                    .asString()
                    .startsWith("anicut: kafka.bootstrap: '" + secureBootstrap + "': TLS failed");
        }
    }
}
