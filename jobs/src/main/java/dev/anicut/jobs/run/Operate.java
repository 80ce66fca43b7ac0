package dev.anicut.jobs.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.anicut.jobs.settings.RunConfig;
import dev.anicut.jobs.settings.Settings;
import dev.anicut.model.InvalidSettingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.configuration.ReadableConfig;

/**
 * Lists the runs on a cluster, tells of one, stops it with a savepoint or cancels it: {@code list|status|stop|cancel
 * [RUN]}. A run is named by its id or its job's; the only one that is running needs no name.
 */
public final class Operate implements Command {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> ACTIONS = List.of("list", "status", "stop", "cancel");

    private final List<String> arguments;
    private final Map<String, String> environment;

    public Operate(List<String> arguments, Map<String, String> environment) {
        this.arguments = arguments;
        this.environment = environment;
    }

    @Override
    public void run() throws Exception {
        List<String> options = new ArrayList<>(arguments);
        String action = options.remove(0);
        if (!ACTIONS.contains(action)) {
            throw new InvalidSettingException(
                    "'" + action + "' is no command on a cluster, expected one of " + String.join(", ", ACTIONS));
        }
        String name = !options.isEmpty() && !options.get(0).startsWith("--") ? options.remove(0) : null;
        Settings settings = Settings.parse(options, Options.of(action), environment);
        boolean json = RunConfig.from(settings.configuration()).isJson();
        try (ClusterJobs jobs = new ClusterJobs(cluster(settings))) {
            switch (action) {
                case "list" -> list(jobs, json);
                case "status" -> status(jobs, find(jobs.list(), name, false), json);
                case "stop" -> stop(jobs, find(jobs.list(), name, true), settings.configuration(), json);
                case "cancel" -> cancel(jobs, find(jobs.list(), name, true), json);
                default -> throw new IllegalStateException("an action without a deed: " + action);
            }
        }
        System.out.flush();
    }

    /** What {@code $FLINK_CONF_DIR} says, and over it what was given as {@code flink.*}. */
    private Configuration cluster(Settings settings) {
        String directory = environment.get("FLINK_CONF_DIR");
        Configuration configuration = directory != null && Files.isDirectory(Path.of(directory))
                ? GlobalConfiguration.loadConfiguration(directory)
                : new Configuration();
        configuration.addAll(settings.flink());
        return configuration;
    }

    static ClusterJobs.Job find(List<ClusterJobs.Job> jobs, String name, boolean running) {
        List<ClusterJobs.Job> candidates =
                jobs.stream().filter(job -> !running || job.isRunning()).toList();
        List<ClusterJobs.Job> found = name == null
                ? candidates.stream().filter(ClusterJobs.Job::isRunning).toList()
                : candidates.stream()
                        .filter(job ->
                                job.runId().equals(name) || job.id().toString().equals(name))
                        // a run that was resumed has several jobs, the newest first
                        .limit(1)
                        .toList();
        if (found.size() == 1) {
            return found.get(0);
        }
        String known = candidates.isEmpty()
                ? "there is none" + (running ? " running" : "")
                : "there are " + candidates.stream().map(ClusterJobs.Job::runId).collect(Collectors.joining(", "));
        if (name != null) {
            throw new InvalidSettingException(
                    "no run '" + name + "'" + (running ? " is running" : "") + " on the cluster: " + known);
        }
        throw new InvalidSettingException(
                found.isEmpty() ? "no run is running on the cluster" : "several runs are running, name one: " + known);
    }

    private static void list(ClusterJobs jobs, boolean json) throws Exception {
        List<ClusterJobs.Job> all = jobs.list();
        if (json) {
            ArrayNode array = JSON.createArrayNode();
            all.forEach(job -> array.add(node(jobs, job)));
            System.out.println(array);
            return;
        }
        if (all.isEmpty()) {
            System.out.println("no run of ours on this cluster");
        }
        for (ClusterJobs.Job job : all) {
            System.out.printf(
                    Locale.ROOT,
                    "%-11s %-32s %s  %s%n",
                    state(job.status()),
                    job.runId(),
                    time(job.startedAt()),
                    jobs.dashboard(job));
        }
    }

