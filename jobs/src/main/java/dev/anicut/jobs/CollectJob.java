package dev.anicut.jobs;

import dev.anicut.jobs.run.Collect;
import dev.anicut.jobs.run.Command;
import java.util.List;

/** Takes away content that no document points to any more: the main of {@code scripts/submit.sh collect}. */
public final class CollectJob {
    private CollectJob() {}

    public static void main(String[] args) {
        System.exit(Command.exitCode(new Collect(List.of(args), System.getenv())));
    }
}
