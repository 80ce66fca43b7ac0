package dev.anicut.operators.parse;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.tika.metadata.Message;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.metadata.Office;
import org.apache.tika.metadata.PagedText;
import org.apache.tika.metadata.TikaCoreProperties;

/** The few things about a file that are worth a place in its row, out of the hundreds that Tika finds. */
final class ExtractMetadata {
    /** The character set of a text that is not UTF-8. */
    static final String CHARSET = "charset";
    /** Names of the attachments whose text is part of the document's. */
    static final String ATTACHMENTS = "attachments";
    /** Names of the attachments that were left out, and why. */
    static final String ATTACHMENTS_LEFT_OUT = "attachments_left_out";

    static final Set<String> LISTS = Set.of("author", "to", "cc", "keywords", ATTACHMENTS, ATTACHMENTS_LEFT_OUT);
    static final Set<String> NUMBERS = Set.of("pages", "slides");

    private static final int MAX_VALUE = 2_000;
    private static final int MAX_VALUES = 100;

    private static final Map<String, String> KEPT = new LinkedHashMap<>();

    static {
        KEPT.put("author", TikaCoreProperties.CREATOR.getName());
        KEPT.put("created", TikaCoreProperties.CREATED.getName());
        KEPT.put("modified", TikaCoreProperties.MODIFIED.getName());
        KEPT.put("language", TikaCoreProperties.LANGUAGE.getName());
        KEPT.put("description", TikaCoreProperties.DESCRIPTION.getName());
        KEPT.put("keywords", Office.KEYWORDS.getName());
        KEPT.put("publisher", TikaCoreProperties.PUBLISHER.getName());
        KEPT.put("pages", PagedText.N_PAGES.getName());
        KEPT.put("slides", Office.SLIDE_COUNT.getName());
        KEPT.put("from", Message.MESSAGE_FROM);
        KEPT.put("to", Message.MESSAGE_TO);
        KEPT.put("cc", Message.MESSAGE_CC);
    }

    private ExtractMetadata() {}

    static Map<String, List<String>> of(Metadata found) {
        Map<String, List<String>> kept = new TreeMap<>();
        KEPT.forEach((name, key) -> {
            Set<String> values = new LinkedHashSet<>();
            for (String value : found.getValues(key)) {
                boolean usable = !value.isBlank() && values.size() < MAX_VALUES;
                if (usable && (LISTS.contains(name) || values.isEmpty())) {
                    values.add(value.length() <= MAX_VALUE ? value.strip() : value.substring(0, MAX_VALUE) + "…");
                }
            }
            if (!values.isEmpty()) {
                kept.put(name, List.copyOf(values));
            }
        });
        return kept;
    }
}
