package dev.anicut.jobs.run;

import java.io.IOException;
import java.util.Optional;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.runtime.rest.messages.job.JobDetailsInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What Flink tells of a job that one cannot see from its rows: that it fails, that somebody stopped it, that nobody is left
 * to do it.
 */
final class ObservedJob implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ObservedJob.class);
    private static final long ASK_EVERY_MS = 5_000;

    private final ReadableConfig flink;
    private final JobID job;
    private final boolean isLocal;
    /** Made when Flink is first asked: a short run comes to its end without. */
    private ClusterJobs jobs;

    private long askedAt;
    private long toldUntil;
    private String told = "";
    private boolean wasAlone;

    private ObservedJob(ReadableConfig flink, JobID job, boolean isLocal, long now) {
        this.flink = flink;
        this.job = job;
        this.isLocal = isLocal;
        this.askedAt = now;
    }

    static ObservedJob on(ReadableConfig cluster, JobID job) {
        return new ObservedJob(cluster, job, false, System.currentTimeMillis());
    }

    /** A job whose whole Flink is in this JVM. */
    static ObservedJob local(ReadableConfig flink, JobID job) {
        return new ObservedJob(flink, job, true, System.currentTimeMillis());
    }

    /**
     * In one line what made the job restart since this was last asked, if anything did.
     *
     * @throws IOException if a local job has lost its TaskManager: nobody starts another one, as on a cluster
     */
    Optional<String> newFailure(long now) throws IOException {
        if (now - askedAt < ASK_EVERY_MS) {
            return Optional.empty();
        }
        askedAt = now;
        Optional<ClusterJobs.Failure> latest;
        boolean isAlone;
        try {
            latest = jobs().latestFailure(job).filter(found -> found.at() > toldUntil);
            isAlone = isLocal && jobs().taskManagers() == 0;
        } catch (Exception e) {
            LOG.debug("Flink tells nothing of the job's failures", e);
            return Optional.empty();
        }
        latest.ifPresent(found -> {
            toldUntil = found.at();
            told = ": " + found.line();
        });
        // once may be its end
        if (isAlone && wasAlone) {
            throw new IOException("Flink's TaskManager has ended" + told);
        }
        wasAlone = isAlone;
        return latest.map(ClusterJobs.Failure::line);
    }

    /** How the job's steps stand; empty while Flink does not tell. */
    Optional<JobDetailsInfo> details() {
        try {
            return Optional.of(jobs().details(job));
        } catch (Exception e) {
            LOG.debug("Flink tells nothing of the job's steps", e);
            return Optional.empty();
        }
    }

    /** Whether a job that has ended did so behind a savepoint, by another command. */
    boolean wasStopped() throws Exception {
        return !isLocal && jobs().hasSavepoint(job);
    }

    private ClusterJobs jobs() {
        if (jobs == null) {
            jobs = new ClusterJobs(flink);
        }
        return jobs;
    }

    @Override
    public void close() {
        if (jobs != null) {
            jobs.close();
        }
    }
}
