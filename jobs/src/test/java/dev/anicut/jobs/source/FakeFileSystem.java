package dev.anicut.jobs.source;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.fs.BlockLocation;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.FileSystemFactory;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.plugin.PluginManager;

/** An object store in memory, plugged in under {@code fake://}, whose files and folders fail as told. */
final class FakeFileSystem extends FileSystem {
    private static final String SCHEME = "fake";
    private static final Map<String, byte[]> FILES = new ConcurrentHashMap<>();
    private static final Map<String, IOException> FAILURES = new ConcurrentHashMap<>();
    private static final Map<String, Break> BREAKS = new ConcurrentHashMap<>();

    static void plugIn() {
        FileSystem.initialize(new Configuration(), new Plugins());
        FILES.clear();
        FAILURES.clear();
        BREAKS.clear();
    }

    static void plugOut() {
        FileSystem.initialize(new Configuration(), null);
    }

    static void put(String path, String text) {
        FILES.put(path, text.getBytes(StandardCharsets.UTF_8));
    }

    /** The file or folder cannot be opened. */
    static void fail(String path, IOException failure) {
        FAILURES.put(path, failure);
    }

    /** The connection breaks after so many bytes, every time or the first few times. */
    static void breakAfter(String path, int bytes, int times) {
        BREAKS.put(path, new Break(bytes, new AtomicInteger(times)));
    }

    private record Break(int after, AtomicInteger times) {}

    private static final class Plugins implements PluginManager {
        @Override
        public <P> java.util.Iterator<P> load(Class<P> service) {
            return service == FileSystemFactory.class
                    ? List.of(service.cast(new Factory())).iterator()
                    : List.<P>of().iterator();
        }
    }

    private static final class Factory implements FileSystemFactory {
        @Override
        public String getScheme() {
            return SCHEME;
        }

        @Override
        public FileSystem create(URI uri) {
            return new FakeFileSystem();
        }
    }

    private static final class Stream extends FSDataInputStream {
        private final byte[] bytes;
        private final Break broken;
        private int at;

        Stream(byte[] bytes, Break broken) {
            this.bytes = bytes;
            this.broken = broken;
        }

        @Override
        public void seek(long position) {
            at = (int) position;
        }

        @Override
        public long getPos() {
            return at;
        }

        @Override
        public int read() throws IOException {
            if (broken != null && at >= broken.after && broken.times.getAndDecrement() > 0) {
                throw new IOException("connection\n reset");
            }
            return at < bytes.length ? bytes[at++] & 0xff : -1;
        }

        /** Short reads, as networks give them. */
        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int b = length == 0 ? -1 : read();
            if (b >= 0) {
                target[offset] = (byte) b;
            }
            return b < 0 ? b : 1;
        }
    }

    private record Status(Path path, long length, boolean isDir) implements FileStatus {
        @Override
        public long getLen() {
            return length;
        }

        @Override
        public long getBlockSize() {
            return length;
        }

        @Override
        public short getReplication() {
            return 1;
        }

        @Override
        public long getModificationTime() {
            return 0;
        }

        @Override
        public long getAccessTime() {
            return 0;
        }

        @Override
        public Path getPath() {
            return path;
        }
    }

    private static void throwIfTold(String path) throws IOException {
        if (FAILURES.containsKey(path)) {
            throw FAILURES.get(path);
        }
    }

    @Override
    public FileStatus getFileStatus(Path path) throws IOException {
        String name = path.toString();
        if (FILES.containsKey(name)) {
            return new Status(path, FILES.get(name).length, false);
        }
        if (FILES.keySet().stream().anyMatch(file -> file.startsWith(name.endsWith("/") ? name : name + "/"))) {
            return new Status(path, 0, true);
        }
        throw new FileNotFoundException(name);
    }

    @Override
    public FileStatus[] listStatus(Path path) throws IOException {
        throwIfTold(path.toString());
        String folder = path.toString().endsWith("/") ? path.toString() : path + "/";
        Map<String, FileStatus> children = new TreeMap<>();
        for (Map.Entry<String, byte[]> file : new HashMap<>(FILES).entrySet()) {
            if (file.getKey().startsWith(folder)) {
                String below = file.getKey().substring(folder.length());
                int slash = below.indexOf('/');
                String name = slash < 0 ? below : below.substring(0, slash);
                children.put(
                        name, new Status(new Path(folder + name), slash < 0 ? file.getValue().length : 0, slash >= 0));
            }
        }
        return children.values().toArray(new FileStatus[0]);
    }

    @Override
    public FSDataInputStream open(Path path) throws IOException {
        throwIfTold(path.toString());
        byte[] bytes = FILES.get(path.toString());
        if (bytes == null) {
            throw new FileNotFoundException(path.toString());
        }
        return new Stream(bytes, BREAKS.get(path.toString()));
    }

    @Override
    public FSDataInputStream open(Path path, int bufferSize) throws IOException {
        return open(path);
    }

    @Override
    public URI getUri() {
        return URI.create(SCHEME + "://bucket/");
    }

    @Override
    public Path getWorkingDirectory() {
        return new Path("fake://bucket/");
    }

    @Override
    public Path getHomeDirectory() {
        return getWorkingDirectory();
    }

    @Override
    public boolean isDistributedFS() {
        return true;
    }

    @Override
    public BlockLocation[] getFileBlockLocations(FileStatus file, long start, long length) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean delete(Path path, boolean recursive) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean mkdirs(Path path) {
        throw new UnsupportedOperationException();
    }

    @Override
    public FSDataOutputStream create(Path path, WriteMode mode) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean rename(Path from, Path to) {
        throw new UnsupportedOperationException();
    }
}
