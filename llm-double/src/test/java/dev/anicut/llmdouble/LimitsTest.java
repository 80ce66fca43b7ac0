package dev.anicut.llmdouble;

import static dev.anicut.llmdouble.Client.TEXT;
import static dev.anicut.llmdouble.Client.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LimitsTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void refusesRequestsPastTheLimitUntilTheWindowHasMoved() {
        RateLimits limits = new RateLimits();
        LlmDoubleConfig config = LlmDoubleConfig.builder().requestsPerMinute(2).build();
        assertThat(limits.admit(config, 10, 0).admitted()).isTrue();
        assertThat(limits.admit(config, 10, 20 * SECOND).headers())
                .containsEntry("x-ratelimit-limit-requests", "2")
                .containsEntry("x-ratelimit-remaining-requests", "0")
                .containsEntry("x-ratelimit-reset-requests", "60.000s");
        assertThat(limits.admit(config, 10, 50 * SECOND).waitNanos()).isEqualTo(10 * SECOND);
        assertThat(limits.admit(config, 10, 59 * SECOND).admitted()).isFalse();
        assertThat(limits.admit(config, 10, 60 * SECOND).admitted()).isTrue();
        assertThat(limits.admit(config, 10, 61 * SECOND).waitNanos()).isEqualTo(19 * SECOND);
    }

    @Test
    void refusesTokensPastTheLimit() {
        RateLimits limits = new RateLimits();
        LlmDoubleConfig config = LlmDoubleConfig.builder().tokensPerMinute(100).build();
        assertThat(limits.admit(config, 30, 0).admitted()).isTrue();
        assertThat(limits.admit(config, 60, SECOND).headers()).containsEntry("x-ratelimit-remaining-tokens", "10");
        assertThat(limits.admit(config, 40, 2 * SECOND).waitNanos()).isEqualTo(58 * SECOND);
        assertThat(limits.admit(config, 41, 2 * SECOND).waitNanos()).isEqualTo(59 * SECOND);
        assertThat(limits.admit(config, 10, 2 * SECOND).admitted()).isTrue();
        assertThat(limits.admit(config, 101, 2 * SECOND).waitNanos()).isEqualTo(60 * SECOND);
    }

    @Test
    void answersPastTheLimitWith429AndHeaders() throws Exception {
        LlmDoubleConfig config = LlmDoubleConfig.builder()
                .requestsPerMinute(1)
                .tokensPerMinute(1000)
                .build();
        try (LlmDouble server = LlmDouble.start(config)) {
            Client client = new Client(server);
            HttpResponse<String> first = client.ask(TEXT);
            assertThat(first.statusCode()).isEqualTo(200);
            int used = json(first).at("/usage/total_tokens").asInt();
            assertThat(first.headers().firstValueAsLong("x-ratelimit-remaining-tokens"))
                    .hasValue(1000 - used);
            HttpResponse<String> second = client.ask(TEXT);
            assertThat(second.statusCode()).isEqualTo(429);
            assertThat(second.headers().firstValueAsLong("retry-after").orElseThrow())
                    .isBetween(1L, 60L);
            assertThat(second.headers().firstValueAsLong("x-ratelimit-remaining-requests"))
                    .hasValue(0);
            assertThat(json(second).at("/error/code").asText()).isEqualTo("rate_limit_exceeded");
            assertThat(server.requests().get(1))
                    .returns(Fault.NONE, LoggedRequest::fault)
                    .returns("rate_limit_exceeded", LoggedRequest::error);
            assertThat(server.stats().byStatus()).containsEntry(200, 1L).containsEntry(429, 1L);
        }
    }

    @Test
    void forgetsWhatIsOlderThanAShorterWindow() throws Exception {
        LlmDoubleConfig config = LlmDoubleConfig.builder()
                .requestsPerMinute(1)
                .limitWindow(Duration.ofMillis(50))
                .build();
        try (LlmDouble server = LlmDouble.start(config)) {
            Client client = new Client(server);
            client.ask(TEXT);
            FaultsTest.await(() -> {
                try {
                    return client.ask(TEXT).statusCode() == 200;
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            });
        }
    }

    @Test
    void keepsTheHighestSumOfAnyWindow() {
        PeakWindow peak = new PeakWindow(SECOND);
        peak.add(0, 1);
        peak.add(SECOND / 2, 1);
        peak.add(SECOND, 1);
        peak.add(SECOND + SECOND / 4, 1);
        peak.add(9 * SECOND, 2);
        assertThat(peak.peak()).isEqualTo(3);
    }
}
