package dev.anicut.jobs.run;

import java.io.PrintStream;

/**
 * What a person at the terminal sees of a run. Standard output carries the result alone, as text or as one JSON object;
 * everything on the way to it goes to standard error.
 */
final class Console {
    private final boolean json;
    private final String command;
    private final PrintStream err = System.err;

    /** @param command what was called, to say how to go on */
    Console(boolean json, String command) {
        this.json = json;
        this.command = command;
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

    ProgressLine progress(Outlook outlook) {
        return new ProgressLine(err, onTerminal(), outlook, System.currentTimeMillis());
    }

    void finish(RunSummary summary, Phases phases) {
        say("phases: " + phases);
        if (json) {
            System.out.println(summary.json());
            return;
        }
        System.out.print(summary.text());
        System.out.println();
        System.out.println("Next:");
        System.out.println("  scripts/search.sh \"words to look for\"");
        System.out.println(
                summary.isStopped()
                        ? "  scripts/submit.sh " + command + " --run.resume goes on from here"
                        : "  run the same command again: what is unchanged costs nothing");
        System.out.flush();
    }
}
