package dev.anicut.jobs.run;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.runtime.rest.messages.job.JobDetailsInfo.JobVertexDetailsInfo;
import org.apache.flink.runtime.rest.messages.job.metrics.IOMetricsInfo;

/**
 * Stops a job on a cluster behind a savepoint, or at its last checkpoint where no savepoint can be taken.
 *
 * <p>That is so when more documents wait for a budget, or for a language model that is down, than the step may hold: a
 * savepoint's barrier comes behind what lies in the network's buffers, and none of that is taken in before one of the
 * documents that wait has ended.
 */
final class ClusterStop {
    private static final String STEP = "enrich";
    private static final Duration POLL = Duration.ofSeconds(1);
    /** A savepoint waits for the batch that is being embedded, on every subtask. */
    private static final Duration SAVEPOINT_LIMIT = Duration.ofMinutes(15);

    private final ClusterJobs jobs;
    private final ClusterJobs.Job job;
    private final StandStill standStill;

    /** @param limit how long nothing may move before a savepoint that is held up is given up */
    ClusterStop(ClusterJobs jobs, ClusterJobs.Job job, Duration limit) {
        this.jobs = jobs;
        this.job = job;
        this.standStill = new StandStill(limit);
    }

    /** The savepoint; empty if none could be taken, and the job was cancelled. */
    Optional<String> stop(String directory) throws Exception {
        CompletableFuture<String> savepoint = jobs.stop(job, directory);
        long deadline = System.nanoTime() + SAVEPOINT_LIMIT.toNanos();
        while (!savepoint.isDone() && System.nanoTime() < deadline) {
            if (hasStoodStill()) {
                jobs.cancel(job);
                return Optional.empty();
            }
            jobs.waitFor(savepoint, POLL);
        }
        return Optional.of(jobs.answer(savepoint, POLL));
    }

    /** A savepoint that is being written moves no records either, but has passed the step. */
    private boolean hasStoodStill() throws Exception {
        List<JobVertexDetailsInfo> steps = List.copyOf(jobs.details(job.id()).getJobVertexInfos());
        long[] moved = steps.stream()
                .map(JobVertexDetailsInfo::getJobVertexMetrics)
                .mapToLong(ClusterStop::records)
                .toArray();
        Optional<JobVertexDetailsInfo> step =
                steps.stream().filter(found -> found.getName().startsWith(STEP)).findFirst();
        return standStill.isTooLong(moved, System.currentTimeMillis())
                && step.isPresent()
                && !jobs.savepointHasPassed(job, step.get().getJobVertexID());
    }

    private static long records(IOMetricsInfo metrics) {
        return metrics.getRecordsRead() + metrics.getRecordsWritten();
    }
}
