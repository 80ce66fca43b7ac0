package dev.anicut.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anicut.model.Ledger;
import dev.anicut.model.LedgerEntry;
import dev.anicut.operators.ledger.InputSize;
import org.junit.jupiter.api.Test;

class FilesFirstTest {
    private static final Ledger NOTHING = Ledger.empty("run");

    private static Ledger ended(long records, long bytes) {
        long[] counts = new long[LedgerEntry.values().length];
        counts[LedgerEntry.READ.ordinal()] = records;
        counts[LedgerEntry.INGESTED.ordinal()] = records;
        counts[LedgerEntry.BYTES.ordinal()] = bytes;
        return NOTHING.plus(counts);
    }

    private static Outlook files(long bytes) {
        return new FilesFirst(new InputSize(bytes, 0, false), (ledger, now) -> "lag 7");
    }

    @Test
    void topicsAreToldOfOnceTheFilesAreDone() {
        Outlook outlook = files(100);

        assertThat(outlook.of(NOTHING, 0)).isEqualTo("files: 0.0 % done");
        assertThat(outlook.of(ended(5, 50), 1)).isEqualTo("files: 50.0 % done");
        assertThat(outlook.of(ended(10, 100), 2)).isEqualTo("lag 7");
        assertThat(outlook.of(NOTHING, 3)).isEqualTo("lag 7");
    }

    @Test
    void emptyFilesHoldNothingUp() {
        assertThat(files(0).of(NOTHING, 0)).isEqualTo("lag 7");
    }
}
