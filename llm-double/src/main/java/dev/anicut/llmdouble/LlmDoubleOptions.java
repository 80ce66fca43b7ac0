package dev.anicut.llmdouble;

import dev.anicut.llmdouble.LlmDoubleConfig.Builder;
import dev.anicut.llmdouble.LlmDoubleConfig.JsonSchemaSupport;
import dev.anicut.llmdouble.LlmDoubleConfig.Obedience;
import dev.anicut.llmdouble.LlmDoubleConfig.RetryAfter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The configuration as words of a command line. */
final class LlmDoubleOptions {
    private static final Pattern DURATION = Pattern.compile("(\\d+(?:\\.\\d+)?)(ms|s|min)?");
    private static final String A_DURATION = "accepted is a duration such as 200ms, 1.5s or 1min";

    private static final Map<String, BiConsumer<Builder, Value>> OPTIONS = new TreeMap<>();

    static {
        OPTIONS.put("--key", (to, value) -> to.key(value.text));
        OPTIONS.put("--models", (to, value) -> to.models(value.list()));
        OPTIONS.put("--seed", (to, value) -> to.seed(value.whole(Long.MIN_VALUE)));
        OPTIONS.put("--latency", (to, value) -> to.latency(value.latency()));
        OPTIONS.put("--requests-per-minute", (to, value) -> to.requestsPerMinute(value.count()));
        OPTIONS.put("--tokens-per-minute", (to, value) -> to.tokensPerMinute(value.whole(0)));
        OPTIONS.put("--limit-window", (to, value) -> to.limitWindow(value.duration()));
        OPTIONS.put("--retry-after", (to, value) -> to.retryAfter(value.oneOf(RetryAfter.class)));
        OPTIONS.put("--retry-after-time", (to, value) -> to.retryAfterTime(value.duration()));
        OPTIONS.put("--faults", (to, value) -> value.faults(to.noFaults()));
        OPTIONS.put("--fault-attempts", (to, value) -> to.faultAttempts(value.count()));
        OPTIONS.put("--fault-models", (to, value) -> to.faultModels(value.list()));
        OPTIONS.put("--drip", (to, value) -> value.drip(to));
        OPTIONS.put("--json-schema", (to, value) -> to.jsonSchema(value.oneOf(JsonSchemaSupport.class)));
        OPTIONS.put("--context-tokens", (to, value) -> to.contextTokens(value.count()));
        OPTIONS.put("--obeys-injection", (to, value) -> to.obeysInjection(value.oneOf(Obedience.class)));
    }

    private LlmDoubleOptions() {}

    static Set<String> names() {
        return OPTIONS.keySet();
    }

    /** Splits at white space; the rest of a line behind a # at its beginning or behind white space is a comment. */
    static List<String> words(String text) {
        return text.lines()
                .map(line -> line.replaceFirst("(^|\\s)#.*", ""))
                .flatMap(line -> Arrays.stream(line.strip().split("\\s+")))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    /** The configuration with the options changed. */
    static LlmDoubleConfig apply(LlmDoubleConfig config, List<String> arguments) {
        Builder builder = config.toBuilder();
        for (int i = 0; i < arguments.size(); i += 2) {
            String name = arguments.get(i);
            if (!OPTIONS.containsKey(name)) {
                throw new InvalidOptionException(
                        "unknown option '" + name + "', accepted are " + String.join(", ", OPTIONS.keySet()));
            }
            if (i + 1 == arguments.size()) {
                throw new InvalidOptionException(name, null, "a value must follow");
            }
            OPTIONS.get(name).accept(builder, new Value(name, arguments.get(i + 1)));
        }
        return builder.build();
    }

    private record Value(String option, String text) {

        private InvalidOptionException refused(String accepted) {
            return new InvalidOptionException(option, text, accepted);
        }

        String[] list() {
            return Arrays.stream(text.split(","))
                    .filter(name -> !name.isEmpty())
                    .toArray(String[]::new);
        }

        long whole(long least) {
            try {
                long number = Long.parseLong(text);
                if (number >= least) {
                    return number;
                }
            } catch (NumberFormatException e) {
                // refused below
            }
            throw refused("accepted is a whole number" + (least == 0 ? ", 0 or more" : ""));
        }

        int count() {
            return (int) Math.min(Integer.MAX_VALUE, whole(0));
        }

        Duration duration() {
            return duration(text, A_DURATION);
        }

        private Duration duration(String given, String accepted) {
            Matcher matcher = DURATION.matcher(given);
            if (!matcher.matches()) {
                throw refused(accepted);
            }
            double number = Double.parseDouble(matcher.group(1));
            String unit = matcher.group(2) == null ? "ms" : matcher.group(2);
            double nanos = number * Map.of("ms", 1e6, "s", 1e9, "min", 6e10).get(unit);
            return Duration.ofNanos((long) nanos);
        }

        Latency latency() {
            String accepted = "accepted are 200ms, uniform:100ms,300ms and lognormal:200ms,0.5";
            String[] kind = text.split(":", 2);
            String[] numbers = kind[kind.length - 1].split(",", -1);
            if (kind.length == 1 || kind[0].equals("fixed")) {
                return Latency.fixed(duration(kind[kind.length - 1], accepted));
            }
            if (numbers.length != 2) {
                throw refused(accepted);
            }
            Duration first = duration(numbers[0], accepted);
            switch (kind[0]) {
                case "uniform" -> {
                    Duration last = duration(numbers[1], accepted);
                    if (last.compareTo(first) >= 0) {
                        return Latency.uniform(first, last);
                    }
                }
                case "lognormal" -> {
                    if (numbers[1].matches("\\d+(\\.\\d+)?")) {
                        return Latency.lognormal(first, Double.parseDouble(numbers[1]));
                    }
                }
                default -> {}
            }
            throw refused(accepted);
        }

        void faults(Builder to) {
            String accepted = "accepted are shares such as rate-limit=0.2,error-500=0.05 of "
                    + Arrays.stream(Fault.values())
                            .filter(fault -> fault != Fault.NONE)
                            .map(Fault::label)
                            .collect(Collectors.joining(", "));
            for (String pair : list()) {
                String[] parts = pair.split("=", 2);
                Fault fault = Arrays.stream(Fault.values())
                        .filter(one -> one != Fault.NONE && one.label().equals(parts[0]))
                        .findFirst()
                        .orElseThrow(() -> refused(accepted));
                if (parts.length != 2 || !parts[1].matches("0|1|1\\.0+|0?\\.\\d+|0\\.")) {
                    throw refused(accepted);
                }
                to.fault(fault, Double.parseDouble(parts[1]));
            }
        }

        void drip(Builder to) {
            String accepted = "accepted are bytes and the time between them, such as 16/500ms";
            String[] parts = text.split("/", 2);
            if (parts.length != 2 || !parts[0].matches("[1-9]\\d{0,6}")) {
                throw refused(accepted);
            }
            to.drip(Integer.parseInt(parts[0]), duration(parts[1], accepted));
        }

        <E extends Enum<E>> E oneOf(Class<E> type) {
            List<String> accepted = new ArrayList<>();
            for (E constant : type.getEnumConstants()) {
                String label = constant.name().toLowerCase(Locale.ROOT);
                accepted.add(label);
                if (label.equals(text)) {
                    return constant;
                }
            }
            throw refused("accepted are " + String.join(", ", accepted));
        }
    }
}
