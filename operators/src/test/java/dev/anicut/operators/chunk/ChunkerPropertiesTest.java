package dev.anicut.operators.chunk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anicut.operators.embed.EmbedConfig;
import dev.anicut.operators.embed.TextTokenizer;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** What holds of any text, on the default model's tokenizer. */
class ChunkerPropertiesTest {
    private static final EmbedConfig EMBED = Cuts.embed();
    private static TextTokenizer held;

    /** Keeps the tokenizer loaded from one try to the next. */
    @BeforeContainer
    static void hold() {
        held = TextTokenizer.open(EMBED);
    }

    @AfterContainer
    static void release() {
        held.close();
    }

    @Property(tries = 400, shrinking = ShrinkingMode.BOUNDED)
    void everyPieceIsExactWithinTheLimitAndNothingIsLost(
            @ForAll("texts") String text, @ForAll @IntRange(min = 16, max = 64) int maxTokens) {
        ChunkConfig config = new ChunkConfig(maxTokens, 0, true);
        List<Piece> pieces = Cuts.cut(text, config, EMBED);
        assertThat(Cuts.cut(text, config, EMBED)).isEqualTo(pieces);
    }

    @Property(tries = 200, shrinking = ShrinkingMode.BOUNDED)
    void overlapRepeatsNoMoreThanItMay(
            @ForAll("texts") String text,
            @ForAll @IntRange(min = 16, max = 64) int maxTokens,
            @ForAll @IntRange(min = 1, max = 32) int overlap) {
        ChunkConfig config = new ChunkConfig(maxTokens, Math.min(overlap, maxTokens / 2), false);
        List<Piece> pieces = Cuts.cut(text, config, EMBED);
        // of the whole text: a word that the cut has parted may have more of its own
        TextTokens tokens = TextTokens.of(text, held);
        for (int i = 1; i < pieces.size(); i++) {
            int start = tokens.firstAtLeast(pieces.get(i).start());
            int end = tokens.firstAtLeast(pieces.get(i - 1).end());
            assertThat(end - start).isLessThanOrEqualTo(config.overlapTokens());
        }
    }

    /** One of its characters has more than one token, all of them at one place. */
    @Example
    void overlapPartsNoCharacter() {
        overlapRepeatsNoMoreThanItMay("water 듀water ahttps://example.org/a/very/long/path?query=1&other=2", 16, 2);
    }

    @Property(tries = 100, shrinking = ShrinkingMode.BOUNDED)
    void prefixesCount(@ForAll("texts") String text, @ForAll("prefixes") String prefix) {
        Cuts.cut(text, new ChunkConfig(32, 0, true), Cuts.embed("embed.passage-prefix", prefix));
    }

    @Provide
    Arbitrary<String> prefixes() {
        return Arbitraries.of("passage: ", "passage:", "re", "e\u0301 ");
    }

    /** Words, marks, headings, scripts and odd characters in any order. */
    @Provide
    Arbitrary<String> texts() {
        Arbitrary<String> words = Arbitraries.of(
                "water ",
                "the weir. ",
                "Irrigation! ",
                "a",
                " ",
                "\n",
                "\n\n",
                "\r\n\r\n",
                "# Head\n",
                "\nTitle\n=====\n",
                "### Deeper heading ###\n",
                "Dr. ",
                "e.g. ",
                "3.14 ",
                "internationalization",
                "\t",
                "日本語。",
                "文字",
                "العربية ",
                "हिन्दी ",
                "😀",
                "👩‍👩‍👧 ",
                "e\u0301",
                "\u0301\u0302",
                "\u200b",
                "\uFEFF",
                "\f",
                "\u00a0",
                "\u0000",
                "[SEP]",
                "[MASK]",
                "https://example.org/a/very/long/path?query=1&other=2",
                "x".repeat(120),
                "...",
                "```\n",
                "- item ",
                "\ud83c\uddee\ud83c\uddf3");
        Arbitrary<String> any =
                Arbitraries.strings().withCharRange('\u0001', '\ud7ff').ofMaxLength(6);
        return Arbitraries.frequencyOf(Tuple.of(6, words), Tuple.of(1, any))
                .list()
                .ofMaxSize(120)
                .map(parts -> String.join("", parts));
    }
}
