package dev.anicut.jobs.run;

import dev.anicut.model.Ledger;
import dev.anicut.model.LedgerEntry;
import dev.anicut.sinks.postgres.Runs;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.core.execution.JobClient;

/** Follows a job until it ends, by the totals that it writes to {@code runs}. */
final class Watch {
    private static final long POLL_MS = 500;

    private final JobClient job;
    private final Runs runs;
    private final String runId;
    private final Console console;
    private final long totalBytes;
    private final Phases phases;

    Watch(JobClient job, Runs runs, String runId, long totalBytes, Console console, Phases phases) {
        this.job = job;
        this.runs = runs;
        this.runId = runId;
        this.totalBytes = totalBytes;
        this.console = console;
        this.phases = phases;
    }

    /** The run's last totals; throws what made the job fail. */
    Ledger untilDone() throws Exception {
        ProgressLine progress = console.progress(totalBytes);
        CompletableFuture<JobExecutionResult> result = job.getJobExecutionResult();
        boolean firstRow = false;
        try {
            while (true) {
                try {
                    result.get(POLL_MS, TimeUnit.MILLISECONDS);
                    break;
                } catch (TimeoutException running) {
                    Ledger ledger = runs.ledger(runId).orElseGet(() -> Ledger.empty(runId));
                    progress.update(ledger, System.currentTimeMillis());
                    if (!firstRow && ledger.get(LedgerEntry.INGESTED) > 0) {
                        firstRow = true;
                        phases.done("first rows");
                    }
                }
            }
        } finally {
            progress.clear();
        }
        phases.done(firstRow ? "the rest" : "rows");
        Ledger ledger = runs.ledger(runId).orElseGet(() -> Ledger.empty(runId));
        if (!ledger.finished() || ledger.inFlight() != 0) {
            throw new IllegalStateException("the run ended and its ledger did not: " + ledger.inFlight() + " of "
                    + ledger.get(LedgerEntry.READ) + " records have no outcome");
        }
        return ledger;
    }
}
