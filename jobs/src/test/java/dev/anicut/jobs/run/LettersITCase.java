package dev.anicut.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person is told of dead letters: at the end of a run, and by the command that lists them. */
class LettersITCase {
    @TempDir
    private Path folder;

    private Backfills.Result letters(Backfills anicut, String... more) {
        List<String> arguments = anicut.databaseArguments(more);
        return Backfills.captured(() -> Command.exitCode(new ListLetters(arguments, anicut.environment())));
    }

    @Test
    void aRunTellsWhatBecameOfThemAndTheCommandListsThem() throws Exception {
        Backfills anicut = new Backfills(folder.resolve("home"));
        Backfills.Result none = letters(anicut);
        assertThat(none.exitCode()).as(none.err()).isZero();
        assertThat(none.out()).isEqualTo("no dead letter that matches is open\n");

        Path input = folder.resolve("articles.csv");
        Files.writeString(input, "id,body,year\n1,About weirs.,2001\n2,About gates.,2002\n3,too,many,fields\n");
        Files.writeString(folder.resolve("notes.txt"), "A note.");
        Backfills.Result mixed = anicut.backfill(
                "--source.path", folder + "/*.csv," + folder + "/*.txt", "--embed.model", "none", "--output", "text");
        assertThat(mixed.exitCode()).as(mixed.err()).isZero();
        assertThat(mixed.out())
                .contains("2  parse    missing-text           for example " + input)
                .contains("1  source   malformed-row          for example " + input)
                .contains("\n  scripts/submit.sh letters --run.home ")
                .contains("\n  scripts/submit.sh redrive --dry-run --run.home ")
                .doesNotContain("every record ended");
        assertThat(mixed.err()).contains("2 files, ");

        Backfills.Result hopeless = anicut.backfill(
                "--source.path", input.toString(), "--embed.model", "none", "--source.csv.separator", "tab");
        assertThat(hopeless.exitCode()).as(hopeless.err()).isZero();
        assertThat(hopeless.count("dead_lettered")).isEqualTo(3);
        assertThat(hopeless.ledger().get("dead_letters")).hasSize(1);
        assertThat(hopeless.ledger().get("dead_letters").get(0).get("message").asText())
                .as("the one column that the wrong separator makes")
                .endsWith("the record has id,body,year");
        assertThat(hopeless.ledger().get("hint").asText())
                .startsWith("every record ended as missing-text: source.field.text ");
        assertThat(hopeless.out().lines()).as("one JSON object").hasSize(1);
        assertThat(hopeless.err()).contains("1 file, ");

        Backfills.Result listed = letters(anicut, "--output", "json", "--redrive.reason", "missing-text");
        assertThat(listed.exitCode()).as(listed.err()).isZero();
        List<String> seen = new ArrayList<>();
        for (JsonNode letter : listed.ledger()) {
            seen.add(String.join(
                    "|",
                    letter.get("stage").asText(),
                    letter.get("reason").asText(),
                    letter.get("attempts").asText()));
            assertThat(letter.get("origin").asText()).startsWith(input.toString());
            assertThat(letter.get("updated_at").asText()).isNotEmpty();
        }
        assertThat(seen)
                .containsExactlyElementsOf(Arrays.asList(
                        new String[] {"parse|missing-text|2", "parse|missing-text|2", "parse|missing-text|2"}));

        Backfills.Result text = letters(anicut, "--limit", "1");
        assertThat(text.out())
                .contains("  parse    missing-text           2 attempts\n    " + input)
                .endsWith("\n3 dead letters open, of which --limit shows the newest 1\n");
        assertThat(letters(anicut, "--redrive.stage", "embed").out()).contains("no dead letter that matches");
        assertThat(letters(anicut, "--limit", "0").exitCode()).isEqualTo(2);
        assertThat(letters(anicut, "--redrive.stage", "somewhere").exitCode()).isEqualTo(2);
    }
}
