package dev.anicut.operators.embed;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.engine.EngineException;
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

/** A sentence model's weights in memory, which have embedded a short text and one as long as is ever given. */
final class Network implements Shared.Closeable {
    private final Model model;
    private final SentenceTranslator translator;
    private final float[][] tried;

    private Network(Model model, SentenceTranslator translator, float[][] tried) {
        this.model = model;
        this.translator = translator;
        this.tried = tried;
    }

    /** Where an ONNX file is read from. */
    interface Source {
        void load(Model model, Map<String, ?> options) throws IOException, MalformedModelException;
    }

    /** Loads the weights and tries them. */
    static Network load(String id, Source source, TextTokenizer tokenizer, EmbedConfig config) {
        Model model = DjlRuntime.newModel(id);
        try {
            loadInto(model, source, config);
            SentenceTranslator translator =
                    new SentenceTranslator(inputs(model, config), config.pooling(), config.normalize());
            return new Network(model, translator, tryOut(model, translator, tokenizer, config));
        } catch (RuntimeException e) {
            model.close();
            throw e;
        }
    }

    private static void loadInto(Model model, Source source, EmbedConfig config) {
        // texts are what runs side by side, one in each subtask; failures are reported where the text is known
        try (SessionOptions options = new SessionOptions()) {
            options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
            options.setInterOpNumThreads(1);
            options.setIntraOpNumThreads(config.threads());
            source.load(model, Map.of("sessionOptions", options));
        } catch (IOException | MalformedModelException | OrtException | EngineException e) {
            throw ModelFiles.invalid(config.model(), "its model.onnx cannot be loaded: " + LibraryMessage.of(e));
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

    private static float[][] tryOut(
            Model model, SentenceTranslator translator, TextTokenizer tokenizer, EmbedConfig config) {
        Tokens shortest = tokenizer.encode("a", config.maxLength());
        Tokens longest = tokenizer.encode("a ".repeat(config.maxLength()), config.maxLength());
        try (Predictor<TokenBatch, float[][]> predictor = model.newPredictor(translator)) {
            float[] ofShortest;
            try {
                ofShortest = predictor.predict(new TokenBatch(List.of(shortest)))[0];
            } catch (TranslateException e) {
                throw ModelFiles.invalid(config.model(), "its model.onnx cannot embed a text: " + LibraryMessage.of(e));
            }
            try {
                return new float[][] {ofShortest, predictor.predict(new TokenBatch(List.of(longest)))[0]};
            } catch (TranslateException e) {
                throw InvalidSettingException.unusable(
                        EmbedOptions.MAX_LENGTH.key(),
                        Integer.toString(config.maxLength()),
                        "is more than the model takes: it fails on so many tokens");
            }
        }
    }

    /** Whether another has the same vectors, to the bit, of the texts that both were tried on. */
    boolean agreesWith(Network other) {
        return Arrays.deepEquals(tried, other.tried);
    }

    /** The names of what it is given. */
    List<String> inputs() {
        return translator.inputs();
    }

    int dimension() {
        return tried[0].length;
    }

    /** For one thread. */
    Predictor<TokenBatch, float[][]> newPredictor() {
        return model.newPredictor(translator);
    }

    boolean isOpen() {
        return model.getNDManager().isOpen();
    }

    @Override
    public void close() {
        model.close();
    }
}
