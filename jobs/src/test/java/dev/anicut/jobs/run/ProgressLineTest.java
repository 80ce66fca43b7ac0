package dev.anicut.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anicut.model.Ledger;
import dev.anicut.model.LedgerEntry;
import dev.anicut.operators.ledger.InputSize;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ProgressLineTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final Ledger ledger = Ledger.empty("r1");

    private ProgressLine line(boolean terminal) {
        return new ProgressLine(
                new PrintStream(bytes, true, StandardCharsets.UTF_8),
                terminal,
                new Throughput(new InputLeft(InputSize.ofRecords(100))),
                0);
    }

    private String drawn() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void onATerminalOneLineIsDrawnOverAndNeverWraps() {
        ProgressLine line = line(true);
        line.update(ledger, 500);
        line.update(ledger, 1000);
        line.clear();

        String once = "\r\u001B[K\u001B[?7l0 documents  0 documents/s  0 chunks/s  0.0 % done\u001B[?7h";
        assertThat(drawn()).isEqualTo(once + once + "\r\u001B[K");
    }

    @Test
    void elsewhereItIsAPlainLineEveryTenSeconds() {
        ProgressLine line = line(false);
        for (int millis = 0; millis <= 25_000; millis += 500) {
            line.update(ledger.plus(settled(millis / 1000)), millis);
        }
        for (int millis = 25_500; millis <= 60_000; millis += 500) {
            line.update(ledger.plus(settled(25)), millis);
        }
        line.clear();

        assertThat(drawn().lines())
                .as("none while nothing happens")
                .extracting(text -> text.split(" ")[0])
                .containsExactly("10", "20", "25");
    }

    @Test
    void aRestartShowsNoNegativeRate() {
        ProgressLine line = line(true);
        line.update(ledger.plus(settled(100)), 1_000);
        line.update(ledger.plus(settled(10)), 2_000);

        assertThat(drawn()).contains("100 documents").doesNotContain("-");
    }

    @Test
    void whatAResumedRunHadDoneIsNoRate() {
        ProgressLine line = line(true);
        line.update(ledger.plus(settled(50)), 1_000);
        line.update(ledger.plus(settled(50)), 1_500);

        assertThat(drawn()).contains("50 documents  0 documents/s").doesNotContain(" 1 documents/s");
    }

    @Test
    void aRunThatIsStoppedShowsWhatIsUnderWay() {
        ProgressLine line = line(true);
        line.update(ledger.plus(settled(50)), 1_000);
        line.show(Progress.ofStopping());
        long[] counts = settled(51);
        counts[LedgerEntry.READ.ordinal()] = 60;
        line.update(ledger.plus(counts), 1_500);

        assertThat(drawn()).endsWith("51 documents  0 documents/s  0 chunks/s  9 records under way\u001B[?7h");
    }

    @Test
    void oneDocumentIsOne() {
        ProgressLine line = line(true);
        line.update(ledger.plus(settled(1)), 1_000);

        assertThat(drawn()).contains("1 document  ");
    }

    @Test
    void theTimeLeftIsRoundAndComesWhenItCanBeTold() {
        ProgressLine line = line(true);
        for (int second = 0; second <= 12; second++) {
            line.update(ledger.plus(settled(second / 6)), second * 1000L);
        }
        assertThat(drawn()).endsWith("2.0 % done\u001B[?7h").doesNotContain("left");

        for (int second = 13; second <= 60; second++) {
            line.update(ledger.plus(settled(second / 6)), second * 1000L);
        }
        assertThat(drawn()).endsWith("10.0 % done  about 8 min left\u001B[?7h");
    }

    private static long[] settled(long documents) {
        long[] counts = new long[LedgerEntry.values().length];
        counts[LedgerEntry.READ.ordinal()] = documents;
        counts[LedgerEntry.INGESTED.ordinal()] = documents;
        return counts;
    }
}
