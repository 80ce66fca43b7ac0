package dev.anicut.operators.chunk;

import dev.anicut.model.AdmittedDocument;
import dev.anicut.model.Chunk;
import dev.anicut.model.DeadLetter;
import dev.anicut.model.Document;
import dev.anicut.model.DocumentHeader;
import dev.anicut.model.EnrichmentRequest;
import dev.anicut.model.Hashes;
import dev.anicut.model.InvalidSettingException;
import dev.anicut.model.Reason;
import dev.anicut.model.Stage;
import dev.anicut.operators.deadletter.DeadLetters;
import dev.anicut.operators.embed.EmbedConfig;
import dev.anicut.operators.embed.EmbedOptions;
import dev.anicut.operators.embed.TokenizationException;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Cuts documents into chunks, and sends ahead of them a header that says how many there are. A document whose content
 * is stored whole has none, nor has a tombstone, nor one while nothing is embedded: its header takes the text along.
 */
public final class ChunkFunction extends ProcessFunction<AdmittedDocument, Chunk> {
    private static final long serialVersionUID = 1L;

    /** One header for each document that gets through. */
    public static final OutputTag<DocumentHeader> HEADERS =
            new OutputTag<>("headers", TypeInformation.of(DocumentHeader.class));

    /** The headers that pass the enrichment first, with their texts. */
    public static final OutputTag<EnrichmentRequest> TO_ENRICH =
            new OutputTag<>("to-enrich", TypeInformation.of(EnrichmentRequest.class));

    private final ChunkConfig config;
    private final EmbedConfig embed;
    private final boolean enriches;
    private final String runId;
    private final String version;

    private transient Chunker chunker;
    private transient ChunkMetrics metrics;

    public ChunkFunction(ChunkConfig config, EmbedConfig embed, boolean enriches, String runId) {
        this.config = config;
        this.embed = embed;
        this.enriches = enriches;
        this.runId = runId;
        this.version = config.version(embed);
    }

    @Override
    public void open(OpenContext context) {
        metrics = new ChunkMetrics(getRuntimeContext().getMetricGroup());
        if (embed.isNone()) {
            return;
        }
        chunker = Chunker.open(config, embed);
        if (!chunker.version().equals(version)) {
            throw InvalidSettingException.unusable(
                    EmbedOptions.MODEL.key(),
                    embed.model(),
                    "has another tokenizer.json here than where the job was submitted");
        }
    }

    @Override
    public void processElement(AdmittedDocument admitted, Context context, Collector<Chunk> out) {
        Document document = admitted.document();
        if (admitted.contentWhole()) {
            release(header(admitted, document.withoutText(), 0, false), document.text(), context);
        } else if (chunker == null) {
            release(header(admitted, document, 0, false), document.text(), context);
        } else {
            chunk(admitted, context, out);
        }
    }

    private void chunk(AdmittedDocument admitted, Context context, Collector<Chunk> out) {
        Document document = admitted.document();
        List<Piece> pieces;
        try {
            pieces = chunker.chunk(document.text());
        } catch (TokenizationException e) {
            metrics.numChunkFailures.inc();
            context.output(
                    DeadLetters.TAG,
                    DeadLetter.ofDocument(runId, Stage.CHUNK, Reason.CHUNK_FAILED, e.getMessage(), document));
            return;
        }
        metrics.chunksPerDocument.update(pieces.size());
        release(header(admitted, document.withoutText(), pieces.size(), true), document.text(), context);
        for (int ordinal = 0; ordinal < pieces.size(); ordinal++) {
            Piece piece = pieces.get(ordinal);
            metrics.numChunks.inc();
            metrics.numChunkTokens.inc(piece.tokenCount());
            out.collect(new Chunk(
                    document.id(),
                    document.sequence(),
                    document.contentHash(),
                    version,
                    ordinal,
                    Hashes.sha256(piece.input()),
                    piece.heading(),
                    piece.text(),
                    piece.tokenCount(),
                    piece.start(),
                    piece.end(),
                    chunker.idsSuffice() ? piece.tokens() : null));
        }
    }

    /** A document that is taken away has nothing to be asked about. */
    private void release(DocumentHeader header, String text, Context context) {
        if (enriches && text != null) {
            context.output(TO_ENRICH, new EnrichmentRequest(header, text));
        } else {
            context.output(HEADERS, header);
        }
    }

    private static DocumentHeader header(AdmittedDocument admitted, Document document, int chunks, boolean indexed) {
        return new DocumentHeader(document, admitted.outcome(), admitted.duplicateOf(), chunks, indexed);
    }

    @Override
    public void close() {
        if (chunker != null) {
            chunker.close();
        }
    }
}
