package dev.anicut.jobs.run;

import java.util.Map;
import org.apache.flink.api.common.ExecutionConfig;

/** The run's settings, secrets masked, as the dashboard shows them. */
final class ShownSettings extends ExecutionConfig.GlobalJobParameters {
    private static final long serialVersionUID = 1L;

    private final Map<String, String> settings;

    ShownSettings(Map<String, String> settings) {
        this.settings = settings;
    }

    @Override
    public Map<String, String> toMap() {
        return settings;
    }
}
