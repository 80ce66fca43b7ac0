package dev.anicut.jobs.source;

/** Finds the end of one JSON value, byte by byte, by brackets and strings alone. */
final class JsonScanner {
    private int depth;
    private boolean inString;
    private boolean escaped;
    private boolean begun;

    /** Whether the value stands open: a bracket or a string. */
    boolean isWithin() {
        return depth > 0 || inString;
    }

    boolean isWithinString() {
        return inString;
    }

    /** Whether a number or word has ended because this byte is no part of it. */
    boolean endsBefore(int b) {
        return begun && !isWithin() && (b == ',' || b == ']' || b == ' ' || b == '\n' || b == '\r' || b == '\t');
    }

    /** Takes the next byte; whether it is the value's last. */
    boolean endsWith(int b) {
        begun = true;
        if (inString) {
            if (escaped) {
                escaped = false;
            } else if (b == '\\') {
                escaped = true;
            } else if (b == '"') {
                inString = false;
                return depth == 0;
            }
            return false;
        }
        switch (b) {
            case '"' -> inString = true;
            case '{', '[' -> depth++;
            case '}', ']' -> {
                depth = Math.max(0, depth - 1);
                return depth == 0;
            }
            default -> {
                return false;
            }
        }
        return false;
    }
}
