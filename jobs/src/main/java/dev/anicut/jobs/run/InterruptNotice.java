package dev.anicut.jobs.run;

/** Says that the job goes on in its cluster, should this JVM be told to end while it watches. */
final class InterruptNotice implements AutoCloseable {
    private final Thread hook;

    InterruptNotice(Console console) {
        hook = new Thread(
                () -> console.interrupted("no longer watching; the job goes on in the cluster"), "interrupt-notice");
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
