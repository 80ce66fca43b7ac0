package dev.anicut.operators.parse;

/** Lays out running text: what is to part two pieces of it is settled only when the second one comes. */
final class TextLayout {
    /** What parts the text written last from the next, weakest first. */
    enum Gap {
        NONE(""),
        SPACE(" "),
        LINE("\n"),
        BLANK_LINE("\n\n"),
        CELL(" | ");

        private final String text;

        Gap(String text) {
            this.text = text;
        }
    }

    private final StringBuilder out = new StringBuilder();
    /** White space that preformatted text begins with. */
    private final StringBuilder indent = new StringBuilder();

    private Gap gap = Gap.NONE;
    /** Written before the next text: what marks a heading or list item that has no text yet. */
    private String mark = "";
    /** Whether a list item or cell has begun and has no text yet: the blocks within it do not part it from its mark. */
    private boolean atStart;

    int length() {
        return out.length() + indent.length();
    }

    String text() {
        int end = out.length();
        while (end > 0 && Character.isWhitespace(out.charAt(end - 1))) {
            end--;
        }
        return out.substring(0, end);
    }

    /** The text from a place on that {@link #write} returned. */
    String textFrom(int start) {
        return out.substring(start).strip();
    }

    void mark(String newMark) {
        mark = newMark;
    }

    boolean isMarked() {
        return !mark.isEmpty();
    }

    /** Begins something that blocks within do not part from what comes before it. */
    void begin() {
        atStart = true;
    }

    void beginCell(boolean first) {
        if (!first && out.length() > 0) {
            gap = Gap.CELL;
        }
        atStart = true;
    }

    /** Ends what {@link #begin} began: no blank line parts it from the next of its kind. */
    void end() {
        atStart = false;
        if (gap == Gap.BLANK_LINE) {
            gap = Gap.LINE;
        }
    }

    void part(Gap wanted) {
        if (!atStart && wanted.compareTo(gap) > 0) {
            gap = wanted;
        }
    }

    /** Writes a character that is no white space, and returns where it stands. */
    int write(char c) {
        if (gap != Gap.NONE || !mark.isEmpty()) {
            if (out.length() > 0) {
                out.append(gap.text);
            }
            out.append(mark);
            gap = Gap.NONE;
            mark = "";
        }
        if (indent.length() > 0) {
            out.append(indent);
            indent.setLength(0);
        }
        atStart = false;
        out.append(c);
        return out.length() - 1;
    }

    void preformattedSpace(char c) {
        if (gap == Gap.NONE && out.length() > 0) {
            out.append(c);
        } else if (c == '\n') {
            indent.setLength(0);
        } else {
            indent.append(c);
        }
    }

    void endPreformatted() {
        indent.setLength(0);
    }
}
