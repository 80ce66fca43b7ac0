package dev.anicut.operators.parse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anicut.model.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileParserTest {
    private static Document parse(String name, String text) throws Exception {
        try (FileParser parser = new FileParser(Records.config())) {
            return parser.parse(Records.file(name, SampleFiles.utf8(text)));
        }
    }

    /** The source has undone the compression: the bytes are those of the file within. */
    @ParameterizedTest
    @CsvSource({
        "notes/readme.md.zst, text/markdown, Weirs",
        "readme.rst.GZ, text/x-rst, Weirs",
        "notes.txt.gz, text/plain, notes.txt",
        "a.zstd, text/plain, a",
        ".gz, text/plain, .gz"
    })
    void judgesAWholeFileByTheNameWithin(String name, String mediaType, String title) throws Exception {
        Document document = parse(name, "# Weirs\n\nWater runs over them.\n");

        assertThat(document.id()).isEqualTo(name);
        assertThat(document.mediaType()).isEqualTo(mediaType);
        assertThat(document.title()).isEqualTo(title);
    }

    @Test
    void aFileWithoutATitleIsCalledByItsName() throws Exception {
        assertThat(parse("a/plain.md", "No heading.").title()).isEqualTo("plain.md");
        assertThat(parse("a/page.html", "<p>No title.").title()).isEqualTo("page.html");
        assertThat(parse("a/page.html", "<title>Weirs</title><p>Text.").title()).isEqualTo("Weirs");
    }
}
