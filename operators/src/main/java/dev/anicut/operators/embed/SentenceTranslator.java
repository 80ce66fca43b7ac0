package dev.anicut.operators.embed;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.onnxruntime.engine.OrtNDArray;
import ai.djl.translate.NoBatchifyTranslator;
import ai.djl.translate.TranslatorContext;
import java.nio.FloatBuffer;
import java.util.List;

/** Puts texts before a BERT-like model and makes a vector of each from what comes out. */
final class SentenceTranslator implements NoBatchifyTranslator<TokenBatch, float[][]> {
    private static final String IDS = "input_ids";
    static final String MASK = "attention_mask";
    private static final String TYPES = "token_type_ids";

    /** The inputs it can fill; a model may want fewer. */
    static final List<String> INPUTS = List.of(IDS, MASK, TYPES);

    /** Outputs it can use, the best first: the text's vector as the model's makers pool it, then vectors of its tokens. */
    private static final List<String> OUTPUTS = List.of("sentence_embedding", "last_hidden_state", "token_embeddings");

    private final List<String> inputs;
    private final Pooling pooling;
    private final boolean normalize;

    SentenceTranslator(List<String> inputs, Pooling pooling, boolean normalize) {
        this.inputs = inputs;
        this.pooling = pooling;
        this.normalize = normalize;
    }

    /** The inputs of the model. */
    List<String> inputs() {
        return inputs;
    }

    @Override
    public NDList processInput(TranslatorContext context, TokenBatch batch) {
        context.setAttachment("batch", batch);
        NDManager manager = context.getNDManager();
        int width = batch.width();
        Shape shape = new Shape(batch.texts().size(), width);
        NDList arrays = new NDList(inputs.size());
        for (String name : inputs) {
            long[] values =
                    switch (name) {
                        case IDS -> batch.ids(width);
                        case MASK -> batch.mask(width);
                        case TYPES -> batch.typeIds(width);
                        default -> throw new IllegalStateException("no such input: " + name);
                    };
            NDArray array = manager.create(values, shape);
            array.setName(name);
            arrays.add(array);
        }
        return arrays;
    }

    @Override
    public float[][] processOutput(TranslatorContext context, NDList outputs) {
        TokenBatch batch = (TokenBatch) context.getAttachment("batch");
        NDArray output = choose(outputs);
        long[] shape = output.getShape().getShape();
        int rows = batch.texts().size();
        int dimension = Math.toIntExact(shape[shape.length - 1]);
        float[] values = values(output);
        int stride = values.length / rows;
        float[][] vectors = new float[rows][dimension];
        for (int row = 0; row < rows; row++) {
            // of a text's own vector there is one "token"
            int tokens = shape.length == 2 || pooling == Pooling.CLS
                    ? 1
                    : batch.texts().get(row).length();
            mean(values, row * stride, tokens, vectors[row]);
            if (normalize) {
                scaleToOne(vectors[row]);
            }
        }
        return vectors;
    }

    private static NDArray choose(NDList outputs) {
        for (String name : OUTPUTS) {
            for (NDArray output : outputs) {
                if (name.equals(output.getName()) && isUsable(output)) {
                    return output;
                }
            }
        }
        // under a name of its own it may be anything, a classifier's answers too: but vectors of tokens look like
        // nothing else
        if (outputs.size() == 1
                && isUsable(outputs.get(0))
                && outputs.get(0).getShape().dimension() == 3) {
            return outputs.get(0);
        }
        throw new IllegalStateException("it has the outputs "
                + outputs.stream().map(NDArray::getName).toList() + "; known are " + OUTPUTS + ", in float32");
    }

    private static boolean isUsable(NDArray output) {
        int dimensions = output.getShape().dimension();
        return output.getDataType() == DataType.FLOAT32 && (dimensions == 2 || dimensions == 3);
    }

    /** The numbers of an array, copied once out of native memory; DJL's own way is by two copies. */
    private static float[] values(NDArray output) {
        if (output instanceof OrtNDArray array) {
            FloatBuffer copy = array.getTensor().getFloatBuffer();
            if (copy.hasArray() && copy.array().length == copy.remaining()) {
                return copy.array();
            }
        }
        return output.toFloatArray();
    }

    private static void mean(float[] values, int offset, int tokens, float[] mean) {
        int dimension = mean.length;
        for (int token = 0; token < tokens; token++) {
            int start = offset + token * dimension;
            for (int i = 0; i < dimension; i++) {
                mean[i] += values[start + i];
            }
        }
        for (int i = 0; i < dimension; i++) {
            mean[i] /= tokens;
        }
    }

    /** Leaves the zero vector as it is. */
    private static void scaleToOne(float[] vector) {
        double squares = 0;
        for (float value : vector) {
            squares += (double) value * value;
        }
        if (squares > 0) {
            double length = Math.sqrt(squares);
            for (int i = 0; i < vector.length; i++) {
                vector[i] = (float) (vector[i] / length);
            }
        }
    }
}
