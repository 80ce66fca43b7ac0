package dev.anicut.jobs.source;

import java.util.ArrayList;
import java.util.List;

/**
 * The grammar of a CSV file (RFC 4180), one character at a time: the same for finding a row's end among bytes and for
 * finding its fields. A quote counts only at the beginning of a field.
 *
 * @param separator what stands between fields; {@link SourceConfig#AUTO} for any of the usual ones, until it is known
 * @param quote what encloses them, or {@link SourceConfig#NONE}
 * @param terminator what ends a row: a line feed, or a return in files that hold no line feed
 */
record CsvDialect(int separator, int quote, int terminator) {
    static final String USUAL_SEPARATORS = ",;\t|";

    /** At the beginning of a field. */
    static final int START = 0;
    /** In a field without quotes. */
    static final int PLAIN = 1;
    /** In a quoted field. */
    static final int QUOTED = 2;
    /** Behind a quote in a quoted field: its end, or the first of two. */
    static final int CLOSED = 3;
    /** Behind text that no field can hold: nothing but the row's end counts. */
    static final int BROKEN = 4;
    /** Behind the row. */
    static final int END = 5;

    int step(int state, int c) {
        return switch (state) {
            case QUOTED -> c == quote ? CLOSED : QUOTED;
            case BROKEN -> c == terminator ? END : BROKEN;
            case CLOSED -> {
                if (c == quote) {
                    yield QUOTED;
                }
                yield isSeparator(c) ? START : c == terminator ? END : c == '\r' ? CLOSED : BROKEN;
            }
            default -> {
                if (c == terminator) {
                    yield END;
                }
                yield isSeparator(c) ? START : state == START && c == quote ? QUOTED : PLAIN;
            }
        };
    }

    /** The first byte from which the state may change: on those before it {@link #step} leads back to the state. */
    int skip(int state, byte[] bytes, int from, int to) {
        int i = from;
        if (state == QUOTED) {
            while (i < to && bytes[i] != quote) {
                i++;
            }
        } else if (state == PLAIN && separator != SourceConfig.AUTO) {
            while (i < to && bytes[i] != separator && bytes[i] != terminator) {
                i++;
            }
        }
        return i;
    }

    private boolean isSeparator(int c) {
        return c == separator || (separator == SourceConfig.AUTO && USUAL_SEPARATORS.indexOf(c) >= 0);
    }

    /** The fields of a row without its end, or null if there is text behind a closing quote. */
    List<String> fields(String row) {
        List<String> fields = new ArrayList<>();
        if (row.indexOf(quote) < 0) {
            split(row, fields);
            return fields;
        }
        StringBuilder field = new StringBuilder();
        int state = START;
        for (int i = 0; i < row.length(); i++) {
            char c = row.charAt(i);
            int next = step(state, c);
            if (next == BROKEN) {
                return null;
            }
            if (next == START) {
                fields.add(field.toString());
                field.setLength(0);
            } else if (next == PLAIN || (next == QUOTED && state != START)) {
                // of two quotes in a quoted field the second is taken
                field.append(c);
            }
            state = next;
        }
        fields.add(field.toString());
        return fields;
    }

    private void split(String row, List<String> fields) {
        int from = 0;
        for (int to = row.indexOf(separator); to >= 0; to = row.indexOf(separator, from)) {
            fields.add(row.substring(from, to));
            from = to + 1;
        }
        fields.add(row.substring(from));
    }
}
