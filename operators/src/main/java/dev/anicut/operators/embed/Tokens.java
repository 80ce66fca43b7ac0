package dev.anicut.operators.embed;

import dev.anicut.model.TokenIds;
import java.util.Arrays;

/**
 * A text as the model takes it.
 *
 * @param ids token ids, special tokens included
 * @param typeIds segment ids, one for each token
 * @param truncated whether the text was longer than the model takes, and was cut
 */
record Tokens(long[] ids, long[] typeIds, boolean truncated) {

    /** A whole text whose tokens are all of type 0. */
    static Tokens of(TokenIds tokens) {
        return new Tokens(Arrays.stream(tokens.values()).asLongStream().toArray(), new long[tokens.length()], false);
    }

    int length() {
        return ids.length;
    }
}
