package dev.anicut.datasets.sample;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.luben.zstd.Zstd;
import dev.anicut.datasets.sample.SourceRecords.Entry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;

/** Writes records as JSON Lines or CSV, plain or compressed. */
final class RecordFiles {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int ZSTD_LEVEL = 3;

    private RecordFiles() {}

    static byte[] jsonLines(SourceRecords records) {
        return records.entries().stream()
                .map(entry -> line(entry) + "\n")
                .collect(Collectors.joining())
                .getBytes(StandardCharsets.UTF_8);
    }

    private static String line(Entry entry) {
        if (entry.raw() != null) {
            return entry.raw();
        }
        ObjectNode json = JSON.createObjectNode().put("id", entry.id()).put("title", entry.title());
        json.put("text", entry.text());
        if (entry.uri() != null) {
            json.put("uri", entry.uri());
        }
        if (!entry.metadata().isEmpty()) {
            ObjectNode metadata = json.putObject("metadata");
            entry.metadata().forEach((name, value) -> {
                if (value.matches("\\d{1,9}")) {
                    metadata.put(name, Integer.parseInt(value));
                } else {
                    metadata.put(name, value);
                }
            });
        }
        return json.toString();
    }

    /** Rows under a header: id, title, text, uri, and a column for each field of the first record's metadata. */
    static byte[] csv(SourceRecords records) {
        List<String> columns = new ArrayList<>(List.of("id", "title", "text", "uri"));
        List<String> extra = List.copyOf(records.entries().get(0).metadata().keySet());
        columns.addAll(extra);
        StringBuilder out = new StringBuilder(String.join(",", columns)).append('\n');
        for (Entry entry : records.entries()) {
            if (entry.raw() != null) {
                out.append(entry.raw()).append('\n');
                continue;
            }
            List<String> row = new ArrayList<>(List.of(entry.id(), entry.title(), entry.text(), entry.uri()));
            extra.forEach(name -> row.add(entry.metadata().get(name)));
            out.append(row.stream().map(RecordFiles::field).collect(Collectors.joining(",")))
                    .append('\n');
        }
        return out.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String field(String value) {
        boolean plain = value.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n');
        return plain ? value : '"' + value.replace("\"", "\"\"") + '"';
    }

    /** Gzip; if cut, it ends in the middle of its last line, and every line before can be read whole. */
    static byte[] gzip(byte[] bytes, boolean cut) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int beforeLast = 0;
        try (OutputStream gzip = new GZIPOutputStream(out, 512, true)) {
            int start = 0;
            for (int i = 0; i < bytes.length; i++) {
                if (bytes[i] == '\n' && cut) {
                    beforeLast = out.size();
                    gzip.write(bytes, start, i + 1 - start);
                    gzip.flush();
                    start = i + 1;
                }
            }
            gzip.write(bytes, start, bytes.length - start);
        }
        byte[] whole = out.toByteArray();
        // behind the last line stands nothing but an empty block and the trailer
        return cut ? Arrays.copyOf(whole, (beforeLast + whole.length) / 2) : whole;
    }

    static byte[] zstd(byte[] bytes) {
        return Zstd.compress(bytes, ZSTD_LEVEL);
    }
}
