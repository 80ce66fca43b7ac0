package dev.anicut.jobs.run;

/** A run that had an end and was stopped before it: ends the command with one line and exit code 130. */
final class StoppedException extends Exception {
    private static final long serialVersionUID = 1L;

    /** @param goOn the command that continues it */
    StoppedException(String goOn) {
        super("stopped before the end; what is stored is kept, and this goes on with it: scripts/submit.sh " + goOn);
    }
}
