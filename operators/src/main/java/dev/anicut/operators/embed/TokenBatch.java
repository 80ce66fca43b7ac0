package dev.anicut.operators.embed;

import java.util.Arrays;
import java.util.List;

/** Texts that go through the model together, padded to the longest. */
record TokenBatch(List<Tokens> texts) {

    int width() {
        return texts.stream().mapToInt(Tokens::length).max().orElse(0);
    }

    int tokens() {
        return texts.stream().mapToInt(Tokens::length).sum();
    }

    /** Token ids, row after row; padding is 0, and masked. */
    long[] ids(int width) {
        long[] ids = new long[texts.size() * width];
        for (int row = 0; row < texts.size(); row++) {
            Tokens text = texts.get(row);
            System.arraycopy(text.ids(), 0, ids, row * width, text.length());
        }
        return ids;
    }

    long[] typeIds(int width) {
        long[] typeIds = new long[texts.size() * width];
        for (int row = 0; row < texts.size(); row++) {
            Tokens text = texts.get(row);
            System.arraycopy(text.typeIds(), 0, typeIds, row * width, text.length());
        }
        return typeIds;
    }

    long[] mask(int width) {
        long[] mask = new long[texts.size() * width];
        for (int row = 0; row < texts.size(); row++) {
            int start = row * width;
            Arrays.fill(mask, start, start + texts.get(row).length(), 1);
        }
        return mask;
    }
}
