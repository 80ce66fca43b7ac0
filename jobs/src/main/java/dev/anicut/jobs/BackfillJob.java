package dev.anicut.jobs;

import dev.anicut.jobs.run.Backfill;
import dev.anicut.jobs.run.Command;
import java.util.List;

/** Takes in documents in bulk from files: the main of {@code scripts/submit.sh backfill}. */
public final class BackfillJob {
    private BackfillJob() {}

    public static void main(String[] args) {
        int exitCode = Command.exitCode(new Backfill(List.of(args), System.getenv()));
        if (exitCode != 0) {
            System.exit(exitCode);
        }
    }
}
