package dev.anicut.operators.enrich;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.anicut.operators.enrich.ChatException.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class CallGateTest {
    private static final Usage USAGE = new Usage(50, 50);

    private final FakeTimers timers = new FakeTimers();
    private final List<Duration> begun = new ArrayList<>();

    private CallGate gate(String... settings) {
        return new CallGate(EnrichConfigs.of(settings), timers);
    }

    private CompletableFuture<CallGate.Permit> enter(CallGate gate) {
        CompletableFuture<CallGate.Permit> permit = gate.enter(100);
        permit.thenRun(() -> begun.add(timers.elapsed()));
        return permit;
    }

    private static void answered(CallGate.Permit permit, Usage usage) {
        permit.succeeded(usage);
        permit.release();
    }

    @Test
    void noMinuteHasMoreRequestsThanTheLimit() {
        CallGate gate = gate("enrich.requests-per-minute", "30", "enrich.max-in-flight", "1000");
        for (int i = 0; i < 100; i++) {
            enter(gate).thenAccept(permit -> answered(permit, USAGE));
        }
        timers.advance(Duration.ofMinutes(5));

        assertThat(begun).hasSize(100);
        for (Duration start : begun) {
            Duration end = start.plusMinutes(1);
            assertThat(begun.stream().filter(at -> at.compareTo(start) >= 0 && at.compareTo(end) < 0))
                    .hasSizeLessThanOrEqualTo(30);
        }
        assertThat(begun.get(99)).as("and hardly fewer").isLessThan(Duration.ofSeconds(201));
    }

    @Test
    void tokensHoldCallsBackAndWhatWasEstimatedTooHighIsGivenBack() {
        CallGate gate = gate("enrich.tokens-per-minute", "1000", "enrich.max-in-flight", "1000");
        List<CallGate.Permit> permits = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            enter(gate).thenAccept(permits::add);
        }
        timers.advance(Duration.ofSeconds(13));
        assertThat(begun).as("100 tokens each take 6 seconds").hasSize(3);
        List.copyOf(permits).forEach(permit -> answered(permit, new Usage(5, 5)));
        timers.advance(Duration.ofSeconds(1));
        assertThat(begun).hasSize(5);
    }

    @Test
    void neverMoreUnderWayThanAllowedFewerAfterRefusalsAndRecovered() {
        CallGate gate = gate("enrich.max-in-flight", "32");
        List<CallGate.Permit> permits = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            enter(gate).thenAccept(permits::add);
        }
        assertThat(begun).hasSize(32);
        for (int i = 0; i < 32; i++) {
            permits.get(i).failed(new ChatException(Kind.RATE_LIMITED, "429"));
        }
        assertThat(gate.limit()).isEqualTo(2);
        for (int i = 32; i < permits.size() && i < 300; i++) {
            int before = gate.underWay();
            answered(permits.get(i), USAGE);
            assertThat(gate.underWay()).isLessThanOrEqualTo(Math.max(gate.limit(), before - 1));
        }
        assertThat(gate.limit()).isEqualTo(32);
    }

    @Test
    void anEndpointThatIsDownStopsCallsAndAFewTryWhetherItIsBack() {
        CallGate gate = gate("enrich.max-in-flight", "20");
        List<CallGate.Permit> permits = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            enter(gate).thenAccept(permits::add);
        }
        for (int i = 0; i < 20; i++) {
            permits.get(i).failed(new ChatException(Kind.UNAVAILABLE, "503"));
        }
        int before = begun.size();
        for (int i = 20; i < before; i++) {
            permits.get(i).failed(new ChatException(Kind.UNAVAILABLE, "503"));
        }
        assertThat(gate.isEndpointUp()).isFalse();
        assertThat(before).isLessThan(40);
        timers.advance(Duration.ofSeconds(1));
        assertThat(begun).hasSize(before);

        timers.advance(Duration.ofSeconds(30));
        assertThat(begun).as("three probes").hasSize(before + 3);
        assertThat(permits.get(before).isProbe()).isTrue();
        for (int i = before; i < before + 3; i++) {
            answered(permits.get(i), USAGE);
        }
        assertThat(gate.isEndpointUp()).isTrue();
        timers.advance(Duration.ofSeconds(1));
        assertThat(gate.underWay()).isEqualTo(20);
    }

    @Test
    void aPlaceIsTakenUntilItsAnswerIsStoredAndHandedOnToTheCallThatFollows() {
        CallGate gate = gate("enrich.max-in-flight", "1");
        CallGate.Permit first = enter(gate).join();
        CompletableFuture<CallGate.Permit> other = enter(gate);
        first.succeeded(USAGE);
        assertThat(other).as("it is answered, and not stored").isNotDone();

        CallGate.Permit repair = gate.enter(100, first).join();
        assertThat(gate.underWay()).isEqualTo(1);
        first.release();
        assertThat(other).as("the place is the repair's").isNotDone();
        repair.succeeded(USAGE);
        repair.release();
        repair.release();
        assertThat(other).isDone();
        assertThat(gate.underWay()).isEqualTo(1);

        CompletableFuture<CallGate.Permit> last = enter(gate);
        other.join().release();
        CompletableFuture<CallGate.Permit> late = gate.enter(100, other.join());
        assertThat(late).as("its place was given back").isNotDone();
        last.join().release();
        assertThat(late).isDone();
    }

    @Test
    void aRefusedKeyFailsAllWhoWait() {
        CallGate gate = gate("enrich.max-in-flight", "1");
        CompletableFuture<CallGate.Permit> first = enter(gate);
        CompletableFuture<CallGate.Permit> waiting = enter(gate);
        first.join().failed(new ChatException(Kind.UNAUTHORIZED, "401"));
        assertThatThrownBy(waiting::join).hasRootCauseMessage("401");
        assertThatThrownBy(() -> enter(gate).join()).hasRootCauseMessage("401");
    }
}
