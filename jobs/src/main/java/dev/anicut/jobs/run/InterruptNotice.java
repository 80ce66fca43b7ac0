package dev.anicut.jobs.run;

/** Says how to go on, should the JVM be told to end while a run is under way. */
final class InterruptNotice implements AutoCloseable {
    private final Thread hook;

    InterruptNotice(Console console, String command, boolean local) {
        hook = new Thread(
                () -> console.interrupted(
                        local
                                ? "interrupted; what is stored is kept, and this goes on with it:"
                                        + " scripts/submit.sh " + command + " --run.resume"
                                : "no longer watching; the job goes on in the cluster"),
                "interrupt-notice");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // the JVM is ending: it has been said
            return;
        }
    }
}
