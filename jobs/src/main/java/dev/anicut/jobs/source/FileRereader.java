package dev.anicut.jobs.source;

import dev.anicut.model.Origin;
import dev.anicut.model.RawRecord;
import dev.anicut.model.Reason;
import dev.anicut.model.RecordFormat;
import java.io.Closeable;
import java.io.IOException;

/**
 * Reads single records of files once more, at their origins. Asked in the order of the origins it passes through each
 * file once: it keeps the last one open. Not thread-safe.
 */
public final class FileRereader implements Closeable {
    private final SourceConfig config;
    private String path;
    private SliceReader reader;
    private SliceRecord ahead;

    public FileRereader(SourceConfig config) {
        this.config = config;
    }

    /**
     * The record with its bytes, or failed with the reason why they are not to be had.
     *
     * @param lost what is known of it
     * @return null if what was one whole file holds records
     */
    public RawRecord record(RawRecord lost) {
        try {
            openFor(lost.origin());
            boolean whole = reader instanceof WholeFileReader;
            if (whole && lost.format() != RecordFormat.FILE) {
                throw LostFile.readWhole();
            }
            if (!whole && lost.format() == RecordFormat.FILE) {
                close();
                return null;
            }
            SliceRecord found = find(lost.origin().position());
            if (whole) {
                // its bytes are not to be held on to
                close();
            }
            return LostFile.found(lost, whole ? RecordFormat.FILE : RecordFormat.JSON, found);
        } catch (IOException e) {
            close();
            SliceFailure failure = SliceFailure.of(e);
            return LostFile.found(
                    lost, lost.format(), new SliceRecord(0, 0, failure.head(), failure.reason(), failure.getMessage()));
        }
    }

    private void openFor(Origin origin) throws IOException {
        boolean passed = ahead != null && ahead.position() > origin.position();
        if (!origin.name().equals(path) || reader.seeks() || passed) {
            close();
            reader = LostFile.openBefore(LostFile.slice(origin.name()), origin.position(), config);
            path = origin.name();
        }
    }

    private SliceRecord find(long position) throws IOException {
        while (ahead == null || ahead.position() < position) {
            ahead = reader.next();
            if (ahead == null) {
                break;
            }
            if (ahead.several() && ahead.next() > position) {
                throw new SliceFailure(ahead.reason(), ahead.message());
            }
        }
        if (ahead == null || ahead.position() > position) {
            throw new SliceFailure(
                    Reason.VANISHED, "no record begins at " + position + " any more: the file has changed");
        }
        return ahead;
    }

    @Override
    public void close() {
        if (reader != null) {
            try {
                reader.close();
            } catch (IOException e) {
                // all that was wanted of the file has been read
            }
        }
        reader = null;
        path = null;
        ahead = null;
    }
}
