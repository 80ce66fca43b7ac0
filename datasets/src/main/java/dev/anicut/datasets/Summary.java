package dev.anicut.datasets;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What was made: additions are made by one thread for each shard, and summed.
 *
 * @param counts records by kind, in the order of {@link Plan.Kind}
 * @param paragraphs paragraphs of all valid records
 * @param repeatedParagraphs those of them that came from the pool of standing ones
 * @param textBytes bytes of the lines, before compression
 * @param bytes bytes of the shards
 */
record Summary(long[] counts, long paragraphs, long repeatedParagraphs, long textBytes, long bytes) {

    static Summary empty() {
        return new Summary(new long[Plan.Kind.values().length], 0, 0, 0, 0);
    }

    Summary plus(Summary other) {
        long[] sum = counts.clone();
        for (int i = 0; i < sum.length; i++) {
            sum[i] += other.counts[i];
        }
        return new Summary(
                sum,
                paragraphs + other.paragraphs,
                repeatedParagraphs + other.repeatedParagraphs,
                textBytes + other.textBytes,
                bytes + other.bytes);
    }

    long of(Plan.Kind kind) {
        return counts[kind.ordinal()];
    }

    private long documents() {
        long sum = 0;
        for (long count : counts) {
            sum += count;
        }
        return sum;
    }

    /** One JSON object; {@code ledger} is what a backfill of the shards into an empty database must count. */
    String toJson(GenerateOptions options, double seconds) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("output", options.output().toAbsolutePath().normalize().toString());
        json.put("seed", options.seed());
        json.put("shards", options.shards());
        json.put("documents", documents());
        json.put("fresh", of(Plan.Kind.FRESH));
        json.put("duplicates", of(Plan.Kind.DUPLICATE));
        json.put("repeats", of(Plan.Kind.REPEAT));
        json.put("changed", of(Plan.Kind.CHANGED));
        json.put("invalid", of(Plan.Kind.INVALID));
        json.put("paragraphs", paragraphs);
        json.put("repeated_paragraphs", repeatedParagraphs);
        json.put("text_bytes", textBytes);
        json.put("bytes", bytes);
        Map<String, Object> ledger = new LinkedHashMap<>();
        ledger.put("read", documents());
        ledger.put("ingested", of(Plan.Kind.FRESH) + of(Plan.Kind.CHANGED));
        ledger.put("unchanged", of(Plan.Kind.REPEAT));
        ledger.put("duplicate", of(Plan.Kind.DUPLICATE));
        ledger.put("deleted", 0);
        ledger.put("dead_lettered", of(Plan.Kind.INVALID));
        json.put("ledger", ledger);
        json.put("seconds", Math.round(seconds * 10) / 10.0);
        try {
            return new ObjectMapper().writeValueAsString(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("numbers and strings are always JSON", e);
        }
    }
}
