package dev.anicut.jobs.run;

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
        return !json && System.console() != null;
    }

    ProgressLine progress(long totalBytes) {
        return new ProgressLine(err, onTerminal(), totalBytes, System.currentTimeMillis());
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
