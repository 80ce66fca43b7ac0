package dev.anicut.operators.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.anicut.model.Reason;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.tika.mime.MediaType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextFileParserTest {
    private static final String RUSSIAN = "Плотина поворачивает реку в каналы, и вода приходит на поля. ".repeat(5);

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE"})
    void readsWhatAByteOrderMarkTells(String charset) throws Exception {
        assertThat(parse("a.txt", ("\uFEFF" + RUSSIAN).getBytes(charset)).text())
                .isEqualTo(RUSSIAN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "windows-1251", "KOI8-R"})
    void findsTheCharacterSetOfTextWithoutAMark(String charset) throws Exception {
        Extract extract = parse("a.txt", RUSSIAN.getBytes(charset));
        assertThat(extract.text()).isEqualTo(RUSSIAN);
        assertThat(extract.metadata())
                .isEqualTo(charset.equals("UTF-8") ? Map.of() : Map.of("charset", List.of(charset)));
    }

    @Test
    void readsWesternTextAndUtf16WithoutAMark() throws Exception {
        String western = "Größe „weiß“ – naïve café – the weir of the river. ".repeat(3);
        assertThat(parse("a.txt", western.getBytes("windows-1252")).text()).isEqualTo(western);
        assertThat(parse("a.txt", western.getBytes("UTF-16LE")).text()).isEqualTo(western);
        assertThat(parse("a.txt", "plain words".getBytes("UTF-16BE")).text()).isEqualTo("plain words");
    }

    @Test
    void refusesUtf8WithABadByteRatherThanReadItAsSomethingElse() throws Exception {
        byte[] damaged = RUSSIAN.getBytes("UTF-8");
        damaged[11] = 'x';
        assertThat(failure("a.txt", damaged))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.INVALID_ENCODING))
                .hasMessageContaining("byte 10");
    }

    @Test
    void refusesEmptyBlankBinaryAndLongFiles() {
        assertThat(failure("a.txt", SampleFiles.utf8(" \n\t")).reason()).isEqualTo(Reason.EMPTY_TEXT);
        byte[] binary = new byte[4096];
        new Random(1).nextBytes(binary);
        assertThat(failure("a.txt", binary).reason()).isEqualTo(Reason.UNSUPPORTED_TYPE);
        assertThat(failure("a.txt", SampleFiles.utf8("x".repeat(1_001))).reason())
                .isEqualTo(Reason.TOO_LARGE);
    }

    @ParameterizedTest
    @ValueSource(ints = {300, 4_096, 100_000})
    void refusesBinaryDataWhateverItsBytesSuggest(int length) {
        for (int seed = 0; seed < 100; seed++) {
            byte[] binary = new byte[length];
            new Random(seed).nextBytes(binary);
            assertThat(failure("a.md", binary).reason()).as("seed %d", seed).isEqualTo(Reason.UNSUPPORTED_TYPE);
            binary[0] = (byte) 0xFF;
            binary[1] = (byte) 0xFE;
            assertThat(failure("a.md", binary).reason())
                    .as("seed %d behind a mark", seed)
                    .isEqualTo(Reason.UNSUPPORTED_TYPE);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "Shift_JIS, 水門の番人だけが夜に水門を開ける。",
        "EUC-JP, 水門の番人だけが夜に水門を開ける。",
        "GB18030, 只有看门人才能在夜间打开水闸。",
        "windows-1252, « L’écluse du château est gardée »",
        "UTF-16LE, The weir 🫠 🪿 of the river",
    })
    void takesNoCharacterSetForBinaryData(String charset, String line) throws Exception {
        String text = (line + "\n").repeat(20);
        assertThat(parse("a.txt", text.getBytes(charset)).text()).isEqualTo(text);
    }

    @Test
    void replacesNulAndUnifiesLineEnds() throws Exception {
        Extract extract = parse("a.txt", SampleFiles.utf8("a\r\nb\rc\u0000 " + "d".repeat(40)));
        assertThat(extract.text()).isEqualTo("a\nb\nc\uFFFD " + "d".repeat(40));
        assertThat(extract.replaced()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            value = {
                "a.md|# Head of it #\\n\\ntext|Head of it",
                "a.md|intro\\n\\n## Second|Second",
                "a.md|```\\n# comment\\n```\\nReal\\n====|Real",
                "a.md|---\\ntitle: \"From front matter\"\\n---\\n# Other|From front matter",
                "a.md|text only\\n\\nmore|none",
                "a.md|- item\\n- item|none",
                "a.rst|=====\\nTitle\\n=====\\n\\ntext|Title",
                "a.rst|.. comment\\n\\nSection\\n-------\\n|Section",
                "a.txt|# no heading|none"
            })
    void takesTheFirstHeadingAsTitle(String name, String text, String title) throws Exception {
        assertThat(parse(name, SampleFiles.utf8(text.replace("\\n", "\n"))).title())
                .isEqualTo(title);
    }

    @Test
    void namesTheTypeByTheName() throws Exception {
        assertThat(parse("a.MD", SampleFiles.utf8("<h1>x</h1>")).mediaType()).isEqualTo("text/markdown");
        assertThat(parse("a.rst", SampleFiles.utf8("x")).mediaType()).isEqualTo("text/x-rst");
    }

    private static Extract parse(String name, byte[] bytes) throws Unparseable {
        return new TextFileParser(1_000).parse(bytes, MediaType.TEXT_PLAIN, name);
    }

    private static Unparseable failure(String name, byte[] bytes) {
        return catchThrowableOfType(Unparseable.class, () -> parse(name, bytes));
    }
}
