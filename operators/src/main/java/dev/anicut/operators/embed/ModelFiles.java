package dev.anicut.operators.embed;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import dev.anicut.model.Hashes;
import dev.anicut.model.InvalidSettingException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where the bytes of a model are: resources of a bundled one, or the files of a directory. */
final class ModelFiles {
    private static final String ONNX = "model.onnx";
    private static final String TOKENIZER = "tokenizer.json";
    /** Bytes; a TaskManager may have a heap of half a gigabyte. */
    private static final int MOST_IN_MEMORY = 64 << 20;

    private final BundledModel bundled;
    private final Path directory;

    private ModelFiles(BundledModel bundled, Path directory) {
        this.bundled = bundled;
        this.directory = directory;
    }

    /** The files of the configured model, found but not read. */
    static ModelFiles of(EmbedConfig config) {
        String given = config.model();
        return BundledModel.of(given)
                .map(model -> new ModelFiles(model, null))
                .orElseGet(() -> new ModelFiles(null, directory(given)));
    }

    private static Path directory(String given) {
        Path directory;
        try {
            directory = Path.of(given).toAbsolutePath().normalize();
        } catch (InvalidPathException e) {
            throw invalid(given, e.getMessage());
        }
        if (!Files.isDirectory(directory)) {
            throw new InvalidSettingException(
                    EmbedOptions.MODEL.key(),
                    given,
                    "all-minilm-l6-v2-q, all-minilm-l6-v2, none, or an existing directory with " + ONNX + " and "
                            + TOKENIZER);
        }
        for (String name : List.of(ONNX, TOKENIZER)) {
            Path file = directory.resolve(name);
            if (!Files.isReadable(file) || !Files.isRegularFile(file)) {
                throw invalid(given, "there is no readable file " + name + " in it");
            }
            if (file.toFile().length() == 0) {
                throw invalid(given, "its " + name + " is empty");
            }
        }
        return directory;
    }

    /** The bundled name while the settings that change vectors are its own, else the name and a hash that tells it apart. */
    String id(EmbedConfig config) {
        // max-length is left out: no chunk is longer, and shorter texts give the same vectors under any
        boolean plain = config.pooling() == Pooling.MEAN
                && config.normalize()
                && config.passagePrefix().isEmpty();
        if (bundled != null && plain) {
            return bundled.code();
        }
        String settings =
                Hashes.sha256(config.pooling().name(), Boolean.toString(config.normalize()), config.passagePrefix());
        if (bundled != null) {
            return bundled.code() + '@' + settings.substring(0, 12);
        }
        return directory.getFileName() + "@"
                + Hashes.sha256(filesHash(), settings).substring(0, 12);
    }

    /** Covers the tokenizer file: the same text gives the same tokens. */
    String tokenizerHash() {
        try (InputStream in = openTokenizer()) {
            return Hashes.sha256(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the tokenizer of " + this, e);
        }
    }

    InputStream openTokenizer() throws IOException {
        return directory == null
                ? resource(bundled.code() + "-tokenizer.json")
                : Files.newInputStream(directory.resolve(TOKENIZER));
    }

    boolean isBundled() {
        return bundled != null;
    }

    void load(Model model, Map<String, ?> options) throws IOException, MalformedModelException {
        if (directory != null) {
            model.load(directory, ONNX, options);
            return;
        }
        try (InputStream in = resource(bundled.code() + ".onnx")) {
            load(model, in, options);
        }
    }

    static void load(Model model, InputStream onnx, Map<String, ?> options)
            throws IOException, MalformedModelException {
        model.load(onnx, options);
        // DJL makes an empty directory for a model that has none
        Files.deleteIfExists(model.getModelPath());
    }

    /** The ONNX file, if it is the whole model and may be held in memory some times over. */
    Optional<byte[]> onnx() {
        try {
            return readOnnx();
        } catch (IOException e) {
            throw invalid(toString(), "it cannot be read: " + e.getMessage());
        }
    }

    private Optional<byte[]> readOnnx() throws IOException {
        if (bundled == null && onnxFiles().size() > 1) {
            return Optional.empty();
        }
        try (InputStream in =
                bundled == null ? Files.newInputStream(directory.resolve(ONNX)) : resource(bundled.code() + ".onnx")) {
            byte[] read = in.readNBytes(MOST_IN_MEMORY + 1);
            return read.length <= MOST_IN_MEMORY ? Optional.of(read) : Optional.empty();
        }
    }

    /** The ONNX file, and weights that it keeps in files beside it. */
    private List<Path> onnxFiles() throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(directory, ONNX + "*")) {
            found.forEach(files::add);
        }
        files.sort(null);
        return files;
    }

    /** The ONNX file, weights it keeps in files beside it, and the tokenizer. */
    private String filesHash() {
        try {
            List<Path> files = onnxFiles();
            files.add(directory.resolve(TOKENIZER));
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (Path file : files) {
                try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
                    in.transferTo(OutputStream.nullOutputStream());
                }
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException e) {
            throw invalid(directory.toString(), "it cannot be read: " + e.getMessage());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static InputStream resource(String name) {
        InputStream in = ModelFiles.class.getClassLoader().getResourceAsStream(name);
        if (in == null) {
            throw new InvalidSettingException("embed.model: the bundled model's " + name + " is not on the class path");
        }
        return in;
    }

    static InvalidSettingException invalid(String given, String why) {
        return InvalidSettingException.unusable(
                EmbedOptions.MODEL.key(),
                given,
                "cannot be used: " + why.lines().findFirst().orElse("it fails"));
    }

    @Override
    public String toString() {
        return directory == null ? bundled.code() : directory.toString();
    }
}
