package dev.anicut.jobs.run;

import java.util.Optional;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.ReadableConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a cluster tells of a job that one cannot see from its rows: that it fails, and that somebody stopped it. */
final class RemoteJob implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RemoteJob.class);
    private static final long ASK_EVERY_MS = 5_000;

    private final ClusterJobs cluster;
    private final JobID job;
    private long askedAt;
    private long toldUntil;

    private RemoteJob(ClusterJobs cluster, JobID job) {
        this.cluster = cluster;
        this.job = job;
    }

    static RemoteJob on(ReadableConfig cluster, JobID job) {
        return new RemoteJob(new ClusterJobs(cluster), job);
    }

    /** A job of this JVM, whose end says it all. */
    static RemoteJob none() {
        return new RemoteJob(null, null);
    }

    /** In one line what made the job restart since this was last asked, if anything did. */
    Optional<String> newFailure(long now) {
        if (cluster == null || now - askedAt < ASK_EVERY_MS) {
            return Optional.empty();
        }
        askedAt = now;
        try {
            Optional<ClusterJobs.Failure> latest = cluster.latestFailure(job).filter(found -> found.at() > toldUntil);
            latest.ifPresent(found -> toldUntil = found.at());
            return latest.map(ClusterJobs.Failure::line);
        } catch (Exception e) {
            LOG.debug("The cluster tells nothing of the job's failures", e);
            return Optional.empty();
        }
    }

    /** Whether a job that has ended did so behind a savepoint. */
    boolean wasStopped() throws Exception {
        return cluster != null && cluster.hasSavepoint(job);
    }

    @Override
    public void close() {
        if (cluster != null) {
            cluster.close();
        }
    }
}
