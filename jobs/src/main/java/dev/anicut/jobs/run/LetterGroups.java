package dev.anicut.jobs.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.anicut.sinks.postgres.LetterSurvey;
import java.util.List;
import java.util.Locale;

/** Dead letters by stage and reason, each with an example. */
final class LetterGroups {
    private static final int MESSAGE_WIDTH = 100;

    private final List<LetterSurvey.Group> groups;

    LetterGroups(List<LetterSurvey.Group> groups) {
        this.groups = groups;
    }

    /** A line for each of the first ones. */
    String text(int limit) {
        StringBuilder text = new StringBuilder();
        groups.stream()
                .limit(limit)
                .forEach(group -> text.append(String.format(
                        Locale.ROOT,
                        "%,8d  %-8s %-22s for example %s: %s%n",
                        group.letters(),
                        group.stage(),
                        group.reason(),
                        group.origin(),
                        head(group.message()))));
        if (groups.size() > limit) {
            long letters = groups.stream()
                    .skip(limit)
                    .mapToLong(LetterSurvey.Group::letters)
                    .sum();
            text.append(String.format(Locale.ROOT, "%,8d  for other reasons%n", letters));
        }
        return text.toString();
    }

    private static String head(String message) {
        String text = String.valueOf(message);
        return text.length() <= MESSAGE_WIDTH ? text : text.substring(0, MESSAGE_WIDTH) + "…";
    }

    ArrayNode json() {
        ArrayNode array = new ObjectMapper().createArrayNode();
        groups.forEach(group -> array.addObject()
                .put("stage", group.stage())
                .put("reason", group.reason())
                .put("letters", group.letters())
                .put("origin", group.origin())
                .put("message", group.message()));
        return array;
    }
}
