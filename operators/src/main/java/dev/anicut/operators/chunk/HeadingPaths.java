package dev.anicut.operators.chunk;

import java.util.List;
import java.util.function.Function;

/** The headings that stand above each place of a text, as one line short enough to be embedded with it. */
final class HeadingPaths {
    static final Path NONE = new Path(null, new int[0]);

    private final List<Heading> headings;
    private final Function<String, int[]> tokenizer;
    private final int maxTokens;
    private int last = -1;
    private Path lastPath = NONE;

    /**
     * @param headings the text's headings in their order
     * @param tokenizer gives the ids of a path's tokens, special tokens left out
     * @param maxTokens the most tokens of a path
     */
    HeadingPaths(List<Heading> headings, Function<String, int[]> tokenizer, int maxTokens) {
        this.headings = headings;
        this.tokenizer = tokenizer;
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
            int[] ids = tokenizer.apply(path);
            if (ids.length <= maxTokens) {
                return new Path(path, ids);
            }
        }
        return NONE;
    }

    /**
     * Headings as one line.
     *
     * @param text the titles from the outermost in, null if there are none
     * @param ids those of its tokens
     */
    record Path(String text, int[] ids) {}
}
