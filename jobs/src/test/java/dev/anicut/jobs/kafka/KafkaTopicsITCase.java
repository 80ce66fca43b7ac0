package dev.anicut.jobs.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.anicut.embedded.kafka.EmbeddedKafka;
import dev.anicut.embedded.kafka.SharedKafka;
import dev.anicut.model.InvalidSettingException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a command learns of topics before its job starts, from a real broker. */
class KafkaTopicsITCase {
    private static KafkaSourceConfig config(String bootstrap, String... settings) {
        Configuration config = new Configuration();
        config.setString("kafka.bootstrap", bootstrap);
        for (int i = 0; i < settings.length; i += 2) {
            config.setString(settings[i], settings[i + 1]);
        }
        return KafkaSourceConfig.from(config);
    }

    private static Map<String, String> settled(String... settings) {
        try (KafkaTopics topics = KafkaTopics.open(config(SharedKafka.bootstrap(), settings))) {
            return topics.settled().offsetSettings();
        }
    }

    private static void assertRefused(KafkaSourceConfig config, String... parts) {
        assertThatThrownBy(() -> KafkaTopics.open(config).close())
                .isInstanceOf(InvalidSettingException.class)
                .satisfies(refused ->
                        assertThat(refused.getMessage()).doesNotContain("\n").contains(parts));
    }

    @Test
    void turnsEveryStartIntoOffsets() throws Exception {
        try (TestTopic topic = TestTopic.create("starts", 2)) {
            String name = topic.name();
            for (long i = 0; i < 10; i++) {
                topic.send(0, 1_000 * (i + 1), "k", "v");
            }
            topic.send(1, 5_500L, "k", "v");
            topic.flush();
            commit("starts", Map.of(new TopicPartition(name, 0), 4L));

            assertThat(settled("kafka.topic", name))
                    .containsOnly(Map.entry("kafka.start-offsets", name + "-0@0," + name + "-1@0"));
            assertThat(settled("kafka.topic", name, "kafka.start", "latest"))
                    .containsOnly(Map.entry("kafka.start-offsets", name + "-0@10," + name + "-1@1"));
            assertThat(settled("kafka.topic", name, "kafka.start", "1970-01-01T00:00:06Z"))
                    .containsOnly(Map.entry("kafka.start-offsets", name + "-0@5," + name + "-1@1"));
            assertThat(settled("kafka.topic", name, "kafka.start", "committed", "kafka.group", "starts"))
                    .containsOnly(Map.entry("kafka.start-offsets", name + "-0@4," + name + "-1@0"));
            assertThat(settled("kafka.topic-pattern", name, "kafka.bounded", "true"))
                    .containsOnly(
                            Map.entry("kafka.start-offsets", name + "-0@0," + name + "-1@0"),
                            Map.entry("kafka.stop-offsets", name + "-0@10," + name + "-1@1"));
            String given = name + "-0@3";
            assertThat(settled("kafka.topic", name, "kafka.start-offsets", given))
                    .containsOnly(Map.entry("kafka.start-offsets", given));
        }
    }

