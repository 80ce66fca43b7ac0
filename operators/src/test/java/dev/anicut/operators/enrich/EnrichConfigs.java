package dev.anicut.operators.enrich;

import java.util.HashMap;
import java.util.Map;
import org.apache.flink.configuration.Configuration;

/** Settings for tests. */
final class EnrichConfigs {
    private EnrichConfigs() {}

    /** The settings of a run that enriches, with others by key and value. */
    static EnrichConfig of(String... more) {
        Map<String, String> settings = new HashMap<>(
                Map.of(EnrichOptions.URL.key(), "http://localhost:1/v1", EnrichOptions.MODEL.key(), "large"));
        for (int i = 0; i < more.length; i += 2) {
            settings.put(more[i], more[i + 1]);
        }
        return EnrichConfig.from(Configuration.fromMap(settings));
    }
}
