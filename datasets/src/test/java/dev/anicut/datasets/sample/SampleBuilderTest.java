package dev.anicut.datasets.sample;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

class SampleBuilderTest {
    private static final Path SOURCES = Path.of("src/sample");
    private static final Path SAMPLE = Path.of("sample");

    /** With {@code -Dsample.update=true} it writes them instead. */
    @Test
    void builtFilesOfTheSampleAreThoseOfTheirSources() throws IOException {
        Map<String, byte[]> built = SampleBuilder.build(SOURCES);
        for (Map.Entry<String, byte[]> file : built.entrySet()) {
            Path path = SAMPLE.resolve(file.getKey());
            if (Boolean.getBoolean("sample.update")) {
                Files.createDirectories(path.getParent());
                Files.write(path, file.getValue());
            }
            assertThat(path).as("built from src/sample, not yet in the sample").exists();
            // compressors differ between platforms in their bytes, not in what they hold
            assertThat(Arrays.equals(unpacked(path), unpacked(file.getKey(), file.getValue())))
                    .as(file.getKey() + " is as its source says; else run this test with -Dsample.update=true")
                    .isTrue();
        }
        assertThat(built).hasSizeGreaterThan(15);
    }

    @Test
    void buildsTheSameBytesTwice() throws IOException {
        Map<String, byte[]> first = SampleBuilder.build(SOURCES);
        Map<String, byte[]> second = SampleBuilder.build(SOURCES);
        first.forEach((name, bytes) ->
                assertThat(Arrays.equals(second.get(name), bytes)).as(name).isTrue());
    }

    private static byte[] unpacked(Path file) throws IOException {
        return unpacked(SAMPLE.relativize(file).toString(), Files.readAllBytes(file));
    }

    private static byte[] unpacked(String name, byte[] bytes) throws IOException {
        return switch (name.substring(name.lastIndexOf('.'))) {
            case ".gz" -> gunzipped(bytes);
            case ".zst" -> Zstd.decompress(bytes, 1 << 20);
            case ".docx", ".pptx", ".xlsx", ".odt" -> unzipped(bytes);
            default -> bytes;
        };
    }

    /** The names and bytes of all entries, one after another; a file that is no archive as it stands. */
    private static byte[] unzipped(byte[] bytes) throws IOException {
        Map<String, byte[]> entries = Archives.entries(bytes);
        if (entries.isEmpty()) {
            return bytes;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        entries.forEach((name, entry) -> {
            out.writeBytes(name.getBytes(StandardCharsets.UTF_8));
            out.writeBytes(entry);
        });
        return out.toByteArray();
    }

    /** What can be read of a gzip file, cut off or not. */
    private static byte[] gunzipped(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            in.transferTo(out);
        } catch (EOFException e) {
            assertThat(out.size()).as("the part of a cut file that can be read").isPositive();
        }
        return out.toByteArray();
    }
}
