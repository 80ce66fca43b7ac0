package dev.anicut.jobs.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.anicut.model.Ledger;
import dev.anicut.sinks.postgres.LetterSurvey;
import dev.anicut.sinks.postgres.Redrives;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;

/** What a redrive says: what it found, and how that ended. */
final class RedriveSummary {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final LetterSurvey survey;
    private final int maxAttempts;

    RedriveSummary(LetterSurvey survey, int maxAttempts) {
        this.survey = survey;
        this.maxAttempts = maxAttempts;
    }

    /** The letters by stage and reason. */
    String list(boolean json) {
        return json ? listed().put("dry_run", true).toString() : listText();
    }

    private ObjectNode listed() {
        ObjectNode node = JSON.createObjectNode();
        node.put("letters", survey.letters());
        node.put("left_alone", survey.leftAlone());
        node.set("groups", new LetterGroups(survey.groups()).json());
        return node;
    }

    private String listText() {
        return new LetterGroups(survey.groups()).text(Integer.MAX_VALUE) + sentence();
    }

    /** How many letters there are to take, and how many are left alone. */
    String sentence() {
        String found = survey.letters() == 0
                ? "nothing to redrive: no dead letter that matches is open"
                : Quantity.of(survey.letters(), "dead letter") + " to redrive";
        return survey.leftAlone() == 0
                ? found
                : found
                        + String.format(
                                Locale.ROOT,
                                "; %,d left alone after %s or more (redrive.max-attempts)",
                                survey.leftAlone(),
                                Quantity.of(maxAttempts, "attempt"));
    }

    /** What a redrive without a letter says. */
    String nothing(boolean json) {
        return json
                ? ended(
                        new RunSummary(Ledger.empty(null), 0, false),
                        new Redrives.Taken(0, 0),
                        new Redrives.Resolved(0, 0))
                : sentence();
    }

    String json(RunSummary run, Redrives.Taken taken, Redrives.Resolved resolved) {
        return ended(run, taken, resolved);
    }

    private String ended(RunSummary run, Redrives.Taken taken, Redrives.Resolved resolved) {
        try {
            ObjectNode node = (ObjectNode) JSON.readTree(run.json());
            node.put("letters", taken.letters());
            node.put("went_along", taken.along());
            node.put("resolved", resolved.letters());
            node.put("overtaken", resolved.overtaken());
            node.put("open_again", taken.letters() - resolved.letters());
            node.put("left_alone", survey.leftAlone());
            return node.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String text(RunSummary run, Redrives.Taken taken, Redrives.Resolved resolved) {
        return run.text()
                + String.format(
                        Locale.ROOT,
                        "%n  %s: %,d resolved, %,d open again%n",
                        Quantity.of(taken.letters(), "dead letter"),
                        resolved.letters(),
                        taken.letters() - resolved.letters())
                + (resolved.overtaken() == 0
                        ? ""
                        : String.format(
                                Locale.ROOT,
                                "  %,d of them failed again, and their documents have come in newer versions since%n",
                                resolved.overtaken()))
                + (taken.along() == 0
                        ? ""
                        : String.format(
                                Locale.ROOT,
                                "  %,d of them went along with another letter of the same record%n",
                                taken.along()))
                + (survey.leftAlone() == 0
                        ? ""
                        : String.format(
                                Locale.ROOT,
                                "  %,d left alone after %s or more (redrive.max-attempts)%n",
                                survey.leftAlone(),
                                Quantity.of(maxAttempts, "attempt")));
    }
}
