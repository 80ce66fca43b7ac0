package dev.anicut.jobs.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.anicut.model.InvalidSettingException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KafkaSourceConfigTest {
    private static KafkaSourceConfig config(String... settings) {
        Configuration config = new Configuration();
        config.setString("kafka.bootstrap", "localhost:9092");
        for (int i = 0; i < settings.length; i += 2) {
            config.setString(settings[i], settings[i + 1]);
        }
        return KafkaSourceConfig.from(config);
    }

    @Test
    void defaults() {
        KafkaSourceConfig config = config("kafka.topic", "docs");

        assertThat(config.topics()).containsExactly("docs");
        assertThat(config.topicPattern()).isNull();
        assertThat(config.group()).isEqualTo("anicut");
        assertThat(config.start()).isEqualTo(new StartPosition(StartPosition.Kind.EARLIEST, null));
        assertThat(config.startOffsets()).isNull();
        assertThat(config.bounded()).isFalse();
        assertThat(config.stopOffsets()).isNull();
        assertThat(config.headers().json(null)).isNull();
        assertThat(config.versionField()).isNull();
        assertThat(config.maxRecordBytes()).isEqualTo(16 << 20);
    }

    @Test
    void readsWhatIsSet() {
        KafkaSourceConfig config = config(
                "kafka.topic", "a, b,a",
                "kafka.start", "2026-01-31T12:00:00+02:00",
                "kafka.start-offsets", "a-0@5",
                "kafka.bounded", "true",
                "kafka.stop-offsets", "a-0@9",
                "kafka.version-field", "v",
                "source.max-record-bytes", "1 mb");

        assertThat(config.topics()).containsExactly("a", "b");
        assertThat(config.source()).isEqualTo("a,b");
        assertThat(config.start().time()).isEqualTo(Instant.parse("2026-01-31T10:00:00Z"));
        assertThat(config.startOffsets()).isEqualTo(new FixedOffsets(Map.of(new TopicPartition("a", 0), 5L)));
        assertThat(config.offsetSettings())
                .containsOnly(Map.entry("kafka.start-offsets", "a-0@5"), Map.entry("kafka.stop-offsets", "a-0@9"));
        assertThat(config.versionField()).isEqualTo("v");
        assertThat(config.maxRecordBytes()).isEqualTo(1 << 20);
    }

    @Test
    void aPatternIsOfWholeNames() {
        KafkaSourceConfig config = config("kafka.topic-pattern", "docs\\..*");

        assertThat(List.of("docs.a", "docs.", "old.docs.a", "docs"))
                .filteredOn(config::reads)
                .containsExactly("docs.a", "docs.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            kafka.start               | newest       | kafka.start: 'newest' given, expected earliest, latest, committed, or a time
            kafka.start               | 2026-01-31T9 | kafka.start: '2026-01-31T9' given
            kafka.start-offsets       | docs@5       | kafka.start-offsets: 'docs@5' given, expected TOPIC-PARTITION@OFFSET
            kafka.stop-offsets        | docs-0@5     | needs kafka.bounded true
            kafka.topic-pattern       | docs.*       | give one of the two
            kafka.topic               | docs,,b      | names of topics, separated by commas
            kafka.group               | ' '          | the name of a consumer group
            kafka.headers             | a,,b         | kafka.headers
            kafka.bootstrap           | ' '          | kafka.bootstrap
            """)
    void badValuesNameTheOption(String option, String value, String message) {
        assertThatThrownBy(() -> config("kafka.topic", "docs", option, value))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining(message);
    }

    @Test
    void topicsOrAPatternAreNeeded() {
        assertThatThrownBy(() -> config()).hasMessageStartingWith("kafka.topic is missing");
        assertThatThrownBy(() -> config("kafka.topic-pattern", "a(")).hasMessageContaining("a regular expression");
    }

    @Test
    void showsNoSecret() {
        assertThat(config("kafka.topic", "docs", "kafka.properties.sasl.jaas.config", "hush"))
                .asString()
                .doesNotContain("hush");
    }
}
