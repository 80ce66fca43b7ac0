package dev.anicut.jobs.source;

import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.local.LocalDataInputStream;

/**
 * The local disk. Flink's own local file system knows no links, pipes or permissions, and cannot open a name that holds
 * a backslash.
 */
final class LocalStorage implements Storage {

    @Override
    public List<Entry> list(String path) throws IOException {
        List<Entry> entries = new ArrayList<>();
        try (DirectoryStream<Path> children = Files.newDirectoryStream(Path.of(path))) {
            for (Path child : children) {
                entries.add(entry(child));
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        } catch (NoSuchFileException e) {
            throw isUnreadableName(path) ? unreadableName("folder") : e;
        }
        entries.sort(Comparator.comparing(Entry::name));
        return entries;
    }

    /** What cannot be looked at is taken for a file: reading it will say why. */
    private static Entry entry(Path path) {
        try {
            return describe(path);
        } catch (IOException e) {
            return new Entry(path.getFileName().toString(), 0, 0, false, false, null);
        }
    }

    private static Entry describe(Path path) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
        boolean directory = attributes.isDirectory();
        Path name = path.getFileName();
        return new Entry(
                name == null ? "" : name.toString(),
                directory ? 0 : attributes.size(),
                attributes.lastModifiedTime().toMillis(),
                directory,
                attributes.isOther(),
                directory ? attributes.fileKey() : null);
    }

    @Override
    public Entry status(String path) throws IOException {
        return describe(Path.of(path));
    }

    @Override
    public FSDataInputStream open(String path) throws IOException {
        File file = new File(path);
        try {
            return new LocalDataInputStream(file);
        } catch (FileNotFoundException e) {
            throw reason(file);
        }
    }

    /** The exception is the same for a missing file, a forbidden one, and two more. */
    private static IOException reason(File file) {
        String path = file.getPath();
        if (file.exists()) {
            return new AccessDeniedException(path);
        }
        if (isUnreadableName(path)) {
            return unreadableName("file");
        }
        try {
            Files.readAttributes(file.toPath(), BasicFileAttributes.class);
        } catch (NoSuchFileException e) {
            return e;
        } catch (FileSystemException e) {
            boolean loop = !(e instanceof AccessDeniedException) && Files.isSymbolicLink(file.toPath());
            return loop ? new FileSystemLoopException(path) : e;
        } catch (IOException e) {
            return e;
        }
        return new NoSuchFileException(path);
    }

    private static boolean isUnreadableName(String path) {
        return path.indexOf('\uFFFD') >= 0;
    }

    private static IOException unreadableName(String kind) {
        return new IOException("the name is not UTF-8, so the " + kind + " cannot be opened: rename it");
    }
}
