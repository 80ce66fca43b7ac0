package dev.anicut.operators.chunk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeadingsTest {
    @Test
    void findsHashes() {
        assertThat(paths("# One\ntext\n## Two ##\r\n### C# and F#\n# Three\n"))
                .containsExactly("One", "One > Two", "One > Two > C# and F#", "Three");
    }

    @Test
    void findsUnderlinesOfMarkdown() {
        assertThat(paths("Weirs and dams\n===\n\ntext\n\nSmall ones\n---\n\n### deeper\n"))
                .containsExactly(
                        "Weirs and dams", "Weirs and dams > Small ones", "Weirs and dams > Small ones > deeper");
    }

    @Test
    void ranksReStructuredTextByOrderOfAppearance() {
        String text =
                """
                =====
                Title
                =====

                Chapter
                -------
                text

                Section
                ~~~~~~~

                Chapter 2
                ---------
                """;
        assertThat(paths(text))
                .containsExactly("Title", "Title > Chapter", "Title > Chapter > Section", "Title > Chapter 2");
        assertThat(Headings.of(text).get(0).start()).isZero();
        assertThat(Headings.of(text).get(0).end()).isEqualTo(text.indexOf("\n\nChapter"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "#hashtag\n",
                "####### seven\n",
                "#\n",
                "    # code\n",
                "```sh\n# comment\n```\n",
                "~~~\n# comment\n~~~\n",
                "---\ntitle: front matter\n---\n",
                "a paragraph of\ntwo lines\n---\n",
                "text\n\n---\n\ntext\n",
                "A longer title\n~~~\n",
                "| a | b |\n|---|---|\n",
                "====  ====\nA     B\n====  ====\n"
            })
    void takesNothingElseForOne(String text) {
        assertThat(Headings.of(text)).isEmpty();
    }

    @Test
    void goesOnBehindCode() {
        assertThat(paths("```\n# no\n```\n# yes\n")).containsExactly("yes");
    }

    private static List<String> paths(String text) {
        return Headings.of(text).stream().map(heading -> heading.path(0)).toList();
    }
}
