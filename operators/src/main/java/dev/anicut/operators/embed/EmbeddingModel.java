package dev.anicut.operators.embed;

import ai.djl.engine.EngineException;
import ai.djl.inference.Predictor;
import ai.djl.translate.TranslateException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A local sentence model: texts to vectors. The weights are shared by all who opened it in this JVM, and leave memory
 * with the last; an instance is for one thread.
 */
public final class EmbeddingModel implements AutoCloseable {
    private static final Shared<EmbedConfig, LoadedModel> SHARED = new Shared<>();

    private final EmbedConfig config;
    private final LoadedModel loaded;
    private final Predictor<TokenBatch, float[][]> predictor;
    private boolean closed;

    private EmbeddingModel(EmbedConfig config, LoadedModel loaded) {
        this.config = config;
        this.loaded = loaded;
        this.predictor = loaded.newPredictor();
    }

    /** Opens the configured model; each call wants one {@link #close}. */
    public static EmbeddingModel open(EmbedConfig config) {
        DjlRuntime.start();
        return new EmbeddingModel(config, SHARED.acquire(config, () -> LoadedModel.load(config)));
    }

    /** The name its vectors are stored under, see {@link EmbedConfig#modelId}. */
    public String id() {
        return loaded.id();
    }

    /** The length of its vectors. */
    public int dimension() {
        return loaded.dimension();
    }

    /** The most tokens it is given, special tokens included. */
    int maxLength() {
        return config.maxLength();
    }

    /** Its tokenizer, open as long as the model is. */
    public TextTokenizer tokenizer() {
        return loaded.tokenizer();
    }

    /** The vectors of passages, in their order. */
    public float[][] embed(List<String> passages) {
        List<Tokens> tokens = new ArrayList<>(passages.size());
        for (String passage : passages) {
            tokens.add(tokenize(passage));
        }
        float[][] vectors = new float[passages.size()][];
        for (int[] group : groups(tokens)) {
            float[][] found = infer(IntStream.of(group).mapToObj(tokens::get).toList());
            for (int i = 0; i < group.length; i++) {
                vectors[group[i]] = found[i];
            }
        }
        return vectors;
    }

    /** The vector of a search query. */
    public float[] embedQuery(String query) {
        return infer(List.of(loaded.tokenizer().encode(config.queryPrefix() + query, config.maxLength())))[0];
    }

    /** A passage as the model takes it, with its prefix. */
    Tokens tokenize(String passage) {
        return loaded.tokenizer().encode(config.passagePrefix() + passage, config.maxLength());
    }

    /**
     * Which texts go through the model together: indices, each in one group. Singly in the order given; padded by
     * length, each group within the token budget.
     */
    List<int[]> groups(List<Tokens> texts) {
        if (config.batching() == Batching.SINGLE) {
            return IntStream.range(0, texts.size()).mapToObj(i -> new int[] {i}).toList();
        }
        int[] byLength = IntStream.range(0, texts.size())
                .boxed()
                .sorted(Comparator.comparingInt(i -> texts.get(i).length()))
                .mapToInt(Integer::intValue)
                .toArray();
        List<int[]> groups = new ArrayList<>();
        int start = 0;
        for (int i = 1; i <= byLength.length; i++) {
            // sorted: the last is the longest, and all are padded to it
            if (i == byLength.length
                    || (long) (i - start + 1) * texts.get(byLength[i]).length() > config.batchTokens()) {
                groups.add(IntStream.range(start, i).map(at -> byLength[at]).toArray());
                start = i;
            }
        }
        return groups;
    }

    /**
     * Sends texts through the model together; their vectors.
     *
     * @throws InferenceException if the model cannot take them
     */
    float[][] infer(List<Tokens> texts) {
        try {
            return predictor.predict(new TokenBatch(texts));
        } catch (TranslateException e) {
            if (e.getCause() instanceof EngineException) {
                throw new InferenceException("the model failed: " + LoadedModel.rootMessage(e), e);
            }
            throw new IllegalStateException("embedding failed for a reason of our own", e);
        }
    }

    /** The names of what the model is given. */
    List<String> inputs() {
        return loaded.inputs();
    }

    /** Whether the weights are in memory. */
    boolean isLoaded() {
        return loaded.isOpen();
    }

    /** Models that are open in this JVM. */
    static int openModels() {
        return SHARED.size();
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            predictor.close();
            SHARED.release(config);
        }
    }
}
