package dev.anicut.operators.enrich;

import dev.anicut.model.DeadLetter;
import dev.anicut.model.DocumentHeader;
import dev.anicut.model.Enrichment;
import dev.anicut.model.EnrichmentRequest;
import dev.anicut.model.InvalidSettingException;
import dev.anicut.model.Stage;
import dev.anicut.model.memory.EnrichmentMemory;
import dev.anicut.operators.enrich.Enricher.Enriching;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.apache.flink.streaming.api.functions.async.RichAsyncFunction;

/**
 * Asks a language model about each document and hands its header on, marked.
 *
 * <p>Runs as one subtask with many calls under way, so that limits, breaker, budget and the merging of equal contents are
 * plain objects that hold for the whole job. No Flink timeout is set: each call has its own, and a document may rightly
 * wait for long, for a rate limit, an endpoint that is down, or a budget.
 */
public final class EnrichFunction extends RichAsyncFunction<EnrichmentRequest, Enriched> {
    private static final long serialVersionUID = 1L;

    private final EnrichConfig config;
    private final String runId;
    private final EnrichmentMemory.Factory memoryFactory;

    private transient Timers timers;
    private transient ChatModel model;
    private transient AsyncMemory memory;
    private transient Enricher enricher;

    public EnrichFunction(EnrichConfig config, String runId, EnrichmentMemory.Factory memoryFactory) {
        this.config = config;
        this.runId = runId;
        this.memoryFactory = memoryFactory;
    }

    /** Documents within the stage: those whose calls are under way, and more whose rows are looked up or written. */
    public static int capacity(EnrichConfig config) {
        return 4 * config.maxInFlight() + 16;
    }

    @Override
    public void open(OpenContext context) throws Exception {
        MetricGroup group = getRuntimeContext().getMetricGroup();
        EnrichMetrics metrics = new EnrichMetrics(group);
        timers = Timers.system();
        memory = new AsyncMemory(memoryFactory.open());
        model = new OpenAiChatModel(config, timers.clock());
        CallGate gate = new CallGate(config, timers);
        metrics.show(group, gate, memory::budgetLeft);
        Budget budget = new Budget(memory, config, timers);
        Caller caller = new Caller(model, gate, budget, timers, metrics, config);
        TierAsker asker = new TierAsker(config, memory, caller, new LongTexts(config, memory, caller), timers, metrics);
        enricher = new Enricher(config, memory, asker, metrics);
    }

    @Override
    public void asyncInvoke(EnrichmentRequest request, ResultFuture<Enriched> result) {
        String contentHash = request.header().document().contentHash();
        enricher.enrich(contentHash, request.text()).whenComplete((ended, failure) -> {
            if (failure == null) {
                result.complete(List.of(enriched(request.header(), ended)));
            } else {
                result.completeExceptionally(asJobFailure(ChatException.unwrapped(failure)));
            }
        });
    }

    private Enriched enriched(DocumentHeader header, Enriching ended) {
        boolean failed = ended.end() == Enrichment.ENRICHMENT_FAILED;
        return new Enriched(header.with(ended.end()), failed ? deadLetter(header, ended) : null);
    }

    private DeadLetter deadLetter(DocumentHeader header, Enriching ended) {
        return DeadLetter.ofPart(
                runId,
                Stage.ENRICH,
                ended.reason(),
                ended.message(),
                header.document(),
                ended.said() == null ? null : ended.said().getBytes(StandardCharsets.UTF_8));
    }

    /** A wrong key or model is a setting, and a restart would only repeat it. */
    private static Throwable asJobFailure(Throwable failure) {
        return failure instanceof ChatException chat
                ? new SuppressRestartsException(new InvalidSettingException(
                        chat.getMessage() + "; answers that came are kept, and the run can be resumed"))
                : failure;
    }

    @Override
    public void timeout(EnrichmentRequest request, ResultFuture<Enriched> result) {
        Enriching late = Enriching.failed(null, dev.anicut.model.Reason.TIMEOUT, "no answer in time", null);
        result.complete(List.of(enriched(request.header(), late)));
    }

    @Override
    public void close() throws Exception {
        if (timers != null) {
            timers.close();
        }
        if (model != null) {
            model.close();
        }
        if (memory != null) {
            memory.close();
        }
    }
}
