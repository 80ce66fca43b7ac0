package dev.anicut.llmdouble;

import static dev.anicut.llmdouble.Client.TEXT;
import static dev.anicut.llmdouble.Client.question;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class LoadTest {
    private static final int MANY = 1000;

    @Test
    void holdsAThousandRequestsOnOneThread() throws Exception {
        LlmDoubleConfig hanging = LlmDoubleConfig.builder().fault(Fault.HANG, 1).build();
        List<CompletableFuture<HttpResponse<String>>> held = new ArrayList<>();
        try (LlmDouble server = LlmDouble.start(hanging)) {
            Client client = new Client(server);
            for (int i = 0; i < MANY; i++) {
                held.add(client.sendAsync(question(TEXT + i)));
            }
            FaultsTest.await(() -> server.stats().inFlight() == MANY);
            assertThat(threads()).isEqualTo(1);
            server.behave(LlmDoubleConfig.defaults());
            assertThat(client.ask(TEXT).statusCode()).isEqualTo(200);
            assertThat(server.stats().maxInFlight()).isEqualTo(MANY + 1);
        }
        assertThat(held).allSatisfy(future -> assertThat(future).failsWithin(Duration.ofSeconds(20)));
        assertThat(threads()).isZero();
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("llm-double"))
                .count();
    }

    @Test
    void delaysByItsDistribution() {
        Latency fixed = Latency.fixed(Duration.ofMillis(200));
        Latency uniform = Latency.uniform(Duration.ofMillis(100), Duration.ofMillis(300));
        Latency lognormal = Latency.lognormal(Duration.ofMillis(200), 0.5);
        List<Long> uniforms = new ArrayList<>();
        List<Long> lognormals = new ArrayList<>();
        for (int i = 0; i < 1001; i++) {
            assertThat(fixed.draw(1, "content" + i, 1)).isEqualTo(Duration.ofMillis(200));
            uniforms.add(uniform.draw(1, "content" + i, 1).toMillis());
            lognormals.add(lognormal.draw(1, "content" + i, 1).toMillis());
        }
        uniforms.sort(null);
        lognormals.sort(null);
        assertThat(uniforms.get(0)).isBetween(100L, 110L);
        assertThat(uniforms.get(500)).isBetween(180L, 220L);
        assertThat(uniforms.get(1000)).isBetween(290L, 300L);
        assertThat(lognormals.get(500)).isBetween(180L, 220L);
        // e^(0.5 * 2.326) times the median
        assertThat(lognormals.get(990)).isBetween(500L, 800L);
        assertThat(lognormal.draw(1, "content", 1))
                .isEqualTo(lognormal.draw(1, "content", 1))
                .isNotEqualTo(lognormal.draw(1, "content", 2))
                .isNotEqualTo(lognormal.draw(2, "content", 1));
    }

    @Test
    void waitsAsLongAsItIsTold() throws Exception {
        Duration latency = Duration.ofMillis(100);
        try (LlmDouble server = LlmDouble.start(
                LlmDoubleConfig.builder().latency(Latency.fixed(latency)).build())) {
            long start = System.nanoTime();
            JsonNode body = question(TEXT);
            assertThat(new Client(server).send(body, null).statusCode()).isEqualTo(200);
            assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(latency.toNanos());
        }
    }
}
