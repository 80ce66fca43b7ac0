package dev.anicut.operators.chunk;

/**
 * A heading in a text.
 *
 * @param start offset of its first line
 * @param end offset behind its last line, the underline if there is one
 * @param level 1 for the outermost
 * @param title its words
 * @param parent the heading it stands under, or null
 */
record Heading(int start, int end, int level, String title, Heading parent) {

    /** The titles down to this one, without the outermost so many. */
    String path(int without) {
        int depth = depth();
        StringBuilder path = new StringBuilder();
        append(path, depth - without);
        return path.toString();
    }

    int depth() {
        int depth = 0;
        for (Heading at = this; at != null; at = at.parent) {
            depth++;
        }
        return depth;
    }

    private void append(StringBuilder path, int titles) {
        if (titles > 1) {
            parent.append(path, titles - 1);
            path.append(" > ");
        }
        path.append(title);
    }
}
