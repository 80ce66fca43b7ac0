package dev.anicut.operators.chunk;

import java.util.List;

/**
 * Where a text is best cut: before paragraphs and headings, sentences, and lines, found in one pass. Nothing is cut
 * between a heading and what it stands above.
 */
final class Borders {
    private static final String BULLETS = "-*+\u2022\u2023\u25E6\u2043";

    private final IntSequence paragraphs = new IntSequence();
    private final IntSequence sentences = new IntSequence();
    private final IntSequence lines = new IntSequence();

    private Borders() {}

    static Borders of(String text, List<Heading> headings) {
        Borders borders = new Borders();
        borders.scan(text, headings);
        return borders;
    }

    /** Starts of paragraphs. */
    IntSequence paragraphs() {
        return paragraphs;
    }

    /** Starts of sentences, paragraphs' not included. */
    IntSequence sentences() {
        return sentences;
    }

    /** Starts of lines within sentences. */
    IntSequence lines() {
        return lines;
    }

    private void scan(String text, List<Heading> headings) {
        boolean afterBlank = true;
        boolean afterHeading = false;
        boolean afterSentence = false;
        int heading = 0;
        int at = 0;
        while (at < text.length()) {
            int newline = text.indexOf('\n', at);
            int next = newline < 0 ? text.length() : newline + 1;
            int start = Characters.skipGap(text, at, next);
            at = next;
            if (start == next) {
                afterBlank = true;
                continue;
            }
            while (heading < headings.size() && headings.get(heading).end() <= start) {
                heading++;
            }
            boolean inHeading =
                    heading < headings.size() && headings.get(heading).start() <= start;
            if (inHeading) {
                if (headings.get(heading).start() == start && !afterHeading) {
                    paragraphs.add(start);
                }
                afterHeading = true;
                continue;
            }
            if (!afterHeading) {
                add(start, text, afterBlank, afterSentence);
            }
            afterBlank = false;
            afterHeading = false;
            afterSentence = scanLine(text, start, Characters.trimEnd(text, start, next));
        }
    }

    private void add(int start, String text, boolean afterBlank, boolean afterSentence) {
        if (afterBlank) {
            paragraphs.add(start);
        } else if (afterSentence || isListItem(text, start)) {
            sentences.add(start);
        } else {
            lines.add(start);
        }
    }

    private static boolean isListItem(String text, int start) {
        return start + 1 < text.length()
                && BULLETS.indexOf(text.charAt(start)) >= 0
                && Characters.isGap(text.charAt(start + 1));
    }

    /** Adds the sentences that start within a line; whether one ends with it. */
    private boolean scanLine(String text, int start, int end) {
        int at = start;
        while (at < end) {
            int stop = Sentences.end(text, at, start, end);
            if (stop == end) {
                return true;
            }
            if (stop > at) {
                at = Characters.skipGap(text, stop, end);
                sentences.add(at);
            } else {
                at++;
            }
        }
        return false;
    }
}
