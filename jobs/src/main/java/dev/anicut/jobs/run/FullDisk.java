package dev.anicut.jobs.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Tells a full disk from the many ways in which jobs fail on one: the embedded server dies of it and says no more. */
final class FullDisk {
    /** PostgreSQL makes files of 16 MB. */
    private static final long LEAST_BYTES = 32L << 20;

    private FullDisk() {}

    /** The failure, or what it comes from if the disk of one of the folders is full. */
    static Exception explain(List<Path> folders, Exception failure) {
        for (Path folder : folders) {
            long free;
            try {
                free = Files.getFileStore(folder).getUsableSpace();
            } catch (IOException e) {
                continue;
            }
            if (free < LEAST_BYTES) {
                return new IOException("No space left on device: " + (free >> 20) + " MB under " + folder, failure);
            }
        }
        return failure;
    }
}
