package dev.anicut.jobs;

import dev.anicut.jobs.run.Command;
import dev.anicut.jobs.run.Redrive;
import java.util.List;

/** Sends dead letters round again: the main of {@code scripts/submit.sh redrive}. */
public final class RedriveJob {
    private RedriveJob() {}

    public static void main(String[] args) {
        int exitCode = Command.exitCode(new Redrive(List.of(args), System.getenv()));
        if (exitCode != 0) {
            System.exit(exitCode);
        }
    }
}
