package dev.anicut.jobs.source;

import java.io.IOException;
import java.io.Serializable;
import java.util.Arrays;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * The files that were found before a run began and that it has yet to list: counts by a hash of their paths, 16 KB for a
 * million files as for one. A file that came since counts for one that has gone if the two share a hash, once in 4,096
 * times: what is missing is a lower bound, and never too high.
 */
public final class ExpectedFiles implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final int HASHES = 1 << 12;

    private final int[] counts;

    ExpectedFiles() {
        this(new int[HASHES]);
    }

    private ExpectedFiles(int[] counts) {
        this.counts = counts;
    }

    ExpectedFiles copy() {
        return new ExpectedFiles(counts.clone());
    }

    void found(String path) {
        counts[hash(path)]++;
    }

    void listed(String path) {
        counts[hash(path)]--;
    }

    /** How many files have gone at least, once all have been listed. */
    long missing() {
        return Arrays.stream(counts).filter(count -> count > 0).asLongStream().sum();
    }

    private static int hash(String path) {
        int mixed = path.hashCode() * 0x9E3779B9;
        return (mixed ^ mixed >>> 15) & (HASHES - 1);
    }

    void write(DataOutputView out) throws IOException {
        out.writeInt((int) Arrays.stream(counts).filter(count -> count != 0).count());
        for (int i = 0; i < HASHES; i++) {
            if (counts[i] != 0) {
                out.writeShort(i);
                out.writeInt(counts[i]);
            }
        }
    }

    static ExpectedFiles read(DataInputView in) throws IOException {
        ExpectedFiles expected = new ExpectedFiles();
        for (int left = in.readInt(); left > 0; left--) {
            expected.counts[in.readUnsignedShort()] = in.readInt();
        }
        return expected;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ExpectedFiles expected && Arrays.equals(counts, expected.counts);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(counts);
    }
}
