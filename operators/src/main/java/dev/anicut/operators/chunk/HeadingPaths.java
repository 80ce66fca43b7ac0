package dev.anicut.operators.chunk;

import java.util.List;
import java.util.function.ToIntFunction;

/** The headings that stand above each place of a text, as one line short enough to be embedded with it. */
final class HeadingPaths {
    static final Path NONE = new Path(null, 0);

    private final List<Heading> headings;
    private final ToIntFunction<String> counter;
    private final int maxTokens;
    private int last = -1;
    private Path lastPath = NONE;

    /**
     * @param headings the text's headings in their order
     * @param counter counts the tokens of a path
     * @param maxTokens the most tokens of a path
     */
    HeadingPaths(List<Heading> headings, ToIntFunction<String> counter, int maxTokens) {
        this.headings = headings;
        this.counter = counter;
        this.maxTokens = maxTokens;
    }

    /**
     * The path of what starts at the given offset: a heading that starts just there is part of that text, and not of its
     * path.
     */
    Path at(int offset) {
        int above = lastBefore(offset);
        if (above < 0) {
            return NONE;
        }
        // chunks come in order, and many stand under one heading
        if (above != last) {
            last = above;
            lastPath = path(headings.get(above));
        }
        return lastPath;
    }

    private int lastBefore(int offset) {
        int low = 0;
        int high = headings.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (headings.get(middle).start() < offset) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low - 1;
    }

    /** The whole path, or without its outermost titles what is short enough of it. */
    private Path path(Heading above) {
        int depth = above.depth();
        for (int without = 0; without < depth; without++) {
            String path = above.path(without);
            int tokens = counter.applyAsInt(path);
            if (tokens <= maxTokens) {
                return new Path(path, tokens);
            }
        }
        return NONE;
    }

    /**
     * Headings as one line.
     *
     * @param text the titles from the outermost in, null if there are none
     * @param tokens its tokens
     */
    record Path(String text, int tokens) {}
}