    @Test
    void offsetsThatWereDeletedSinceTheyWereCommittedStartAtWhatIsLeft() throws Exception {
        try (TestTopic topic = TestTopic.create("deleted", 1)) {
            for (int i = 0; i < 10; i++) {
                topic.send("k", "v");
            }
            topic.flush();
            TopicPartition partition = new TopicPartition(topic.name(), 0);
            commit("deleted", Map.of(partition, 2L));
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", SharedKafka.bootstrap()))) {
                admin.deleteRecords(Map.of(partition, org.apache.kafka.clients.admin.RecordsToDelete.beforeOffset(6)))
                        .all()
                        .get();
            }
            assertThat(settled("kafka.topic", topic.name(), "kafka.start", "committed", "kafka.group", "deleted"))
                    .containsOnly(Map.entry("kafka.start-offsets", partition + "@6"));
        }
    }

    private static void commit(String group, Map<TopicPartition, Long> offsets) throws Exception {
        Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();
        offsets.forEach((partition, offset) -> committed.put(partition, new OffsetAndMetadata(offset)));
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", SharedKafka.bootstrap()))) {
            admin.alterConsumerGroupOffsets(group, committed).all().get();
        }
    }

    @Test
    void theLagIsWhatIsBehindTheLastCommit() throws Exception {
        try (TestTopic topic = TestTopic.create("lag", 2)) {
            String name = topic.name();
            for (int i = 0; i < 10; i++) {
                topic.send(i % 2, null, "k", "v");
            }
            topic.flush();
            TopicPartition first = new TopicPartition(name, 0);
            // of a run before
            commit(name, Map.of(first, 5L));
            KafkaSourceConfig config = config(SharedKafka.bootstrap(), "kafka.topic", name, "kafka.group", name);
            try (KafkaTopics topics = KafkaTopics.open(config);
                    KafkaLag fresh = new KafkaLag(topics, topics.settled(), false);
                    KafkaLag resumed = new KafkaLag(topics, topics.settled(), true)) {
                assertThat(answer(fresh)).isEqualTo(10);
                assertThat(answer(resumed)).isEqualTo(5);
            }
        }
    }

    private static long answer(KafkaLag lag) throws InterruptedException {
        long deadline = System.nanoTime() + 30_000_000_000L;
        long records = lag.records(0);
        while (records == KafkaLag.UNKNOWN) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.onSpinWait();
            records = lag.records(0);
        }
        return records;
    }

    @Test
    void namesTopicsThatAreNearToAMissingOne() {
        String name = SharedKafka.createTopic("documents", 1);

        assertRefused(
                config(SharedKafka.bootstrap(), "kafka.topic", name + "x"),
                "kafka.topic: '" + name + "x' is no topic, or none that this user may see",
                "did you mean " + name);
        assertRefused(
                config(SharedKafka.bootstrap(), "kafka.topic", name + ",zzzzzzzz"),
                "kafka.topic: 'zzzzzzzz' is no topic",
                name);
        assertRefused(
                config(SharedKafka.bootstrap(), "kafka.topic-pattern", "ocuments.*"),
                "kafka.topic-pattern: 'ocuments.*' is the whole name of none");
        assertRefused(
                config(SharedKafka.bootstrap(), "kafka.topic", name, "kafka.start-offsets", "other-0@5"),
                "kafka.start-offsets: 'other-0@…' given");
        KafkaSourceConfig future =
                config(SharedKafka.bootstrap(), "kafka.topic", name, "kafka.start", "2999-01-31T12:00:00Z");
        try (KafkaTopics topics = KafkaTopics.open(future)) {
            assertThatThrownBy(topics::settled)
                    .isInstanceOf(InvalidSettingException.class)
                    .hasMessageStartingWith("kafka.start: '2999-01-31T12:00:00Z' has yet to come");
        }
    }

    @Test
    void saysWhyNoBrokerIsReached() throws IOException {
        int closed;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = socket.getLocalPort();
        }
        assertRefused(
                config("127.0.0.1:" + closed, "kafka.topic", "t"),
                "kafka.bootstrap: '127.0.0.1:" + closed + "' reaches no broker: Connection refused");
        assertRefused(
                config("no.such.host.invalid:9092", "kafka.topic", "t"), "the host no.such.host.invalid is unknown");
        assertRefused(
                config("localhost", "kafka.topic", "t"), "kafka.bootstrap: 'localhost' given, expected host:port");
        assertRefused(config("localhost:99999", "kafka.topic", "t"), "expected host:port");
    }

    @Test
    void saysWhenWhatListensIsNoBroker() throws IOException {
        // it takes connections, and says nothing
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            assertRefused(
                    config(
                            "127.0.0.1:" + silent.getLocalPort(),
                            "kafka.topic",
                            "t",
                            "kafka.properties.default.api.timeout.ms",
                            "1000",
                            "kafka.properties.request.timeout.ms",
                            "500"),
                    "something listens there and gives no answer as a Kafka broker does",
                    "kafka.properties.security.protocol");
        }
    }

    @Test
    void saysWhatKafkaDoesNotAccept() {
        String bootstrap = SharedKafka.bootstrap();
        assertRefused(
                config(bootstrap, "kafka.topic", "t", "kafka.properties.security.protocol", "TLS"),
                "kafka.properties.*: Kafka's client does not accept them",
                "security.protocol");
        assertRefused(
                config(
                        bootstrap,
                        "kafka.topic",
                        "t",
                        "kafka.properties.security.protocol",
                        "SASL_PLAINTEXT",
                        "kafka.properties.sasl.mechanism",
                        "PLAIN",
                        "kafka.properties.sasl.jaas.config",
                        "no.such.Module required password=\"hush\";"),
                "kafka.properties.*");
    }

    @Test
    void aRefusedLoginIsOneLineWithoutThePassword(@TempDir Path folder) throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        String login = "org.apache.kafka.common.security.plain.PlainLoginModule required ";
        Map<String, String> settings = Map.of(
                "listeners",
                "PLAINTEXT://127.0.0.1:${port},LOGIN://127.0.0.1:" + port
                        + ",CONTROLLER://127.0.0.1:${controller.port}",
                "advertised.listeners",
                "PLAINTEXT://127.0.0.1:${port},LOGIN://127.0.0.1:" + port,
                "listener.security.protocol.map",
                "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,LOGIN:SASL_PLAINTEXT",
                "sasl.enabled.mechanisms",
                "PLAIN",
                "listener.name.login.plain.sasl.jaas.config",
                login + "user_reader=\"right\";");
        try (EmbeddedKafka broker = EmbeddedKafka.start(folder.resolve("kafka"), settings);
                Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
            admin.createTopics(List.of(new org.apache.kafka.clients.admin.NewTopic("docs", 1, (short) 1)))
                    .all()
                    .get();
            String[] common = {
                "kafka.topic", "docs",
                "kafka.properties.security.protocol", "SASL_PLAINTEXT",
                "kafka.properties.sasl.mechanism", "PLAIN",
                "kafka.properties.sasl.jaas.config", null
            };
            common[7] = login + "username=\"reader\" password=\"wrong\";";
            KafkaSourceConfig wrong = config("127.0.0.1:" + port, common);
            assertRefused(wrong, "kafka.bootstrap", "the broker refused the login, see kafka.properties.sasl.*");
            assertThatThrownBy(() -> KafkaTopics.open(wrong).close()).hasMessageNotContaining("wrong");

            common[7] = login + "username=\"reader\" password=\"right\";";
            try (KafkaTopics topics = KafkaTopics.open(config("127.0.0.1:" + port, common))) {
                assertThat(topics.partitions()).containsExactly(new TopicPartition("docs", 0));
            }
        }
    }
}
