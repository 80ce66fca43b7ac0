package dev.anicut.jobs.run;

import dev.anicut.model.Ledger;
import dev.anicut.model.LedgerEntry;
import java.util.Locale;

/** The share of an input's bytes that are done, and the time that the rest takes at that rate. */
final class BytesLeft implements Outlook {
    private final long totalBytes;
    private final long startMillis;

    BytesLeft(long totalBytes, long startMillis) {
        this.totalBytes = totalBytes;
        this.startMillis = startMillis;
    }

    @Override
    public String of(Ledger ledger, long nowMillis) {
        double share = share(ledger);
        return String.format(Locale.ROOT, "%.1f %%  %s", share * 100, left(share, nowMillis));
    }

    /** What is read is not yet done: the share is of bytes whose records have ended. */
    private double share(Ledger ledger) {
        long read = ledger.get(LedgerEntry.READ);
        return totalBytes == 0 || read == 0
                ? 0
                : Math.min(1, (double) ledger.get(LedgerEntry.BYTES) / totalBytes * (read - ledger.inFlight()) / read);
    }

    private String left(double share, long nowMillis) {
        if (share < 0.002) {
            return "time left unknown";
        }
        double elapsed = (nowMillis - startMillis) / 1000.0;
        return ProgressLine.duration(elapsed * (1 - share) / share) + " left";
    }
}
