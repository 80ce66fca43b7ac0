package dev.anicut.operators.embed;

import java.nio.file.Path;
import java.util.Map;
import org.apache.flink.configuration.Configuration;

/** Settings for tests. */
public final class EmbedConfigs {
    private EmbedConfigs() {}

    public static EmbedConfig defaults() {
        return with(Map.of());
    }

    public static EmbedConfig with(Map<String, String> settings) {
        return EmbedConfig.from(Configuration.fromMap(settings));
    }

    public static EmbedConfig directory(Path directory) {
        return with(Map.of("embed.model", directory.toString()));
    }
}
