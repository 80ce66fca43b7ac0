package dev.anicut.jobs.source;

import dev.anicut.model.Reason;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;

/** The end of a slice before its end: the records read from it so far stand, and this becomes one failed record. */
final class SliceFailure extends IOException {
    private static final long serialVersionUID = 1L;
    private static final int MAX_MESSAGE = 500;

    private final Reason reason;
    private final long position;
    private final transient byte[] head;

    SliceFailure(Reason reason, String message, long position, byte[] head, Throwable cause) {
        super(message, cause);
        this.reason = reason;
        this.position = position;
        this.head = head;
    }

    SliceFailure(Reason reason, String message) {
        this(reason, message, 0, new byte[0], null);
    }

    /** The failure that an exception of a file system stands for. */
    static SliceFailure of(IOException e) {
        if (e instanceof SliceFailure failure) {
            return failure;
        }
        if (e instanceof NoSuchFileException || e instanceof FileNotFoundException) {
            return caused(Reason.VANISHED, "no such file", e);
        }
        if (e instanceof FileSystemLoopException) {
            return caused(Reason.LINK_LOOP, "a link leads back to itself", e);
        }
        if (e instanceof AccessDeniedException) {
            return caused(Reason.UNREADABLE, "permission denied", e);
        }
        if (e instanceof EOFException) {
            return caused(Reason.TRUNCATED, "the file is shorter than it was", e);
        }
        return caused(Reason.UNREADABLE, describe(e), e);
    }

    static SliceFailure corrupt(String message, Throwable cause) {
        return caused(Reason.CORRUPT, message, cause);
    }

    private static SliceFailure caused(Reason reason, String message, Throwable cause) {
        return new SliceFailure(reason, message, 0, new byte[0], cause);
    }

    /** One line about a throwable. */
    static String describe(Throwable e) {
        String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        String line = message.replaceAll("\\s+", " ").strip();
        return line.length() > MAX_MESSAGE ? line.substring(0, MAX_MESSAGE) : line;
    }

    /** The same failure, where the record that it cut short began. */
    SliceFailure at(long place, byte[] begun) {
        return new SliceFailure(reason, getMessage(), place, begun, this);
    }

    Reason reason() {
        return reason;
    }

    long position() {
        return position;
    }

    byte[] head() {
        return head;
    }
}
