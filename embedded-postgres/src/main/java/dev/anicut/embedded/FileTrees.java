package dev.anicut.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/** What is done to a folder and everything in it. */
final class FileTrees {
    private static final String UID = "unix:uid";

    private FileTrees() {}

    /** Creates the folder; made by root in somebody's folder, it is that somebody's too. */
    static void create(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            return;
        }
        create(directory.getParent());
        Files.createDirectories(directory);
        int parentOwner = owner(directory.getParent());
        if (owner(directory) == 0 && parentOwner != 0) {
            Files.setAttribute(directory, UID, parentOwner);
        }
    }

    /** Deletes the tree; files that vanish meanwhile, as those of a stopping server, are no error. */
    static void delete(Path root) throws IOException {
        if (!Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                if (failure instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw failure;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException failure) throws IOException {
                Files.deleteIfExists(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** Has the disk hold the file's content, or the folder's names. */
    static void sync(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path)) {
            channel.force(true);
        }
    }

    static int owner(Path path) throws IOException {
        return (Integer) Files.getAttribute(path, UID, LinkOption.NOFOLLOW_LINKS);
    }

    static void changeOwner(Path root, int uid) throws IOException {
        try (var paths = Files.walk(root)) {
            for (Path path : (Iterable<Path>) paths::iterator) {
                if (owner(path) != uid) {
                    Files.setAttribute(path, UID, uid, LinkOption.NOFOLLOW_LINKS);
                }
            }
        }
    }
}
