package dev.anicut.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class QuantityTest {
    @Test
    void bytesAreToldInAUnitThatLeavesNoZero() {
        assertThat(Quantity.ofBytes(0)).isEqualTo("0 bytes");
        assertThat(Quantity.ofBytes(1)).isEqualTo("1 byte");
        assertThat(Quantity.ofBytes(1_234)).isEqualTo("1.2 kB");
        assertThat(Quantity.ofBytes(3_000_000)).isEqualTo("3.0 MB");
        assertThat(Quantity.ofBytes(12_345_600_000L)).isEqualTo("12,345.6 MB");
    }
}
