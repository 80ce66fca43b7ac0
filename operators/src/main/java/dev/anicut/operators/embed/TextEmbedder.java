package dev.anicut.operators.embed;

import dev.anicut.model.Chunk;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Embeds texts so that one that fails leaves the others alone. */
final class TextEmbedder {
    private final EmbeddingModel model;
    private final String chunkerVersion;
    private final EmbedMetrics metrics;

    TextEmbedder(EmbeddingModel model, String chunkerVersion, EmbedMetrics metrics) {
        this.model = model;
        this.chunkerVersion = chunkerVersion;
        this.metrics = metrics;
    }

    /** A result for each chunk, in their order. */
    List<Embedding> embed(List<Chunk> chunks) {
        Embedding[] results = new Embedding[chunks.size()];
        List<Integer> places = new ArrayList<>(chunks.size());
        List<Tokens> tokens = new ArrayList<>(chunks.size());
        for (int i = 0; i < chunks.size(); i++) {
            try {
                tokens.add(tokens(chunks.get(i)));
                places.add(i);
            } catch (TokenizationException e) {
                results[i] = Embedding.failed(e.getMessage(), false);
            }
        }
        for (int[] group : model.groups(tokens)) {
            List<Embedding> embedded =
                    embedGroup(IntStream.of(group).mapToObj(tokens::get).toList());
            for (int i = 0; i < group.length; i++) {
                results[places.get(group[i])] = embedded.get(i);
            }
        }
        return List.of(results);
    }

    /** Those that the chunk brings; one out of a checkpoint may have been cut by a tokenizer that is another since. */
    private Tokens tokens(Chunk chunk) {
        boolean current = chunk.tokens() != null && chunk.chunkerVersion().equals(chunkerVersion);
        return current && chunk.tokens().length() <= model.maxLength()
                ? Tokens.of(chunk.tokens())
                : model.tokenize(chunk.input());
    }

    private List<Embedding> embedGroup(List<Tokens> group) {
        float[][] vectors;
        try {
            long start = System.nanoTime();
            vectors = model.infer(group);
            metrics.embedded(new TokenBatch(group), System.nanoTime() - start);
        } catch (InferenceException e) {
            if (group.size() == 1) {
                return List.of(Embedding.failed(e.getMessage(), group.get(0).truncated()));
            }
            List<Embedding> one = new ArrayList<>(group.size());
            for (Tokens text : group) {
                one.addAll(embedGroup(List.of(text)));
            }
            return one;
        }
        List<Embedding> embedded = new ArrayList<>(group.size());
        for (int i = 0; i < vectors.length; i++) {
            embedded.add(Embedding.of(vectors[i], group.get(i).truncated()));
        }
        return embedded;
    }

    /**
     * A text's vector, or why it has none.
     *
     * @param vector the vector, null if it failed
     * @param message the failure, else null
     * @param truncated whether the model was given less than the text
     */
    record Embedding(float[] vector, String message, boolean truncated) {

        static Embedding failed(String message, boolean truncated) {
            return new Embedding(null, message, truncated);
        }

        /** A vector that search can compare: finite numbers, not all of them zero. */
        static Embedding of(float[] vector, boolean truncated) {
            double squares = 0;
            for (float value : vector) {
                squares += (double) value * value;
            }
            if (!Double.isFinite(squares)) {
                return failed("the model's vector holds a value that is not finite", truncated);
            }
            if (squares == 0) {
                return failed("the model's vector is zero", truncated);
            }
            return new Embedding(vector, null, truncated);
        }
    }
}
