package dev.anicut.operators.parse;

import dev.anicut.model.InvalidSettingException;
import java.io.Serializable;
import java.time.Duration;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.ReadableConfig;

/** The settings of the stage {@code parse}, read and checked. */
public record ParseConfig(
        FieldMapping fields,
        Duration timeout,
        int memoryMegabytes,
        int maxBytes,
        int maxCharacters,
        int maxDepth,
        int maxEmbedded,
        int recycleAfter,
        int maxPayload,
        AllowedRoots roots)
        implements Serializable {

    /** @throws InvalidSettingException if a setting cannot be used */
    public static ParseConfig from(ReadableConfig config) {
        String time = "a time from 100 ms to 1 h, such as 30 s";
        Duration timeout = get(config, ParseOptions.TIMEOUT, time);
        if (timeout.toMillis() < 100 || timeout.toHours() > 1) {
            throw new InvalidSettingException(ParseOptions.TIMEOUT.key(), given(config, ParseOptions.TIMEOUT), time);
        }
        return new ParseConfig(
                FieldMapping.from(config),
                timeout,
                size(config, ParseOptions.MEMORY, "32mb", "32gb").getMebiBytes(),
                (int) size(config, ParseOptions.MAX_BYTES, "1kb", "1gb").getBytes(),
                number(config, ParseOptions.MAX_CHARACTERS, 1, 500_000_000),
                // the HTML parser flattens what is deeper than 512 without a word
                number(config, ParseOptions.MAX_DEPTH, 10, 500),
                number(config, ParseOptions.MAX_EMBEDDED, 0, 100_000),
                number(config, ParseOptions.RECYCLE_AFTER, 1, Integer.MAX_VALUE),
                (int) size(config, ParseOptions.MAX_PAYLOAD, "0", "16mb").getBytes(),
                AllowedRoots.from(config));
    }

    /** Whether a field of the records orders the versions of a document. */
    public boolean hasVersionField() {
        return fields.version() != null;
    }

    private static MemorySize size(ReadableConfig config, ConfigOption<MemorySize> option, String least, String most) {
        String accepted = "a size from " + least + " to " + most;
        MemorySize size = get(config, option, accepted);
        if (size.compareTo(MemorySize.parse(least)) < 0 || size.compareTo(MemorySize.parse(most)) > 0) {
            throw new InvalidSettingException(option.key(), given(config, option), accepted);
        }
        return size;
    }

    private static int number(ReadableConfig config, ConfigOption<Integer> option, int least, int most) {
        String accepted = "a number from " + least + " to " + most;
        int number = get(config, option, accepted);
        if (number < least || number > most) {
            throw new InvalidSettingException(option.key(), given(config, option), accepted);
        }
        return number;
    }

    private static <T> T get(ReadableConfig config, ConfigOption<T> option, String accepted) {
        try {
            return config.get(option);
        } catch (IllegalArgumentException e) {
            InvalidSettingException invalid =
                    new InvalidSettingException(option.key(), given(config, option), accepted);
            invalid.initCause(e);
            throw invalid;
        }
    }

    private static String given(ReadableConfig config, ConfigOption<?> option) {
        return config.getOptional(ConfigOptions.key(option.key()).stringType().noDefaultValue())
                .orElseGet(() -> String.valueOf(option.defaultValue()));
    }
}
