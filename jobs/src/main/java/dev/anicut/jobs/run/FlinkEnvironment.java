package dev.anicut.jobs.run;

import dev.anicut.jobs.settings.RunConfig;
import dev.anicut.jobs.settings.RunOptions;
import dev.anicut.model.InvalidSettingException;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Optional;
import org.apache.flink.api.common.JobID;
import org.apache.flink.client.deployment.executors.LocalExecutor;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.DeploymentOptions;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.MetricOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.SecurityOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.configuration.WebOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.RecoveryClaimMode;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.plugin.PluginUtils;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The Flink a job runs on: settings that every run of ours needs, and for a local one a cluster in this JVM. */
final class FlinkEnvironment {
    /** Barriers wait for what is before them as long as this, then overtake it. */
    private static final Duration ALIGNED_FOR = Duration.ofSeconds(5);

    private static final Duration METRICS_EVERY = Duration.ofSeconds(2);

    private final Configuration configuration = new Configuration();
    /** What the cluster's own configuration says: that of the command line which runs this main. */
    private final ReadableConfig cluster;

    private final RunConfig run;
    private final int parallelism;

    FlinkEnvironment(RunConfig run) {
        this.run = run;
        this.cluster = run.isLocal() ? new Configuration() : clustersOwn();
        this.parallelism =
                run.parallelism() > 0 ? run.parallelism() : Runtime.getRuntime().availableProcessors();
        configuration.set(ExecutionOptions.RUNTIME_MODE, run.runtimeMode());
        // records are immutable, so chained operators may share them
        configuration.set(PipelineOptions.OBJECT_REUSE, true);
        configuration.set(PipelineOptions.GENERIC_TYPES, false);
        configuration.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
        configuration.set(PipelineOptions.MAX_PARALLELISM, RunConfig.MAX_PARALLELISM);
        if (run.isLocal()) {
            local();
        }
    }

    /** What comes before any look at inputs and database: file systems for a local run, for another a cluster. */
    static void prepare(RunConfig run, Configuration fromUser) {
        if (run.isLocal()) {
            // a cluster has done so for its own
            FileSystem.initialize(fromUser, PluginUtils.createPluginManagerFromRootFolder(fromUser));
        } else {
            clustersOwn();
        }
    }

    /** What Flink's command line tells, which alone knows the cluster; without it the run would be a local one. */
    private static ReadableConfig clustersOwn() {
        ReadableConfig told =
                StreamExecutionEnvironment.getExecutionEnvironment().getConfiguration();
        if (LocalExecutor.NAME.equals(told.get(DeploymentOptions.TARGET))) {
            // scripts/submit.sh has to know before it starts a JVM
            throw new InvalidSettingException(
                    RunOptions.TARGET.key() + ": cluster belongs on the command line: --target cluster");
        }
        return told;
    }

