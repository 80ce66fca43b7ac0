package dev.anicut.operators.enrich;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.anicut.model.InvalidSettingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnrichConfigTest {
    private static final String SCHEMA = "schema: {type: object, properties: {about: {type: string}}}\n";

    @TempDir
    private Path folder;

    @Test
    void theDefaultsAreOff() {
        EnrichConfig config = EnrichConfig.from(new Configuration());
        assertThat(config.isNone()).isTrue();
        assertThat(config.models()).isEmpty();
        assertThat(config.maxInFlight()).isEqualTo(16);
        assertThat(config.timeout()).isEqualTo(Duration.ofMinutes(1));
        assertThat(config.retryBudget()).isGreaterThan(Duration.ofMinutes(1));
        assertThat(config.hasBudget()).isFalse();
    }

    @Test
    void readsTiersPricesAndBudget() {
        EnrichConfig config = EnrichConfigs.of(
                "enrich.tiers", "llama3:8b=0.1/0.2;org/mini",
                "enrich.price.input", "2.5",
                "enrich.price.output", "10",
                "enrich.budget.usd", "1.5",
                "enrich.llm.url", "https://api.example.org/v1/");
        assertThat(config.models()).containsExactly("llama3:8b", "org/mini", "large");
        assertThat(config.tiers().get(0).price().of(new Usage(1_000_000, 1_000_000)))
                .isEqualTo(300_000_000);
        assertThat(config.tiers().get(2).price().of(new Usage(1000, 100))).isEqualTo(3_500_000);
        assertThat(config.budgetCost()).isEqualTo(1_500_000_000);
        assertThat(config.endpoint().chatUri()).hasToString("https://api.example.org/v1/chat/completions");
    }

    @ParameterizedTest
    @CsvSource({
        "enrich.llm.url, ftp://host/v1",
        "enrich.llm.url, localhost:8000",
        "enrich.llm.url, http://",
        "enrich.llm.model, ''",
        "enrich.price.input, -1",
        "enrich.price.output, NaN",
        "enrich.budget.usd, -0.5",
        "enrich.budget.usd, 5",
        "enrich.budget.tokens, 0",
        "enrich.max-in-flight, 0",
        "enrich.max-in-flight, 10001",
        "enrich.requests-per-minute, 0",
        "enrich.max-input-tokens, 5",
        "enrich.timeout, 0 s",
        "enrich.tiers, small=cheap",
        "enrich.tiers, small=1/-1",
        "enrich.tiers, large=1/2",
        "enrich.prompt, /does/not/exist.yaml",
    })
    void refusesWhatCannotWork(String key, String value) {
        assertThatThrownBy(() -> EnrichConfigs.of(key, value))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining(key);
    }

    @Test
    void aModelNeedsAUrlAndTheOtherWayRound() {
        assertThatThrownBy(() -> EnrichConfig.from(Configuration.fromMap(java.util.Map.of("enrich.llm.model", "m"))))
                .hasMessageContaining("enrich.llm.url is missing");
        assertThatThrownBy(() ->
                        EnrichConfig.from(Configuration.fromMap(java.util.Map.of("enrich.llm.url", "http://h/v1"))))
                .hasMessageContaining("enrich.llm.model is missing");
    }

    @Test
    void aKeyThatNoHeaderHoldsAndAPasswordInTheUrlAreNotShown() {
        assertThat(EnrichConfigs.of("enrich.llm.key", " hush\n").endpoint().key())
                .isEqualTo("hush");
        assertThatThrownBy(() -> EnrichConfigs.of("enrich.llm.key", "hu\nsh"))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith("enrich.llm.key: a key is one word")
                .hasMessageNotContaining("hu\n");
        for (String url : List.of("http://me:hush@localhost/v1", "http://localhost/v1?a=b&api-key=hush")) {
            assertThatThrownBy(() -> EnrichConfigs.of("enrich.llm.url", url))
                    .isInstanceOf(InvalidSettingException.class)
                    .hasMessageStartingWith("enrich.llm.url: a user, password or key")
                    .hasMessageNotContaining("hush");
        }
    }

    @Test
    void aPromptsVersionIsItsMeaning() throws IOException {
        Prompt first = prompt("instructions: Say it.\n" + SCHEMA);
        assertThat(prompt("# a remark\n" + SCHEMA + "instructions: Say it.\n").version())
                .isEqualTo(first.version());
        assertThat(prompt("instructions: Say it well.\n" + SCHEMA).version()).isNotEqualTo(first.version());
        assertThat(prompt("{\"instructions\":\"Say it.\",\"schema\":{\"type\":\"object\",\"properties\":"
                                + "{\"about\":{\"type\":\"string\"}}}}")
                        .version())
                .isEqualTo(first.version());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "instructions: x | its schema",
                "instructions: x\\nschema: {type: object, properties: 7} | its schema",
                "instructions: x\\nschema: {type: array} | not object",
                "schema: {type: object} | instructions is missing",
                "instructions: x\\nschema: {type: object}\\nmodel: y | unknown key model",
                "instructions: x\\nschema: {type: object}\\nunsure: y | unsure names 'y'",
                "instructions: [ | enrich.prompt",
            })
    void aBrokenPromptFileIsToldInOneLine(String content, String said) {
        assertThatThrownBy(() -> prompt(content.replace("\\n", "\n")))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining(said)
                .hasMessageStartingWith("enrich.prompt: '")
                .message()
                .doesNotContain("\n");
    }

    private Prompt prompt(String content) throws IOException {
        return Prompt.read(
                Files.writeString(folder.resolve("prompt.yaml"), content).toString());
    }

    @Test
    void theBundledPromptIsStrict() {
        assertThat(AnswerSchema.isStrict(new AnswerSchema(Prompt.bundled()).node()))
                .isTrue();
        assertThat(new AnswerSchema(Prompt.bundled()).check(FakeChatModel.GOOD).errors())
                .isNull();
    }

    @Test
    void answersThatPostgresCannotHoldDoNotHold() {
        AnswerSchema schema = new AnswerSchema(
                new Prompt("v", "i", "{\"type\":\"object\",\"properties\":{\"n\":{},\"s\":{}}}", null));
        assertThat(schema.check("{\"s\":\"a\\u0000b\"}").errors()).contains("cannot be stored");
        assertThat(schema.check("{\"s\":\"\\ud800\"}").errors()).contains("cannot be stored");
        assertThat(schema.check("{\"n\":1e999}").errors()).contains("cannot be stored");
        assertThat(schema.check("{\"s\":\"𝄞\",\"n\":1.5}").errors()).isNull();
        assertThat(schema.check("[{\"s\":1}]").errors()).isNotNull();
        assertThat(schema.check("").errors()).contains("empty");
    }
}
