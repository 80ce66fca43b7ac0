package dev.anicut.jobs.redrive;

import dev.anicut.jobs.kafka.TopicRereader;
import dev.anicut.jobs.source.FileRereader;
import dev.anicut.jobs.source.FileRest;
import dev.anicut.model.RawRecord;
import dev.anicut.model.Reason;
import dev.anicut.model.RecordFormat;
import dev.anicut.model.RecordHandle;
import dev.anicut.model.Sequence;
import dev.anicut.sinks.postgres.OtherLetters;
import dev.anicut.sinks.postgres.TakenLetter;
import dev.anicut.sinks.postgres.TakenLetters;
import java.sql.SQLException;

/**
 * Turns dead letters into records: from a payload that is the whole record, else from the place where it was read.
 * Confined to one thread.
 */
final class LetterReader implements AutoCloseable {
    private static final byte[] NO_BYTES = {};

    private final RedriveSourceConfig config;
    private final TakenLetters letters;
    private final FileRereader files;
    private final TopicRereader topics;
    private FileRest rest;
    private long restOf;

    /**
     * A record, and where to go on behind it.
     *
     * @param after the split with what is left of it
     */
    record Step(RawRecord record, RedriveSplit after) {}

    LetterReader(RedriveSourceConfig config) {
        this.config = config;
        this.letters = new TakenLetters(config.postgres(), config.runId());
        this.files = new FileRereader(config.files());
        this.topics = new TopicRereader(config.topics());
    }

    /** The next record of a split, or null at its end. */
    Step next(RedriveSplit split) throws SQLException, InterruptedException {
        RedriveSplit left = split;
        while (true) {
            TakenLetter letter = letters.first(left.next(), left.end());
            if (letter == null) {
                return null;
            }
            long position = letter.place() == left.next() ? left.position() : RedriveSplit.START;
            RawRecord lost = lost(letter);
            if (position == RedriveSplit.START && lost.format() != RecordFormat.RECORDS) {
                RawRecord record = record(letter, lost);
                if (record != null) {
                    return new Step(record, left.at(letter.place() + 1, RedriveSplit.START));
                }
            }
            RawRecord record = ofSeveral(letter, lost, position);
            if (record != null) {
                return new Step(
                        record,
                        rest.isEnded()
                                ? left.at(letter.place() + 1, RedriveSplit.START)
                                : left.at(letter.place(), rest.position()));
            }
            rest = null;
            left = left.at(letter.place() + 1, RedriveSplit.START);
        }
    }

    /** The letter's record, or null if it turns out to be several. */
    private RawRecord record(TakenLetter letter, RawRecord lost) throws InterruptedException {
        if (letter.payload() != null) {
            return with(lost, RecordFormat.JSON, letter.payload());
        }
        if (lost.format() == RecordFormat.TOMBSTONE) {
            return lost;
        }
        if (!lost.origin().isFile()) {
            return topics.record(lost);
        }
        RawRecord record = files.record(lost);
        return record == null && letter.parsed() ? readAsRecords(lost) : record;
    }

    private RawRecord ofSeveral(TakenLetter letter, RawRecord lost, long position)
            throws SQLException, InterruptedException {
        if (rest == null || restOf != letter.place()) {
            if (rest != null) {
                rest.close();
            }
            OtherLetters others = letters.others(letter);
            rest = new FileRest(lost, others.end(), others::hold, position, config.files());
            restOf = letter.place();
        }
        return rest.next();
    }

    /** What is known of the record without its bytes. */
    private RawRecord lost(TakenLetter letter) {
        RecordHandle handle = letter.handle();
        boolean versionedTwice = config.versioned() && letter.parsed() && handle.format() != RecordFormat.FILE;
        Sequence sequence = versionedTwice
                ? handle.sequence().withoutVersion(letter.origin().position())
                : handle.sequence();
        return new RawRecord(
                letter.origin(),
                letter.payload() != null ? RecordFormat.JSON : handle.format(),
                handle.source(),
                handle.fallbackId(),
                sequence,
                NO_BYTES,
                handle.headers(),
                0,
                null,
                null);
    }

    private static RawRecord with(RawRecord lost, RecordFormat format, byte[] bytes) {
        return new RawRecord(
                lost.origin(),
                format,
                lost.source(),
                lost.fallbackId(),
                lost.sequence(),
                bytes,
                lost.headers(),
                bytes.length,
                null,
                null);
    }

    private static RawRecord readAsRecords(RawRecord lost) {
        return new RawRecord(
                lost.origin(),
                lost.format(),
                lost.source(),
                lost.fallbackId(),
                lost.sequence(),
                NO_BYTES,
                lost.headers(),
                0,
                Reason.UNREADABLE,
                "the file was read as one record: give the source.format that it was read with");
    }

    @Override
    public void close() {
        if (rest != null) {
            rest.close();
        }
        files.close();
        topics.close();
        letters.close();
    }
}
