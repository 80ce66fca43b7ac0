package dev.anicut.sinks.postgres;

import dev.anicut.model.DeadLetter;
import java.util.List;
import java.util.stream.Stream;

/**
 * An element's end: what it became in tables, or what is kept of it.
 *
 * @param outputs what is handed on
 * @param deadLetters what goes to the dead letters
 */
public record Settled<OUT>(List<OUT> outputs, List<DeadLetter> deadLetters) {

    static <OUT> Settled<OUT> stored(List<OUT> outputs) {
        return new Settled<>(outputs, List.of());
    }

    Settled<OUT> and(Settled<OUT> other) {
        return new Settled<>(concat(outputs, other.outputs), concat(deadLetters, other.deadLetters));
    }

    private static <T> List<T> concat(List<T> head, List<T> tail) {
        return Stream.concat(head.stream(), tail.stream()).toList();
    }
}
