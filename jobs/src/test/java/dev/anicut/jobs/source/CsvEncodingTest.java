package dev.anicut.jobs.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which encoding a head is taken for, damaged ones included. */
class CsvEncodingTest {
    private static final String GERMAN = "1;Grüße aus München\n";
    /** The first byte of a character that has two. */
    private static final byte[] DAMAGED = {'2', ';', 'G', 'r', (byte) 0xC3, 'n', '\n'};

    private static CsvEncoding of(byte[] head) {
        // not as long as the buffer: the file ends with it
        return CsvEncoding.of(Arrays.copyOf(head, head.length + 1), head.length);
    }

    @Test
    void aDamagedByteLeavesUtf8WhatItIs() {
        byte[] sound = GERMAN.getBytes(StandardCharsets.UTF_8);

        CsvEncoding encoding = of(Packed.concat(GERMAN.repeat(49).getBytes(StandardCharsets.UTF_8), DAMAGED));

        assertThat(encoding).isEqualTo(new CsvEncoding(StandardCharsets.UTF_8, 1, 0, null));
        assertThat(encoding.decode(sound)).isEqualTo(GERMAN);
        assertThat(encoding.decode(DAMAGED)).isNull();
    }

    @Test
    void aCharacterThatTheEndOfTheHeadCutsIsNotDamaged() {
        byte[] whole = Packed.concat(DAMAGED, "1;üüü".getBytes(StandardCharsets.UTF_8));
        byte[] head = Arrays.copyOf(whole, whole.length - 1);

        assertThat(CsvEncoding.of(head, head.length).charset()).isEqualTo(StandardCharsets.UTF_8);
        // as many broken as sound ones say nothing
        assertThat(of(head).charset()).isEqualTo(Charset.forName("windows-1252"));
    }

    @ParameterizedTest
    @CsvSource({
        "windows-1252,Grüße aus München – „schön“",
        "windows-1251,'Привет, как дела? Всё хорошо, спасибо большое за помощь'",
        "KOI8-R,'Привет, как дела? Всё хорошо, спасибо большое за помощь'",
        "Shift_JIS,今日はとても良い天気ですね。明日も晴れるでしょう。",
        "EUC-KR,오늘은 날씨가 아주 좋습니다. 내일도 맑을 것입니다.",
        "GB18030,今天的天气非常好，我们明天去公园散步吧。",
    })
    void whatWasNeverUtf8IsDetected(String charset, String text) {
        String row = "1;" + text + "\n";

        CsvEncoding encoding = of(row.repeat(50).getBytes(Charset.forName(charset)));

        assertThat(encoding.charset()).isEqualTo(Charset.forName(charset));
        assertThat(encoding.decode(row.getBytes(Charset.forName(charset)))).isEqualTo(row);
    }

    @Test
    void aPairOfLettersThatIsUtf8ByChanceMakesNoUtf8() {
        byte[] head = (GERMAN.repeat(9) + "2;Ã¼ for ü\n").getBytes(Charset.forName("windows-1252"));

        assertThat(of(head).charset()).isEqualTo(Charset.forName("windows-1252"));
    }

    @ParameterizedTest
    @CsvSource({"UTF-16LE,2", "UTF-16BE,2", "UTF-8,3"})
    void aByteOrderMarkDecides(String charset, int length) {
        byte[] head = Packed.concat(("\uFEFF" + GERMAN).getBytes(Charset.forName(charset)), DAMAGED);

        CsvEncoding encoding = of(head);

        assertThat(encoding.charset()).isEqualTo(Charset.forName(charset));
        assertThat(encoding.markLength()).isEqualTo(length);
        assertThat(encoding.fallback()).isNull();
    }
}
