package dev.anicut.benchmarks;

import ai.djl.engine.Engine;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.io.InputStream;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * The limit: ONNX Runtime and the tokenizer with nothing around them, one session with one thread inside, texts side by
 * side on as many threads as the pipeline has slots.
 */
final class RawOnnx implements AutoCloseable {
    private final OrtEnvironment environment;
    private final OrtSession session;
    private final HuggingFaceTokenizer tokenizer;
    private final int threads;

    private RawOnnx(OrtEnvironment environment, OrtSession session, HuggingFaceTokenizer tokenizer, int threads) {
        this.environment = environment;
        this.session = session;
        this.tokenizer = tokenizer;
        this.threads = threads;
    }

    /** The bundled model of this name. */
    static RawOnnx open(String model, int maxLength, int threads) throws IOException, OrtException {
        // DJL wants to be the one that makes the environment
        Engine.getEngine("OnnxRuntime");
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (InputStream weights = resource(model + ".onnx");
                InputStream vocabulary = resource(model + "-tokenizer.json");
                OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            HuggingFaceTokenizer tokenizer = HuggingFaceTokenizer.newInstance(
                    vocabulary,
                    Map.of(
                            "truncation",
                            "true",
                            "padding",
                            "false",
                            "maxLength",
                            Integer.toString(maxLength),
                            "modelMaxLength",
                            Integer.toString(maxLength)));
            return new RawOnnx(
                    environment, environment.createSession(weights.readAllBytes(), options), tokenizer, threads);
        }
    }

    private static InputStream resource(String name) throws IOException {
        InputStream in = RawOnnx.class.getClassLoader().getResourceAsStream(name);
        if (in == null) {
            throw new IOException(name + " is not on the class path");
        }
        return in;
    }

    /** Each text alone and unpadded, in the order given: the best that gives the same bits every time. */
    float[][] embedSingly(List<String> texts) throws Exception {
        float[][] vectors = new float[texts.size()][];
        AtomicInteger next = new AtomicInteger();
        inThreads(() -> {
            for (int i = next.getAndIncrement(); i < texts.size(); i = next.getAndIncrement()) {
                vectors[i] = infer(new long[][] {encode(texts.get(i))})[0];
            }
        });
        return vectors;
    }

    /** Sorted by length and padded under a budget of tokens: faster where the model is not quantised, and vectors depend on batches. */
    float[][] embedSorted(List<String> texts, int budget) throws Exception {
        long[][] tokens = new long[texts.size()][];
        AtomicInteger next = new AtomicInteger();
        inThreads(() -> {
            for (int i = next.getAndIncrement(); i < tokens.length; i = next.getAndIncrement()) {
                tokens[i] = encode(texts.get(i));
            }
        });
        int[] byLength = IntStream.range(0, tokens.length)
                .boxed()
                .sorted(Comparator.comparingInt(i -> tokens[i].length))
                .mapToInt(Integer::intValue)
                .toArray();
        List<int[]> batches = new ArrayList<>();
        int start = 0;
        for (int i = 1; i <= byLength.length; i++) {
            if (i == byLength.length || (i - start + 1) * tokens[byLength[i]].length > budget) {
                batches.add(Arrays.copyOfRange(byLength, start, i));
                start = i;
            }
        }
        float[][] vectors = new float[texts.size()][];
        AtomicInteger nextBatch = new AtomicInteger();
        inThreads(() -> {
            for (int b = nextBatch.getAndIncrement(); b < batches.size(); b = nextBatch.getAndIncrement()) {
                int[] batch = batches.get(b);
                float[][] found =
                        infer(IntStream.of(batch).mapToObj(i -> tokens[i]).toArray(long[][]::new));
                for (int i = 0; i < batch.length; i++) {
                    vectors[batch[i]] = found[i];
                }
            }
        });
        return vectors;
    }

    private interface Work {
        void run() throws Exception;
    }

    private void inThreads(Work work) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                running.add(executor.submit(() -> {
                    work.run();
                    return null;
                }));
            }
            for (Future<?> thread : running) {
                thread.get();
            }
        } finally {
            executor.shutdownNow();
        }
    }

    /** The ids alone: the type of every token of a single text is 0. */
    private long[] encode(String text) {
        TokenizersLibrary library = TokenizersLibrary.LIB;
        long encoding = library.encode(tokenizer.getHandle(), text, true);
        try {
            return library.getTokenIds(encoding);
        } finally {
            library.deleteEncoding(encoding);
        }
    }

    private float[][] infer(long[][] rows) throws OrtException {
        int width = Arrays.stream(rows).mapToInt(row -> row.length).max().orElse(0);
        long[] ids = new long[rows.length * width];
        long[] mask = new long[ids.length];
        for (int row = 0; row < rows.length; row++) {
            System.arraycopy(rows[row], 0, ids, row * width, rows[row].length);
            Arrays.fill(mask, row * width, row * width + rows[row].length, 1);
        }
        long[] shape = {rows.length, width};
        try (OnnxTensor idTensor = OnnxTensor.createTensor(environment, LongBuffer.wrap(ids), shape);
                OnnxTensor maskTensor = OnnxTensor.createTensor(environment, LongBuffer.wrap(mask), shape);
                OnnxTensor typeTensor =
                        OnnxTensor.createTensor(environment, LongBuffer.wrap(new long[ids.length]), shape);
                OrtSession.Result result = session.run(
                        Map.of("input_ids", idTensor, "attention_mask", maskTensor, "token_type_ids", typeTensor))) {
            OnnxTensor output = (OnnxTensor) result.get(0);
            int dimension = (int) output.getInfo().getShape()[2];
            FloatBuffer values = output.getFloatBuffer();
            float[] all = new float[values.remaining()];
            values.get(all);
            float[][] vectors = new float[rows.length][];
            for (int row = 0; row < rows.length; row++) {
                vectors[row] = normalizedMean(all, row * width * dimension, rows[row].length, dimension);
            }
            return vectors;
        }
    }

    private static float[] normalizedMean(float[] values, int offset, int tokens, int dimension) {
        float[] mean = new float[dimension];
        for (int token = 0; token < tokens; token++) {
            int start = offset + token * dimension;
            for (int i = 0; i < dimension; i++) {
                mean[i] += values[start + i];
            }
        }
        double squares = 0;
        for (int i = 0; i < dimension; i++) {
            mean[i] /= tokens;
            squares += (double) mean[i] * mean[i];
        }
        double length = Math.sqrt(squares);
        for (int i = 0; i < dimension; i++) {
            mean[i] = (float) (mean[i] / length);
        }
        return mean;
    }

    @Override
    public void close() throws OrtException {
        session.close();
        tokenizer.close();
    }
}
