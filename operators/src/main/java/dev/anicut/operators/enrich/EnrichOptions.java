package dev.anicut.operators.enrich;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

/** Settings of the enrich stage, {@code enrich.*}; it is on when a URL and a model are set. */
public final class EnrichOptions {
    /** What is done with a document that is longer than the model is to be given. */
    public enum LongDocuments {
        TRUNCATE,
        MAP_REDUCE;

        /** The form in which it is given. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** What is done when the budget is spent. */
    public enum OnBudget {
        SKIP,
        WAIT
    }

    /** What a budget covers. */
    public enum BudgetScope {
        TOTAL,
        RUN
    }

    public static final ConfigOption<String> URL = ConfigOptions.key("enrich.llm.url")
            .stringType()
            .noDefaultValue()
            .withDescription("Base URL of an OpenAI-compatible server (OpenAI, vLLM, Ollama, llama.cpp), such as"
                    + " http://localhost:11434/v1. With it and a model, each new content is enriched.");

    public static final ConfigOption<String> MODEL = ConfigOptions.key("enrich.llm.model")
            .stringType()
            .noDefaultValue()
            .withDescription("The model that is asked, by the server's name for it.");

    public static final ConfigOption<String> KEY = ConfigOptions.key("enrich.llm.key")
            .stringType()
            .noDefaultValue()
            .withDescription("The server's API key, for example ${env:OPENAI_API_KEY}; none where the server asks for"
                    + " none.");

    public static final ConfigOption<List<String>> TIERS = ConfigOptions.key("enrich.tiers")
            .stringType()
            .asList()
            .noDefaultValue()
            .withDescription("Cheaper models of the same server that are asked first, in this order, separated by"
                    + " semicolons, each with its prices per million tokens: MODEL=INPUT/OUTPUT. The next one, and"
                    + " enrich.llm.model last, is asked only where an answer fails the schema or says it is unsure.");

    public static final ConfigOption<String> PROMPT = ConfigOptions.key("enrich.prompt")
            .stringType()
            .noDefaultValue()
            .withDescription(
                    "YAML or JSON file of one's own questions: instructions, the JSON Schema of the answer, and"
                            + " optionally unsure, the name of a boolean field that says the answer is unsure. Default: title,"
                            + " summary, keywords, category, language and entities.");

    public static final ConfigOption<Integer> MAX_INPUT_TOKENS = ConfigOptions.key("enrich.max-input-tokens")
            .intType()
            .defaultValue(6000)
            .withDescription("Tokens of a document that one call is given at most, by estimate, 100 or more.");

    public static final ConfigOption<Integer> MAX_OUTPUT_TOKENS = ConfigOptions.key("enrich.max-output-tokens")
            .intType()
            .defaultValue(1000)
            .withDescription("Tokens that an answer may have, 16 or more.");

    public static final ConfigOption<LongDocuments> LONG_DOCUMENTS = ConfigOptions.key("enrich.long-documents")
            .enumType(LongDocuments.class)
            .defaultValue(LongDocuments.TRUNCATE)
            .withDescription("Longer documents: truncate asks about their beginning, map-reduce has their parts"
                    + " summarised and asks about the summaries.");

    public static final ConfigOption<Integer> MAX_IN_FLIGHT = ConfigOptions.key("enrich.max-in-flight")
            .intType()
            .defaultValue(16)
            .withDescription("Requests that are under way at once over the whole job, 1 to 10000. Fewer are made while"
                    + " the server answers 429.");

    public static final ConfigOption<Integer> REQUESTS_PER_MINUTE = ConfigOptions.key("enrich.requests-per-minute")
            .intType()
            .noDefaultValue()
            .withDescription("Requests a minute over the whole job, repetitions included. Default: no limit.");

    public static final ConfigOption<Long> TOKENS_PER_MINUTE = ConfigOptions.key("enrich.tokens-per-minute")
            .longType()
            .noDefaultValue()
            .withDescription("Tokens a minute over the whole job, in and out. Default: no limit.");

    public static final ConfigOption<Duration> TIMEOUT = ConfigOptions.key("enrich.timeout")
            .durationType()
            .defaultValue(Duration.ofMinutes(1))
            .withDescription("The longest a request may take, to the last byte of its answer.");

    public static final ConfigOption<Duration> RETRY_BUDGET = ConfigOptions.key("enrich.retry-budget")
            .durationType()
            .defaultValue(Duration.ofMinutes(5))
            .withDescription("How long a failing call is repeated before its document goes on as enrichment_failed:"
                    + " longer than a rate limit's minute. While the server is down for all, calls wait and this time"
                    + " stands still.");

    public static final ConfigOption<Boolean> RETRY_FAILED = ConfigOptions.key("enrich.retry-failed")
            .booleanType()
            .defaultValue(false)
            .withDescription("Ask again about contents for which the model gave no valid answer in an earlier run.");

    public static final ConfigOption<Double> PRICE_INPUT = ConfigOptions.key("enrich.price.input")
            .doubleType()
            .defaultValue(0.0)
            .withDescription("Dollars per million input tokens of enrich.llm.model.");

    public static final ConfigOption<Double> PRICE_OUTPUT = ConfigOptions.key("enrich.price.output")
            .doubleType()
            .defaultValue(0.0)
            .withDescription("Dollars per million output tokens of enrich.llm.model.");

    public static final ConfigOption<Double> BUDGET_USD = ConfigOptions.key("enrich.budget.usd")
            .doubleType()
            .noDefaultValue()
            .withDescription(
                    "Dollars that may be spent, over restarts and, see enrich.budget.scope, over runs. Default:"
                            + " no limit.");

    public static final ConfigOption<Long> BUDGET_TOKENS = ConfigOptions.key("enrich.budget.tokens")
            .longType()
            .noDefaultValue()
            .withDescription("Tokens in and out that may be spent. Default: no limit.");

    public static final ConfigOption<BudgetScope> BUDGET_SCOPE = ConfigOptions.key("enrich.budget.scope")
            .enumType(BudgetScope.class)
            .defaultValue(BudgetScope.TOTAL)
            .withDescription(
                    "What a budget covers: total, all that was ever spent by the runs in this database, or run,"
                            + " each run by itself.");

    public static final ConfigOption<OnBudget> ON_BUDGET = ConfigOptions.key("enrich.on-budget")
            .enumType(OnBudget.class)
            .defaultValue(OnBudget.SKIP)
            .withDescription(
                    "When the budget is spent: skip lets documents go on as enrichment_skipped, and a later run"
                            + " with more budget takes just those; wait holds the stream.");

    private EnrichOptions() {}
}
