package dev.anicut.sinks.postgres;

import java.time.Instant;

/**
 * A dead letter that is not resolved, as it is shown; its payload is left where it is.
 *
 * @param scope {@code record}, or {@code part} for one whose document was taken in all the same
 * @param origin where the record was read
 * @param documentId null if it failed before its id was known
 * @param attempts runs that tried it
 * @param runId the run that tried it last
 * @param updatedAt when that was
 */
public record Letter(
        String id,
        String scope,
        String stage,
        String reason,
        String message,
        String origin,
        String documentId,
        int attempts,
        String runId,
        Instant updatedAt) {}
