package dev.anicut.datasets.sample;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A piece of a source text: a small part of Markdown, enough for the sample.
 *
 * @param kind what it is
 * @param cells its text; several for a row of a table
 */
record Block(Kind kind, List<String> cells) {
    enum Kind {
        TITLE,
        HEADING,
        PARAGRAPH,
        ITEM,
        ROW
    }

    String text() {
        return String.join(" | ", cells);
    }

    static List<Block> parse(String source) {
        List<Block> blocks = new ArrayList<>();
        source.lines().filter(line -> !line.isBlank()).forEach(line -> blocks.add(of(line)));
        return blocks;
    }

    private static Block of(String line) {
        if (line.startsWith("## ")) {
            return new Block(Kind.HEADING, List.of(line.substring(3)));
        }
        if (line.startsWith("# ")) {
            return new Block(Kind.TITLE, List.of(line.substring(2)));
        }
        if (line.startsWith("- ")) {
            return new Block(Kind.ITEM, List.of(line.substring(2)));
        }
        if (line.startsWith("|")) {
            String inner = line.substring(1, line.lastIndexOf('|'));
            return new Block(
                    Kind.ROW,
                    Stream.of(inner.split("\\|", -1)).map(String::strip).toList());
        }
        return new Block(Kind.PARAGRAPH, List.of(line));
    }
}
