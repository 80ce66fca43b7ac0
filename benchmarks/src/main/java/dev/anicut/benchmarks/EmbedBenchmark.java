package dev.anicut.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.anicut.operators.embed.EmbedConfig;
import dev.anicut.operators.embed.TextTokenizer;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.onnx.allminilml6v2q.AllMiniLmL6V2QuantizedEmbeddingModel;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.apache.flink.configuration.Configuration;

/**
 * The whole pipeline's embedded texts a second beside raw ONNX Runtime and LangChain4j with the same model file.
 *
 * <p>Of the pipeline the steady part counts: from the commit by which a tenth of the vectors stood to the one by which
 * nine tenths did. What the start of a job costs does not grow with the texts.
 */
final class EmbedBenchmark {
    private static final String MODEL = "all-minilm-l6-v2-q";
    private static final int MAX_TOKENS = 256;
    /** Where LangChain4j cuts every text, special tokens included. */
    private static final int RIVAL_MAX_TOKENS = 128;
    /** Gives texts of about 145 tokens. */
    private static final int WORDS = 107;
    /** Padded batches of the irreproducible setting. */
    private static final int TOKEN_BUDGET = 512;

    private static final String STEADY_RATE =
            """
            WITH commits AS (
                SELECT created_at, sum(count(*)) OVER (ORDER BY created_at) AS standing, sum(count(*)) OVER () AS vectors
                FROM anicut.embeddings GROUP BY created_at),
            steady AS (
                SELECT * FROM commits WHERE standing >= 0.1 * vectors
                    AND standing <= (SELECT min(standing) FROM commits WHERE standing >= 0.9 * vectors))
            SELECT (max(standing) - min(standing)) / extract(epoch FROM max(created_at) - min(created_at)) FROM steady""";

    private final BenchArguments arguments;

    EmbedBenchmark(BenchArguments arguments) {
        this.arguments = arguments;
    }

    Report run() throws Exception {
        int count = arguments.size();
        try (Workplace workplace = Workplace.open(arguments.work());
                TextTokenizer tokenizer = TextTokenizer.open(EmbedConfig.from(new Configuration()));
                RawOnnx raw = RawOnnx.open(MODEL, MAX_TOKENS, Slots.COUNT)) {
            List<String> texts = Generator.distinctTexts(
                    workplace.directory().resolve("generated"),
                    count,
                    WORDS,
                    text -> tokenizer.count(text) <= MAX_TOKENS);
            List<String> cut =
                    texts.stream().map(text -> cut(text, tokenizer)).distinct().toList();
            Path whole = write(texts, workplace.directory().resolve("whole.jsonl"));
            Path head = write(cut, workplace.directory().resolve("cut.jsonl"));
            EmbeddingModel rival = new AllMiniLmL6V2QuantizedEmbeddingModel();
            List<TextSegment> segments = cut.stream().map(TextSegment::from).toList();

            List<String> warmUp = texts.subList(0, Math.min(200, texts.size()));
            raw.embedSingly(warmUp);
            raw.embedSorted(warmUp, TOKEN_BUDGET);
            rival.embedAll(segments.subList(0, Math.min(200, segments.size())));

            String pipeline = "pipeline";
            String limit = "onnxruntime, one by one";
            String unbound = "onnxruntime, sorted and padded";
            String pipelineCut = "pipeline, cut at " + RIVAL_MAX_TOKENS;
            String limitCut = "onnxruntime, one by one, cut at " + RIVAL_MAX_TOKENS;
            String langchain = "langchain4j embedAll, cut at " + RIVAL_MAX_TOKENS;
            Contest contest = new Contest()
                    .with(pipeline, () -> pipeline(workplace, whole, texts.size()))
                    .with(limit, () -> rate(texts.size(), () -> raw.embedSingly(texts)))
                    .with(unbound, () -> rate(texts.size(), () -> raw.embedSorted(texts, TOKEN_BUDGET)))
                    .with(pipelineCut, () -> pipeline(workplace, head, cut.size()))
                    .with(limitCut, () -> rate(cut.size(), () -> raw.embedSingly(cut)))
                    .with(langchain, () -> rate(cut.size(), () -> rival.embedAll(segments)));
            contest.run(arguments.rounds());
            return new Report("embed", "texts/s")
                    .input("model", MODEL)
                    .input("texts", texts.size())
                    .input("mean_tokens", meanTokens(texts, tokenizer))
                    .input("texts_cut", cut.size())
                    .input("mean_tokens_cut", meanTokens(cut, tokenizer))
                    .input("slots", Slots.COUNT)
                    .input("rounds", arguments.rounds())
                    .results(contest.results())
                    .ratio(pipeline, limit, 0.90)
                    .ratio(pipeline, unbound, null)
                    .ratio(pipelineCut, langchain, 1.40)
                    .ratio(pipelineCut, limitCut, null)
                    .ratio(limitCut, langchain, null);
        }
    }

    private double pipeline(Workplace workplace, Path source, int texts) throws Exception {
        try (Workplace.Database database = workplace.newDatabase()) {
            JsonNode ledger = PipelineRun.run(workplace, database, source, arguments.pipeline());
            long vectors = database.count("embeddings");
            if (ledger.get("embedded").asLong() != texts || vectors != texts) {
                throw new IllegalStateException(
                        "of " + texts + " texts " + vectors + " have vectors; the ledger says " + ledger);
            }
            String rate = database.value(STEADY_RATE);
            if (rate == null) {
                throw new IllegalStateException("too few commits for a rate: give more texts");
            }
            return Double.parseDouble(rate);
        }
    }

    /** Anything whose time is taken. */
    private interface Timed {
        Object run() throws Exception;
    }

    private static double rate(int texts, Timed work) throws Exception {
        long start = System.nanoTime();
        work.run();
        return texts / ((System.nanoTime() - start) / 1e9);
    }

    /** The text up to where the rival stops reading. */
    private static String cut(String text, TextTokenizer tokenizer) {
        int[] starts = tokenizer.spans(text).starts();
        int tokens = RIVAL_MAX_TOKENS - tokenizer.specialTokens();
        return starts.length <= tokens
                ? text
                : text.substring(0, text.offsetByCodePoints(0, starts[tokens])).strip();
    }

    private static String meanTokens(List<String> texts, TextTokenizer tokenizer) {
        return String.format(
                Locale.ROOT,
                "%.1f",
                texts.stream().mapToInt(tokenizer::count).average().orElse(0));
    }

    private static Path write(List<String> texts, Path file) throws IOException {
        ObjectMapper json = new ObjectMapper();
        try (BufferedWriter lines = Files.newBufferedWriter(file)) {
            for (int i = 0; i < texts.size(); i++) {
                lines.write(json.createObjectNode()
                        .put("id", "text-" + i)
                        .put("text", texts.get(i))
                        .toString());
                lines.newLine();
            }
        }
        return file;
    }
}
