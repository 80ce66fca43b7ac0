package dev.anicut.jobs;

import dev.anicut.jobs.run.Command;
import dev.anicut.jobs.run.Migrate;
import java.util.List;

/** Brings the schema up to date: the main of {@code scripts/submit.sh migrate}. */
public final class MigrateJob {
    private MigrateJob() {}

    public static void main(String[] args) {
        System.exit(Command.exitCode(new Migrate(List.of(args), System.getenv())));
    }
}
