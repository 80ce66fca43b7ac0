package dev.anicut.jobs.source;

import java.util.Locale;

/** How a file holds its records. */
public enum FileFormat {
    /** One JSON value a line. */
    JSON_LINES,
    /** A .json file: one value, an array of them, or lines; its first bytes tell. */
    JSON,
    /** Rows under a header. */
    CSV,
    PARQUET,
    /** The file is the record. */
    WHOLE;

    /** The format by the file's name, a compression's ending aside. */
    static FileFormat of(String name) {
        return switch (extension(name)) {
            case "jsonl", "ndjson" -> JSON_LINES;
            case "json" -> JSON;
            case "csv", "tsv" -> CSV;
            case "parquet" -> PARQUET;
            default -> WHOLE;
        };
    }

    static boolean isTabSeparated(String name) {
        return extension(name).equals("tsv");
    }

    private static String extension(String name) {
        String plain = withoutCompression(name.toLowerCase(Locale.ROOT));
        int dot = plain.lastIndexOf('.');
        return dot < 0 ? "" : plain.substring(dot + 1);
    }

    /** Whether the name promises compressed bytes. */
    static boolean isNamedCompressed(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return !withoutCompression(lower).equals(lower);
    }

    private static String withoutCompression(String lower) {
        for (String ending : new String[] {".gz", ".zst", ".zstd"}) {
            if (lower.endsWith(ending)) {
                return lower.substring(0, lower.length() - ending.length());
            }
        }
        return lower;
    }

    boolean isJson() {
        return this == JSON_LINES || this == JSON;
    }

    /** Whether records can be found from any place in the file, if it is not compressed. */
    boolean isSplittable() {
        return this == JSON_LINES || this == PARQUET;
    }
}
