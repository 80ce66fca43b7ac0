package dev.anicut.jobs.run;

import dev.anicut.jobs.settings.RunConfig;
import dev.anicut.jobs.settings.RunOptions;
import dev.anicut.model.InvalidSettingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Tells a full disk from the many ways in which jobs fail on one: the embedded server dies of it and says no more. */
final class FullDisk {
    /** PostgreSQL makes files of 16 MB. */
    private static final long LEAST_BYTES = 32L << 20;

    private static final String SAID = "No space left on device";

    private FullDisk() {}

    /** A run that a full disk ended; the message says how it goes on. */
    static final class RunEndedException extends Exception {
        private static final long serialVersionUID = 1L;

        private RunEndedException(String found, String goOn, Throwable failure) {
            super("a disk is full (" + found + "); make room, then scripts/submit.sh " + goOn + " goes on from here");
            addSuppressed(failure);
        }
    }

    /**
     * The failure of a run that has begun, or what it comes from if a disk is full.
     *
     * @param folders whose disk to look at
     * @param goOn the command that continues the run
     */
    static Exception explain(List<Path> folders, String goOn, Exception failure) {
        for (Throwable cause : Command.causes(failure)) {
            if (isTold(cause)) {
                return new RunEndedException(
                        cause.getMessage().lines().findFirst().orElse(SAID), goOn, failure);
            }
        }
        for (Path folder : folders) {
            long free = freeBytes(folder);
            if (free < LEAST_BYTES) {
                return new RunEndedException((free >> 20) + " MB free under " + folder, goOn, failure);
            }
        }
        return failure;
    }

    /** Whether the failure says that a disk is full. */
    static boolean isTold(Throwable failure) {
        return failure.getMessage() != null && failure.getMessage().contains(SAID);
    }

    /** What a local run's home is refused with, before anything has begun. */
    static InvalidSettingException noRoom(RunConfig run) {
        long free = freeBytes(run.home());
        return InvalidSettingException.unusable(
                RunOptions.HOME.key(),
                run.home().toString(),
                "has no room for the embedded PostgreSQL: its disk is full"
                        + (free == Long.MAX_VALUE ? "" : ", " + (free >> 20) + " MB are left"));
    }

    private static long freeBytes(Path folder) {
        try {
            return Files.getFileStore(folder).getUsableSpace();
        } catch (IOException e) {
            // nothing is known of it
            return Long.MAX_VALUE;
        }
    }
}
