package dev.anicut.operators.enrich;

import java.time.Clock;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Time, and tasks for later; a test may put its own in. */
interface Timers extends AutoCloseable {

    /** Nanoseconds since some moment. */
    long nanos();

    Clock clock();

    void schedule(Runnable task, long delayNanos);

    @Override
    void close();

    /** Real time, and one thread for all that waits. */
    static Timers system() {
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "enrich-timers");
            thread.setDaemon(true);
            return thread;
        });
        executor.setRemoveOnCancelPolicy(true);
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        return new Timers() {
            @Override
            public long nanos() {
                return System.nanoTime();
            }

            @Override
            public Clock clock() {
                return Clock.systemUTC();
            }

            @Override
            public void schedule(Runnable task, long delayNanos) {
                if (!executor.isShutdown()) {
                    var unused = executor.schedule(task, Math.max(0, delayNanos), TimeUnit.NANOSECONDS);
                }
            }

            @Override
            public void close() {
                executor.shutdownNow();
            }
        };
    }
}
