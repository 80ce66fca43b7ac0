package dev.anicut.operators.embed;

/**
 * A text as the model takes it.
 *
 * @param ids token ids, special tokens included
 * @param typeIds segment ids, one for each token
 * @param truncated whether the text was longer than the model takes, and was cut
 */
record Tokens(long[] ids, long[] typeIds, boolean truncated) {
    int length() {
        return ids.length;
    }
}
