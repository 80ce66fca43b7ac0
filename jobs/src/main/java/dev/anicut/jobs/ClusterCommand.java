package dev.anicut.jobs;

import dev.anicut.jobs.run.Command;
import dev.anicut.jobs.run.Operate;
import java.util.List;

/** Lists, tells of, stops and cancels runs on a cluster: the main of {@code scripts/submit.sh list|status|stop|cancel}. */
public final class ClusterCommand {
    private ClusterCommand() {}

    public static void main(String[] args) {
        System.exit(Command.exitCode(new Operate(List.of(args), System.getenv())));
    }
}
