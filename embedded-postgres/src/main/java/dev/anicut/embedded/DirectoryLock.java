package dev.anicut.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/** The right to start or stop the server of a directory, held by one process at a time. */
final class DirectoryLock {
    private final FileChannel channel;

    private DirectoryLock(FileChannel channel) {
        this.channel = channel;
    }

    static DirectoryLock take(Path directory, Duration limit) throws IOException {
        FileChannel channel = open(directory.resolve("lock"));
        Deadline deadline = Deadline.in(limit);
        try {
            // polled, for a blocking lock would close the channel on an interrupt
            while (channel.tryLock() == null) {
                if (deadline.passed()) {
                    throw new EmbeddedPostgresException("Another process has been starting or stopping the server in "
                            + directory + " for " + limit.toSeconds() + " s");
                }
                deadline.pause();
            }
            return new DirectoryLock(channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    void close() throws IOException {
        channel.close();
    }

    static FileChannel open(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    /**
     * One process's share in a running server: a shared lock that the operating system takes back when the process dies,
     * however it dies. Taken and given back under the directory's lock. The system counts locks per process, so a process
     * holds one share for all its handles.
     */
    static final class Share {
        private final FileChannel channel;
        private final FileLock lock;

        private Share(FileChannel channel, FileLock lock) {
            this.channel = channel;
            this.lock = lock;
        }

        static Share take(Path directory) throws IOException {
            FileChannel channel = open(directory.resolve("users"));
            FileLock lock = channel.tryLock(0, Long.MAX_VALUE, true);
            if (lock == null) {
                channel.close();
                throw new EmbeddedPostgresException("Some other program holds a lock on " + directory.resolve("users"));
            }
            return new Share(channel, lock);
        }

        /** Gives the share back; true if nobody else holds one. */
        boolean giveBack() throws IOException {
            try (channel) {
                lock.release();
                return channel.tryLock() != null;
            }
        }
    }
}
