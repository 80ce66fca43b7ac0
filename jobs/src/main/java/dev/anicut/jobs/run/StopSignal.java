package dev.anicut.jobs.run;

import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * The wish that a run should stop: Ctrl-C or SIGTERM. The first one is noted, so that the run can come to rest; the
 * second ends the process at once. (A shutdown hook would come too late: Flink's own hooks run beside it.)
 */
final class StopSignal implements AutoCloseable {
    /** That of a shell's command ended by Ctrl-C. */
    static final int EXIT_CODE = 130;

    private static final String GRACE_SECONDS = "10";

    private record Before(Signal signal, SignalHandler handler) {}

    private final AtomicBoolean wished = new AtomicBoolean();
    private final List<Before> before = new ArrayList<>();

    private StopSignal() {}

    /** Takes over the signals until it is closed. */
    static StopSignal listen() {
        StopSignal stop = new StopSignal();
        for (String name : List.of("INT", "TERM")) {
            Signal signal = new Signal(name);
            try {
                stop.before.add(new Before(signal, Signal.handle(signal, received -> stop.wish())));
            } catch (IllegalArgumentException e) {
                // a signal that the virtual machine keeps to itself
            }
        }
        return stop;
    }

    /** For runs that signals end as they end any process. */
    static StopSignal none() {
        return new StopSignal();
    }

    private void wish() {
        if (!wished.compareAndSet(false, true)) {
            endAtOnce();
        }
    }

    /**
     * Ends the process, by force if it does not end. At its exit RocksDB waits for its compactions; one that asks Java
     * for the time, to drop what has expired, then waits for the virtual machine, which waits for the exit.
     */
    private static void endAtOnce() {
        String self = Long.toString(ProcessHandle.current().pid());
        try {
            new ProcessBuilder("sh", "-c", "sleep " + GRACE_SECONDS + "; kill -9 " + self)
                    .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            // no shell here: nothing is lost that was there
        }
        // in another thread: hooks may wait for this one
        new Thread(() -> System.exit(EXIT_CODE), "exit").start();
    }

    boolean isWished() {
        return wished.get();
    }

    @Override
    public void close() {
        before.forEach(handled -> Signal.handle(handled.signal(), handled.handler()));
    }
}
