package dev.anicut.jobs.settings;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.flink.configuration.ConfigOption;

/** The value types of options, which Flink keeps to itself. */
final class OptionTypes {
    private OptionTypes() {}

    /** The class of an option's value, or for a list of each of them. */
    static Class<?> of(ConfigOption<?> option) {
        return (Class<?>) ask(option, "getClazz");
    }

    /** Whether the option is one of Flink's lists, whose values stand between semicolons. */
    static boolean isList(ConfigOption<?> option) {
        return (Boolean) ask(option, "isList");
    }

    /** What an option of this type takes, as a noun. */
    static String expected(ConfigOption<?> option) {
        Class<?> type = of(option);
        if (type.isEnum()) {
            return Arrays.stream(type.getEnumConstants())
                    .map(constant ->
                            ((Enum<?>) constant).name().toLowerCase(Locale.ROOT).replace('_', '-'))
                    .collect(Collectors.joining(" or "));
        }
        return switch (type.getSimpleName()) {
            case "Integer", "Long" -> "a whole number";
            case "Double", "Float" -> "a number";
            case "Boolean" -> "true or false";
            case "Duration" -> "a duration such as 500 ms, 30 s or 2 h";
            case "MemorySize" -> "a size such as 512 kb, 64 mb or 1 gb";
            default -> "a value";
        };
    }

    private static Object ask(ConfigOption<?> option, String name) {
        try {
            Method method = ConfigOption.class.getDeclaredMethod(name);
            method.setAccessible(true);
            return method.invoke(option);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("ConfigOption." + name + " is not to be had in this Flink", e);
        }
    }
}
