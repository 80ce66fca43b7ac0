package dev.anicut.operators.chunk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anicut.operators.embed.EmbedConfig;
import dev.anicut.operators.embed.TextTokenizer;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.Configuration;

/** What must hold of the pieces of any text. */
final class Cuts {
    private Cuts() {}

    static EmbedConfig embed(String... settings) {
        Configuration configuration = new Configuration();
        for (int i = 0; i < settings.length; i += 2) {
            configuration.addAll(Configuration.fromMap(Map.of(settings[i], settings[i + 1])));
        }
        return EmbedConfig.from(configuration);
    }

    /** The pieces of a text, checked. */
    static List<Piece> cut(String text, ChunkConfig config, EmbedConfig embed) {
        try (Chunker chunker = Chunker.open(config, embed);
                TextTokenizer tokenizer = TextTokenizer.open(embed)) {
            List<Piece> pieces = chunker.chunk(text);
            int covered = 0;
            int lastStart = -1;
            for (Piece piece : pieces) {
                assertThat(piece.text())
                        .isEqualTo(text.substring(piece.start(), piece.end()))
                        .isNotBlank();
                assertThat(piece.end()).isGreaterThan(covered);
                assertThat(piece.start()).isGreaterThan(lastStart);
                if (config.overlapTokens() == 0) {
                    assertThat(piece.start()).isGreaterThanOrEqualTo(covered);
                }
                assertNothingLost(text, covered, piece.start());
                assertThat(Characters.isCodePointBorder(text, piece.start())).isTrue();
                assertThat(Characters.isCodePointBorder(text, piece.end())).isTrue();
                assertThat(piece.tokens())
                        .as("tokens of %s", piece)
                        .isEqualTo(tokenizer.ids(embed.passagePrefix() + piece.input()));
                assertThat(piece.tokenCount()).isLessThanOrEqualTo(config.maxTokens());
                covered = piece.end();
                lastStart = piece.start();
            }
            assertNothingLost(text, covered, text.length());
            return pieces;
        }
    }

    private static void assertNothingLost(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            assertThat(Characters.isGap(text.charAt(i))).as("character %d", i).isTrue();
        }
    }
}
