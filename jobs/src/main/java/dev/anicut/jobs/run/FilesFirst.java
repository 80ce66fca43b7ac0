package dev.anicut.jobs.run;

import dev.anicut.model.Ledger;
import dev.anicut.operators.ledger.InputSize;

/** What is left of files, and once they are done of what is read behind them. */
final class FilesFirst implements Outlook {
    private final InputLeft files;
    private final Outlook behind;
    private boolean done;

    FilesFirst(InputSize size, Outlook behind) {
        this.files = new InputLeft(size);
        this.behind = behind;
        // no share of nothing is ever done
        this.done = size.bytes() == 0;
    }

    @Override
    public String of(Ledger ledger, long nowMillis) {
        if (!done) {
            String left = files.of(ledger, nowMillis);
            done = files.isDone();
            if (!done) {
                return "files: " + left;
            }
        }
        return behind.of(ledger, nowMillis);
    }
}
