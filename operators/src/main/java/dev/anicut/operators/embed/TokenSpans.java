package dev.anicut.operators.embed;

/**
 * The tokens of a text, special tokens left out, in its order.
 *
 * @param ids ids in the model's vocabulary
 * @param starts where each token starts, in code points; in ascending order
 */
public record TokenSpans(int[] ids, int[] starts) {}
