package dev.anicut.operators.embed;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.CharSpan;
import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import ai.djl.util.JsonUtils;
import dev.anicut.model.Hashes;
import dev.anicut.model.TokenIds;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

/**
 * A model's own tokenizer, without the truncation and padding that its file may ask for; its users in a JVM share it,
 * and it is thread-safe.
 *
 * <p>Encodings are read through DJL's native interface: of the eight arrays of DJL's {@code Encoding} one or two are
 * wanted, and the rest costs a third of the time.
 */
public final class TextTokenizer implements AutoCloseable {
    private static final Shared<String, Loaded> SHARED = new Shared<>();
    private static final String UNLIMITED = Integer.toString(Integer.MAX_VALUE);

    private final String key;
    private final Loaded loaded;
    private final TokenizersLibrary library = TokenizersLibrary.LIB;
    private boolean closed;

    private TextTokenizer(String key, Loaded loaded) {
        this.key = key;
        this.loaded = loaded;
    }

    /** The tokenizer of the configured model; each call wants one {@link #close}. */
    public static TextTokenizer open(EmbedConfig config) {
        DjlRuntime.start();
        ModelFiles files = ModelFiles.of(config);
        String key = files.toString();
        return new TextTokenizer(key, SHARED.acquire(key, () -> Loaded.from(files, config.model())));
    }

    /** What tells this tokenizer from others: the first eight hex digits of its file's hash. */
    public static String identity(EmbedConfig config) {
        return ModelFiles.of(config).tokenizerHash().substring(0, 8);
    }

    /** What tells this tokenizer from others, see {@link #identity(EmbedConfig)}. */
    public String identity() {
        return loaded.identity;
    }

    /**
     * Whether the tokens of a text are those of its parts where it is parted at white space, as with BERT's; elsewhere
     * the beginning of a text may be cut otherwise than its middle.
     */
    public boolean partsAtWhiteSpace() {
        return loaded.partsAtWhiteSpace;
    }

    /** The number of tokens, special tokens included. */
    public int count(String text) {
        return ids(text).length();
    }

    /** The special tokens that stand around every text. */
    public int specialTokens() {
        return loaded.specialTokens;
    }

    /** The special tokens that stand behind every text. */
    public int trailingSpecialTokens() {
        return loaded.trailingSpecialTokens;
    }

    /** Whether a model is given nothing of a text but the ids of its tokens: the type of each is 0. */
    public boolean idsSuffice() {
        return loaded.idsSuffice;
    }

    /** The ids of all tokens, special tokens included. */
    public TokenIds ids(String text) {
        long encoding = encode(text, true);
        try {
            return new TokenIds(toInts(library.getTokenIds(encoding)));
        } finally {
            library.deleteEncoding(encoding);
        }
    }

    /** The tokens, special tokens left out. */
    public TokenSpans spans(String text) {
        long encoding = encode(text, false);
        try {
            CharSpan[] spans = library.getTokenCharSpans(encoding);
            int[] starts = new int[spans.length];
            int last = 0;
            for (int i = 0; i < spans.length; i++) {
                // a token that stands for nothing in the text has no span
                last = spans[i] == null ? last : Math.max(last, spans[i].getStart());
                starts[i] = last;
            }
            return new TokenSpans(toInts(library.getTokenIds(encoding)), starts);
        } finally {
            library.deleteEncoding(encoding);
        }
    }

    /** The tokens of a text, special tokens included, at most {@code maxLength} of them. */
    Tokens encode(String text, int maxLength) {
        long encoding = encode(text, true);
        try {
            long[] ids = library.getTokenIds(encoding);
            long[] typeIds = library.getTypeIds(encoding);
            if (ids.length <= maxLength) {
                return new Tokens(ids, typeIds, false);
            }
            int tail = trailingOnes(library.getSpecialTokenMask(encoding));
            return new Tokens(cut(ids, maxLength, tail), cut(typeIds, maxLength, tail), true);
        } finally {
            library.deleteEncoding(encoding);
        }
    }

    private long encode(String text, boolean specialTokens) {
        long handle = loaded.tokenizer.getHandle();
        try {
            return library.encode(handle, text, specialTokens);
        } catch (RuntimeException e) {
            throw new TokenizationException(e);
        }
    }

    private static int[] toInts(long[] ids) {
        return Arrays.stream(ids).mapToInt(Math::toIntExact).toArray();
    }

    private static int trailingOnes(long[] mask) {
        int ones = 0;
        while (ones < mask.length && mask[mask.length - 1 - ones] == 1) {
            ones++;
        }
        return ones;
    }

    /** The first of the ids and the special ones at their end. */
    private static long[] cut(long[] ids, int length, int tail) {
        int kept = Math.min(tail, length);
        long[] cut = new long[length];
        System.arraycopy(ids, 0, cut, 0, length - kept);
        System.arraycopy(ids, ids.length - kept, cut, length - kept, kept);
        return cut;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            SHARED.release(key);
        }
    }

    /** Tokenizers that are open in this JVM. */
    static int openTokenizers() {
        return SHARED.size();
    }

    /** The native tokenizer and what was read from its file. */
    private record Loaded(
            HuggingFaceTokenizer tokenizer,
            String identity,
            boolean partsAtWhiteSpace,
            int specialTokens,
            int trailingSpecialTokens,
            boolean idsSuffice)
            implements Shared.Closeable {

        private static Loaded from(ModelFiles files, String given) {
            byte[] json;
            try (var in = files.openTokenizer()) {
                json = in.readAllBytes();
            } catch (IOException e) {
                throw ModelFiles.invalid(given, "its tokenizer.json cannot be read: " + e.getMessage());
            }
            try {
                // gson on a string: a reader would need a character set
                Layout layout = JsonUtils.GSON.fromJson(new String(json, StandardCharsets.UTF_8), Layout.class);
                HuggingFaceTokenizer tokenizer = HuggingFaceTokenizer.newInstance(
                        new ByteArrayInputStream(json),
                        Map.of(
                                "truncation",
                                "false",
                                "padding",
                                "false",
                                "maxLength",
                                UNLIMITED,
                                "modelMaxLength",
                                UNLIMITED));
                Encoding sample = tokenizer.encode("a");
                return new Loaded(
                        tokenizer,
                        Hashes.sha256(json).substring(0, 8),
                        layout.partsAtWhiteSpace(),
                        tokenizer.encode("").getIds().length,
                        trailingOnes(sample.getSpecialTokenMask()),
                        Arrays.stream(sample.getTypeIds()).allMatch(type -> type == 0));
            } catch (IOException | RuntimeException e) {
                throw ModelFiles.invalid(given, "its tokenizer.json is no tokenizer: " + LibraryMessage.of(e));
            }
        }

        @Override
        public void close() {
            tokenizer.close();
        }
    }

    /** What tokenizer.json says about the parting of texts. */
    @SuppressWarnings({"checkstyle:MemberName", "UnusedVariable"})
    private static final class Layout {
        private Part pre_tokenizer;
        private Part model;

        private boolean partsAtWhiteSpace() {
            return pre_tokenizer != null
                    && "BertPreTokenizer".equals(pre_tokenizer.type)
                    && model != null
                    && "WordPiece".equals(model.type);
        }

        private static final class Part {
            private String type;
        }
    }
}
