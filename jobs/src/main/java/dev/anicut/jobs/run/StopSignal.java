package dev.anicut.jobs.run;

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
    private static final int INTERRUPTED = 130;

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
            Runtime.getRuntime().halt(INTERRUPTED);
        }
    }

    boolean isWished() {
        return wished.get();
    }

    @Override
    public void close() {
        before.forEach(handled -> Signal.handle(handled.signal(), handled.handler()));
    }
}
