package dev.anicut.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.anicut.model.Ledger;
import dev.anicut.sinks.postgres.LetterSurvey;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RunLettersTest {
    private static RunLetters letters(int kinds) {
        List<LetterSurvey.Group> groups = IntStream.range(0, kinds)
                .mapToObj(i -> new LetterSurvey.Group("parse", "reason-" + i, 100 - i, "a.jsonl@" + i, "why " + i))
                .toList();
        return new RunLetters(groups, Ledger.empty("run"));
    }

    @Test
    void aPersonSeesTheTenMostFrequentKinds() {
        String text = letters(12).text();
        assertThat(text.lines().filter(line -> line.contains("for example"))).hasSize(10);
        assertThat(text)
                .contains("     100  parse    reason-0               for example a.jsonl@0: why 0\n")
                .endsWith("     179  for other reasons\n");
        assertThat(letters(10).text()).doesNotContain("other reasons");
    }

    @Test
    void jsonHasAll() {
        ObjectNode node = new ObjectMapper().createObjectNode();
        letters(12).addTo(node);
        assertThat(node.get("dead_letters")).hasSize(12);
    }

    @Test
    void nothingIsSaidWhereThereAreNone() {
        assertThat(letters(0).text()).isEmpty();
        assertThat(letters(0).isEmpty()).isTrue();
    }
}
