package dev.anicut.jobs;

import dev.anicut.jobs.run.Command;
import dev.anicut.jobs.run.Ingest;
import java.util.List;

/** Takes in documents from topics as they come: the main of {@code scripts/submit.sh ingest}. */
public final class IngestJob {
    private IngestJob() {}

    public static void main(String[] args) {
        int exitCode = Command.exitCode(new Ingest(List.of(args), System.getenv()));
        if (exitCode != 0) {
            System.exit(exitCode);
        }
    }
}
