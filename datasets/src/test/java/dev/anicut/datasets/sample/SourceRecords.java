package dev.anicut.datasets.sample;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The records of one file of the sample, from a source in which each begins with {@code === ID}, then its fields, a
 * blank line and its text. {@code text-of: ID} takes the text of a record before it, in this file or another,
 * {@code === repeat ID} repeats a record, {@code === raw} brings a line as it stands, and {@code === cut} lets the file
 * end within its last record.
 */
final class SourceRecords {
    private final List<Entry> entries = new ArrayList<>();
    private final String notice;
    private final Map<String, String> texts;
    private boolean cut;

    /**
     * @param notice what stands for {@code {notice}}
     * @param texts the texts of all records by id, across files
     */
    private SourceRecords(String notice, Map<String, String> texts) {
        this.notice = notice;
        this.texts = texts;
    }

    /** A record, or a raw line, whose other fields are then null. */
    record Entry(String id, String title, String text, String uri, Map<String, String> metadata, String raw) {}

    static SourceRecords parse(String source, String notice, Map<String, String> texts) {
        SourceRecords records = new SourceRecords(notice, texts);
        for (String part : source.split("(?m)^=== ", -1)) {
            if (!part.isBlank()) {
                records.add(part.strip());
            }
        }
        return records;
    }

    List<Entry> entries() {
        return entries;
    }

    boolean isCut() {
        return cut;
    }

    private void add(String part) {
        int lineEnd = part.indexOf('\n');
        String head = lineEnd < 0 ? part : part.substring(0, lineEnd);
        String rest = lineEnd < 0 ? "" : part.substring(lineEnd + 1);
        if (head.equals("cut")) {
            cut = true;
        } else if (head.equals("raw")) {
            entries.add(new Entry(null, null, null, null, null, rest));
        } else if (head.startsWith("repeat ")) {
            String id = head.substring("repeat ".length());
            entries.add(entries.stream()
                    .filter(entry -> id.equals(entry.id()))
                    .findFirst()
                    .orElseThrow());
        } else {
            addRecord(head, rest);
        }
    }

    private void addRecord(String id, String rest) {
        int blank = rest.indexOf("\n\n");
        Map<String, String> fields = new LinkedHashMap<>();
        (blank < 0 ? rest : rest.substring(0, blank)).lines().forEach(line -> {
            int colon = line.indexOf(": ");
            fields.put(line.substring(0, colon), line.substring(colon + 2));
        });
        String title = fields.remove("title");
        String uri = fields.remove("uri");
        String other = fields.remove("text-of");
        String text = other == null ? rest.substring(blank + 2).replace("{notice}", notice) : texts.get(other);
        if (text == null || texts.putIfAbsent(id, text) != null) {
            throw new IllegalArgumentException("record " + id + ": no text, or an id that stands twice");
        }
        entries.add(new Entry(id, title, text, uri, fields, null));
    }
}
