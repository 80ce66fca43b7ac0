package dev.anicut.operators.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.anicut.model.Ledger;
import dev.anicut.model.LedgerEntry;
import org.junit.jupiter.api.Test;

class InputProgressTest {
    private final InputProgress bytes = new InputProgress(InputSize.ofBytes(1_000));

    private static Ledger ledger(long read, long bytes, long ended) {
        long[] counts = new long[LedgerEntry.values().length];
        counts[LedgerEntry.BYTES.ordinal()] = bytes;
        counts[LedgerEntry.READ.ordinal()] = read;
        counts[LedgerEntry.INGESTED.ordinal()] = ended;
        return Ledger.empty("run").plus(counts);
    }

    private static double share(InputProgress progress, Ledger ledger) {
        progress.update(ledger, 0);
        return progress.share();
    }

    @Test
    void whatIsReadAndHasNotEndedIsNotDone() {
        assertThat(share(bytes, ledger(0, 0, 0))).isZero();
        assertThat(share(bytes, ledger(10, 500, 0))).isZero();
        assertThat(share(bytes, ledger(10, 500, 5))).isCloseTo(0.25, within(1e-9));
        assertThat(share(bytes, ledger(10, 500, 10))).isCloseTo(0.5, within(1e-9));
    }

    @Test
    void itNeverGoesBackWhenLargeRecordsComeBehindSmallOnes() {
        assertThat(share(bytes, ledger(1_000, 100, 1_000))).isCloseTo(0.1, within(1e-9));
        // of nine large ones, all read, none has ended
        assertThat(share(bytes, ledger(1_009, 1_000, 1_000))).isCloseTo(0.1, within(1e-9));
        assertThat(share(bytes, ledger(1_009, 1_000, 1_003))).isCloseTo(0.4, within(1e-9));
    }

    @Test
    void norWhenSmallOnesComeBehindLargeOnes() {
        assertThat(share(bytes, ledger(8, 800, 8))).isCloseTo(0.8, within(1e-9));
        assertThat(share(bytes, ledger(1_008, 1_000, 8))).isCloseTo(0.8, within(1e-9));
        assertThat(share(bytes, ledger(1_008, 1_000, 508))).isCloseTo(0.9, within(1e-9));
    }

    @Test
    void norWhenARestartTakesTheTotalsBack() {
        share(bytes, ledger(100, 600, 50));
        assertThat(share(bytes, ledger(20, 120, 10))).isCloseTo(0.3, within(1e-9));
        assertThat(share(bytes, ledger(100, 600, 100))).isCloseTo(0.6, within(1e-9));
    }

    @Test
    void recordsAreCountedWhereBytesAreNotKnown() {
        InputProgress records = new InputProgress(InputSize.ofRecords(20));
        assertThat(share(records, ledger(10, 500, 5))).isEqualTo(0.25);
        assertThat(share(new InputProgress(InputSize.UNKNOWN), ledger(10, 500, 5)))
                .isZero();
    }

    @Test
    void allOfItIsDoneAtTheEndAlone() {
        assertThat(share(bytes, ledger(10, 1_000, 10))).isLessThan(1);
        assertThat(share(bytes, ledger(10, 900, 10).asFinished())).isEqualTo(1);
        InputProgress filesBeforeATopic = new InputProgress(new InputSize(1_000, 0, false));
        assertThat(share(filesBeforeATopic, ledger(10, 1_000, 10))).isEqualTo(1);
    }
}
