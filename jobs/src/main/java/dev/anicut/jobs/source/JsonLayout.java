package dev.anicut.jobs.source;

/** How the values of a .json file are laid out, by its head. */
enum JsonLayout {
    LINES,
    /** One value, or several, over as many lines as they like. */
    VALUES,
    ARRAY;

    static JsonLayout of(byte[] head, int length) {
        int at = markLength(head, length);
        while (at < length && head[at] <= ' ' && head[at] >= 0) {
            at++;
        }
        if (at < length && head[at] == '[') {
            return ARRAY;
        }
        if (at == length || head[at] != '{') {
            return LINES;
        }
        JsonScanner scanner = new JsonScanner();
        for (; at < length; at++) {
            // no sound value breaks a line within a string
            if (head[at] == '\n') {
                return scanner.isWithinString() ? LINES : VALUES;
            }
            if (scanner.endsWith(head[at] & 0xff)) {
                return LINES;
            }
        }
        return LINES;
    }

    /** The length of a byte order mark at the beginning. */
    static int markLength(byte[] head, int length) {
        boolean marked =
                length >= 3 && (head[0] & 0xff) == 0xEF && (head[1] & 0xff) == 0xBB && (head[2] & 0xff) == 0xBF;
        return marked ? 3 : 0;
    }
}
