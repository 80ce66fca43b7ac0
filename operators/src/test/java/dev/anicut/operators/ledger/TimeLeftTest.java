package dev.anicut.operators.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.function.DoubleUnaryOperator;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class TimeLeftTest {
    private final TimeLeft left = new TimeLeft();

    /** The last estimate of a run that is looked at every half second. */
    private double after(double from, double to, DoubleUnaryOperator share) {
        double last = Double.NaN;
        for (double second = from; second <= to; second += 0.5) {
            last = left.seconds(share.applyAsDouble(second), Math.round(second * 1000));
        }
        return last;
    }

    @Test
    void theRestTakesAsLongAsWhatIsDoneInProportion() {
        assertThat(after(0, 100, second -> second / 400)).isCloseTo(300, within(0.1));
        assertThat(left.seconds(1, 500_000)).isZero();
    }

    @Test
    void nothingIsToldBeforeEnoughHasBeenSeen() {
        assertThat(after(0, 9, second -> second / 20)).as("too short a time").isNaN();
        assertThat(new TimeLeft().seconds(0.5, 0))
                .as("nothing known of the pace")
                .isNaN();
        TimeLeft slow = new TimeLeft();
        slow.seconds(0, 0);
        slow.seconds(0.001, 500);
        assertThat(slow.seconds(0.019, 60_000)).as("too little of the input").isNaN();
    }

    @Test
    void ofALongRunLittleTellsEnough() {
        // ten hours
        DoubleUnaryOperator share = second -> second / 36_000;
        assertThat(after(0, 240, share)).isNaN();
        assertThat(after(240.5, 320, share)).isCloseTo(35_680, Percentage.withPercentage(1));
    }

    @Test
    void theStartBeforeTheFirstProgressIsNotTakenForSlowness() {
        double last = after(0, 160, second -> Math.max(0, second - 60) / 400);
        assertThat(last).isCloseTo(300, Percentage.withPercentage(1));
    }

    @Test
    void whatARunHadDoneBeforeItWasResumedIsNotTakenForSpeed() {
        assertThat(after(0, 50, second -> 0.5 + second / 200)).isCloseTo(50, within(0.1));
    }

    @Test
    void aChangeOfPaceIsForgottenInTheTimeThatItTook() {
        // half of the input in 10 s, for it stood already; the other half takes 500 s
        DoubleUnaryOperator share = second -> second <= 10 ? second / 20 : 0.5 + (second - 10) / 1000;
        assertThat(after(0, 90, share)).isCloseTo(420, Percentage.withPercentage(1));
    }

    @Test
    void whileNothingMovesItIsBoundAndThenUntold() {
        after(0, 100, second -> second / 1000);
        for (double second = 100.5; second <= 1000; second += 0.5) {
            double seconds = left.seconds(0.1, Math.round(second * 1000));
            assertThat(Double.isNaN(seconds) || seconds <= 250 * second).isTrue();
        }
        assertThat(left.seconds(0.1, 1_001_000)).isNaN();
    }
}
