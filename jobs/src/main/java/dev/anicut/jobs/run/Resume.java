package dev.anicut.jobs.run;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.anicut.jobs.PipelineConfig;
import dev.anicut.jobs.settings.OptionCatalog;
import dev.anicut.jobs.settings.RunConfig;
import dev.anicut.jobs.settings.RunOptions;
import dev.anicut.jobs.settings.Settings;
import dev.anicut.model.InvalidSettingException;
import dev.anicut.operators.embed.EmbedOptions;
import dev.anicut.sinks.postgres.Run;
import dev.anicut.sinks.postgres.Runs;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Takes up an interrupted run: its settings come from the run itself, so that the command need not repeat them; those
 * that shape what is read and stored may not change under it.
 */
final class Resume {
    private static final List<String> FIXED = List.of(
            "source.",
            "parse.",
            "chunk.",
            "embed.model",
            "embed.pooling",
            "embed.normalize",
            "embed.passage-prefix",
            "run.mode",
            "kafka.topic",
            "kafka.start",
            "kafka.bounded",
            "kafka.stop-offsets",
            "kafka.headers",
            "kafka.version-field");

    private Resume() {}

    /** The run that the settings ask to resume. */
    static Run find(RunConfig config, Runs runs, String job) throws Exception {
        boolean latest = config.resume().equals(RunConfig.LATEST);
        Optional<Run> found = latest ? runs.latestUnfinished(job) : runs.find(config.resume());
        if (found.isEmpty()) {
            throw InvalidSettingException.unusable(
                    RunOptions.RESUME.key(),
                    config.resume(),
                    latest ? "finds no interrupted " + job : "is the id of no run in anicut.runs");
        }
        Run run = found.get();
        if (!run.job().equals(job)) {
            throw InvalidSettingException.unusable(
                    RunOptions.RESUME.key(), run.runId(), "is a run of " + run.job() + ", not of " + job);
        }
        if (run.isFinished()) {
            throw InvalidSettingException.unusable(
                    RunOptions.RESUME.key(), run.runId(), "has finished: there is nothing to continue");
        }
        return run;
    }

    /** Refuses a run that would go on under another model or chunker than it began with, in spite of the same settings. */
    static void requireIndex(Run run, PipelineConfig now) {
        requireSame(
                EmbedOptions.MODEL.key(),
                now.embed().model(),
                "the files that the run began with",
                run.index().model(),
                now.model());
        requireSame(
                RunOptions.RESUME.key(),
                run.runId(),
                "a run whose texts are cut as they are now",
                run.index().chunkerVersion(),
                now.chunkerVersion());
    }

    private static void requireSame(String key, String given, String accepted, String began, String now) {
        if (!now.equals(began)) {
            throw new InvalidSettingException(
                    key, given, accepted + ", " + (began == null ? "unknown" : began) + ", and now it is " + now);
        }
    }

    /** The run's own settings under those given now. */
    static Settings settings(Run run, Settings given, OptionCatalog options, Map<String, String> environment)
            throws IOException {
        Map<String, String> before =
                new ObjectMapper().readValue(run.settings(), new TypeReference<Map<String, String>>() {});
        Map<String, String> merged = new LinkedHashMap<>(before);
        // a masked secret says nothing: it has to be given again
        merged.values().removeIf(value -> value.contains(Settings.MASK));
        // what the command does, and not the run
        merged.remove(RunOptions.DETACHED.key());
        merged.remove(RunOptions.SAVEPOINT.key());
        merged.remove(RunOptions.OUTPUT.key());
        given.given().forEach((key, value) -> {
            String began = before.get(key);
            boolean fixed = FIXED.stream().anyMatch(key::startsWith);
            if (fixed && !value.equals(began)) {
                throw new InvalidSettingException(
                        key,
                        value,
                        "what the run began with (" + (began == null ? "the default" : began)
                                + "), or nothing: it cannot change on resume");
            }
            merged.put(key, value);
        });
        return Settings.of(merged, options, environment);
    }
}