    private void local() {
        int port = freePort(run.webPort());
        configuration.set(RestOptions.PORT, port);
        // should another process take it in between
        configuration.set(RestOptions.BIND_PORT, port + "-" + (port + 100));
        configuration.set(RestOptions.BIND_ADDRESS, "127.0.0.1");
        configuration.set(WebOptions.SUBMIT_ENABLE, false);
        // what the progress line of a batch shows; one TaskManager is soon asked
        configuration.set(MetricOptions.METRIC_FETCHER_UPDATE_INTERVAL, METRICS_EVERY);
        configuration.set(TaskManagerOptions.NUM_TASK_SLOTS, parallelism);
        configuration.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(128L + 64L * parallelism));
        // a local cluster wants one size, not a range
        MemorySize network = MemorySize.ofMebiBytes(64L + 16L * parallelism);
        configuration.set(TaskManagerOptions.NETWORK_MEMORY_MIN, network);
        configuration.set(TaskManagerOptions.NETWORK_MEMORY_MAX, network);
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "exponential-delay");
        configuration.set(
                RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_INITIAL_BACKOFF, Duration.ofSeconds(1));
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_ATTEMPTS, 5);
    }

    /** Where a person watches the job. */
    String dashboard(JobID job) {
        if (run.isLocal()) {
            return "http://localhost:" + configuration.get(RestOptions.PORT);
        }
        String scheme = cluster.get(SecurityOptions.SSL_REST_ENABLED) ? "https" : "http";
        return scheme + "://" + cluster.getOptional(RestOptions.ADDRESS).orElse("localhost") + ":"
                + cluster.get(RestOptions.PORT) + "/#/job/running/" + job;
    }

    /** The cluster's own directory for checkpoints, if it has one. */
    Optional<String> checkpointRoot() {
        return cluster.getOptional(CheckpointingOptions.CHECKPOINTS_DIRECTORY);
    }

    ReadableConfig cluster() {
        return cluster;
    }

    /** What Flink tells of a job of ours. */
    ObservedJob observe(JobID job) {
        return run.isLocal() ? ObservedJob.local(configuration, job) : ObservedJob.on(cluster, job);
    }

    /** Checkpoints below the directory; they outlive a failed or cancelled job, so that it can be resumed. */
    void checkpointTo(Path directory) {
        configuration.set(
                CheckpointingOptions.CHECKPOINTS_DIRECTORY, directory.toUri().toString());
        configuration.set(
                CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
                ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
        unlessTheClusterSays(
                CheckpointingOptions.CHECKPOINTING_INTERVAL, RunOptions.CHECKPOINT_INTERVAL.defaultValue());
        if (run.checkpointInterval() != null) {
            configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, run.checkpointInterval());
        }
        unlessTheClusterSays(CheckpointingOptions.CHECKPOINTING_TIMEOUT, Duration.ofMinutes(10));
        unlessTheClusterSays(CheckpointingOptions.TOLERABLE_FAILURE_NUMBER, 2);
        // a barrier may stand behind documents that wait a long time, for a language model's rate limit say
        unlessTheClusterSays(CheckpointingOptions.ENABLE_UNALIGNED, true);
        // Flink cannot know that a partitioner holds no state: ShardPartitioner holds none
        configuration.set(CheckpointingOptions.FORCE_UNALIGNED, true);
        unlessTheClusterSays(CheckpointingOptions.ALIGNED_CHECKPOINT_TIMEOUT, ALIGNED_FOR);
        unlessTheClusterSays(StateBackendOptions.STATE_BACKEND, "rocksdb");
        unlessTheClusterSays(CheckpointingOptions.INCREMENTAL_CHECKPOINTS, true);
    }

    private <T> void unlessTheClusterSays(ConfigOption<T> option, T value) {
        if (cluster.getOptional(option).isEmpty()) {
            configuration.set(option, value);
        }
    }

    /**
     * Starts from a checkpoint.
     *
     * @param kept whether it stays its owner's; else it belongs to this job, which deletes it when newer ones stand
     */
    void resumeFrom(Path checkpoint, boolean kept) {
        configuration.set(
                StateRecoveryOptions.SAVEPOINT_PATH, checkpoint.toUri().toString());
        configuration.set(
                StateRecoveryOptions.RESTORE_MODE, kept ? RecoveryClaimMode.NO_CLAIM : RecoveryClaimMode.CLAIM);
    }

    StreamExecutionEnvironment create(Configuration fromUser) {
        configuration.addAll(fromUser);
        try {
            return environment();
        } catch (IllegalArgumentException e) {
            throw new InvalidSettingException("one of flink.* cannot be used: " + e.getMessage());
        }
    }

    private StreamExecutionEnvironment environment() {
        StreamExecutionEnvironment environment = run.isLocal()
                ? StreamExecutionEnvironment.createLocalEnvironmentWithWebUI(configuration)
                : StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        if (run.isLocal() || run.parallelism() > 0) {
            environment.setParallelism(parallelism);
        }
        return environment;
    }

    /** Submits the job; Flink's command line greets it on standard output, which is kept for the result. */
    static JobClient submit(StreamExecutionEnvironment environment, String name) throws Exception {
        PrintStream out = System.out;
        System.setOut(System.err);
        try {
            return environment.executeAsync(name);
        } finally {
            System.setOut(out);
        }
    }

    private static int freePort(int first) {
        for (int port = first; port < first + 100; port++) {
            try (ServerSocket socket = new ServerSocket()) {
                // as strict as the dashboard's server: a port that still winds up old connections is not free to it
                socket.setReuseAddress(false);
                socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                return port;
            } catch (IOException e) {
                // in use: the next one
            }
        }
        return 0;
    }
}
