package dev.anicut.datasets;

import dev.anicut.model.InvalidSettingException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What to generate.
 *
 * @param documents records in all, of every kind
 * @param shards files they are spread over
 * @param seed the same seed and options give the same bytes
 * @param duplicates share of records with an earlier document's exact text under an id of their own
 * @param repeatedParagraphs share of the paragraphs behind a document's first that come from a small pool
 * @param repeats share of records that repeat an earlier record byte for byte
 * @param changed share of records that bring a later version of an earlier id
 * @param invalid share of records that cannot be parsed
 * @param words mean number of words of a document
 * @param threads shards written at once; changes nothing in the output
 * @param output the directory of the shards
 * @param force whether the shards of an earlier run in that directory may be replaced
 */
record GenerateOptions(
        long documents,
        int shards,
        long seed,
        double duplicates,
        double repeatedParagraphs,
        double repeats,
        double changed,
        double invalid,
        int words,
        int threads,
        Path output,
        boolean force) {

    /** Ids have eight digits. */
    static final long MOST_DOCUMENTS = 99_999_999;

    private static final List<String> WITH_VALUE = List.of(
            "--documents",
            "--shards",
            "--seed",
            "--duplicates",
            "--repeated-paragraphs",
            "--repeats",
            "--changed",
            "--invalid",
            "--words",
            "--threads",
            "--output");

    static GenerateOptions parse(String... arguments) {
        return new Reader(arguments).read();
    }

    /** The arguments by name, taken out with their limits. */
    private static final class Reader {
        private final Map<String, String> given = new HashMap<>();

        Reader(String... arguments) {
            for (int i = 0; i < arguments.length; i++) {
                String name = arguments[i];
                if (name.equals("--force")) {
                    given.put(name, "true");
                    continue;
                }
                if (!WITH_VALUE.contains(name)) {
                    throw new InvalidSettingException("unknown option '" + name + "': expected "
                            + String.join(", ", WITH_VALUE) + " and --force");
                }
                if (i + 1 == arguments.length || arguments[i + 1].startsWith("--")) {
                    throw new InvalidSettingException(name, null, "a value behind it");
                }
                given.put(name, arguments[++i]);
            }
        }

        GenerateOptions read() {
            long documents = whole("--documents", 10_000, 1, MOST_DOCUMENTS);
            GenerateOptions options = new GenerateOptions(
                    documents,
                    (int) whole("--shards", Math.min(8, documents), 1, Math.min(documents, 100_000)),
                    whole("--seed", 1, Long.MIN_VALUE, Long.MAX_VALUE),
                    share("--duplicates", 0.10),
                    share("--repeated-paragraphs", 0.20),
                    share("--repeats", 0),
                    share("--changed", 0),
                    share("--invalid", 0),
                    (int) whole("--words", 150, 20, 100_000),
                    (int) whole("--threads", Runtime.getRuntime().availableProcessors(), 1, 256),
                    path("--output"),
                    given.containsKey("--force"));
            double notFresh = options.duplicates + options.repeats + options.changed + options.invalid;
            if (notFresh > 0.9) {
                throw new InvalidSettingException(
                        "--duplicates, --repeats, --changed and --invalid",
                        String.format(Locale.ROOT, "%.2f together", notFresh),
                        "a sum of at most 0.9, so that there are documents to refer to");
            }
            return options;
        }

        private long whole(String name, long fallback, long least, long most) {
            String value = given.get(name);
            if (value == null) {
                return fallback;
            }
            String accepted = "a whole number from " + least + " to " + most;
            try {
                long number = Long.parseLong(value);
                if (number < least || number > most) {
                    throw new InvalidSettingException(name, value, accepted);
                }
                return number;
            } catch (NumberFormatException e) {
                throw new InvalidSettingException(name, value, accepted);
            }
        }

        private double share(String name, double fallback) {
            String value = given.get(name);
            if (value == null) {
                return fallback;
            }
            String accepted = "a share from 0 to 0.9";
            try {
                double share = Double.parseDouble(value);
                if (!(share >= 0 && share <= 0.9)) {
                    throw new InvalidSettingException(name, value, accepted);
                }
                return share;
            } catch (NumberFormatException e) {
                throw new InvalidSettingException(name, value, accepted);
            }
        }

        private Path path(String name) {
            String value = given.get(name);
            if (value == null || value.isBlank()) {
                throw new InvalidSettingException(name, null, "a directory, new or empty");
            }
            try {
                return Path.of(value);
            } catch (InvalidPathException e) {
                throw new InvalidSettingException(name, value, "a directory, new or empty");
            }
        }
    }
}
