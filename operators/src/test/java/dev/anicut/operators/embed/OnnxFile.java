package dev.anicut.operators.embed;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Encodes ONNX files (protocol buffers of the format's schema) with one table and one or two operators. */
final class OnnxFile {
    private static final int FLOAT = 1;
    private static final int INT64 = 7;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    private OnnxFile() {}

    /**
     * A model that looks tokens up.
     *
     * @param table a row for each token id
     * @param inputs names of its inputs, [texts, tokens] of int64; the ids are the first
     * @param output name of its output
     * @param pooled whether that is the sum over the tokens, [texts, dimension], or each token's row
     * @param counting whether the number of ones in the attention mask, the second input, is added to every element
     */
    static byte[] lookup(float[][] table, List<String> inputs, String output, boolean pooled, boolean counting) {
        OnnxFile graph = new OnnxFile();
        graph.message(1, node("Gather", List.of("table", inputs.get(0)), pooled || counting ? "rows" : output));
        if (pooled) {
            graph.message(1, node("ReduceSum", List.of("rows", "axes"), output).message(5, keepNoDimension()));
        }
        if (counting) {
            graph.message(1, node("Cast", List.of(inputs.get(1)), "mask").message(5, toFloat()));
            graph.message(1, node("ReduceSum", List.of("mask"), "count").message(5, keepNoDimension()));
            graph.message(1, node("Add", List.of("rows", "count"), output));
        }
        graph.text(2, "tiny");
        graph.message(5, tensor("table", table));
        if (pooled) {
            graph.message(5, axes());
        }
        inputs.forEach(name -> graph.message(11, value(name, INT64, "texts", "tokens")));
        graph.message(12, pooled ? value(output, FLOAT, "texts", "d") : value(output, FLOAT, "texts", "tokens", "d"));
        OnnxFile model = new OnnxFile();
        model.number(1, 8);
        model.message(7, graph);
        model.message(8, new OnnxFile().text(1, "").number(2, 13));
        return model.bytes.toByteArray();
    }

    private static OnnxFile node(String operator, List<String> inputs, String output) {
        OnnxFile node = new OnnxFile();
        inputs.forEach(input -> node.text(1, input));
        return node.text(2, output).text(4, operator);
    }

    private static OnnxFile keepNoDimension() {
        return integer("keepdims", 0);
    }

    private static OnnxFile toFloat() {
        return integer("to", FLOAT);
    }

    private static OnnxFile integer(String attribute, int value) {
        int typeInt = 2;
        return new OnnxFile().text(1, attribute).number(3, value).number(20, typeInt);
    }

    private static OnnxFile tensor(String name, float[][] rows) {
        ByteBuffer data =
                ByteBuffer.allocate(rows.length * rows[0].length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (float[] row : rows) {
            for (float value : row) {
                data.putFloat(value);
            }
        }
        return new OnnxFile()
                .number(1, rows.length)
                .number(1, rows[0].length)
                .number(2, FLOAT)
                .text(8, name)
                .block(9, data.array());
    }

    private static OnnxFile axes() {
        byte[] one = ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(1)
                .array();
        return new OnnxFile().number(1, 1).number(2, INT64).text(8, "axes").block(9, one);
    }

    private static OnnxFile value(String name, int type, String... dimensions) {
        OnnxFile shape = new OnnxFile();
        for (String dimension : dimensions) {
            shape.message(1, new OnnxFile().text(2, dimension));
        }
        OnnxFile tensor = new OnnxFile().number(1, type).message(2, shape);
        return new OnnxFile().text(1, name).message(2, new OnnxFile().message(1, tensor));
    }

    private OnnxFile number(int field, long value) {
        varint((long) field << 3);
        varint(value);
        return this;
    }

    private OnnxFile text(int field, String value) {
        return block(field, value.getBytes(StandardCharsets.UTF_8));
    }

    private OnnxFile message(int field, OnnxFile value) {
        return block(field, value.bytes.toByteArray());
    }

    private OnnxFile block(int field, byte[] value) {
        varint((long) field << 3 | 2);
        varint(value.length);
        bytes.writeBytes(value);
        return this;
    }

    private void varint(long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            bytes.write((int) (rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        bytes.write((int) rest);
    }
}
