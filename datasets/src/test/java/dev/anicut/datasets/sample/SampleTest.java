package dev.anicut.datasets.sample;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.anicut.datasets.sample.SampleReader.Found;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What README.md and sample-ledger.json say of the sample is so. */
class SampleTest {
    private static final Path SAMPLE = Path.of("sample");
    private static List<Found> found;

    @BeforeAll
    static void read() throws IOException {
        found = SampleReader.read(SAMPLE);
    }

    @Test
    void holdsWhatTheLedgerSays() throws IOException {
        Map<?, ?> stated =
                new ObjectMapper().readValue(Path.of("sample-ledger.json").toFile(), Map.class);
        assertThat(ledger()).isEqualTo(stated);
        String readme = Files.readString(Path.of("README.md"));
        stated.forEach((outcome, count) -> assertThat(readme).contains("| " + outcome + " | " + count + " |"));
    }

    @Test
    void isBrokenWhereTheReadmeSaysSo() {
        assertThat(found.stream().filter(record -> record.text() == null).map(Found::file))
                .containsExactly(
                        "broken/empty.txt",
                        "broken/gauge-notes.jsonl.gz",
                        "broken/locked-accounts.pdf",
                        "broken/not-a-document.docx",
                        "records/canal-log.csv",
                        "records/office.jsonl",
                        "records/office.jsonl");
    }

    @Test
    void hasEveryFormat() {
        assertThat(found.stream()
                        .filter(record -> record.text() != null)
                        .map(record -> record.file().substring(record.file().indexOf('.')))
                        .collect(Collectors.toSet()))
                .containsExactlyInAnyOrder(
                        ".jsonl",
                        ".jsonl.gz",
                        ".jsonl.zst",
                        ".csv",
                        ".parquet",
                        ".txt",
                        ".md",
                        ".rst",
                        ".html",
                        ".pdf",
                        ".docx",
                        ".pptx",
                        ".xlsx",
                        ".odt",
                        ".eml");
    }

    @Test
    void extractsWholeTextsFromBinaryFiles() {
        assertThat(text("handbook/members-handbook.pdf"))
                .contains("1,860 hectares")
                .contains("Tuesday and Friday");
        assertThat(text("handbook/bylaws.docx"))
                .contains("Keepers of the gates")
                .contains("three quarters");
        assertThat(text("minutes/2025/2025-06-15-election.odt"))
                .contains("Votes cast 1,107")
                .contains("A. Yusuf");
        assertThat(text("slides/irrigation-scheduling.pptx")).contains("leaves water on the palm");
        assertThat(text("accounts/season-accounts-2024.xlsx"))
                .contains("Wages of lascars")
                .contains("289600");
        assertThat(text("letters/seed-order.eml")).contains("4,200 kg of black gram");
    }

    @Test
    void asksQuestionsThatOneDocumentAnswers() throws IOException {
        Map<String, String> queries = columns("sample-queries.tsv");
        Map<String, String> expected = columns("sample-expected.tsv");
        assertThat(expected.keySet()).isEqualTo(queries.keySet()).hasSizeGreaterThanOrEqualTo(15);

        Map<String, Long> copies = found.stream()
                .filter(record -> record.text() != null)
                .collect(Collectors.groupingBy(Found::text, Collectors.counting()));
        Map<String, String> textOfId = new HashMap<>();
        found.stream()
                .filter(record -> record.text() != null)
                .forEach(record -> textOfId.put(record.id(), record.text()));
        expected.forEach((query, id) ->
                assertThat(copies.get(textOfId.get(id))).as(query + " " + id).isEqualTo(1));
    }

    private static String text(String file) {
        return found.stream()
                .filter(record -> record.file().equals(file))
                .findFirst()
                .orElseThrow()
                .text();
    }

    private static Map<String, String> columns(String file) throws IOException {
        try (Stream<String> lines = Files.lines(Path.of(file))) {
            return lines.map(line -> line.split("\t", 2))
                    .collect(Collectors.toMap(columns -> columns[0], columns -> columns[1]));
        }
    }

    /** How each record ends, when the sample goes into an empty database. */
    private static Map<String, Integer> ledger() {
        Map<String, Integer> counts = new LinkedHashMap<>();
        Stream.of("read", "ingested", "unchanged", "duplicate", "deleted", "dead_lettered")
                .forEach(outcome -> counts.put(outcome, 0));
        Set<String> ids = new HashSet<>();
        Set<String> texts = new HashSet<>();
        for (Found record : found) {
            counts.merge("read", 1, Integer::sum);
            counts.merge(outcome(record, ids, texts), 1, Integer::sum);
        }
        return counts;
    }

    private static String outcome(Found record, Set<String> ids, Set<String> texts) {
        if (record.text() == null) {
            return "dead_lettered";
        }
        boolean newId = ids.add(record.id());
        boolean newText = texts.add(record.text());
        if (!newId) {
            assertThat(newText)
                    .as("ids are unique, exact repeats aside: " + record.id())
                    .isFalse();
            return "unchanged";
        }
        return newText ? "ingested" : "duplicate";
    }
}
