package dev.anicut.operators.embed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A model directory for tests: a real ONNX file of a few hundred kilobytes that looks each token up in a random table,
 * and a real tokenizer whose vocabulary is single characters and pairs. Embeds tens of thousands of texts a second; the
 * same text has the same vector in every JVM, and different words have different ones.
 */
public final class TinyModel {
    /** A word that the model fails on: its row is behind the end of the table. */
    public static final String FAILING_WORD = "xfailx";
    /** A word whose vector is not a number. */
    public static final String NAN_WORD = "xnanx";
    /** A word which, alone, has a text vector of zeros. */
    public static final String ZERO_WORD = "xzerox";

    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";
    private static final String MARKS = ".,;:!?-()[]#=*'/_>";
    private static final int CLS = 2;
    private static final int SEP = 3;

    private int dimension = 16;
    private long seed = 42;
    private List<String> inputs = List.of("input_ids", "attention_mask", "token_type_ids");
    private String output = "last_hidden_state";
    private boolean pooled;
    private boolean counting;
    private String unknown = "[UNK]";
    private int type;

    /** Writes the plain model into a directory, which is made if it is not there; returns the directory. */
    public static Path writeTo(Path directory) {
        return new TinyModel().write(directory);
    }

    TinyModel dimension(int newDimension) {
        dimension = newDimension;
        return this;
    }

    TinyModel seed(long newSeed) {
        seed = newSeed;
        return this;
    }

    TinyModel inputs(String... names) {
        inputs = List.of(names);
        return this;
    }

    TinyModel output(String name) {
        output = name;
        return this;
    }

    /** The output is one vector a text, the sum over its tokens. */
    TinyModel pooled() {
        pooled = true;
        return output("sentence_embedding");
    }

    /** Its vectors depend on the mask's shape: a one for each token is added. */
    TinyModel counting() {
        counting = true;
        return this;
    }

    /** The tokenizer fails on characters that it does not know. */
    public TinyModel withoutUnknownToken() {
        unknown = "[NONE]";
        return this;
    }

    /** The tokenizer gives each token of a text this type. */
    public TinyModel type(int newType) {
        type = newType;
        return this;
    }

    public Path write(Path directory) {
        try {
            Files.createDirectories(directory);
            List<String> vocabulary = vocabulary();
            Files.write(
                    directory.resolve("model.onnx"),
                    OnnxFile.lookup(table(vocabulary.size()), inputs, output, pooled, counting));
            Files.writeString(directory.resolve("tokenizer.json"), tokenizer(vocabulary));
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Multiples of 1/256, so that sums are exact in any order. */
    private float[][] table(int vocabulary) {
        Random random = new Random(seed);
        // the last word has no row
        float[][] table = new float[vocabulary - 1][dimension];
        for (float[] row : table) {
            for (int i = 0; i < dimension; i++) {
                row[i] = (random.nextInt(513) - 256) / 256f;
            }
        }
        for (int i = 0; i < dimension; i++) {
            table[vocabulary - 2][i] = Float.NaN;
            table[vocabulary - 3][i] = -table[CLS][i] - table[SEP][i];
        }
        return table;
    }

    private static List<String> vocabulary() {
        List<String> words = new ArrayList<>(List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]"));
        List<String> letters = LETTERS.chars().mapToObj(Character::toString).toList();
        for (String start : List.of("", "##")) {
            for (String first : letters) {
                words.add(start + first);
                letters.forEach(second -> words.add(start + first + second));
            }
        }
        MARKS.chars().mapToObj(Character::toString).forEach(words::add);
        words.addAll(List.of(ZERO_WORD, NAN_WORD, FAILING_WORD));
        return words;
    }

    /** Like the file of the bundled models, with its truncation and padding. */
    private String tokenizer(List<String> vocabulary) {
        String entries = IntStream.range(0, vocabulary.size())
                .mapToObj(id -> "\"" + vocabulary.get(id) + "\": " + id)
                .collect(Collectors.joining(", "));
        String special = IntStream.range(0, 4)
                .mapToObj(id ->
                        """
                        {"id": %d, "content": "%s", "single_word": false, "lstrip": false, "rstrip": false,
                         "normalized": false, "special": true}"""
                                .formatted(id, vocabulary.get(id)))
                .collect(Collectors.joining(", "));
        return """
                {"version": "1.0",
                 "truncation": {"direction": "Right", "max_length": 128, "strategy": "LongestFirst", "stride": 0},
                 "padding": {"strategy": {"Fixed": 128}, "direction": "Right", "pad_to_multiple_of": null,
                             "pad_id": 0, "pad_type_id": 0, "pad_token": "[PAD]"},
                 "added_tokens": [%s],
                 "normalizer": {"type": "BertNormalizer", "clean_text": true, "handle_chinese_chars": true,
                                "strip_accents": null, "lowercase": true},
                 "pre_tokenizer": {"type": "BertPreTokenizer"},
                 "post_processor": {"type": "TemplateProcessing",
                   "single": [{"SpecialToken": {"id": "[CLS]", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": %d}},
                              {"SpecialToken": {"id": "[SEP]", "type_id": 0}}],
                   "pair": [{"SpecialToken": {"id": "[CLS]", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}},
                            {"SpecialToken": {"id": "[SEP]", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 1}}],
                   "special_tokens": {"[CLS]": {"id": "[CLS]", "ids": [2], "tokens": ["[CLS]"]},
                                      "[SEP]": {"id": "[SEP]", "ids": [3], "tokens": ["[SEP]"]}}},
                 "decoder": null,
                 "model": {"type": "WordPiece", "unk_token": "%s", "continuing_subword_prefix": "##",
                           "max_input_chars_per_word": 100, "vocab": {%s}}}
                """
                .formatted(special, type, unknown, entries);
    }
}
