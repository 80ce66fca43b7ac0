package dev.anicut.operators.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anicut.model.Ledger;
import dev.anicut.model.LedgerEntry;
import org.junit.jupiter.api.Test;

class TimeLeftTest {

    @Test
    void theRestTakesAsLongAsWhatIsDoneInProportion() {
        TimeLeft left = new TimeLeft(1_000);
        assertThat(left.seconds(0, 1_000)).isNaN();
        assertThat(left.seconds(0.25, 11_000)).isEqualTo(30);
        assertThat(left.seconds(1, 41_000)).isZero();
    }

    @Test
    void whatARunHadDoneBeforeItWasResumedIsNotTakenForSpeed() {
        TimeLeft left = new TimeLeft(0);
        left.seconds(0.5, 0);
        assertThat(left.seconds(0.75, 10_000)).isEqualTo(10);
    }

    @Test
    void bytesCountAsDoneWhenTheirRecordsHaveEnded() {
        assertThat(InputSize.ofBytes(1_000).share(ledger(500, 10, 5))).isEqualTo(0.25);
        assertThat(InputSize.ofRecords(20).share(ledger(500, 10, 5))).isEqualTo(0.25);
        assertThat(InputSize.ofBytes(1_000).share(ledger(0, 0, 0))).isZero();
        assertThat(InputSize.UNKNOWN.share(ledger(500, 10, 5))).isZero();
        assertThat(InputSize.ofRecords(3).share(ledger(500, 10, 5))).isEqualTo(1);
    }

    private static Ledger ledger(long bytes, long read, long ingested) {
        long[] counts = new long[LedgerEntry.values().length];
        counts[LedgerEntry.BYTES.ordinal()] = bytes;
        counts[LedgerEntry.READ.ordinal()] = read;
        counts[LedgerEntry.INGESTED.ordinal()] = ingested;
        return Ledger.empty("run").plus(counts);
    }
}
