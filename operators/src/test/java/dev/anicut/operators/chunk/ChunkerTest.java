package dev.anicut.operators.chunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.anicut.model.InvalidSettingException;
import dev.anicut.operators.embed.EmbedConfig;
import dev.anicut.operators.embed.TinyModel;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkerTest {
    private static final EmbedConfig EMBED = Cuts.embed();
    private static final ChunkConfig DEFAULTS = ChunkConfig.from(new Configuration());

    @Test
    void defaults() {
        assertThat(DEFAULTS).isEqualTo(new ChunkConfig(256, 0, true));
        assertThat(DEFAULTS.version(EMBED)).matches("v1-256-0-h-[0-9a-f]{8}");
    }

    @Test
    void cutsAtParagraphsThenSentencesThenWords() {
        String text =
                """
                One weir turns the river. It feeds the canal.

                A second paragraph, short.

                The third is long: it runs on and on about sluices and silt and seasons and sowing and seed and soil. It has a second sentence, too, and that is cut, too. Here is another one.""";
        assertThat(texts(Cuts.cut(text, new ChunkConfig(24, 0, true), EMBED)))
                .containsExactly(
                        "One weir turns the river. It feeds the canal.\n\nA second paragraph, short.",
                        "The third is long: it runs on and on about sluices and silt and seasons and sowing",
                        "and seed and soil. It has a second sentence, too, and that is cut, too.",
                        "Here is another one.");
    }

    @Test
    void abbreviationsAndNumbersEndNoSentence() {
        String text = "He met Dr. Rao, e.g. on 3.5 acres near St. Thomas. Then it rained! \"Did it?\" It did.";
        assertThat(texts(Cuts.cut(text, new ChunkConfig(24, 0, true), EMBED)))
                .containsExactly(
                        "He met Dr. Rao, e.g. on 3.5 acres near St. Thomas.", "Then it rained! \"Did it?\" It did.");
    }

    @Test
    void headingsStayWithWhatTheyStandAboveAndAreRepeatedBelow() {
        String text =
                """
                # River works

                Weirs raise the water. They were built of stone in those days, and many of them still stand today.

                ## Canals

                Canals lead it on. Their slope is slight, and the water in them is slow enough to drop its silt there.
                Every spring the silt is dug out, by all the villages along the canal, each its own stretch.""";
        List<Piece> pieces = Cuts.cut(text, new ChunkConfig(32, 0, true), EMBED);
        assertThat(pieces).extracting(Piece::heading).containsExactly(null, "River works", "River works > Canals");
        assertThat(pieces.get(1).text()).startsWith("## Canals\n\nCanals lead it on.");
        assertThat(pieces.get(2).input()).startsWith("River works > Canals\nEvery spring");

        assertThat(Cuts.cut(text, new ChunkConfig(32, 0, false), EMBED))
                .extracting(Piece::heading)
                .containsOnlyNulls();
    }

    @Test
    void aPathThatIsTooLongLosesItsOutermostTitles() {
        String text = "# " + "outermost ".repeat(6) + "\n## inner title\n" + "word ".repeat(60);
        List<Piece> pieces = Cuts.cut(text, new ChunkConfig(32, 0, true), EMBED);
        assertThat(pieces.get(pieces.size() - 1).heading()).isEqualTo("inner title");
    }

    @Test
    void overlapStartsWithASentence() {
        String text = "The first sentence is here. The second one follows it. The third is the last of them all.";
        assertThat(texts(Cuts.cut(text, new ChunkConfig(16, 8, true), EMBED)))
                .containsExactly(
                        "The first sentence is here. The second one follows it.",
                        "The second one follows it. The third is the last of them",
                        "The third is the last of them all.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\n\n\t \u00a0\u3000\uFEFF\r\n"})
    void whiteSpaceHasNoPieces(String text) {
        assertThat(Cuts.cut(text, DEFAULTS, EMBED)).isEmpty();
    }

    @Test
    void textThatTheVocabularyDoesNotKnowIsCutAllTheSame() {
        for (String character :
                List.of("字", "ع", "😀", "\u200b", "e\u0301", "\u0301", "x", "।", "👩‍👩‍👧", "\ud800")) {
            String text = character.repeat(20_000);
            List<Piece> pieces = Cuts.cut(text, new ChunkConfig(64, 8, true), EMBED);
            assertThat(pieces).as(character).hasSizeGreaterThan(10);
            assertThat(pieces)
                    .allSatisfy(piece -> assertThat(piece.text().length()).isLessThanOrEqualTo(64 * 16));
        }
    }

    @Test
    void longWordsAndManyLinesArePieces() {
        String words =
                IntStream.range(0, 40).mapToObj(i -> "w".repeat(5_000 + i)).collect(Collectors.joining("\n"));
        Cuts.cut(words, DEFAULTS, EMBED);
        // quadratic work would not end on these
        assertThat(Cuts.cut("x".repeat(2_000_000), DEFAULTS, EMBED)).hasSizeGreaterThan(400);
        String blank = "first" + "\n".repeat(1_000_000) + "last";
        assertThat(texts(Cuts.cut(blank, DEFAULTS, EMBED))).containsExactly("first", "last");
        Cuts.cut("#a\n# b\n".repeat(5_000), DEFAULTS, EMBED);
        Cuts.cut("Title\n=====\n".repeat(5_000), DEFAULTS, EMBED);
        Cuts.cut(". ".repeat(20_000), DEFAULTS, EMBED);
        Cuts.cut(".".repeat(20_000), DEFAULTS, EMBED);
    }

    @Test
    void graphemesAreKeptWhole() {
        String family = "👩‍👩‍👧";
        for (Piece piece : Cuts.cut((family + "e\u0301").repeat(2_000), new ChunkConfig(16, 0, true), EMBED)) {
            assertThat(piece.text()).startsWithIgnoringCase(piece.text().startsWith("e") ? "e\u0301" : family);
        }
    }

    @Test
    void windowsOfALongTextGiveTheTokensOfTheWhole() {
        String sentence = "The quick brown fox jumps over the lazy dog near the weir, internationally. ";
        String text = sentence.repeat(700);
        List<Piece> pieces = Cuts.cut(text, DEFAULTS, EMBED);
        int tokens = pieces.stream().mapToInt(piece -> piece.tokenCount() - 2).sum();
        int one = Cuts.cut(sentence, DEFAULTS, EMBED).get(0).tokenCount() - 2;
        assertThat(tokens).isEqualTo(700 * one);
        assertThat(pieces.subList(0, pieces.size() - 1))
                .allSatisfy(piece -> assertThat(piece.tokenCount()).isGreaterThan(256 - one - 2));
    }

    @Test
    void theVersionCoversEverySettingAndTheTokenizer(@TempDir Path directory) {
        TinyModel.writeTo(directory);
        List<String> versions = List.of(
                DEFAULTS.version(EMBED),
                new ChunkConfig(255, 0, true).version(EMBED),
                new ChunkConfig(256, 1, true).version(EMBED),
                new ChunkConfig(256, 0, false).version(EMBED),
                DEFAULTS.version(Cuts.embed("embed.passage-prefix", "passage: ")),
                DEFAULTS.version(Cuts.embed("embed.model", directory.toString())));
        assertThat(new HashSet<>(versions)).hasSameSizeAs(versions);
        assertThat(DEFAULTS.version(Cuts.embed("embed.pooling", "cls"))).isEqualTo(versions.get(0));
        assertThat(DEFAULTS.version(Cuts.embed("embed.model", "none"))).isEqualTo("none");
    }

    @Test
    void refusesSettingsThatCannotBe() {
        assertThatThrownBy(() -> new ChunkConfig(15, 0, true))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage("chunk.max-tokens: '15' given, expected a number from 16 to 8192");
        assertThatThrownBy(() -> new ChunkConfig(100, 51, true))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("chunk.overlap-tokens: '51' given");
        assertThatThrownBy(() -> new ChunkConfig(257, 0, true).check(EMBED))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage("chunk.max-tokens: '257' given, expected a number up to embed.max-length, 256");
        assertThatThrownBy(() -> new ChunkConfig(16, 0, true)
                        .check(Cuts.embed("embed.passage-prefix", "many words to stand before each passage: ")))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("embed.passage-prefix");
        DEFAULTS.check(EMBED);
    }

    private static List<String> texts(List<Piece> pieces) {
        return pieces.stream().map(Piece::text).toList();
    }
}
