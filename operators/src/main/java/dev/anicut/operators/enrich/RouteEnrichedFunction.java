package dev.anicut.operators.enrich;

import dev.anicut.model.DocumentHeader;
import dev.anicut.operators.deadletter.DeadLetters;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;

/** Splits off the dead letters of enrichments, which an asynchronous function has no side output for. */
public final class RouteEnrichedFunction extends ProcessFunction<Enriched, DocumentHeader> {
    private static final long serialVersionUID = 1L;

    @Override
    public void processElement(Enriched enriched, Context context, Collector<DocumentHeader> out) {
        if (enriched.deadLetter() != null) {
            context.output(DeadLetters.TAG, enriched.deadLetter());
        }
        out.collect(enriched.header());
    }
}
