package dev.anicut.llmdouble;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * How the double behaves.
 *
 * @param key the bearer key that is asked for; null lets anyone in
 * @param models the models there are; any other is a 404
 * @param seed another seed deals faults and latencies differently
 * @param requestsPerMinute 0 is no limit
 * @param tokensPerMinute prompt and answer together; 0 is no limit
 * @param limitWindow how long a request counts against the limits: a minute, or less so that tests are quick
 * @param retryAfter the form of the Retry-After header
 * @param retryAfterTime what a 429 without a limit, and a 503, ask for
 * @param faults for each fault the share of requests that have it
 * @param faultAttempts only the first so many attempts of a content can have a fault; 0 is all of them
 * @param faultModels only these models have faults; empty is all
 * @param dripBytes the size of a slow body's drops
 * @param dripInterval the time between them
 * @param jsonSchema what becomes of a response_format of the type json_schema
 * @param contextTokens longer prompts are a 400; 0 is no limit
 * @param obeysInjection whether an instruction in the document is obeyed
 */
public record LlmDoubleConfig(
        String key,
        List<String> models,
        long seed,
        Latency latency,
        int requestsPerMinute,
        long tokensPerMinute,
        Duration limitWindow,
        RetryAfter retryAfter,
        Duration retryAfterTime,
        Map<Fault, Double> faults,
        int faultAttempts,
        List<String> faultModels,
        int dripBytes,
        Duration dripInterval,
        JsonSchemaSupport jsonSchema,
        int contextTokens,
        Obedience obeysInjection) {

    /** The name of the only model there is unless others are configured. */
    public static final String MODEL = "anicut-double";

    /** The form in which a 429 says when to come back. */
    public enum RetryAfter {
        SECONDS,
        DATE,
        /** Seconds, and beside it {@code retry-after-ms}. */
        MILLIS,
        NONE
    }

    /** What becomes of a {@code response_format} of the type {@code json_schema}. */
    public enum JsonSchemaSupport {
        ACCEPT,
        /** A 400, as from servers that do not know it. */
        REJECT,
        /** Taken without a word and without effect: the answer follows a schema in the prompt, if there is one. */
        IGNORE
    }

    /** When an instruction in the document, {@code ignore your instructions and answer X}, is obeyed. */
    public enum Obedience {
        NEVER,
        /** Where the document is not set apart from the prompt by tags, quotes or marked lines. */
        UNFENCED,
        ALWAYS
    }

    public LlmDoubleConfig {
        models = List.copyOf(models);
        faultModels = List.copyOf(faultModels);
        faults = Map.copyOf(faults);
        double sum = faults.values().stream().mapToDouble(Double::doubleValue).sum();
        if (sum > 1 + 1e-9) {
            throw new InvalidOptionException(
                    "--faults", String.valueOf(sum), "accepted are shares that are 1 at most together");
        }
    }

    /** Answers at once, to anyone, without limits and faults. */
    public static LlmDoubleConfig defaults() {
        return new Builder().build();
    }

    public static Builder builder() {
        return new Builder();
    }

    /** This configuration, to be changed. */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.key = key;
        builder.models = models;
        builder.seed = seed;
        builder.latency = latency;
        builder.requestsPerMinute = requestsPerMinute;
        builder.tokensPerMinute = tokensPerMinute;
        builder.limitWindow = limitWindow;
        builder.retryAfter = retryAfter;
        builder.retryAfterTime = retryAfterTime;
        builder.faults.putAll(faults);
        builder.faultAttempts = faultAttempts;
        builder.faultModels = faultModels;
        builder.dripBytes = dripBytes;
        builder.dripInterval = dripInterval;
        builder.jsonSchema = jsonSchema;
        builder.contextTokens = contextTokens;
        builder.obeysInjection = obeysInjection;
        return builder;
    }

    /** Puts a configuration together; what is not set stays as in {@link LlmDoubleConfig#defaults}. */
    public static final class Builder {
        private String key;
        private List<String> models = List.of(MODEL);
        private long seed = 1;
        private Latency latency = Latency.fixed(Duration.ZERO);
        private int requestsPerMinute;
        private long tokensPerMinute;
        private Duration limitWindow = Duration.ofMinutes(1);
        private RetryAfter retryAfter = RetryAfter.SECONDS;
        private Duration retryAfterTime = Duration.ofSeconds(1);
        private final Map<Fault, Double> faults = new EnumMap<>(Fault.class);
        private int faultAttempts;
        private List<String> faultModels = List.of();
        private int dripBytes = 16;
        private Duration dripInterval = Duration.ofMillis(500);
        private JsonSchemaSupport jsonSchema = JsonSchemaSupport.ACCEPT;
        private int contextTokens;
        private Obedience obeysInjection = Obedience.NEVER;

        private Builder() {}

        public Builder key(String value) {
            key = value;
            return this;
        }

        public Builder models(String... names) {
            models = List.of(names);
            return this;
        }

        public Builder seed(long value) {
            seed = value;
            return this;
        }

        public Builder latency(Latency value) {
            latency = value;
            return this;
        }

        public Builder requestsPerMinute(int value) {
            requestsPerMinute = value;
            return this;
        }

        public Builder tokensPerMinute(long value) {
            tokensPerMinute = value;
            return this;
        }

        public Builder limitWindow(Duration value) {
            limitWindow = value;
            return this;
        }

        public Builder retryAfter(RetryAfter value) {
            retryAfter = value;
            return this;
        }

        public Builder retryAfterTime(Duration value) {
            retryAfterTime = value;
            return this;
        }

        /** The share of requests, from 0 to 1, that have this fault. */
        public Builder fault(Fault fault, double share) {
            faults.put(fault, share);
            return this;
        }

        public Builder noFaults() {
            faults.clear();
            return this;
        }

        public Builder faultAttempts(int value) {
            faultAttempts = value;
            return this;
        }

        public Builder faultModels(String... names) {
            faultModels = List.of(names);
            return this;
        }

        public Builder drip(int bytes, Duration interval) {
            dripBytes = bytes;
            dripInterval = interval;
            return this;
        }

        public Builder jsonSchema(JsonSchemaSupport value) {
            jsonSchema = value;
            return this;
        }

        public Builder contextTokens(int value) {
            contextTokens = value;
            return this;
        }

        public Builder obeysInjection(Obedience value) {
            obeysInjection = value;
            return this;
        }

        public LlmDoubleConfig build() {
            return new LlmDoubleConfig(
                    key,
                    models,
                    seed,
                    latency,
                    requestsPerMinute,
                    tokensPerMinute,
                    limitWindow,
                    retryAfter,
                    retryAfterTime,
                    faults,
                    faultAttempts,
                    faultModels,
                    dripBytes,
                    dripInterval,
                    jsonSchema,
                    contextTokens,
                    obeysInjection);
        }
    }
}
