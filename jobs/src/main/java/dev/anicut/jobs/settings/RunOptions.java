package dev.anicut.jobs.settings;

import java.time.Duration;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

/** Settings of the run as a whole: {@code run.*}, and the two that shape the command itself. */
public final class RunOptions {
    /** Where a job runs. */
    public enum Target {
        LOCAL,
        CLUSTER
    }

    /** What a command prints. */
    public enum Output {
        TEXT,
        JSON
    }

    /** Flink's runtime mode. */
    public enum Mode {
        STREAMING,
        BATCH
    }

    public static final ConfigOption<Target> TARGET = ConfigOptions.key("target")
            .enumType(Target.class)
            .defaultValue(Target.LOCAL)
            .withDescription("Where the job runs: local, a Flink of its own in one JVM, or cluster, by 'flink run'. For"
                    + " backfill, ingest and redrive, cluster is given on the command line, not in a file; to"
                    + " commands that submit no job it says nothing.");

    public static final ConfigOption<Output> OUTPUT = ConfigOptions.key("output")
            .enumType(Output.class)
            .defaultValue(Output.TEXT)
            .withDescription("What standard output carries: text for people, or json, one object and nothing else.");

    public static final ConfigOption<Mode> MODE = ConfigOptions.key("run.mode")
            .enumType(Mode.class)
            .defaultValue(Mode.STREAMING)
            .withDescription("Flink's runtime mode: streaming takes checkpoints and can be resumed, batch runs stage by"
                    + " stage and starts anew after a failure.");

    public static final ConfigOption<String> RESUME = ConfigOptions.key("run.resume")
            .stringType()
            .noDefaultValue()
            .withDescription(
                    "Continue an interrupted or stopped run from its latest savepoint or complete checkpoint: its run id,"
                            + " or latest, which is also what the bare option means.");

    public static final ConfigOption<String> SAVEPOINT = ConfigOptions.key("run.savepoint")
            .stringType()
            .noDefaultValue()
            .withDescription("With run.resume: continue from this savepoint or checkpoint and not from the latest, for"
                    + " example one that was copied elsewhere.");

    public static final ConfigOption<Boolean> DETACHED = ConfigOptions.key("detached")
            .booleanType()
            .defaultValue(false)
            .withDescription(
                    "On a cluster: end the command when the job is submitted, and do not follow its progress.");

    public static final ConfigOption<String> HOME = ConfigOptions.key("run.home")
            .stringType()
            .defaultValue(".anicut")
            .withDescription(
                    "Directory for what a local run keeps: the embedded PostgreSQL, checkpoints, logs. Where it is not"
                            + " given, ANICUT_HOME of the environment counts, which scripts set to .anicut beside themselves.");

    public static final ConfigOption<String> CHECKPOINT_DIR = ConfigOptions.key("run.checkpoint-dir")
            .stringType()
            .noDefaultValue()
            .withDescription("Directory or URI for checkpoints, one folder a run below it. Default: checkpoints below"
                    + " run.home for a local run, the cluster's own setting on a cluster.");

    public static final ConfigOption<Duration> CHECKPOINT_INTERVAL = ConfigOptions.key("run.checkpoint-interval")
            .durationType()
            .defaultValue(Duration.ofSeconds(10))
            .withDescription("Time between checkpoints in streaming mode. On a cluster that has a setting of its own,"
                    + " only a value that is given counts.");

    public static final ConfigOption<Duration> STOP_TIMEOUT = ConfigOptions.key("run.stop-timeout")
            .durationType()
            .defaultValue(Duration.ofSeconds(90))
            .withDescription(
                    "How long a run that is being stopped may stand still, waiting for a budget or for a language"
                            + " model that is down, before it is ended at its last checkpoint: nothing is lost, and what came"
                            + " since is read again when it is resumed. While documents come to their end it goes on.");

    public static final ConfigOption<Integer> PARALLELISM = ConfigOptions.key("run.parallelism")
            .intType()
            .noDefaultValue()
            .withDescription("Subtasks of each stage. Default: the machine's cores for a local run, the cluster's own"
                    + " setting on a cluster.");

    public static final ConfigOption<Integer> WEB_PORT = ConfigOptions.key("run.web-port")
            .intType()
            .defaultValue(8081)
            .withDescription("Port of the local Flink dashboard; the next free one is taken when it is in use.");

    private RunOptions() {}
}
