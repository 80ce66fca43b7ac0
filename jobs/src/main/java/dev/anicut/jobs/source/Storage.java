package dev.anicut.jobs.source;

import java.io.IOException;
import java.util.List;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;

/** Where files are: the local disk, or a file system that Flink has plugged in. Paths are absolute. */
interface Storage {

    /**
     * A file or folder.
     *
     * @param modified when it was last modified, in milliseconds since the epoch
     * @param key equal for two paths to the same folder, null where folders cannot be reached by two
     * @param irregular neither file nor folder: a pipe or a device, which might be read for ever
     */
    record Entry(String name, long length, long modified, boolean directory, boolean irregular, Object key) {}

    /** What a folder holds, sorted by name. */
    List<Entry> list(String path) throws IOException;

    /** The file or folder; throws {@link java.io.FileNotFoundException} or its kin if there is none. */
    Entry status(String path) throws IOException;

    FSDataInputStream open(String path) throws IOException;

    static Storage of(String path) throws IOException {
        return isLocal(path) ? new LocalStorage() : new FlinkStorage(FileSystem.get(new Path(path).toUri()));
    }

    /** The path as it is seen from every machine: absolute, and without {@code file:}. */
    static String absolute(String path) {
        if (!isLocal(path)) {
            String qualified = new Path(path).toUri().getScheme() == null
                    ? FileSystem.getDefaultFsUri().resolve("/") + path
                    : path;
            return withoutEndingSlash(qualified);
        }
        String local = path.startsWith("file:") ? new Path(path).getPath() : path;
        return java.nio.file.Path.of(local).toAbsolutePath().normalize().toString();
    }

    private static boolean isLocal(String path) {
        if (path.startsWith("/")) {
            return "file".equals(FileSystem.getDefaultFsUri().getScheme());
        }
        int colon = path.indexOf(':');
        // without a scheme, or with a colon in a name
        if (colon < 0 || (path.indexOf('/') >= 0 && path.indexOf('/') < colon)) {
            return "file".equals(FileSystem.getDefaultFsUri().getScheme());
        }
        return path.startsWith("file:") || !path.startsWith("//", colon + 1);
    }

    private static String withoutEndingSlash(String path) {
        int authority = path.indexOf("://") + 3;
        int root = path.indexOf('/', authority);
        if (root < 0) {
            return path + "/";
        }
        int end = path.length();
        while (end > root + 1 && path.charAt(end - 1) == '/') {
            end--;
        }
        return path.substring(0, end);
    }

    /** The path of an entry in a folder. */
    static String child(String folder, String name) {
        return folder.endsWith("/") ? folder + name : folder + "/" + name;
    }
}
