package dev.anicut.jobs.run;

import dev.anicut.jobs.settings.RunOptions;
import dev.anicut.model.InvalidSettingException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.client.deployment.StandaloneClusterId;
import org.apache.flink.client.program.rest.RestClusterClient;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.checkpoint.CheckpointStatsStatus;
import org.apache.flink.runtime.client.JobStatusMessage;
import org.apache.flink.runtime.jobgraph.JobVertexID;
import org.apache.flink.runtime.rest.messages.ClusterOverviewHeaders;
import org.apache.flink.runtime.rest.messages.EmptyMessageParameters;
import org.apache.flink.runtime.rest.messages.EmptyRequestBody;
import org.apache.flink.runtime.rest.messages.JobConfigHeaders;
import org.apache.flink.runtime.rest.messages.JobConfigInfo;
import org.apache.flink.runtime.rest.messages.JobExceptionsHeaders;
import org.apache.flink.runtime.rest.messages.JobMessageParameters;
import org.apache.flink.runtime.rest.messages.checkpoints.CheckpointIdPathParameter;
import org.apache.flink.runtime.rest.messages.checkpoints.CheckpointMessageParameters;
import org.apache.flink.runtime.rest.messages.checkpoints.CheckpointStatisticDetailsHeaders;
import org.apache.flink.runtime.rest.messages.checkpoints.CheckpointStatistics;
import org.apache.flink.runtime.rest.messages.checkpoints.CheckpointingStatistics;
import org.apache.flink.runtime.rest.messages.checkpoints.CheckpointingStatisticsHeaders;
import org.apache.flink.runtime.rest.messages.checkpoints.TaskCheckpointStatistics;
import org.apache.flink.runtime.rest.messages.job.JobDetailsInfo;
import org.apache.flink.runtime.rest.messages.job.JobExceptionsMessageParameters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The jobs of ours on a cluster, as its REST API tells of them. */
final class ClusterJobs implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterJobs.class);

    /** Jobs are called {@code anicut <command> <run id>}. */
    static final String NAME_PREFIX = "anicut ";

    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(30);

    /** What a terminal shows of a failure; messages of the network's can go on for long. */
    private static final int LINE = 200;

    /** A job and the run that it does the work of. */
    record Job(JobID id, String command, String runId, JobStatus status, long startedAt) {
        boolean isRunning() {
            return !status.isGloballyTerminalState();
        }
    }

    private final RestClusterClient<StandaloneClusterId> client;
    private final String address;

    ClusterJobs(ReadableConfig cluster) {
        Configuration configuration = Configuration.fromMap(cluster.toMap());
        configuration.set(RestOptions.RETRY_MAX_ATTEMPTS, 2);
        configuration.set(RestOptions.RETRY_DELAY, Duration.ofMillis(500));
        address = configuration.getOptional(RestOptions.ADDRESS).orElse("localhost") + ":"
                + configuration.get(RestOptions.PORT);
        configuration.set(
                RestOptions.ADDRESS,
                configuration.getOptional(RestOptions.ADDRESS).orElse("localhost"));
        try {
            client = new RestClusterClient<>(configuration, StandaloneClusterId.getInstance());
        } catch (Exception e) {
            throw new InvalidSettingException("no cluster at " + address + ": " + e.getMessage());
        }
    }

    /** Two jobs of one run would count its records twice. */
    static void refuseIfRunning(ReadableConfig cluster, String runId) throws Exception {
        try (ClusterJobs jobs = new ClusterJobs(cluster)) {
            for (Job job : jobs.list()) {
                if (job.isRunning() && job.runId().equals(runId)) {
                    throw InvalidSettingException.unusable(
                            RunOptions.RESUME.key(),
                            runId,
                            "is running as " + job.id() + ": only an interrupted run is continued");
                }
            }
        }
    }

    /** All that the cluster remembers, the newest first. */
    List<Job> list() throws Exception {
        List<Job> jobs = new ArrayList<>();
        for (JobStatusMessage message : answer(client.listJobs(), ANSWER_LIMIT)) {
            if (message.getJobName().startsWith(NAME_PREFIX)) {
                String[] words = message.getJobName().split(" ");
                jobs.add(new Job(
                        message.getJobId(),
                        words.length > 1 ? words[1] : "",
                        words.length > 2 ? words[2] : "",
                        message.getJobState(),
                        message.getStartTime()));
            }
        }
        jobs.sort(Comparator.comparingLong(Job::startedAt).reversed());
        return jobs;
    }

    JobDetailsInfo details(JobID job) throws Exception {
        return answer(client.getJobDetails(job), ANSWER_LIMIT);
    }

    /** Why a job was restarted. */
    record Failure(long at, String line) {}

    Optional<Failure> latestFailure(JobID job) throws Exception {
        JobExceptionsHeaders headers = JobExceptionsHeaders.getInstance();
        JobExceptionsMessageParameters parameters = headers.getUnresolvedMessageParameters();
        parameters.jobPathParameter.resolve(job);
        return answer(client.sendRequest(headers, parameters, EmptyRequestBody.getInstance()), ANSWER_LIMIT)
                .getExceptionHistory()
                .getEntries()
                .stream()
                .max(Comparator.comparingLong(entry -> entry.getTimestamp()))
                .map(entry -> new Failure(entry.getTimestamp(), cause(entry.getStacktrace())));
    }

    /** The line of a stack trace that names what all others come from. */
    static String cause(String stackTrace) {
        String marker = "Caused by: ";
        String found = null;
        for (String line : stackTrace.lines().toList()) {
            if (found == null || line.startsWith(marker)) {
                found = line;
            }
        }
        String told = found == null ? "for an unknown reason" : found.replace(marker, "");
        return told.length() <= LINE ? told : told.substring(0, LINE) + " …";
    }

    int taskManagers() throws Exception {
        return answer(
                        client.sendRequest(
                                ClusterOverviewHeaders.getInstance(),
                                EmptyMessageParameters.getInstance(),
                                EmptyRequestBody.getInstance()),
                        ANSWER_LIMIT)
                .getNumTaskManagersConnected();
    }

    boolean hasSavepoint(JobID job) throws Exception {
        var latest = checkpoints(job).getLatestCheckpoints();
        return latest != null && latest.getSavepointStatistics() != null;
    }

    CheckpointingStatistics checkpoints(JobID job) throws Exception {
        CheckpointingStatisticsHeaders headers = CheckpointingStatisticsHeaders.getInstance();
        JobMessageParameters parameters = headers.getUnresolvedMessageParameters();
        parameters.jobPathParameter.resolve(job);
        return answer(client.sendRequest(headers, parameters, EmptyRequestBody.getInstance()), ANSWER_LIMIT);
    }

    /** The settings that the dashboard shows. */
    Map<String, String> settings(Job job) throws Exception {
        JobConfigHeaders headers = JobConfigHeaders.getInstance();
        JobMessageParameters parameters = headers.getUnresolvedMessageParameters();
        parameters.jobPathParameter.resolve(job.id());
        JobConfigInfo info =
                answer(client.sendRequest(headers, parameters, EmptyRequestBody.getInstance()), ANSWER_LIMIT);
        return info.getExecutionConfigInfo() == null
                ? Map.of()
                : info.getExecutionConfigInfo().getGlobalJobParameters();
    }

    /** Ends the job behind a savepoint, which it returns. */
    CompletableFuture<String> stop(Job job, String directory) {
        // not drained: the run is not over, and what waits for its end shall go on waiting
        return client.stopWithSavepoint(job.id(), false, directory, SavepointFormatType.CANONICAL);
    }

    /** Whether a savepoint that is under way has been taken by a step; true if there is none. */
    boolean savepointHasPassed(Job job, JobVertexID step) throws Exception {
        for (CheckpointStatistics latest : checkpoints(job.id()).getHistory()) {
            if (latest.isSavepoint() && latest.getStatus() == CheckpointStatsStatus.IN_PROGRESS) {
                CheckpointStatisticDetailsHeaders headers = CheckpointStatisticDetailsHeaders.getInstance();
                CheckpointMessageParameters parameters = headers.getUnresolvedMessageParameters();
                parameters.jobPathParameter.resolve(job.id());
                parameters.getPathParameters().stream()
                        .filter(CheckpointIdPathParameter.class::isInstance)
                        .forEach(id -> ((CheckpointIdPathParameter) id).resolve(latest.getId()));
                TaskCheckpointStatistics taken = answer(
                                client.sendRequest(headers, parameters, EmptyRequestBody.getInstance()), ANSWER_LIMIT)
                        .getCheckpointStatisticsPerTask()
                        .get(step);
                return taken != null && taken.getNumAckSubtasks() == taken.getNumSubtasks();
            }
        }
        return true;
    }

    void cancel(Job job) throws Exception {
        try {
            answer(client.cancel(job.id()), ANSWER_LIMIT);
        } catch (InvalidSettingException e) {
            // it answered before, and does no more: that of a local run goes with its job
            LOG.info("The cluster went before it said that the job was cancelled", e);
        }
    }

    String dashboard(Job job) {
        return client.getWebInterfaceURL() + "/#/job/running/" + job.id();
    }

    /** Waits, for a while at most; how it ends {@link #answer} tells. */
    void waitFor(CompletableFuture<?> future, Duration limit) throws InterruptedException {
        try {
            future.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            // whoever asked looks again
        }
    }

    <T> T answer(CompletableFuture<T> future, Duration limit) throws Exception {
        try {
            return future.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new IllegalStateException(
                    "the cluster at " + address + " did not answer within " + limit.toSeconds() + " s");
        } catch (ExecutionException e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof java.net.ConnectException) {
                    throw new InvalidSettingException("no cluster answers at " + address
                            + ": start one with scripts/stack.sh up flink, or name it by --flink.rest.address and"
                            + " --flink.rest.port");
                }
            }
            throw e;
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
