package dev.anicut.operators.embed;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnknownFieldSet.Field;
import com.google.protobuf.UnsafeByteOperations;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * ONNX files whose attention mask is a constant of ones, for texts that go through the model alone and unpadded: ONNX
 * Runtime computes what depends on it once, when it loads the model, and leaves out the adding of zeros to all scores.
 *
 * <p>An ONNX file is a protocol buffer; the numbers of its fields are those of onnx.proto. One of the graph's inputs
 * becomes an initializer of the same name, 1 by 1, and everything else stays as it is.
 */
final class ConstantMask {
    /** From this version of the format on, an initializer that is no input is a constant. */
    private static final long LEAST_IR_VERSION = 4;

    private static final int MODEL_IR_VERSION = 1;
    private static final int MODEL_GRAPH = 7;
    private static final int GRAPH_INITIALIZER = 5;
    private static final int GRAPH_INPUT = 11;
    private static final int VALUE_NAME = 1;
    private static final int TENSOR_DIMENSION = 1;
    private static final int TENSOR_TYPE = 2;
    private static final int TENSOR_INT64_VALUE = 7;
    private static final int TENSOR_NAME = 8;
    private static final int INT64 = 7;

    private ConstantMask() {}

    /**
     * The same model without the input.
     *
     * @param model an ONNX file
     * @param input the name of its attention mask, of type int64
     * @return empty if it has no such input, or is of a version of the format that knows no constants
     */
    static Optional<byte[]> in(byte[] model, String input) {
        try {
            UnknownFieldSet file = fields(UnsafeByteOperations.unsafeWrap(model));
            List<ByteString> graphs = file.getField(MODEL_GRAPH).getLengthDelimitedList();
            List<Long> version = file.getField(MODEL_IR_VERSION).getVarintList();
            if (graphs.size() != 1 || version.isEmpty() || version.get(0) < LEAST_IR_VERSION) {
                return Optional.empty();
            }
            UnknownFieldSet graph = fields(graphs.get(0));
            Field inputs = graph.getField(GRAPH_INPUT);
            Field.Builder others = Field.newBuilder();
            for (ByteString value : inputs.getLengthDelimitedList()) {
                if (!name(value).equals(input)) {
                    others.addLengthDelimited(value);
                }
            }
            Field left = others.build();
            if (left.equals(inputs)) {
                return Optional.empty();
            }
            UnknownFieldSet changed = graph.toBuilder()
                    .clearField(GRAPH_INPUT)
                    .addField(GRAPH_INPUT, left)
                    .mergeField(GRAPH_INITIALIZER, block(one(input).toByteString()))
                    .build();
            return Optional.of(file.toBuilder()
                    .clearField(MODEL_GRAPH)
                    .addField(MODEL_GRAPH, block(changed.toByteString()))
                    .build()
                    .toByteArray());
        } catch (IOException e) {
            // what is wrong with it is said where it is loaded
            return Optional.empty();
        }
    }

    /** The fields of a message, as views of its bytes: weights are not copied to be looked at. */
    private static UnknownFieldSet fields(ByteString message) throws IOException {
        CodedInputStream in = message.newCodedInput();
        in.enableAliasing(true);
        return UnknownFieldSet.parseFrom(in);
    }

    private static String name(ByteString value) throws IOException {
        List<ByteString> names = fields(value).getField(VALUE_NAME).getLengthDelimitedList();
        return names.isEmpty() ? "" : names.get(0).toStringUtf8();
    }

    /** A tensor of a single one, which is as wide as it has to be wherever it is used. */
    private static UnknownFieldSet one(String name) {
        return UnknownFieldSet.newBuilder()
                .addField(
                        TENSOR_DIMENSION,
                        Field.newBuilder().addVarint(1).addVarint(1).build())
                .addField(TENSOR_TYPE, Field.newBuilder().addVarint(INT64).build())
                .addField(TENSOR_INT64_VALUE, Field.newBuilder().addVarint(1).build())
                .addField(TENSOR_NAME, block(ByteString.copyFromUtf8(name)))
                .build();
    }

    private static Field block(ByteString bytes) {
        return Field.newBuilder().addLengthDelimited(bytes).build();
    }
}
