package dev.anicut.jobs.run;

import dev.anicut.jobs.settings.RunOptions;
import dev.anicut.jobs.settings.Settings;
import dev.anicut.sinks.postgres.PostgresOptions;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.flink.configuration.ConfigOption;

/** The options by which another command comes to the same database, as a shell takes them. */
final class DatabaseArguments {
    private static final List<ConfigOption<String>> OPTIONS =
            List.of(RunOptions.HOME, PostgresOptions.URL, PostgresOptions.USER, PostgresOptions.PASSWORD);

    private static final Pattern PLAIN = Pattern.compile("[\\w./:@=,+-]+");

    private DatabaseArguments() {}

    /** What was given of them, each behind a space; a secret that was given as itself is masked. */
    static String of(Settings settings) {
        Map<String, String> shown = settings.shown();
        StringBuilder arguments = new StringBuilder();
        for (ConfigOption<String> option : OPTIONS) {
            String given = shown.get(option.key());
            if (given != null) {
                arguments.append(" --").append(option.key()).append(' ').append(quoted(given));
            }
        }
        return arguments.toString();
    }

    private static String quoted(String word) {
        return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
