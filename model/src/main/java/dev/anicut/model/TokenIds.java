package dev.anicut.model;

import java.util.Arrays;

/**
 * The tokens of a text as a model takes them; compared by their values.
 *
 * @param values ids in the model's vocabulary, special tokens included
 */
public record TokenIds(int[] values) {

    /** The number of tokens. */
    public int length() {
        return values.length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TokenIds ids && Arrays.equals(values, ids.values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return Arrays.toString(values);
    }
}
