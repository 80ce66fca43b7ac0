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

    ProgressLine progress(long totalBytes) {
        return new ProgressLine(err, !json && System.console() != null, totalBytes, System.currentTimeMillis());
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

    void finish(RunSummary summary, Phases phases) {
        say("phases: " + phases);
        if (json) {
            System.out.println(summary.json());
            return;
        }
        System.out.print(summary.text());
        System.out.println(
                """

                Next:
                  scripts/search.sh "words to look for"
                  run the same command again: what is unchanged costs nothing""");
        System.out.flush();
    }
}
