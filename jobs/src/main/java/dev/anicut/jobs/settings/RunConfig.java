package dev.anicut.jobs.settings;

import dev.anicut.model.InvalidSettingException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.configuration.ReadableConfig;

/**
 * Validated settings of the run, see {@link RunOptions}.
 *
 * @param resume null, {@code latest}, or a run id
 * @param savepoint what to resume from, null for the latest
 * @param checkpointDir null where the default of the target holds
 * @param checkpointInterval null where the default holds
 * @param stopTimeout how long a run that is being stopped may stand still
 * @param parallelism 0 where the default of the target holds
 */
public record RunConfig(
        RunOptions.Target target,
        RunOptions.Output output,
        RunOptions.Mode mode,
        String resume,
        String savepoint,
        boolean detached,
        Path home,
        String checkpointDir,
        Duration checkpointInterval,
        Duration stopTimeout,
        int parallelism,
        int webPort) {
    /** In place of a run's id: the one that began last of those that have not ended. */
    public static final String LATEST = "latest";

    /** Key groups: the most subtasks a stage can ever be rescaled to. */
    public static final int MAX_PARALLELISM = 128;

    public static RunConfig from(ReadableConfig config) {
        int parallelism = config.getOptional(RunOptions.PARALLELISM).orElse(0);
        if (config.getOptional(RunOptions.PARALLELISM).isPresent()
                && (parallelism < 1 || parallelism > MAX_PARALLELISM)) {
            throw new InvalidSettingException(
                    RunOptions.PARALLELISM.key(),
                    Integer.toString(parallelism),
                    "a number from 1 to " + MAX_PARALLELISM);
        }
        Duration interval = config.getOptional(RunOptions.CHECKPOINT_INTERVAL).orElse(null);
        if (interval != null && interval.toMillis() < 100) {
            throw InvalidSettingException.ofDuration(
                    RunOptions.CHECKPOINT_INTERVAL.key(), interval, "a duration of 100 ms or more");
        }
        Duration stopTimeout = config.get(RunOptions.STOP_TIMEOUT);
        if (stopTimeout.isNegative()) {
            throw InvalidSettingException.ofDuration(
                    RunOptions.STOP_TIMEOUT.key(), stopTimeout, "a duration such as 90 s");
        }
        int webPort = config.get(RunOptions.WEB_PORT);
        if (webPort < 1 || webPort > 65_435) {
            throw new InvalidSettingException(
                    RunOptions.WEB_PORT.key(), Integer.toString(webPort), "a port from 1 to 65435");
        }
        String resume = config.getOptional(RunOptions.RESUME).orElse(null);
        String savepoint = config.getOptional(RunOptions.SAVEPOINT).orElse(null);
        if (savepoint != null && resume == null) {
            throw InvalidSettingException.unusable(
                    RunOptions.SAVEPOINT.key(),
                    savepoint,
                    "needs " + RunOptions.RESUME.key() + ", which says whose savepoint it is");
        }
        boolean detached = config.get(RunOptions.DETACHED);
        if (detached && config.get(RunOptions.TARGET) == RunOptions.Target.LOCAL) {
            throw InvalidSettingException.unusable(
                    RunOptions.DETACHED.key(), "true", "needs --target cluster: a local Flink ends with its command");
        }
        return new RunConfig(
                config.get(RunOptions.TARGET),
                config.get(RunOptions.OUTPUT),
                config.get(RunOptions.MODE),
                resume,
                absolute(savepoint),
                detached,
                Path.of(home(config)).toAbsolutePath().normalize(),
                absolute(config.getOptional(RunOptions.CHECKPOINT_DIR).orElse(null)),
                interval,
                stopTimeout,
                parallelism,
                webPort);
    }

    private static String home(ReadableConfig config) {
        return config.getOptional(RunOptions.HOME)
                .or(() -> Optional.ofNullable(System.getenv("ANICUT_HOME")))
                .orElseGet(RunOptions.HOME::defaultValue);
    }

    /** A path means the same in every process of a cluster, whatever folder it was started in. */
    private static String absolute(String location) {
        boolean relative = location != null && !location.startsWith("/") && !location.contains(":");
        return relative ? Path.of(location).toAbsolutePath().normalize().toString() : location;
    }

    /** The same for a command that submits no job: where jobs run says nothing to it. */
    public RunConfig withoutJob() {
        return new RunConfig(
                RunOptions.Target.LOCAL,
                output,
                mode,
                resume,
                savepoint,
                false,
                home,
                checkpointDir,
                checkpointInterval,
                stopTimeout,
                parallelism,
                webPort);
    }

    public boolean isLocal() {
        return target == RunOptions.Target.LOCAL;
    }

    public boolean isJson() {
        return output == RunOptions.Output.JSON;
    }

    public RuntimeExecutionMode runtimeMode() {
        return mode == RunOptions.Mode.BATCH ? RuntimeExecutionMode.BATCH : RuntimeExecutionMode.STREAMING;
    }
}
