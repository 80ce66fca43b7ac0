package dev.anicut.sinks.postgres;

import java.io.Serializable;
import java.util.List;

/**
 * Which answers a run looks for when it recalls documents.
 *
 * @param promptVersion the run's questions
 * @param models the models in the order in which they are asked; the last has the last word. Empty: nothing is enriched
 * @param retryFailed whether a remembered failure counts as nothing
 */
public record EnrichmentRecall(String promptVersion, List<String> models, boolean retryFailed) implements Serializable {
    public static final EnrichmentRecall NONE = new EnrichmentRecall("", List.of(), false);

    boolean isNone() {
        return models.isEmpty();
    }

    String lastModel() {
        return models.get(models.size() - 1);
    }
}
