package dev.anicut.jobs.run;

import dev.anicut.jobs.PipelineConfig;
import dev.anicut.jobs.settings.OptionCatalog;
import dev.anicut.jobs.settings.Settings;
import dev.anicut.operators.embed.EmbeddingModel;
import dev.anicut.operators.enrich.EndpointCheck;
import dev.anicut.sinks.postgres.IndexConfig;
import java.util.Map;
import java.util.Optional;

/**
 * A job whose settings have been tried: all that can be known to be wrong before it starts is found here.
 *
 * @param settings what was given, and what the input has settled
 * @param events what is told of it to Kafka
 * @param model loaded, so that a local run shares it as long as it is open; null where nothing is embedded
 */
record CheckedJob(Settings settings, JobInput input, Optional<Events> events, EmbeddingModel model)
        implements AutoCloseable {

    static CheckedJob of(
            Settings given,
            OptionCatalog options,
            Map<String, String> environment,
            JobInput.Finder inputs,
            boolean resumed) {
        PipelineConfig config = PipelineConfig.from(given.configuration(), "check");
        IndexConfig.from(given.configuration());
        JobInput input = inputs.find(given, resumed);
        try {
            Settings settings = given.with(input.settled(), options, environment);
            Optional<Events> events = Events.of(given.configuration());
            EndpointCheck.check(config.enrich());
            if (config.embed().isNone()) {
                return new CheckedJob(settings, input, events, null);
            }
            config.chunk().check(config.embed());
            return new CheckedJob(settings, input, events, EmbeddingModel.open(config.embed()));
        } catch (RuntimeException e) {
            input.close();
            throw e;
        }
    }

    @Override
    public void close() {
        input.close();
        if (model != null) {
            model.close();
        }
    }
}
