package dev.anicut.operators.dedup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.anicut.model.InvalidSettingException;
import java.time.Duration;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;

class DedupConfigTest {
    @Test
    void hasDefaults() {
        assertThat(DedupConfig.from(new Configuration()))
                .isEqualTo(new DedupConfig(400, Duration.ofMillis(100), Duration.ofHours(1)));
    }

    @Test
    void namesTheOptionThatCannotBeUsed() {
        assertThatThrownBy(() -> DedupConfig.from(new Configuration().set(DedupOptions.RECALL_BATCH, 0)))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage("dedup.recall-batch: '0' given, expected a number from 1 to 10000");
        assertThatThrownBy(() -> DedupConfig.from(new Configuration().set(DedupOptions.TTL, Duration.ZERO)))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith("dedup.ttl: '0 s' given");
        assertThatThrownBy(() -> DedupConfig.from(new Configuration().set(DedupOptions.RECALL_WAIT, Duration.ZERO)))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith("dedup.recall-wait: ");
    }
}
