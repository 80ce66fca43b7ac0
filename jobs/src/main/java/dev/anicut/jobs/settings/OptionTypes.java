package dev.anicut.jobs.settings;

import java.lang.reflect.Method;
import org.apache.flink.configuration.ConfigOption;

/** The value types of options, which Flink keeps to itself. */
final class OptionTypes {
    private OptionTypes() {}

    /** The class of an option's value. */
    static Class<?> of(ConfigOption<?> option) {
        try {
            Method method = ConfigOption.class.getDeclaredMethod("getClazz");
            method.setAccessible(true);
            return (Class<?>) method.invoke(option);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("ConfigOption.getClazz is not to be had in this Flink", e);
        }
    }
}
