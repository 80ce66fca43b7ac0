package dev.anicut.model.memory;

/**
 * What a call may cost at most, put aside before it is made.
 *
 * @param llm the model that is to be asked
 * @param tokens tokens in and out
 * @param cost in billionths of a dollar
 */
public record Reservation(String llm, long tokens, long cost) {}
