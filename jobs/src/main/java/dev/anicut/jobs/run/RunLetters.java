package dev.anicut.jobs.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.anicut.model.Ledger;
import dev.anicut.sinks.postgres.LetterSurvey;
import java.util.List;
import java.util.Optional;

/** What a command says of the dead letters of a run that has ended. */
final class RunLetters {
    /** Kinds of letters that a person is shown; JSON has all. */
    private static final int SHOWN = 10;

    private final List<LetterSurvey.Group> groups;
    private final Optional<String> hint;

    /** @param groups the most frequent first */
    RunLetters(List<LetterSurvey.Group> groups, Ledger ledger) {
        this.groups = groups;
        this.hint = LetterHint.of(groups, ledger);
    }

    boolean isEmpty() {
        return groups.isEmpty();
    }

    void addTo(ObjectNode node) {
        node.set("dead_letters", new LetterGroups(groups).json());
        hint.ifPresent(line -> node.put("hint", line));
    }

    /** Empty if there are none. */
    String text() {
        if (groups.isEmpty()) {
            return "";
        }
        return String.format(
                "%ndead letters%n%s%s",
                new LetterGroups(groups).text(SHOWN),
                hint.map(line -> String.format("%nHint: %s%n", line)).orElse(""));
    }
}