    private static void status(ClusterJobs jobs, ClusterJobs.Job job, boolean json) throws Exception {
        ObjectNode node = node(jobs, job);
        var details = jobs.details(job.id());
        node.put("seconds", details.getDuration() / 1000.0);
        ObjectNode tasks = node.putObject("tasks");
        details.getJobVerticesPerState().forEach((state, count) -> {
            if (count > 0) {
                tasks.put(state.name().toLowerCase(Locale.ROOT), count);
            }
        });
        var checkpoints = jobs.checkpoints(job.id());
        node.put("checkpoints", checkpoints.getCounts().getNumberCompletedCheckpoints());
        node.put("failed_checkpoints", checkpoints.getCounts().getNumberFailedCheckpoints());
        node.put("restores", checkpoints.getCounts().getNumberRestoredCheckpoints());
        var latest = checkpoints.getLatestCheckpoints();
        if (latest != null && latest.getCompletedCheckpointStatistics() != null) {
            node.put(
                    "latest_checkpoint",
                    latest.getCompletedCheckpointStatistics().getExternalPath());
        }
        if (json) {
            System.out.println(node);
        } else {
            node.properties()
                    .forEach(entry -> System.out.printf(
                            "  %-19s %s%n",
                            entry.getKey().replace('_', ' '),
                            entry.getValue().isValueNode()
                                    ? entry.getValue().asText()
                                    : entry.getValue().toString().replaceAll("[{}\"]", "")));
        }
    }

    private static void stop(ClusterJobs jobs, ClusterJobs.Job job, ReadableConfig settings, boolean json)
            throws Exception {
        String directory = settings.getOptional(CommandOptions.SAVEPOINT_DIR).orElse(null);
        String checkpoints = jobs.settings(job).get(ShownSettings.CHECKPOINTS);
        String target = directory != null
                ? directory
                : checkpoints == null
                        ? null
                        : Checkpoints.savepoints(checkpoints).toString();
        Duration limit = RunConfig.from(settings).stopTimeout();
        Optional<String> savepoint = new ClusterStop(jobs, job, limit).stop(target);
        if (json) {
            System.out.println(node(jobs, job).put("state", "stopped").put("savepoint", savepoint.orElse(null)));
            return;
        }
        System.out.printf(
                "stopped %s %s%n",
                job.runId(),
                savepoint
                        .map(taken -> "behind " + taken)
                        .orElse("at its latest checkpoint: documents wait for the language model or its budget, and"
                                + " nothing moved for " + limit.toSeconds() + " s"));
        System.out.printf(
                "%nNext:%n  scripts/submit.sh resume %s%s%n",
                job.runId(),
                savepoint
                        .filter(taken -> directory != null)
                        .map(taken -> " --run.savepoint " + taken)
                        .orElse(""));
    }

    private static void cancel(ClusterJobs jobs, ClusterJobs.Job job, boolean json) throws Exception {
        jobs.cancel(job);
        if (json) {
            System.out.println(node(jobs, job).put("state", "cancelled"));
        } else {
            System.out.printf(
                    "cancelled %s%n%nNext:%n  scripts/submit.sh resume %1$s      from its latest checkpoint%n",
                    job.runId());
        }
    }

    private static ObjectNode node(ClusterJobs jobs, ClusterJobs.Job job) {
        return JSON.createObjectNode()
                .put("run_id", job.runId())
                .put("job_id", job.id().toString())
                .put("state", state(job.status()))
                .put("started", time(job.startedAt()))
                .put("dashboard", jobs.dashboard(job));
    }

    private static String state(JobStatus status) {
        return status == JobStatus.CANCELED ? "cancelled" : status.name().toLowerCase(Locale.ROOT);
    }

    private static String time(long millis) {
        return Instant.ofEpochMilli(millis).truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
