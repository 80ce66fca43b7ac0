package dev.anicut.operators.enrich;

import dev.anicut.model.InvalidSettingException;
import dev.anicut.operators.enrich.EnrichOptions.BudgetScope;
import dev.anicut.operators.enrich.EnrichOptions.LongDocuments;
import dev.anicut.operators.enrich.EnrichOptions.OnBudget;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ReadableConfig;

/**
 * Validated settings of the enrich stage, see {@link EnrichOptions}.
 *
 * @param endpoint the server and its key, null where nothing is enriched
 * @param tiers the models in the order in which they are asked, the dearest last; empty where nothing is enriched
 * @param requestsPerMinute 0 for no limit
 * @param tokensPerMinute 0 for no limit
 * @param budgetCost in billionths of a dollar, {@code Long.MAX_VALUE} for no limit
 * @param budgetTokens {@code Long.MAX_VALUE} for no limit
 */
public record EnrichConfig(
        Endpoint endpoint,
        List<Tier> tiers,
        Prompt prompt,
        int maxInputTokens,
        int maxOutputTokens,
        LongDocuments longDocuments,
        int maxInFlight,
        int requestsPerMinute,
        long tokensPerMinute,
        Duration timeout,
        Duration retryBudget,
        boolean retryFailed,
        long budgetCost,
        long budgetTokens,
        BudgetScope budgetScope,
        OnBudget onBudget)
        implements Serializable {

    public static EnrichConfig from(ReadableConfig config) {
        Endpoint endpoint = endpoint(config);
        return new EnrichConfig(
                endpoint,
                endpoint == null ? new ArrayList<>() : tiers(config),
                config.getOptional(EnrichOptions.PROMPT).map(Prompt::read).orElseGet(Prompt::bundled),
                atLeast(100, EnrichOptions.MAX_INPUT_TOKENS, config),
                atLeast(16, EnrichOptions.MAX_OUTPUT_TOKENS, config),
                config.get(EnrichOptions.LONG_DOCUMENTS),
                maxInFlight(config),
                config.getOptional(EnrichOptions.REQUESTS_PER_MINUTE).isPresent()
                        ? atLeast(1, EnrichOptions.REQUESTS_PER_MINUTE, config)
                        : 0,
                positiveOr(0, EnrichOptions.TOKENS_PER_MINUTE, config),
                positive(EnrichOptions.TIMEOUT, config),
                positive(EnrichOptions.RETRY_BUDGET, config),
                config.get(EnrichOptions.RETRY_FAILED),
                budgetCost(config),
                positiveOr(Long.MAX_VALUE, EnrichOptions.BUDGET_TOKENS, config),
                config.get(EnrichOptions.BUDGET_SCOPE),
                config.get(EnrichOptions.ON_BUDGET));
    }

    /** Whether nothing is enriched. */
    public boolean isNone() {
        return endpoint == null;
    }

    /** The names of the models, in the order in which they are asked. */
    public List<String> models() {
        return new ArrayList<>(tiers.stream().map(Tier::model).toList());
    }

    /** The setting that names a model. */
    ConfigOption<?> optionOf(String model) {
        return models().subList(0, tiers.size() - 1).contains(model) ? EnrichOptions.TIERS : EnrichOptions.MODEL;
    }

    /** What these tokens would have cost at the last model's price, in billionths of a dollar. */
    public long costWithoutTiers(long inputTokens, long outputTokens) {
        return tiers.get(tiers.size() - 1).price().of(new Usage(inputTokens, outputTokens));
    }

    /** The version of the questions, as {@code enrichments} names it. */
    public String promptVersion() {
        return prompt.version();
    }

    public boolean hasBudget() {
        return budgetCost != Long.MAX_VALUE || budgetTokens != Long.MAX_VALUE;
    }

    private static Endpoint endpoint(ReadableConfig config) {
        String url = config.get(EnrichOptions.URL);
        String model = config.get(EnrichOptions.MODEL);
        if (model != null && (url == null || url.isBlank())) {
            throw new InvalidSettingException(
                    EnrichOptions.URL.key(), url, "the URL of the server of " + EnrichOptions.MODEL.key());
        }
        Endpoint endpoint = Endpoint.from(config);
        if (endpoint != null && (model == null || model.isBlank())) {
            throw new InvalidSettingException(
                    EnrichOptions.MODEL.key(), model, "the name of a model that the server knows");
        }
        return endpoint;
    }

    private static List<Tier> tiers(ReadableConfig config) {
        List<Tier> tiers = new ArrayList<>();
        config.getOptional(EnrichOptions.TIERS).ifPresent(given -> given.forEach(tier -> tiers.add(Tier.parse(tier))));
        tiers.add(new Tier(
                config.get(EnrichOptions.MODEL).strip(),
                new Price(price(EnrichOptions.PRICE_INPUT, config), price(EnrichOptions.PRICE_OUTPUT, config))));
        if (tiers.stream().map(Tier::model).distinct().count() < tiers.size()) {
            throw new InvalidSettingException(
                    EnrichOptions.TIERS.key(), String.join(";", config.get(EnrichOptions.TIERS)), "each model once");
        }
        return tiers;
    }

    private static double price(ConfigOption<Double> option, ReadableConfig config) {
        double price = config.get(option);
        if (!(price >= 0) || Double.isInfinite(price)) {
            throw new InvalidSettingException(
                    option.key(), Double.toString(price), "dollars per million tokens, 0 or more");
        }
        return price;
    }

    private static long budgetCost(ReadableConfig config) {
        if (config.getOptional(EnrichOptions.BUDGET_USD).isEmpty()) {
            return Long.MAX_VALUE;
        }
        double dollars = config.get(EnrichOptions.BUDGET_USD);
        if (!(dollars >= 0) || dollars > 1e9) {
            throw new InvalidSettingException(
                    EnrichOptions.BUDGET_USD.key(), Double.toString(dollars), "dollars, 0 or more");
        }
        if (config.get(EnrichOptions.PRICE_INPUT) == 0 && config.get(EnrichOptions.PRICE_OUTPUT) == 0) {
            throw new InvalidSettingException(EnrichOptions.BUDGET_USD.key() + " needs "
                    + EnrichOptions.PRICE_INPUT.key() + " and " + EnrichOptions.PRICE_OUTPUT.key()
                    + ": without prices nothing is ever spent");
        }
        return Math.round(dollars * 1e9);
    }

    private static int maxInFlight(ReadableConfig config) {
        int given = config.get(EnrichOptions.MAX_IN_FLIGHT);
        if (given < 1 || given > 10_000) {
            throw new InvalidSettingException(
                    EnrichOptions.MAX_IN_FLIGHT.key(), Integer.toString(given), "a number from 1 to 10000");
        }
        return given;
    }

    private static int atLeast(int least, ConfigOption<Integer> option, ReadableConfig config) {
        int value = config.get(option);
        if (value < least) {
            throw new InvalidSettingException(option.key(), Integer.toString(value), "a number from " + least + " up");
        }
        return value;
    }

    private static long positiveOr(long absent, ConfigOption<Long> option, ReadableConfig config) {
        if (config.getOptional(option).isEmpty()) {
            return absent;
        }
        long value = config.get(option);
        if (value < 1) {
            throw new InvalidSettingException(option.key(), Long.toString(value), "a number from 1 up");
        }
        return value;
    }

    private static Duration positive(ConfigOption<Duration> option, ReadableConfig config) {
        Duration value = config.get(option);
        if (value.toMillis() < 1) {
            throw InvalidSettingException.ofDuration(option.key(), value, "a duration such as 30 s");
        }
        return value;
    }

    /** Leaves out the key. */
    @Override
    public String toString() {
        return "EnrichConfig[url=" + endpoint + ", models=" + models() + ", prompt=" + prompt.version() + "]";
    }
}
