package dev.anicut.operators.parse;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlankTest {
    @ParameterizedTest
    @ValueSource(strings = {"", " \t\r\n", "\u00a0", "\u3000\u2003", "\u200b\ufeff", "\u0001"})
    void nothingToRead(String text) {
        assertThat(Blank.is(text)).isTrue();
    }

    @Test
    void oneVisibleCharacterIsEnough() {
        assertThat(Blank.is("\u00a0.\u200b")).isFalse();
        assertThat(Blank.is("\ud83d\ude00")).isFalse();
    }
}
