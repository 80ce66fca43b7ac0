package dev.anicut.embedded.kafka;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The folders of temporary brokers, and the removal of those whose JVM was killed. */
final class TemporaryFolders {
    private static final Logger LOG = LoggerFactory.getLogger(TemporaryFolders.class);
    private static final String PREFIX = "anicut-kafka-";
    private static final String OWNER = "owner";

    private TemporaryFolders() {}

    static Path create() {
        try {
            sweep();
            Path folder = Files.createTempDirectory(PREFIX);
            Files.writeString(folder.resolve(OWNER), identity(ProcessHandle.current()));
            return folder;
        } catch (IOException e) {
            throw new EmbeddedKafkaException("No temporary directory: " + e.getMessage(), e);
        }
    }

    /** Deletes the folder; files that vanish meanwhile are no error. */
    static void delete(Path folder) throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) {
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException failure) throws IOException {
                Files.deleteIfExists(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static void sweep() throws IOException {
        Path parent = Path.of(System.getProperty("java.io.tmpdir"));
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(parent, PREFIX + "*")) {
            for (Path folder : folders) {
                try {
                    if (isAbandoned(folder)) {
                        LOG.info("Removing {}, the temporary broker of a killed process", folder);
                        delete(folder);
                    }
                } catch (IOException e) {
                    LOG.debug("{} is left alone", folder, e);
                }
            }
        }
    }

    /** Whether the JVM that made the folder is gone, and with it the broker. */
    private static boolean isAbandoned(Path folder) throws IOException {
        Path file = folder.resolve(OWNER);
        if (!Files.exists(file)) {
            // just being made
            return false;
        }
        String owner = Files.readString(file);
        int space = owner.indexOf(' ');
        return space > 0
                && ProcessHandle.of(Long.parseLong(owner.substring(0, space)))
                        .filter(process -> identity(process).equals(owner))
                        .isEmpty();
    }

    /** The pid, and the time of start, for a pid alone may by now be another process's. */
    private static String identity(ProcessHandle process) {
        return process.pid() + " " + process.info().startInstant().orElse(Instant.EPOCH);
    }
}
