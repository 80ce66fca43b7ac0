package dev.anicut.jobs.source;

import dev.anicut.model.Origin;
import dev.anicut.model.RawRecord;
import dev.anicut.model.Reason;
import dev.anicut.model.RecordFormat;
import dev.anicut.model.Sequence;
import java.io.IOException;

/** A file that a lost record is sought in, as it is now. */
final class LostFile {
    private LostFile() {}

    static FileFormat format(String path, SourceConfig config) {
        return config.format() == null ? FileFormat.of(path) : config.format();
    }

    static FileSlice slice(String path) throws IOException {
        Storage.Entry entry = Storage.of(path).status(path);
        if (entry.directory()) {
            throw new SliceFailure(Reason.UNREADABLE, "a folder: a backfill reads what is in it");
        }
        if (entry.irregular()) {
            throw new SliceFailure(Reason.UNREADABLE, "neither a file nor a folder");
        }
        return new FileSlice("", path, path, 0, entry.length(), entry.modified(), 0, entry.length(), null, null);
    }

    /**
     * Opens a file a little before a position, so that the records from there on show whether they begin where they
     * did: where lines can be sought one byte before, else at the beginning.
     */
    static SliceReader openBefore(FileSlice slice, long position, SourceConfig config) throws IOException {
        boolean lines = format(slice.path(), config) == FileFormat.JSON_LINES;
        return SliceReader.open(slice, lines && position > 0 ? position - 1 : FileSplit.START, config);
    }

    /** The file holds records, and is about to be read as one. */
    static SliceFailure readWhole() {
        return new SliceFailure(
                Reason.UNREADABLE,
                "the file was read as records: give the " + SourceOptions.FORMAT.key() + " that it was read with");
    }

    static RawRecord found(RawRecord lost, RecordFormat format, SliceRecord record) {
        return new RawRecord(
                lost.origin(),
                format,
                lost.source(),
                lost.fallbackId(),
                lost.sequence(),
                record.bytes(),
                lost.headers(),
                record.bytes().length,
                record.reason(),
                record.message());
    }

    /** One of several records that were lost together. */
    static RawRecord found(RawRecord lost, SliceRecord record) {
        Origin origin = lost.origin();
        String behindFile = "#" + origin.position();
        String file = lost.fallbackId().endsWith(behindFile)
                ? lost.fallbackId().substring(0, lost.fallbackId().length() - behindFile.length())
                : lost.fallbackId();
        return new RawRecord(
                Origin.ofFile(origin.name(), record.position()),
                record.several() ? RecordFormat.RECORDS : RecordFormat.JSON,
                lost.source(),
                file + "#" + record.position(),
                new Sequence(lost.sequence().version(), lost.sequence().ordinal(), record.position()),
                record.bytes(),
                lost.headers(),
                record.bytes().length,
                record.reason(),
                record.message());
    }
}
