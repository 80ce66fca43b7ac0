package dev.anicut.operators.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anicut.operators.enrich.Caller.Answered;
import dev.anicut.operators.enrich.ChatException.Kind;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CallerTest {
    private static final Tier TIER = new Tier("large", new Price(1, 2));
    private static final ChatRequest REQUEST =
            new ChatRequest("large", List.of(new ChatMessage("user", "What is a weir?")), null, 100);

    private final FakeTimers timers = new FakeTimers();
    private final FakeMemory fake = new FakeMemory();
    private final AsyncMemory memory = new AsyncMemory(fake);
    private final FakeChatModel model = new FakeChatModel();

    @AfterEach
    void close() throws Exception {
        memory.close();
    }

    private Caller caller(String... settings) {
        EnrichConfig config = EnrichConfigs.of(settings);
        return new Caller(
                model,
                new CallGate(config, timers),
                new Budget(memory, config, timers),
                timers,
                new EnrichMetrics(new UnregisteredMetricsGroup()),
                config);
    }

    private static ChatException failure(CompletableFuture<Answered> answered) throws Exception {
        try {
            answered.get(10, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            return (ChatException) e.getCause();
        }
        throw new AssertionError("it was answered");
    }

    @Test
    void waitsAsLongAsTheServerAsksAndTriesAgain() throws Exception {
        model.behave(request -> model.requests().size() == 1
                ? CompletableFuture.failedFuture(new ChatException(Kind.RATE_LIMITED, "429", Duration.ofSeconds(20)))
                : FakeChatModel.reply("yes"));
        CompletableFuture<Answered> answered = caller().ask(TIER, REQUEST);
        timers.advance(Duration.ofSeconds(19));
        assertThat(model.requests()).hasSize(1);
        timers.advance(Duration.ofSeconds(2));
        assertThat(answered.get(10, TimeUnit.SECONDS).reply().content()).isEqualTo("yes");
        assertThat(answered.get().cost()).isEqualTo(140_000);
        memory.close();
        assertThat(fake.sum().calls()).isEqualTo(2);
        assertThat(fake.sum().failedCalls()).isEqualTo(1);
        assertThat(fake.spentTokens()).as("a refusal costs nothing").isEqualTo(120);
    }

    @Test
    void aLimitOfTheDayIsWaitedFor() throws Exception {
        ChatException tomorrow = new ChatException(Kind.RATE_LIMITED, "429", Duration.ofMinutes(10));
        model.behave(request -> CompletableFuture.failedFuture(tomorrow));
        CompletableFuture<Answered> answered =
                caller("enrich.retry-budget", "5 min").ask(TIER, REQUEST);
        timers.advance(Duration.ofHours(2));
        assertThat(answered).isNotDone();
        assertThat(model.requests()).hasSizeBetween(10, 13);
        model.behave(request -> FakeChatModel.reply("yes"));
        timers.advance(Duration.ofMinutes(11));
        assertThat(answered.get(10, TimeUnit.SECONDS).reply().content()).isEqualTo("yes");
    }

    @Test
    void retriesOutlastARateLimitsMinuteAndThenEnd() throws Exception {
        model.behave(request -> FakeChatModel.failure(Kind.RATE_LIMITED));
        CompletableFuture<Answered> answered =
                caller("enrich.retry-budget", "5 min").ask(TIER, REQUEST);
        timers.advance(Duration.ofMinutes(2));
        assertThat(answered).isNotDone();
        timers.advance(Duration.ofMinutes(5));
        assertThat(failure(answered).kind()).isEqualTo(Kind.RATE_LIMITED);
        assertThat(model.requests()).hasSizeBetween(10, 40);
    }

    @Test
    void anOutageCostsNothingOfTheRetryBudget() throws Exception {
        model.behave(request -> FakeChatModel.failure(Kind.UNAVAILABLE));
        Caller caller = caller("enrich.retry-budget", "5 min", "enrich.max-in-flight", "50");
        List<CompletableFuture<Answered>> all =
                java.util.stream.Stream.generate(() -> ask(caller)).limit(50).toList();
        timers.advance(Duration.ofHours(2));
        assertThat(all).noneMatch(CompletableFuture::isDone);
        int during = model.requests().size();
        assertThat(during).as("a few probes every 30 seconds").isLessThan(1200);
        model.behave(request -> FakeChatModel.reply("back"));
        timers.advance(Duration.ofMinutes(2));
        assertThat(all).allMatch(CompletableFuture::isDone).noneMatch(CompletableFuture::isCompletedExceptionally);
    }

    @Test
    void whatNoRepetitionHelpsIsNotRepeated() throws Exception {
        Caller caller = caller();
        for (Kind kind : List.of(Kind.REFUSED, Kind.UNKNOWN_MODEL)) {
            model.behave(request -> FakeChatModel.failure(kind));
            int before = model.requests().size();
            assertThat(failure(caller.ask(TIER, REQUEST)).kind()).isEqualTo(kind);
            timers.advance(Duration.ofHours(1));
            assertThat(model.requests()).hasSize(before + 1);
        }
    }

    @Test
    void aFewDocumentsThatTheServerFallsOverAreNoOutageForEver() throws Exception {
        for (Kind kind : List.of(Kind.TIMEOUT, Kind.UNAVAILABLE)) {
            model.behave(request -> FakeChatModel.failure(kind));
            Caller caller = caller("enrich.retry-budget", "5 min");
            int before = model.requests().size();
            List<CompletableFuture<Answered>> last = java.util.stream.Stream.generate(() -> caller.ask(TIER, REQUEST))
                    .limit(3)
                    .toList();
            timers.advance(Duration.ofHours(3));
            for (CompletableFuture<Answered> one : last) {
                assertThat(failure(one).kind()).isEqualTo(kind);
            }
            int most = kind == Kind.TIMEOUT ? 40 : 100;
            assertThat(model.requests().size() - before).isLessThanOrEqualTo(3 * most);
        }
    }

    @Test
    void aDocumentThatIsForbiddenAmongOthersIsItsOwnFault() throws Exception {
        model.behave(request ->
                request.maxOutputTokens() == 1 ? FakeChatModel.failure(Kind.FORBIDDEN) : FakeChatModel.reply("yes"));
        Caller caller = caller();
        ChatRequest disliked = new ChatRequest("large", REQUEST.messages(), null, 1);
        for (int i = 0; i < 30; i++) {
            CompletableFuture<Answered> forbidden = caller.ask(TIER, disliked);
            timers.advance(Duration.ofMinutes(1));
            assertThat(failure(forbidden).kind()).isEqualTo(Kind.FORBIDDEN);
            ask(caller).get(10, TimeUnit.SECONDS);
        }
    }

    private static CompletableFuture<Answered> ask(Caller caller) {
        CompletableFuture<Answered> answered = caller.ask(TIER, REQUEST);
        answered.thenAccept(reply -> reply.permit().release());
        return answered;
    }

    @Test
    void aKeyThatIsForbiddenEverywhereStopsAllBeforeAnyDocumentIsGivenUp() throws Exception {
        Caller caller = caller();
        ask(caller).get(10, TimeUnit.SECONDS);
        model.behave(request -> FakeChatModel.failure(Kind.FORBIDDEN));
        List<CompletableFuture<Answered>> all =
                java.util.stream.Stream.generate(() -> ask(caller)).limit(40).toList();
        timers.advance(Duration.ofMinutes(1));
        for (CompletableFuture<Answered> one : all) {
            assertThat(failure(one).kind()).isEqualTo(Kind.UNAUTHORIZED);
        }
        assertThat(failure(all.get(0))).hasMessageStartingWith("enrich.llm.key: the server at http://localhost:1/v1");
        assertThat(model.requests()).hasSizeLessThanOrEqualTo(1 + Refusals.MANY + 16);
    }

    @Test
    void aServerThatTakesNoRequestAtAllStopsTheJobAndOneThatTookOneDoesNot() throws Exception {
        model.behave(request -> FakeChatModel.failure(Kind.REFUSED));
        Caller wrongForm = caller();
        for (int i = 1; i < Refusals.MANY; i++) {
            assertThat(failure(ask(wrongForm)).kind()).isEqualTo(Kind.REFUSED);
        }
        assertThat(failure(ask(wrongForm)))
                .hasMessage("enrich.llm.url: the server at http://localhost:1/v1/chat/completions refuses the first 20"
                        + " requests: REFUSED");
        assertThat(failure(ask(wrongForm)).isFatal()).isTrue();

        Caller rightForm = caller();
        model.behave(request -> FakeChatModel.reply("yes"));
        ask(rightForm).get(10, TimeUnit.SECONDS);
        model.behave(request -> FakeChatModel.failure(Kind.REFUSED));
        for (int i = 0; i < 50; i++) {
            assertThat(failure(ask(rightForm)).kind()).isEqualTo(Kind.REFUSED);
        }
    }

    @Test
    void aServerThatAnswersInAnotherFormStopsTheJobBeforeMuchIsPaidForNothing() throws Exception {
        model.behave(request -> FakeChatModel.failure(Kind.FOREIGN));
        Caller caller = caller("enrich.retry-budget", "5 min");
        List<CompletableFuture<Answered>> all =
                java.util.stream.Stream.generate(() -> ask(caller)).limit(100).toList();
        timers.advance(Duration.ofMinutes(2));
        for (CompletableFuture<Answered> one : all) {
            assertThat(failure(one).isFatal()).isTrue();
        }
        assertThat(failure(all.get(0)))
                .hasMessage("enrich.llm.url: the server at http://localhost:1/v1/chat/completions answers none of the"
                        + " first 20 requests: FOREIGN");
        assertThat(model.requests()).hasSizeLessThanOrEqualTo(Refusals.MANY + 16);

        // one that has answered is not taken for such a server
        Caller rightForm = caller("enrich.retry-budget", "5 min");
        model.behave(request -> FakeChatModel.reply("yes"));
        ask(rightForm).get(10, TimeUnit.SECONDS);
        model.behave(request -> FakeChatModel.failure(Kind.FOREIGN));
        List<CompletableFuture<Answered>> later =
                java.util.stream.Stream.generate(() -> ask(rightForm)).limit(30).toList();
        timers.advance(Duration.ofMinutes(2));
        model.behave(request -> FakeChatModel.reply("yes"));
        timers.advance(Duration.ofMinutes(2));
        for (CompletableFuture<Answered> one : later) {
            assertThat(one.get(10, TimeUnit.SECONDS).reply().content()).isEqualTo("yes");
        }
    }

    @Test
    void aRequestThatIsMadeSimplerPassesTheLimitsAndTheBudgetAgain() throws Exception {
        model.behave(request ->
                model.requests().size() == 1 ? FakeChatModel.failure(Kind.SIMPLER) : FakeChatModel.reply("yes"));
        fake.budget(10_000);
        CompletableFuture<Answered> answered = caller(
                        "enrich.requests-per-minute", "6", "enrich.budget.tokens", "10000")
                .ask(TIER, REQUEST);
        while (model.requests().isEmpty()) {
            Thread.onSpinWait();
        }
        timers.advance(Duration.ofSeconds(9));
        assertThat(model.requests()).hasSize(1);
        while (!answered.isDone()) {
            timers.advance(Duration.ofSeconds(1));
        }
        memory.close();
        assertThat(fake.sum().calls()).isEqualTo(2);
        assertThat(fake.reserved()).isZero();
        assertThat(fake.spentTokens()).isEqualTo(120);
    }

    @Test
    void aTimeoutCountsAsPaid() throws Exception {
        model.behave(request ->
                model.requests().size() == 1 ? FakeChatModel.failure(Kind.TIMEOUT) : FakeChatModel.reply("yes"));
        CompletableFuture<Answered> answered = caller().ask(TIER, REQUEST);
        timers.advance(Duration.ofMinutes(1));
        answered.get(10, TimeUnit.SECONDS);
        memory.close();
        assertThat(fake.spentTokens()).isEqualTo(REQUEST.estimate().total() + 120);
    }

    @Test
    void aBudgetIsNeverOverdrawnAndUsedToTheLastCallThatFits() throws Exception {
        // each call is estimated at 116 tokens and takes 24
        model.behave(request -> CompletableFuture.completedFuture(new ChatReply("yes", new Usage(16, 8), "stop")));
        long estimate = REQUEST.estimate().total();
        fake.budget(1000);
        Caller caller = caller("enrich.budget.tokens", "1000", "enrich.max-in-flight", "8");
        List<CompletableFuture<Answered>> all =
                java.util.stream.Stream.generate(() -> ask(caller)).limit(100).toList();
        long answered = 0;
        for (CompletableFuture<Answered> one : all) {
            answered += isAnswered(one) ? 1 : 0;
        }
        assertThat(answered).isEqualTo((1000 - estimate) / 24 + 1);
        assertThat(fake.mostCommitted()).isLessThanOrEqualTo(1000);
        memory.close();
        assertThat(fake.reserved()).isZero();
    }

    @Test
    void aBudgetThatIsWaitedForHoldsCallsBackUntilThereIsMore() throws Exception {
        fake.budget(10);
        CompletableFuture<Answered> answered =
                caller("enrich.budget.tokens", "10", "enrich.on-budget", "wait").ask(TIER, REQUEST);
        while (fake.refused() < 5) {
            timers.advance(Duration.ofMinutes(1));
        }
        assertThat(answered).isNotDone();
        assertThat(model.requests()).isEmpty();
        fake.budget(1000);
        while (!answered.isDone()) {
            timers.advance(Duration.ofSeconds(1));
        }
        assertThat(answered.get().reply().content()).isEqualTo(FakeChatModel.GOOD);
    }

    @Test
    void aRepairThatWaitsForTheBudgetGivesUpThePlaceThatWhoeverHoldsTheBudgetNeeds() throws Exception {
        long estimate = REQUEST.estimate().total();
        // one call's tokens are spent, another one's are put aside: the rest is less than a third call's
        fake.budget(120 + 2 * estimate - 1);
        Caller caller = caller("enrich.budget.tokens", "1000", "enrich.max-in-flight", "1");
        Answered first = caller.ask(TIER, REQUEST).get(10, TimeUnit.SECONDS);
        CompletableFuture<Answered> other = ask(caller);
        while (fake.reserved() < estimate) {
            Thread.onSpinWait();
        }
        model.behave(request -> CompletableFuture.completedFuture(new ChatReply("yes", new Usage(16, 8), "stop")));
        CompletableFuture<Answered> repair = caller.ask(TIER, REQUEST, first.permit());
        assertThat(other.get(10, TimeUnit.SECONDS).reply().content()).isEqualTo("yes");
        assertThat(repair.get(10, TimeUnit.SECONDS).reply().content()).isEqualTo("yes");
    }

    private static boolean isAnswered(CompletableFuture<Answered> one) throws InterruptedException, TimeoutException {
        try {
            one.get(10, TimeUnit.SECONDS);
            return true;
        } catch (ExecutionException e) {
            assertThat(e.getCause()).isInstanceOf(BudgetSpentException.class);
            return false;
        }
    }
}
