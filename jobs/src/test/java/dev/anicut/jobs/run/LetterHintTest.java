package dev.anicut.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anicut.model.Ledger;
import dev.anicut.model.LedgerEntry;
import dev.anicut.sinks.postgres.LetterSurvey;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LetterHintTest {
    private static Ledger read(long records) {
        long[] counts = new long[LedgerEntry.values().length];
        counts[LedgerEntry.READ.ordinal()] = records;
        return Ledger.empty("run").plus(counts);
    }

    private static Optional<String> hint(long read, String reason, long letters) {
        return LetterHint.of(
                List.of(
                        new LetterSurvey.Group("parse", reason, letters, "a.csv@1", "why"),
                        new LetterSurvey.Group("parse", "invalid-id", 1, "a.csv@2", "why")),
                read(read));
    }

    @Test
    void oneReasonForNearlyAllNamesTheOptionToLookAt() {
        assertThat(hint(1_400, "missing-text", 1_400)).hasValueSatisfying(line -> assertThat(line)
                .startsWith("every record ended as missing-text: source.field.text names")
                .contains("source.csv.separator"));
        assertThat(hint(1_400, "invalid-json", 1_260)).hasValueSatisfying(line -> assertThat(line)
                .startsWith("nearly every record ended as invalid-json: source.format "));
    }

    @Test
    void aFewLettersAreTheDatasOwn() {
        assertThat(hint(1_400, "missing-text", 1_259)).isEmpty();
        assertThat(hint(0, "missing-text", 0)).isEmpty();
    }

    @Test
    void theLimitOfParsingIsNoneOfTheLanguageModel() {
        LetterSurvey.Group late = new LetterSurvey.Group("enrich", "timeout", 10, "a.jsonl@1", "no answer in time");

        assertThat(LetterHint.of(List.of(late), read(10))).isEmpty();
    }

    @Test
    void whatNoOptionHelpsHasNoHint() {
        assertThat(hint(10, "encrypted", 10)).isEmpty();
        assertThat(hint(10, "of-a-later-version", 10)).isEmpty();
    }
}
