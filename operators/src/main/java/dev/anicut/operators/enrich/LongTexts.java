package dev.anicut.operators.enrich;

import java.util.concurrent.CompletableFuture;

/** Brings texts down to what one call is given: their beginning, up to the end of a paragraph, sentence or word. */
final class LongTexts {
    private final EnrichConfig config;

    /**
     * What a model is given of a text.
     *
     * @param partial whether something of the text was left out
     */
    record Shortened(String text, boolean partial) {}

    LongTexts(EnrichConfig config) {
        this.config = config;
    }

    CompletableFuture<Shortened> shorten(Tier tier, String text) {
        int end = TextCut.end(text, 0, config.maxInputTokens());
        return CompletableFuture.completedFuture(
                end == text.length() ? new Shortened(text, false) : new Shortened(text.substring(0, end), true));
    }
}
