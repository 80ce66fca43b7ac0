package dev.anicut.operators.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.anicut.model.InvalidSettingException;
import java.time.Duration;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;

class BatchConfigTest {
    @Test
    void hasDefaults() {
        assertThat(BatchConfig.from(new Configuration())).isEqualTo(new BatchConfig(64, Duration.ofMillis(500)));
    }

    @Test
    void namesTheOptionThatCannotBeUsed() {
        assertThatThrownBy(() -> BatchConfig.from(new Configuration().set(BatchOptions.BATCH_SIZE, 5000)))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage("embed.batch-size: '5000' given, expected a number from 1 to 4096");
        assertThatThrownBy(() -> BatchConfig.from(new Configuration().set(BatchOptions.BATCH_WAIT, Duration.ZERO)))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith("embed.batch-wait: '0 s' given");
    }
}
