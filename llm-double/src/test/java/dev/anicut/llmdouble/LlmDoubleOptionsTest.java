package dev.anicut.llmdouble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.anicut.llmdouble.LlmDoubleConfig.JsonSchemaSupport;
import dev.anicut.llmdouble.LlmDoubleConfig.Obedience;
import dev.anicut.llmdouble.LlmDoubleConfig.RetryAfter;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LlmDoubleOptionsTest {
    private static LlmDoubleConfig read(String text) {
        return LlmDoubleOptions.apply(LlmDoubleConfig.defaults(), LlmDoubleOptions.words(text));
    }

    @Test
    void readsEveryOptionOverLinesAndComments() {
        LlmDoubleConfig read = read(
                """
                # a busy server
                --key sesame --models small,large   --seed 7
                --latency lognormal:200ms,0.5  # in half of the cases less
                --requests-per-minute 500 --tokens-per-minute 100000 --limit-window 10s
                --retry-after date --retry-after-time 3s
                --faults rate-limit=0.2,error-500=.05 --fault-attempts 3 --fault-models small
                --drip 4/2ms --json-schema reject --context-tokens 8000 --obeys-injection unfenced
                """);
        assertThat(read)
                .isEqualTo(LlmDoubleConfig.builder()
                        .key("sesame")
                        .models("small", "large")
                        .seed(7)
                        .latency(Latency.lognormal(Duration.ofMillis(200), 0.5))
                        .requestsPerMinute(500)
                        .tokensPerMinute(100_000)
                        .limitWindow(Duration.ofSeconds(10))
                        .retryAfter(RetryAfter.DATE)
                        .retryAfterTime(Duration.ofSeconds(3))
                        .fault(Fault.RATE_LIMIT, 0.2)
                        .fault(Fault.ERROR_500, 0.05)
                        .faultAttempts(3)
                        .faultModels("small")
                        .drip(4, Duration.ofMillis(2))
                        .jsonSchema(JsonSchemaSupport.REJECT)
                        .contextTokens(8000)
                        .obeysInjection(Obedience.UNFENCED)
                        .build());
        assertThat(read.toBuilder().build()).isEqualTo(read);
    }

    @ParameterizedTest
    @CsvSource({
        "200ms, fixed:200ms",
        "fixed:1.5s, fixed:1500ms",
        "'uniform:100,300ms', 'uniform:100ms,300ms'",
        "1min, fixed:60000ms"
    })
    void readsLatencies(String given, String latency) {
        assertThat(read("--latency " + given).latency()).hasToString(latency);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--latency soon",
                "--latency uniform:300ms,100ms",
                "--latency normal:1,2",
                "--faults hang",
                "--faults hang=2",
                "--faults flood=0.1",
                "--faults hang=0.6,reset=0.6",
                "--requests-per-minute -1",
                "--tokens-per-minute many",
                "--retry-after soon",
                "--drip 0/1s",
                "--json-schema maybe",
                "--models",
                "--port-of-call 1"
            })
    void refusesInOneLine(String options) {
        assertThatThrownBy(() -> read(options))
                .isInstanceOf(InvalidOptionException.class)
                .hasMessageMatching("(?s).*(accepted|must follow).*")
                .extracting(Throwable::getMessage)
                .asString()
                .doesNotContain("\n");
    }

    @Test
    void changesWhileTheServerRuns() throws Exception {
        try (LlmDouble server = LlmDouble.start(LlmDoubleConfig.defaults())) {
            Client client = new Client(server);
            assertThat(client.post("/../double/options", "--faults error-500=1").statusCode())
                    .isEqualTo(200);
            assertThat(client.ask("text").statusCode()).isEqualTo(500);
            assertThat(client.post("/../double/options", "--faults flood=1").statusCode())
                    .isEqualTo(400);
            assertThat(client.post("/../double/options", "--faults hang=0").statusCode())
                    .isEqualTo(200);
            assertThat(client.ask("text").statusCode()).isEqualTo(200);
            assertThat(server.config().faults()).containsOnlyKeys(Fault.HANG);
        }
    }
}
