package dev.anicut.jobs.run;

import dev.anicut.model.Ledger;
import dev.anicut.model.LedgerEntry;
import dev.anicut.sinks.postgres.Runs;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.core.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Follows a job until it ends or is stopped, by the totals that it writes to {@code runs}. */
final class Watch {
    private static final Logger LOG = LoggerFactory.getLogger(Watch.class);
    private static final long POLL_MS = 500;

    /** How a job ended: by itself, or stopped at a savepoint, here or by another command, or else at its last checkpoint. */
    enum End {
        DONE,
        STOPPED,
        CANCELLED
    }

    private final JobClient job;
    private final ObservedJob observed;
    private final Runs runs;
    private final String runId;
    private final Console console;
    private final Phases phases;
    private final StandStill standStill;

    Watch(
            JobClient job,
            ObservedJob observed,
            Runs runs,
            String runId,
            Console console,
            Phases phases,
            Duration stopTimeout) {
        this.job = job;
        this.observed = observed;
        this.runs = runs;
        this.runId = runId;
        this.console = console;
        this.phases = phases;
        this.standStill = new StandStill(stopTimeout);
    }

    /**
     * Waits for the end; throws what made the job fail.
     *
     * @param savepoints where a stopped job leaves its state; null where it keeps none, as in batch execution, or cannot be
     *     stopped from here
     */
    End untilDone(Progress told, StopSignal stop, Path savepoints) throws Exception {
        ProgressLine progress = console.progress(told);
        CompletableFuture<JobExecutionResult> result = job.getJobExecutionResult();
        CompletableFuture<String> stopping = null;
        End end = End.DONE;
        boolean firstRow = false;
        try {
            while (!isDone(result, end)) {
                Ledger ledger = ledger();
                progress.update(ledger, System.currentTimeMillis());
                observed.newFailure(System.currentTimeMillis()).ifPresent(failure -> {
                    progress.clear();
                    console.say("the job failed and starts again: " + failure);
                });
                if (!firstRow && ledger.get(LedgerEntry.INGESTED) > 0) {
                    firstRow = true;
                    phases.done("first rows");
                }
                if (end == End.DONE && stop.isWished()) {
                    progress.clear();
                    stopping = stop(job, savepoints, console);
                    if (stopping == null) {
                        end = End.CANCELLED;
                    } else {
                        progress.show(Progress.ofStopping());
                        end = End.STOPPED;
                    }
                }
                if (end == End.STOPPED && !result.isDone()) {
                    if (stopping.isCompletedExceptionally()) {
                        end = End.CANCELLED;
                        cancel("no savepoint could be taken", stopping);
                    } else if (standStill.isTooLong(ledger.counts(), System.currentTimeMillis())) {
                        end = End.CANCELLED;
                        cancel("nothing has moved for " + standStill.limit().toSeconds() + " s", stopping);
                    }
                }
            }
        } finally {
            progress.clear();
        }
        phases.done(firstRow ? "the rest" : "rows");
        return end == End.DONE && !ledger().finished() && observed.wasStopped() ? End.STOPPED : end;
    }

    /** A job that cannot take a savepoint, restarting or waiting perhaps, is left at its last checkpoint. */
    private void cancel(String why, CompletableFuture<String> stopping) {
        var unused = stopping.whenComplete((savepoint, failure) -> LOG.warn("No savepoint was taken", failure));
        console.say(why + ": stopping at the last checkpoint");
        cancel(job);
    }

    /**
     * Stops a job behind a savepoint. Batch execution takes none: what is stored is all that is kept, and the job is cancelled.
     *
     * @return the savepoint to come, or null where there will be none
     */
    static CompletableFuture<String> stop(JobClient job, Path savepoints, Console console) {
        if (savepoints == null) {
            console.say("stopping at once: run.mode batch keeps no checkpoint; a resume reads all again and finds what"
                    + " is stored");
            cancel(job);
            return null;
        }
        console.say("stopping: what has been read is finished first; once more ends it at once");
        return job.stopWithSavepoint(true, savepoints.toString(), SavepointFormatType.NATIVE);
    }

    private static void cancel(JobClient job) {
        job.cancel().whenComplete((done, failure) -> {
            if (failure != null) {
                LOG.warn("The job was not cancelled", failure);
            }
        });
    }

    private static boolean isDone(CompletableFuture<JobExecutionResult> result, End end) throws Exception {
        try {
            result.get(POLL_MS, TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException running) {
            return false;
        } catch (ExecutionException e) {
            if (end == End.CANCELLED) {
                return true;
            }
            throw e;
        }
    }

    Ledger ledger() throws Exception {
        return runs.ledger(runId).orElseGet(() -> Ledger.empty(runId));
    }
}
