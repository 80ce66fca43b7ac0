package dev.anicut.operators.parse;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class EncodingsTest {
    @Test
    void bytesThatAreNoTextAreNotTakenForUtf16() {
        for (int seed = 0; seed < 50; seed++) {
            byte[] binary = new byte[5_000];
            new Random(seed).nextBytes(binary);

            assertThat(Encodings.isWide(Encodings.ofHead(binary)))
                    .as("seed %d", seed)
                    .isFalse();
        }
    }
}
