package dev.anicut.jobs.run;

import dev.anicut.jobs.settings.RunConfig;
import dev.anicut.jobs.settings.RunOptions;
import java.io.IOException;
import java.util.Optional;
import org.apache.flink.core.fs.Path;

/** Where the checkpoints of a run go, and which of them it goes on from. */
final class RunCheckpoints {
    private RunCheckpoints() {}

    /** Null where neither the run nor its cluster says where: then its checkpoints, if any, cannot be found again. */
    static Checkpoints of(RunConfig run, FlinkEnvironment flink, String runId) {
        String root = root(run, flink);
        return root == null ? null : new Checkpoints(root, runId);
    }

    private static String root(RunConfig run, FlinkEnvironment flink) {
        if (run.checkpointDir() != null) {
            return run.checkpointDir();
        }
        return run.isLocal()
                ? run.home().resolve("checkpoints").toUri().toString()
                : flink.checkpointRoot().orElse(null);
    }

    /** @param checkpoints null for none */
    static void prepare(
            RunConfig run, FlinkEnvironment flink, Checkpoints checkpoints, boolean resumed, Console console)
            throws IOException {
        if (run.mode() == RunOptions.Mode.BATCH || checkpoints == null) {
            return;
        }
        checkpoints.prepare(RunOptions.CHECKPOINT_DIR.key());
        flink.checkpointTo(checkpoints.directory());
        if (resumed) {
            Optional<Path> start = run.savepoint() == null
                    ? checkpoints.latest()
                    : Optional.of(Checkpoints.given(RunOptions.SAVEPOINT.key(), run.savepoint()));
            start.ifPresent(path -> flink.resumeFrom(path, checkpoints.isKept(path)));
            console.say(start.map(path -> "continuing from "
                            + (path.getName().startsWith(Checkpoints.SAVEPOINT) ? "" : "checkpoint ")
                            + path.getName())
                    .orElse("no checkpoint was complete: starting from the beginning, what is stored is kept"));
        }
    }
}
