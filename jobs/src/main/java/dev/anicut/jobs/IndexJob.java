package dev.anicut.jobs;

import dev.anicut.jobs.run.Command;
import dev.anicut.jobs.run.IndexVectors;
import java.util.List;

/** Builds the index over vectors after a bulk load: the main of {@code scripts/submit.sh index}. */
public final class IndexJob {
    private IndexJob() {}

    public static void main(String[] args) {
        System.exit(Command.exitCode(new IndexVectors(List.of(args), System.getenv())));
    }
}
