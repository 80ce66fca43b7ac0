package dev.anicut.jobs.run;

import dev.anicut.jobs.PipelineConfig;
import dev.anicut.jobs.settings.OptionCatalog;
import dev.anicut.jobs.settings.Settings;
import dev.anicut.operators.embed.EmbeddingModel;
import dev.anicut.operators.enrich.EndpointCheck;
import dev.anicut.sinks.postgres.IndexConfig;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * A job whose settings have been tried: all that can be known to be wrong before it starts is found here.
 *
 * @param settings what was given, and what the input has settled
 * @param events what is told of it to Kafka
 * @param model being loaded while the database starts, so that a local run shares it as long as it is open; null where
 *     nothing is embedded
 */
record CheckedJob(Settings settings, JobInput input, Optional<Events> events, CompletableFuture<EmbeddingModel> model)
        implements AutoCloseable {

    static CheckedJob of(
            Settings given,
            OptionCatalog options,
            Map<String, String> environment,
            JobInput.Finder inputs,
            boolean resumed) {
        PipelineConfig config = PipelineConfig.from(given.configuration(), "check", 1, 1);
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
            return new CheckedJob(
                    settings,
                    input,
                    events,
                    CompletableFuture.supplyAsync(
                            () -> EmbeddingModel.open(config.embed()),
                            loading -> new Thread(loading, "load-model").start()));
        } catch (RuntimeException e) {
            input.close();
            throw e;
        }
    }

    /** Waits until the model is loaded, the last that may be found to be wrong. */
    void awaitModel() {
        try {
            model.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    @Override
    public void close() {
        input.close();
        if (model != null) {
            // one that cannot be loaded has been told of, or something else has gone wrong before
            model.thenAccept(EmbeddingModel::close)
                    .exceptionally(failure -> null)
                    .join();
        }
    }
}
