package dev.anicut.operators.embed;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.inference.Predictor;
import ai.djl.translate.TranslateException;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession.SessionOptions;
import dev.anicut.model.InvalidSettingException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** A model in memory, shared by its users in a JVM; each of them has a predictor of its own. */
final class LoadedModel implements Shared.Closeable {
    private final String id;
    private final TextTokenizer tokenizer;
    private final Model model;
    private final SentenceTranslator translator;
    private final int dimension;

    private LoadedModel(String id, TextTokenizer tokenizer, Model model, SentenceTranslator translator, int dimension) {
        this.id = id;
        this.tokenizer = tokenizer;
        this.model = model;
        this.translator = translator;
        this.dimension = dimension;
    }

    /** Loads the configured model and tries it. */
    static LoadedModel load(EmbedConfig config) {
        ModelFiles files = ModelFiles.of(config);
        String id = files.id(config);
        TextTokenizer tokenizer = TextTokenizer.open(config);
        Model model = DjlRuntime.newModel(id);
        try {
            loadInto(model, files, config);
            SentenceTranslator translator =
                    new SentenceTranslator(inputs(model, config), config.pooling(), config.normalize());
            int dimension = tryOut(model, translator, tokenizer, config);
            return new LoadedModel(id, tokenizer, model, translator, dimension);
        } catch (RuntimeException e) {
            model.close();
            tokenizer.close();
            throw e;
        }
    }

    private static void loadInto(Model model, ModelFiles files, EmbedConfig config) {
        // texts are what runs side by side, one in each subtask; failures are reported where the text is known
        try (SessionOptions options = new SessionOptions()) {
            options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
            options.setInterOpNumThreads(1);
            options.setIntraOpNumThreads(config.threads());
            files.load(model, Map.of("sessionOptions", options));
        } catch (IOException | MalformedModelException | OrtException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw ModelFiles.invalid(config.model(), "its model.onnx cannot be loaded: " + cause.getMessage());
        }
    }

    private static List<String> inputs(Model model, EmbedConfig config) {
        List<String> names = new ArrayList<>(model.getBlock().describeInput().keys());
        List<String> unknown = new ArrayList<>(names);
        unknown.removeAll(SentenceTranslator.INPUTS);
        if (!unknown.isEmpty()) {
            throw ModelFiles.invalid(
                    config.model(),
                    "its model.onnx wants the inputs " + unknown + "; known are " + SentenceTranslator.INPUTS);
        }
        return names;
    }

    /** Embeds a short text and one as long as is ever given; the vector's dimension. */
    private static int tryOut(Model model, SentenceTranslator translator, TextTokenizer tokenizer, EmbedConfig config) {
        Tokens shortest = tokenizer.encode("a", config.maxLength());
        Tokens longest = tokenizer.encode("a ".repeat(config.maxLength()), config.maxLength());
        try (Predictor<TokenBatch, float[][]> predictor = model.newPredictor(translator)) {
            int dimension;
            try {
                dimension = predictor.predict(new TokenBatch(List.of(shortest)))[0].length;
            } catch (TranslateException e) {
                throw ModelFiles.invalid(config.model(), "its model.onnx cannot embed a text: " + rootMessage(e));
            }
            try {
                predictor.predict(new TokenBatch(List.of(longest)));
            } catch (TranslateException e) {
                throw new InvalidSettingException(
                        EmbedOptions.MAX_LENGTH.key(),
                        Integer.toString(config.maxLength()),
                        "a number of tokens that the model takes is accepted, and it fails on so many");
            }
            return dimension;
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
        return dimension;
    }

    Predictor<TokenBatch, float[][]> newPredictor() {
        return model.newPredictor(translator);
    }

    boolean isOpen() {
        return model.getNDManager().isOpen();
    }

    @Override
    public void close() {
        model.close();
        tokenizer.close();
    }
}
