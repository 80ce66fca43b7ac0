package dev.anicut.llmdouble;

import static dev.anicut.llmdouble.Client.TEXT;
import static dev.anicut.llmdouble.Client.question;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.anicut.llmdouble.LoggedRequest.End;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RequestLogTest {
    @TempDir
    private Path directory;

    @Test
    void holdsEveryRequestBeforeItIsAnswered() throws Exception {
        LlmDoubleConfig config =
                LlmDoubleConfig.builder().fault(Fault.HANG, 1).faultAttempts(1).build();
        try (LlmDouble server = LlmDouble.start(config, 0, directory)) {
            Client client = new Client(server);
            var held = client.sendAsync(question(TEXT));
            FaultsTest.await(() -> server.requests().size() == 1);
            assertThat(Files.readAllLines(directory.resolve("requests.jsonl"))).hasSize(1);
            assertThat(client.ask(TEXT).statusCode()).isEqualTo(200);
            held.cancel(true);
            FaultsTest.await(() -> server.requests().get(0).end() == End.GONE);

            List<LoggedRequest> read = LlmDouble.readLog(directory);
            assertThat(read).isEqualTo(server.requests());
            assertThat(read.get(0))
                    .returns(Fault.HANG, LoggedRequest::fault)
                    .returns(0, LoggedRequest::status)
                    .returns(false, LoggedRequest::paid)
                    .returns(1, LoggedRequest::attempt)
                    .returns(1, LoggedRequest::inFlight);
            assertThat(read.get(1))
                    .returns(End.ANSWERED, LoggedRequest::end)
                    .returns(true, LoggedRequest::paid)
                    .returns(2, LoggedRequest::attempt)
                    .returns(2, LoggedRequest::inFlight)
                    .returns(read.get(0).content(), LoggedRequest::content)
                    .returns(Dice.hash(TEXT), LoggedRequest::document);
            assertThat(TEXT).startsWith(read.get(1).begins());
        }
    }

    @Test
    void goesOnWhereAnEarlierDoubleStopped() throws Exception {
        for (int i = 0; i < 2; i++) {
            try (LlmDouble server = LlmDouble.start(LlmDoubleConfig.defaults(), 0, directory)) {
                new Client(server).ask(TEXT);
            }
        }
        assertThat(LlmDouble.readLog(directory)).hasSize(2);
    }

    @Test
    void countsWhatWouldBePaid() throws Exception {
        try (LlmDouble server = LlmDouble.start(LlmDoubleConfig.defaults())) {
            Client client = new Client(server);
            client.ask(TEXT);
            client.ask(TEXT);
            client.ask("other");
            server.behave(LlmDoubleConfig.builder().fault(Fault.ERROR_500, 1).build());
            client.ask(TEXT);
            JsonNode stats = Client.json(client.get("/../double/stats", null));
            assertThat(stats.path("requests").asInt()).isEqualTo(4);
            assertThat(stats.path("paid").asInt()).isEqualTo(3);
            assertThat(stats.path("repeated").asInt()).isEqualTo(1);
            assertThat(stats.at("/by_status/500").asInt()).isEqualTo(1);
            assertThat(stats.path("max_per_minute").asInt()).isEqualTo(4);
            assertThat(stats.path("max_per_second").asInt()).isBetween(1, 4);
            int tokens = stats.path("prompt_tokens").asInt()
                    + stats.path("completion_tokens").asInt();
            assertThat(stats.path("max_tokens_per_minute").asInt()).isEqualTo(tokens);
            assertThat(server.requests().stream()
                            .filter(LoggedRequest::paid)
                            .mapToInt(request -> request.promptTokens() + request.completionTokens())
                            .sum())
                    .isEqualTo(tokens);
        }
    }
}
