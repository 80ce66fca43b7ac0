package dev.anicut.operators.embed;

import ai.djl.inference.Predictor;
import dev.anicut.model.InvalidSettingException;
import java.io.ByteArrayInputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A model in memory, shared by its users in a JVM; each of them has a predictor of its own. */
final class LoadedModel implements Shared.Closeable {
    private final String id;
    private final TextTokenizer tokenizer;
    private final Network network;

    private LoadedModel(String id, TextTokenizer tokenizer, Network network) {
        this.id = id;
        this.tokenizer = tokenizer;
        this.network = network;
    }

    /** Loads the configured model and tries it. */
    static LoadedModel load(EmbedConfig config) {
        ModelFiles files = ModelFiles.of(config);
        String id = files.id(config);
        TextTokenizer tokenizer = TextTokenizer.open(config);
        try {
            return new LoadedModel(id, tokenizer, network(id, files, tokenizer, config));
        } catch (RuntimeException e) {
            tokenizer.close();
            throw e;
        }
    }

    private static Network network(String id, ModelFiles files, TextTokenizer tokenizer, EmbedConfig config) {
        Optional<byte[]> unmasked = config.batching() == Batching.SINGLE
                ? files.onnx().flatMap(onnx -> ConstantMask.in(onnx, SentenceTranslator.MASK))
                : Optional.empty();
        Network.Source source = unmasked.<Network.Source>map(
                        onnx -> (model, options) -> ModelFiles.load(model, new ByteArrayInputStream(onnx), options))
                .orElse(files::load);
        if (unmasked.isEmpty() || files.isBundled()) {
            // of the bundled models it is known that the mask makes no difference
            return Network.load(id, source, tokenizer, config);
        }
        Network given = Network.load(id, files::load, tokenizer, config);
        try {
            Network changed = Network.load(id, source, tokenizer, config);
            boolean equal = changed.agreesWith(given);
            (equal ? given : changed).close();
            return equal ? changed : given;
        } catch (InvalidSettingException e) {
            // it uses its mask otherwise, for the number of its tokens perhaps
            return given;
        }
    }

    static String rootMessage(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String message = root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
        return Arrays.stream(message.split("\\R")).findFirst().orElse(message);
    }

    String id() {
        return id;
    }

    TextTokenizer tokenizer() {
        return tokenizer;
    }

    int dimension() {
        return network.dimension();
    }

    List<String> inputs() {
        return network.inputs();
    }

    Predictor<TokenBatch, float[][]> newPredictor() {
        return network.newPredictor();
    }

    boolean isOpen() {
        return network.isOpen();
    }

    @Override
    public void close() {
        network.close();
        tokenizer.close();
    }
}
