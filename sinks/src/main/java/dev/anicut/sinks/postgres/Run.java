package dev.anicut.sinks.postgres;

import dev.anicut.model.Ledger;
import java.time.Instant;

/**
 * A run of a job, as {@code anicut.runs} holds it.
 *
 * @param runId the run
 * @param job the job's name, for example {@code backfill}
 * @param source what it reads
 * @param startedAt when it was first started
 * @param finishedAt when it came to its end, null if it has not
 * @param index what its contents are indexed under
 * @param settings its settings as a JSON object, without secrets
 * @param ledger its latest totals
 */
public record Run(
        String runId,
        String job,
        String source,
        Instant startedAt,
        Instant finishedAt,
        RunIndex index,
        String settings,
        Ledger ledger) {

    public boolean isFinished() {
        return finishedAt != null;
    }
}
