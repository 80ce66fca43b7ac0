package dev.anicut.jobs.run;

import java.time.Duration;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

/** Settings of {@code scripts/submit.sh collect}. */
public final class CollectOptions {
    public static final ConfigOption<Duration> GRACE = ConfigOptions.key("collect.grace")
            .durationType()
            .defaultValue(Duration.ofDays(1))
            .withDescription("How long content stays after the last document has left it; longer than any document is"
                    + " under way.");

    public static final ConfigOption<Boolean> DRY_RUN = ConfigOptions.key("dry-run")
            .booleanType()
            .defaultValue(false)
            .withDescription("Say what collect would take away, and take nothing.");

    private CollectOptions() {}
}
