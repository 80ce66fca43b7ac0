package dev.anicut.jobs.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Tells a full disk from the many ways in which jobs fail on one: the embedded server dies of it and says no more. */
final class FullDisk {
    /** PostgreSQL makes files of 16 MB. */
    private static final long LEAST_BYTES = 32L << 20;

    private FullDisk() {}

    /** The failure, or what it comes from if the folder's disk is full. */
    static Exception explain(Path folder, Exception failure) {
        long free;
        try {
            free = Files.getFileStore(folder).getUsableSpace();
        } catch (IOException e) {
            return failure;
        }
        return free >= LEAST_BYTES
                ? failure
                : new IOException("No space left on device: " + folder + " has " + (free >> 20) + " MB free", failure);
    }
}
