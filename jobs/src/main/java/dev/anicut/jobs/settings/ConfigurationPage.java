package dev.anicut.jobs.settings;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.description.HtmlFormatter;

/** {@code docs/configuration.md}, made from the options themselves. */
public final class ConfigurationPage {
    private static final String HEAD =
            """
            # Configuration

            <!-- Generated from the options in the code by `scripts/docs.sh`; a stale page fails the build. -->

            Settings come from `--config FILE` (YAML, nested or dotted keys; one file may serve all commands, each takes what is
            its own) and then from `--key value` on the command line, which wins. `--key=value` is the same, and a switch needs no `true`. An option is given once; one that is
            a list with commas takes several words, as a shell makes of a glob, a list in the file, and may be given again:
            its values add up.

            Secrets are best given by reference: `${env:NAME}` or `${file:PATH}`. What the variable or file holds is taken as
            it is, so that a value with a `${` of its own belongs there. Keys that begin with `flink.` go to Flink itself,
            without that prefix. An unknown key or a value that is not accepted ends the command with one line and exit
            code 2, before any job starts.
            """;

    private ConfigurationPage() {}

    public static String of(OptionCatalog catalog) {
        StringBuilder page = new StringBuilder(HEAD);
        String group = null;
        for (ConfigOption<?> option : grouped(catalog)) {
            String own = group(option);
            if (!own.equals(group)) {
                group = own;
                page.append("\n## ").append(own).append("\n\n| key | default | meaning |\n|---|---|---|\n");
            }
            page.append("| `")
                    .append(OptionCatalog.isMap(option) ? option.key() + ".NAME" : option.key())
                    .append("` | ")
                    .append(defaultOf(option))
                    .append(" | ")
                    .append(cell(new HtmlFormatter().format(option.description())))
                    .append(" |\n");
        }
        return page.toString();
    }

    /** The command's own options first, then by stage. */
    private static List<ConfigOption<?>> grouped(OptionCatalog catalog) {
        return catalog.options().stream()
                .sorted((left, right) -> {
                    int byGroup = order(group(left)) - order(group(right));
                    return byGroup != 0 ? byGroup : left.key().compareTo(right.key());
                })
                .toList();
    }

    private static int order(String group) {
        return List.of(
                        "command",
                        "source",
                        "kafka",
                        "parse",
                        "dedup",
                        "chunk",
                        "embed",
                        "postgres",
                        "index",
                        "collect",
                        "run")
                .indexOf(group);
    }

    private static String group(ConfigOption<?> option) {
        int dot = option.key().indexOf('.');
        return dot < 0 ? "command" : option.key().substring(0, dot);
    }

    private static String defaultOf(ConfigOption<?> option) {
        if (!option.hasDefaultValue() || OptionCatalog.isMap(option)) {
            return "none";
        }
        Object value = option.defaultValue();
        if (value instanceof Duration duration) {
            return "`" + (duration.toMillis() % 1000 == 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms")
                    + "`";
        }
        if (value instanceof MemorySize size) {
            return "`" + size.toHumanReadableString().replaceAll(" \\(.*\\)", "") + "`";
        }
        if (value instanceof Enum<?> constant) {
            return "`" + constant.name().toLowerCase(Locale.ROOT).replace('_', '-') + "`";
        }
        return "`" + cell(value.toString()) + "`";
    }

    private static String cell(String text) {
        return text.replace("|", "\\|").replace("\n", " ");
    }
}
