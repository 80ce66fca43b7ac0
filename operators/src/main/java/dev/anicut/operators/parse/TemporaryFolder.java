package dev.anicut.operators.parse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The folder that one child may put temporary files in; its last user deletes it. */
final class TemporaryFolder {
    private static final String PREFIX = "anicut-parse-";

    private TemporaryFolder() {}

    static Path create() throws IOException {
        return Files.createTempDirectory(PREFIX);
    }

    /** Deletes the folder, if it is one of ours. */
    static void delete(Path folder) {
        if (folder == null || !folder.getFileName().toString().startsWith(PREFIX)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | RuntimeException e) {
            // parent and child may both be at it: what one finds gone, the other has deleted
            return;
        }
    }
}
