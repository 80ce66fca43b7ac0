package dev.anicut.jobs.run;

import dev.anicut.jobs.settings.RunOptions;
import dev.anicut.model.Ledger;

/** What the progress line says of a run. */
@FunctionalInterface
interface Progress {
    /**
     * @param text the line
     * @param state differs as soon as something has happened; rates, which fall while nothing does, are no part of it
     */
    record Line(String text, Object state) {}

    /** @param ledger the latest totals */
    Line at(Ledger ledger, long nowMillis);

    static Progress of(RunOptions.Mode mode, Outlook outlook, ObservedJob job) {
        return mode == RunOptions.Mode.BATCH ? new BatchStages(job::details) : new Throughput(outlook);
    }

    /** Of a run that reads no more and ends what it has read. */
    static Progress ofStopping() {
        return new Throughput((ledger, now) -> Quantity.of(Math.max(0, ledger.inFlight()), "record") + " under way");
    }
}
