package dev.anicut.operators.enrich;

import dev.anicut.model.Enrichment;
import dev.anicut.model.Reason;
import dev.anicut.model.memory.EnrichmentKey;
import dev.anicut.model.memory.Spend;
import dev.anicut.model.memory.StoredAnswer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Gets the answer for a content: the stored one, that of an equal content under way, or a model's. Whatever is paid for
 * is stored before it is handed on. Thread-safe; nothing in here blocks.
 */
final class Enricher {
    private final EnrichConfig config;
    private final AsyncMemory memory;
    private final TierAsker asker;
    private final EnrichMetrics metrics;
    private final Map<String, CompletableFuture<Enriching>> underWay = new ConcurrentHashMap<>();

    /**
     * How an enrichment ended.
     *
     * @param end the mark of the document
     * @param answer the stored answer, or what is remembered of its failure; null if nothing is
     * @param reason null if it is enriched
     * @param message the failure in words
     * @param said the last answer that does not hold, null if there was none
     * @param fresh whether the answer was paid for just now
     */
    record Enriching(Enrichment end, StoredAnswer answer, Reason reason, String message, String said, boolean fresh) {

        static Enriching done(StoredAnswer answer, boolean fresh) {
            return new Enriching(Enrichment.ENRICHED, answer, null, null, null, fresh);
        }

        static Enriching failed(StoredAnswer remembered, Reason reason, String message, String said) {
            return new Enriching(Enrichment.ENRICHMENT_FAILED, remembered, reason, message, said, true);
        }

        static Enriching skipped() {
            return new Enriching(Enrichment.ENRICHMENT_SKIPPED, null, null, null, null, false);
        }
    }

    Enricher(EnrichConfig config, AsyncMemory memory, TierAsker asker, EnrichMetrics metrics) {
        this.config = config;
        this.memory = memory;
        this.asker = asker;
        this.metrics = metrics;
    }

    CompletableFuture<Enriching> enrich(String contentHash, String text) {
        CompletableFuture<Enriching> mine = new CompletableFuture<>();
        CompletableFuture<Enriching> first = underWay.putIfAbsent(contentHash, mine);
        if (first != null) {
            return first.thenCompose(this::shared);
        }
        look(contentHash, text).whenComplete((ended, failure) -> {
            // what is stored is found from now on
            underWay.remove(contentHash);
            if (failure == null) {
                mine.complete(ended);
            } else {
                mine.completeExceptionally(ChatException.unwrapped(failure));
            }
        });
        return mine;
    }

    private CompletableFuture<Enriching> shared(Enriching ended) {
        return ended.end() == Enrichment.ENRICHED
                ? hit(ended.answer()).thenApply(counted -> ended)
                : CompletableFuture.completedFuture(ended);
    }

    private CompletableFuture<Void> hit(StoredAnswer answer) {
        metrics.hit(answer.cost());
        return memory.write(Spend.hit(answer.key().llm(), answer.cost()));
    }

    private CompletableFuture<Enriching> look(String contentHash, String text) {
        List<EnrichmentKey> keys = config.tiers().stream()
                .map(tier -> new EnrichmentKey(contentHash, config.prompt().version(), tier.model()))
                .toList();
        return memory.find(keys).thenCompose(found -> fromTier(0, keys, found, text));
    }

    private CompletableFuture<Enriching> fromTier(
            int index, List<EnrichmentKey> keys, Map<EnrichmentKey, StoredAnswer> found, String text) {
        EnrichmentKey key = keys.get(index);
        boolean last = index == keys.size() - 1;
        StoredAnswer stored = found.get(key);
        if (stored != null && !(stored.isFailed() && config.retryFailed())) {
            if (isFinal(stored, last)) {
                return stored.isFailed()
                        ? CompletableFuture.completedFuture(
                                Enriching.failed(stored, TierAsker.reasonOf(stored), stored.failure(), null))
                        : hit(stored).thenApply(counted -> Enriching.done(stored, false));
            }
            return fromTier(index + 1, keys, found, text);
        }
        return asker.ask(config.tiers().get(index), key, text)
                .thenCompose(ended -> ended.answer() == null || isFinal(ended.answer(), last)
                        ? CompletableFuture.completedFuture(ended)
                        : fromTier(index + 1, keys, found, text));
    }

    /** The last model has the last word; another only where it answers and is sure. */
    private static boolean isFinal(StoredAnswer answer, boolean last) {
        return last || !answer.isFailed() && !answer.unsure();
    }
}
