package dev.anicut.jobs.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintStream;

/**
 * What a person at the terminal sees of a run. Standard output carries the result alone, as text or as one JSON object;
 * everything on the way to it goes to standard error.
 */
final class Console {
    private final boolean json;
    private final PrintStream err = System.err;

    Console(boolean json) {
        this.json = json;
    }

    void say(String line) {
        err.println("anicut: " + line);
    }

    /** A line from another thread, which may find the progress line drawn. */
    void interrupted(String line) {
        err.println((onTerminal() ? "\n" : "") + "anicut: " + line);
    }

    private boolean onTerminal() {
        return !json && System.console() != null && !"dumb".equals(System.getenv("TERM"));
    }

    ProgressLine progress(Progress progress) {
        return new ProgressLine(err, onTerminal(), progress, System.currentTimeMillis());
    }

    /** What a command says that does not wait for its run. */
    void submitted(String runId, String jobId, String dashboard) {
        if (json) {
            System.out.println(new ObjectMapper()
                    .createObjectNode()
                    .put("run_id", runId)
                    .put("job_id", jobId)
                    .put("dashboard", dashboard));
        } else {
            System.out.printf(
                    """
                    submitted %s

                    Next:
                      scripts/submit.sh status %1$s
                      scripts/submit.sh stop %1$s      with a savepoint; resume continues from it
                    """,
                    runId);
        }
        System.out.flush();
    }

    /**
     * @param goOn the command that continues a run which was stopped
     * @param database the options by which other commands come to the same database, each behind a space
     */
    void finish(RunSummary summary, Phases phases, String goOn, String database) {
        say("phases: " + phases);
        if (json) {
            System.out.println(summary.json());
            return;
        }
        System.out.print(summary.text());
        System.out.println();
        System.out.println("Next:");
        System.out.println("  scripts/search.sh \"words to look for\"" + database);
        if (summary.hasLetters()) {
            System.out.println("  scripts/submit.sh letters" + database);
            System.out.println("  scripts/submit.sh redrive --dry-run" + database);
            System.out.println(
                    "    list dead letters one by one, and what redrive would send round again once its cause"
                            + " is put right");
        }
        System.out.println(
                summary.isStopped()
                        ? "  scripts/submit.sh " + goOn + " goes on from here"
                        : "  run the same command again: what is unchanged costs nothing");
        System.out.flush();
    }
}
