package dev.anicut.jobs.run;

import dev.anicut.jobs.settings.Settings;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.ExecutionConfig;

/** The run's settings, secrets masked, as the dashboard shows them. */
final class ShownSettings extends ExecutionConfig.GlobalJobParameters {
    private static final long serialVersionUID = 1L;

    /** The run's checkpoints, which stopping it has to know. */
    static final String CHECKPOINTS = "checkpoints";

    static final String RUN_ID = "run_id";

    private final Map<String, String> settings;

    private ShownSettings(Map<String, String> settings, String runId, String checkpoints) {
        this.settings = new TreeMap<>(settings);
        this.settings.put(RUN_ID, runId);
        if (checkpoints != null) {
            this.settings.put(CHECKPOINTS, checkpoints);
        }
    }

    /** @param checkpoints null for none */
    static ShownSettings of(Settings settings, String runId, Checkpoints checkpoints) {
        return new ShownSettings(
                settings.shown(),
                runId,
                checkpoints == null ? null : checkpoints.directory().toString());
    }

    @Override
    public Map<String, String> toMap() {
        return settings;
    }
}
